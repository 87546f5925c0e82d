"""Forms of what belongs to an instrument: versions, files, use, involvement and sharing."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm, UploadField
from governance.forms.bodies import set_choices
from governance.models import Party
from workgroups.enums import FrozenFor, Involvement, SharingKind
from workgroups.models import InstrumentVersion
from workgroups.services.sharings import SharingDetails
from workgroups.services.uses import UseDetails

_DAY = _("For example 1 12 2026.")


class VersionForm(PortalForm):
    """A version, until it is offered."""

    number = forms.CharField(
        label=_("Number of the version"),
        max_length=20,
        help_text=_("For example 1.0."),
        widget=forms.TextInput(attrs={"class": "cd-input--short"}),
    )
    text = forms.CharField(
        label=_("What is it, and what changed?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 4}),
    )
    made_on = DateField(label=_("Made on"), help_text=_DAY)
    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def values(self) -> dict[str, Any]:
        """Return what was filled in; call after ``is_valid``."""
        return {name: self.cleaned_data[name] for name in ("number", "text", "made_on")}


class FreezeForm(PortalForm):
    """Offer a version; from then on it does not change."""

    for_ = forms.ChoiceField(
        label=_("Offered for what?"), choices=FrozenFor.choices, widget=forms.RadioSelect
    )
    on = DateField(label=_("On which day?"), help_text=_DAY)


class WithdrawVersionForm(PortalForm):
    """Withdraw a version, with the reason."""

    reason = forms.CharField(label=_("Why"), max_length=300)
    on = DateField(label=_("On which day?"), help_text=_DAY)


class AttachmentForm(PortalForm):
    """A file or a link of a version."""

    title = forms.CharField(label=_("Name"), max_length=200)
    file = UploadField(label=_("File"), required=False)
    url = forms.URLField(
        label=_("Or a web address"),
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput,
    )


class UseForm(PortalForm):
    """Who uses which version, where, since when. Without versions: only where and when."""

    party = forms.ChoiceField(label=_("Who uses it?"))
    version = forms.ChoiceField(label=_("Which version?"))
    where = forms.CharField(
        label=_("Where in the organisation?"),
        required=False,
        max_length=200,
        help_text=_("For example a team or a neighbourhood."),
    )
    start = DateField(label=_("First day"), help_text=_DAY)
    end = DateField(label=_("Last day"), required=False, help_text=_("Leave this empty while it goes on."))
    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        parties: Iterable[Party] | None = None,
        versions: Iterable[InstrumentVersion] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._parties = {str(party.pk): party for party in parties or ()}
        self._versions = {str(version.pk): version for version in versions}
        if parties is None:
            del self.fields["party"], self.fields["version"]
            return
        names = [(key, party.organization.name) for key, party in self._parties.items()]
        set_choices(self, "party", [("", _("Choose")), *names])
        numbers = [(key, version.number) for key, version in self._versions.items()]
        set_choices(self, "version", [("", _("Choose")), *numbers])

    def party_chosen(self) -> Party:
        """Return the party; call after ``is_valid``."""
        return self._parties[self.cleaned_data["party"]]

    def version_chosen(self) -> InstrumentVersion:
        """Return the version; call after ``is_valid``."""
        return self._versions[self.cleaned_data["version"]]

    def details(self) -> UseDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return UseDetails(start=data["start"], end=data["end"], where=data["where"])


class InvolvementForm(PortalForm):
    """How a party takes part, since when. Without parties: only when."""

    party = forms.ChoiceField(label=_("Who takes part?"))
    kind = forms.ChoiceField(label=_("In what?"), choices=Involvement.choices, widget=forms.RadioSelect)
    start = DateField(label=_("First day"), help_text=_DAY)
    end = DateField(label=_("Last day"), required=False, help_text=_("Leave this empty while it goes on."))
    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, parties: Iterable[Party] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parties = {str(party.pk): party for party in parties or ()}
        if parties is None:
            del self.fields["party"], self.fields["kind"]
            return
        names = [(key, party.organization.name) for key, party in self._parties.items()]
        set_choices(self, "party", [("", _("Choose")), *names])

    def party_chosen(self) -> Party:
        """Return the party; call after ``is_valid``."""
        return self._parties[self.cleaned_data["party"]]


class SharingForm(PortalForm):
    """A training, a publication, or sharing with others."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=SharingKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=200)
    on = DateField(label=_("On which day?"), help_text=_DAY)
    with_whom = forms.CharField(
        label=_("With whom?"),
        required=False,
        max_length=200,
        help_text=_("For example: employees of 12 other municipalities."),
    )
    url = forms.URLField(
        label=_("Web address"), required=False, max_length=500, assume_scheme="https", widget=forms.TextInput
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def details(self) -> SharingDetails:
        """Return what was filled in; call after ``is_valid``."""
        names = ("kind", "title", "on", "with_whom", "url")
        return SharingDetails(**{name: self.cleaned_data[name] for name in names})
