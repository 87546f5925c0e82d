"""Forms for the offices that people hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from governance.enums import Office, PositionState
from governance.models import Membership, Organization, Position
from governance.services.positions import PositionTerms


class PositionForm(PortalForm):
    """An office at an organisation of the deal."""

    organization = forms.ChoiceField(label=_("Organisation"))
    office = forms.ChoiceField(label=_("Office"), choices=[("", _("Choose an office")), *Office.choices])
    title = forms.CharField(label=_("Title, if it differs from the office"), required=False, max_length=150)
    portfolio = forms.CharField(label=_("Portfolio"), required=False, max_length=200)
    state = forms.ChoiceField(label=_("State"), widget=forms.RadioSelect, choices=PositionState.choices)
    stand_in = forms.ChoiceField(
        label=_("Who stands in?"),
        required=False,
        help_text=_("Only for somebody who is on leave."),
    )
    start = DateField(label=_("First day in office"), help_text=_("For example 1 12 2026."))
    end = DateField(label=_("Last day in office, if it is known"), required=False)

    def __init__(
        self,
        *args: Any,
        organizations: Iterable[Organization],
        colleagues: Iterable[Position] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organizations = {str(found.pk): found for found in organizations}
        self.colleagues = {str(found.pk): found for found in colleagues}
        places = [(key, found.name) for key, found in self.organizations.items()]
        self._choose("organization", [("", _("Choose an organisation")), *places])
        held = [(key, f"{found.person.name}, {found}") for key, found in self.colleagues.items()]
        self._choose("stand_in", [("", _("Nobody")), *held])

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def terms(self) -> PositionTerms:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return PositionTerms(
            organization=self.organizations[data["organization"]],
            office=data["office"],
            start=data["start"],
            end=data["end"],
            title=data["title"],
            portfolio=data["portfolio"],
            state=data["state"],
            stand_in=self.colleagues.get(data["stand_in"]),
        )


class EditPositionForm(PositionForm):
    """Change an office; carries the history row it was opened with."""

    history_id = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_for(cls, position: Position, history_id: int) -> dict[str, Any]:
        """Return what the form shows first."""
        names = ("office", "title", "portfolio", "state", "start", "end")
        return {name: getattr(position, name) for name in names} | {
            "organization": str(position.organization_id),
            "stand_in": str(position.stand_in_id or ""),
            "history_id": history_id,
        }


class EndPositionForm(PortalForm):
    """Say on which day an office ends, and which memberships end with it."""

    end = DateField(label=_("What is the last day in office?"), help_text=_("For example 31 12 2026."))
    memberships = forms.MultipleChoiceField(
        label=_("Which memberships end on the same day?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Why does the office end?"),
        required=False,
        max_length=300,
        help_text=_("This stands in the history. Only the project organisation reads it."),
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, held: Iterable[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = {str(found.pk): found for found in held}
        field = self.fields["memberships"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(key, _place(found)) for key, found in self.held.items()]
            field.widget.choices = field.choices
        bound = [key for key, found in self.held.items() if found.seat and found.seat.is_office_bound]
        self.initial.setdefault("memberships", bound)

    def chosen(self) -> list[Membership]:
        """Return the memberships that end too; call after ``is_valid``."""
        return [self.held[key] for key in self.cleaned_data["memberships"]]


def _place(membership: Membership) -> str:
    return f"{membership.body.name} – {membership.get_role_display()}"
