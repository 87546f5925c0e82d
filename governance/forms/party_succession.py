"""The form of a legal succession: which parties, from when, and who comes in their place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from governance.enums import OrganizationKind, SuccessionKind
from governance.forms.parties import choose
from governance.models import Party
from governance.services.party_succession import NewOrganization, SuccessionTerms

# How many organisations can be added in one act; more can be chosen after they were added as a party.
NEW_ONES = (1, 2)


class SuccessionForm(PortalForm):
    """Which parties are followed up by which."""

    kind = forms.ChoiceField(
        label=_("What happens?"),
        widget=forms.RadioSelect,
        choices=[
            (SuccessionKind.MERGER, _("Merger: organisations become one, or join one that is there")),
            (SuccessionKind.RENAMING, _("New name: one organisation goes on under another name")),
            (SuccessionKind.SPLIT, _("Split: one organisation becomes two or more")),
            (SuccessionKind.ACQUISITION, _("Taken over: another organisation buys this one")),
        ],
    )
    date = DateField(
        label=_("From which day?"),
        help_text=_("On this day the new organisation takes the place of the old one. For example 1 1 2027."),
    )
    before = forms.MultipleChoiceField(
        label=_("Which parties are followed up?"), widget=forms.CheckboxSelectMultiple
    )
    after = forms.ChoiceField(
        label=_("Which party of the deal comes in their place?"),
        required=False,
        help_text=_("Is it not a party yet? Fill in the name below."),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    past_words = forms.CharField(
        label=_("Does the day lie in the past? Then type: in the past"), required=False, max_length=50
    )

    def __init__(self, *args: Any, parties: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {str(party.pk): party for party in parties}
        known = [(key, party.organization.name) for key, party in self.parties.items()]
        choose(self, "before", known)
        choose(self, "after", [("", _("None of them")), *known])
        for number in NEW_ONES:
            self._add_new(number)
        self.teach_fields()

    def _add_new(self, number: int) -> None:
        self.fields[f"new_name_{number}"] = forms.CharField(label=_("Name"), required=False, max_length=200)
        self.fields[f"new_legal_name_{number}"] = forms.CharField(
            label=_("Legal name, if it differs"), required=False, max_length=300
        )
        self.fields[f"new_kind_{number}"] = forms.ChoiceField(
            label=_("Kind of organisation"),
            required=False,
            choices=[("", _("Choose a kind")), *OrganizationKind.choices],
        )
        for name in ("name", "kind"):
            # Whether these are needed depends on the answers above them.
            self.fields[f"new_{name}_{number}"].is_quiet = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the kind where a name is filled in, and for the name where anything else is."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for number in NEW_ONES:
            name, kind = data.get(f"new_name_{number}"), data.get(f"new_kind_{number}")
            if name and not kind and f"new_kind_{number}" not in self.errors:
                self.add_error(f"new_kind_{number}", _("Choose the kind of the new organisation."))
            if not name and (kind or data.get(f"new_legal_name_{number}")):
                self.add_error(f"new_name_{number}", _("Fill in the name of the new organisation."))
        return data

    def groups(self) -> list[list[forms.BoundField]]:
        """Return the fields of each new organisation."""
        names = ("name", "legal_name", "kind")
        return [[self[f"new_{name}_{number}"] for name in names] for number in NEW_ONES]

    def terms(self) -> SuccessionTerms:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        new = [
            NewOrganization(
                name=data[f"new_name_{number}"],
                kind=data[f"new_kind_{number}"],
                legal_name=data[f"new_legal_name_{number}"],
            )
            for number in NEW_ONES
            if data[f"new_name_{number}"]
        ]
        return SuccessionTerms(
            kind=data["kind"],
            date=data["date"],
            before=[self.parties[key] for key in data["before"]],
            after=[self.parties[data["after"]]] if data["after"] else [],
            new=new,
            note=data["note"],
            past_words=data["past_words"],
        )
