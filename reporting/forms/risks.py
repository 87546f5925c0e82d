"""Forms of the register of risks: noting and changing one, how it goes, closing it, and the filter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from citydeal.common.forms import DateField, PortalForm
from governance.forms.bodies import set_choices
from governance.models import Person
from reporting.enums import RiskKind, RiskLevel
from reporting.services.risks import Judged, RiskDetails
from workgroups.models import WorkingGroup

OPEN, CLOSED, ALL = "open", "gesloten", "alle"


class JudgedForm(PortalForm):
    """How heavy a risk is. The chance is only asked of what did not happen yet."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[
            (RiskKind.RISK.value, _("A risk: it may happen")),
            (RiskKind.ISSUE.value, _("An issue: it happens now")),
        ],
        widget=forms.RadioSelect,
    )
    chance = forms.ChoiceField(
        label=_("How likely is it?"),
        required=False,
        choices=RiskLevel.choices,
        widget=forms.RadioSelect,
        help_text=_("Not needed for an issue: that happens already."),
    )
    effect = forms.ChoiceField(
        label=_("How much does it cost the deal when it happens?"),
        choices=RiskLevel.choices,
        widget=forms.RadioSelect,
    )

    def judged(self) -> Judged:
        """Return how heavy it is; call after ``is_valid``."""
        data = self.cleaned_data
        return Judged(kind=data["kind"], chance=data["chance"], effect=data["effect"])


class RiskFieldsMixin(forms.Form):
    """What a risk is. ``groups`` and ``owners``: who and what it may belong to."""

    title = forms.CharField(
        label=_("What may go wrong?"),
        max_length=200,
        help_text=_("In one line. For example: too few people for the tests."),
    )
    text = forms.CharField(
        label=_("Cause and consequence"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    measure = forms.CharField(
        label=_("What do you do about it?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )
    group = forms.ChoiceField(label=_("Where does it belong?"), required=False)
    owner = forms.ChoiceField(label=_("Who looks after it?"), required=False)

    def fill_choices(self, groups: Iterable[WorkingGroup], owners: Iterable[Person]) -> None:
        """Give the fields their choices."""
        self._groups = {str(group.pk): group for group in groups}
        self._owners = {str(person.pk): person for person in owners}
        names = [(key, group.body.name) for key, group in self._groups.items()]
        set_choices(self, "group", [("", _("The deal as a whole")), *names])
        people = [(key, person.name) for key, person in self._owners.items()]
        set_choices(self, "owner", [("", _("Nobody yet")), *people])

    def details(self) -> RiskDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return RiskDetails(
            title=data["title"],
            text=data["text"],
            measure=data["measure"],
            owner=self._owners.get(data["owner"]),
            group=self._groups.get(data["group"]),
        )


class RiskForm(RiskFieldsMixin, JudgedForm):
    """Note a risk."""

    on = DateField(label=_("Noted on"), help_text=_("For example 1 12 2026."))
    field_order = ("title", "kind", "chance", "effect", "text", "measure", "owner", "group", "on")

    def __init__(
        self, *args: Any, groups: Iterable[WorkingGroup], owners: Iterable[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fill_choices(groups, owners)


class RiskEditForm(RiskFieldsMixin, PortalForm):
    """Change a risk; how heavy it is has a page of its own, with what happened."""

    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, groups: Iterable[WorkingGroup], owners: Iterable[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fill_choices(groups, owners)


class RiskTextForm(PortalForm):
    """Close a risk, or open it again: the day, and why."""

    on = DateField(label=_("On which day?"), help_text=_("For example 1 12 2026."))
    text = forms.CharField(label=_("Why?"), max_length=2000, widget=forms.Textarea({"rows": 3}))


class RiskUpdateForm(JudgedForm):
    """How a risk goes, and how heavy it is from now on."""

    on = DateField(label=_("On which day?"), help_text=_("For example 1 12 2026."))
    text = forms.CharField(
        label=_("What happened, and what do you do?"), max_length=2000, widget=forms.Textarea({"rows": 4})
    )
    field_order = ("text", "kind", "chance", "effect", "on")


class RiskFilterForm(PortalForm):
    """What of the register is shown, in the address."""

    stand = forms.ChoiceField(
        label=pgettext_lazy("filter", "Show"),
        required=False,
        choices=[
            (OPEN, _("Open risks")),
            (CLOSED, _("Closed risks")),
            (ALL, pgettext_lazy("filter", "All")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stand"].is_quiet = True  # type: ignore[attr-defined]

    def wanted(self) -> str:
        """Return what is asked for; open risks where that cannot be."""
        if not self.is_bound or not self.is_valid():
            return OPEN
        return str(self.cleaned_data["stand"] or OPEN)
