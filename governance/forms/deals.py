"""Forms to make a deal, to appoint its first secretary, and to set and close it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from citydeal.enums import Access
from governance.enums import DealState, DecemberRule, ReportHalves
from governance.forms.covenant import short_number
from governance.models import CityDeal
from governance.services.deals import DealSettings, SecretaryNames
from governance.workflow import deal_steps

_SLUG = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
    _("Use only small letters, digits and hyphens, for example slim-maatwerk."),
    code="slug",
)
_ACCESS = (
    (Access.PUBLIC.value, _("Everybody: the deal has a public page")),
    (Access.DEAL.value, _("Only who takes part in the deal")),
)


def _explained(name: str) -> Any:
    """Return the explanation of a choice of the deal, as its page gives it too."""
    return CityDeal._meta.get_field(name).help_text  # type: ignore[union-attr]


class FactsForm(PortalForm):
    """What a deal is called, for whom, and when."""

    name = forms.CharField(label=_("Name of the deal"), max_length=200)
    tagline = forms.CharField(label=_("The deal in one line"), required=False, max_length=120)
    summary = forms.CharField(
        label=_("What is it about?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    contact_email = forms.EmailField(
        label=_("Contact address"),
        required=False,
        max_length=254,
        help_text=_("This address stands on the page of the deal."),
    )
    access = forms.ChoiceField(label=_("Who may read the deal?"), choices=_ACCESS, widget=forms.RadioSelect)
    start = DateField(label=_("First day of the deal"), help_text=_("For example 1 12 2026."))
    end = DateField(label=_("Last day of the deal, if it is known"), required=False)


class DealForm(FactsForm):
    """Make a deal."""

    slug = forms.CharField(
        label=_("Address of the page"),
        max_length=60,
        validators=[_SLUG],
        help_text=_("Small letters, digits and hyphens, for example slim-maatwerk. It never changes."),
    )
    field_order = ["name", "slug", "tagline", "summary", "contact_email", "access", "start", "end"]


class SettingsForm(FactsForm):
    """Change the settings of a deal; the choices carry their explanation."""

    signed_on = DateField(label=_("Signed on"), required=False)
    warning_days = forms.IntegerField(
        label=_("Warning period in days"),
        min_value=0,
        max_value=730,
        help_text=_explained("warning_days"),
        widget=short_number(),
    )
    december_rule = forms.ChoiceField(
        label=_("What is “the first week of December”?"),
        choices=DecemberRule.choices,
        widget=forms.RadioSelect,
        help_text=_explained("december_rule"),
    )
    report_halves = forms.ChoiceField(
        label=_("What is “twice a year”?"),
        choices=ReportHalves.choices,
        widget=forms.RadioSelect,
        help_text=_explained("report_halves"),
    )
    hours_per_day = forms.IntegerField(
        label=_("Hours in a day of work"),
        min_value=1,
        max_value=24,
        help_text=_explained("hours_per_day"),
        widget=short_number(),
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput)

    def settings(self) -> DealSettings:
        """Return what was filled in; call after ``is_valid``."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "history_id"}
        return DealSettings(**values)


class FirstSecretaryForm(PortalForm):
    """Say who becomes the first project secretary."""

    given_name = forms.CharField(label=_("First name"), required=False, max_length=100)
    name_prefix = forms.CharField(label=_("Prefix, such as van der"), required=False, max_length=30)
    family_name = forms.CharField(label=_("Last name"), max_length=150)
    email = forms.EmailField(
        label=_("E-mail address to log in with"),
        max_length=254,
        help_text=_("Who has no account yet gets a link at this address to choose a password."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    start = DateField(label=_("First day"), help_text=_("For example 1 12 2026."))

    def names(self) -> SecretaryNames:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return SecretaryNames(
            email=data["email"],
            family_name=data["family_name"],
            given_name=data["given_name"],
            prefix=data["name_prefix"],
        )


class StateForm(PortalForm):
    """Bring the deal to its next state."""

    state = forms.ChoiceField(label=_("What is the new state?"), widget=forms.RadioSelect)
    start = DateField(label=_("From which day?"), help_text=_("That is today or earlier."))
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        help_text=_("Needed where a deal stops before it was signed, and where a closed deal opens again."),
    )

    def __init__(self, *args: Any, state: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["state"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(after, DealState(after).label) for after in deal_steps(state)]
