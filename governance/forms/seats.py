"""Forms about seats: add, change and end; and a member of a body without seats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from governance.enums import Office
from governance.forms.bodies import set_choices
from governance.forms.memberships import NameMemberForm
from governance.models import Organization, Party, Person, Position, Seat
from governance.selectors.people import position_for
from governance.selectors.seats import organization_named
from governance.services.seats import SeatDetails

NOBODY, OTHER = "niemand", "andere"


class SeatForm(PortalForm):
    """Whose a seat is, and what goes with it.

    ``parties``: those of the deal. ``organizations``: those that are no party and are known in the deal.
    """

    owner = forms.ChoiceField(
        label=_("Whose is the seat?"),
        help_text=_("Who owns the seat says who sits on it."),
    )
    other = forms.CharField(
        label=_("Name of the other organisation"),
        required=False,
        max_length=200,
        help_text=_("Only when you choose another organisation. Write the name as it is in the register."),
    )
    label = forms.CharField(
        label=_("Name of the seat"),
        required=False,
        max_length=200,
        help_text=_("For example Dealmaker. Without it the seat is called after its owner."),
    )
    office = forms.ChoiceField(
        label=_("Office of the seat"), required=False, choices=[("", _("Any office")), *Office.choices]
    )
    bound = forms.ChoiceField(
        label=_("When does a membership on this seat end?"),
        choices=[
            ("ja", _("With the office: who leaves the office, leaves the seat")),
            ("nee", _("After a fixed term")),
        ],
        widget=forms.RadioSelect,
        initial="ja",
    )
    start = DateField(label=_("First day"), help_text=_("For example 1 12 2026."))
    end = DateField(label=_("Last day, if it is known"), required=False)
    order = forms.IntegerField(
        label=_("Place in the list"),
        min_value=0,
        max_value=999,
        widget=forms.TextInput({"inputmode": "numeric", "class": "cd-input--short"}),
        help_text=_("The seat with the lowest number stands first."),
    )

    def __init__(
        self, *args: Any, parties: Iterable[Party], organizations: Iterable[Organization], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {f"partij-{party.pk}": party for party in parties}
        self.organizations = {f"organisatie-{one.pk}": one for one in organizations}
        # Whether it is needed depends on the answer above it.
        self.fields["other"].is_quiet = True  # type: ignore[attr-defined]
        parties_group = [(key, party.organization.name) for key, party in self.parties.items()]
        others = [(key, one.name) for key, one in self.organizations.items()]
        choices: list[tuple[Any, Any]] = [
            ("", _("Choose an owner")),
            (_("Parties"), parties_group),
            (_("Other organisations"), [*others, (OTHER, _("Another organisation"))]),
            (NOBODY, _("Of nobody")),
        ]
        set_choices(self, "owner", [choice for choice in choices if choice[1]])
        self.found: Organization | None = None

    @classmethod
    def initial_for(cls, seat: Seat) -> dict[str, Any]:
        """Return what the form shows first."""
        owner = f"partij-{seat.party_id}" if seat.party_id else NOBODY
        if seat.organization_id:
            owner = f"organisatie-{seat.organization_id}"
        names = ("label", "office", "start", "end", "order")
        bound = "ja" if seat.is_office_bound else "nee"
        return {name: getattr(seat, name) for name in names} | {"owner": owner, "bound": bound}

    def clean(self) -> dict[str, Any]:
        """Look another organisation up by its name."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("owner") == OTHER and "other" in data:
            self.found = organization_named(data["other"])
            if self.found is None:
                self.add_error(
                    "other",
                    _("There is no organisation with this name in the register. Look at how it is written."),
                )
        return data

    def details(self) -> SeatDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return SeatDetails(
            start=data["start"],
            end=data["end"],
            party=self.parties.get(data["owner"]),
            organization=self.found or self.organizations.get(data["owner"]),
            label=data["label"],
            office=data["office"],
            is_office_bound=data["bound"] == "ja",
            order=data["order"],
        )


class EditSeatForm(SeatForm):
    """Change a seat; carries the history row it was opened with."""

    history_id = forms.IntegerField(widget=forms.HiddenInput)


class EndSeatForm(PortalForm):
    """Say after which day a seat is no longer there, and why."""

    end = DateField(
        label=_("What is the last day of the seat?"),
        help_text=_("On this day the seat is still there. For example 31 12 2026."),
    )
    reason = forms.CharField(
        label=_("Why does the seat end?"),
        required=False,
        max_length=100,
        help_text=_("This stands in the history. Only the project organisation reads it."),
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput)


class AddMemberForm(NameMemberForm):
    """Make somebody a member of a body without seats, from a party or from no organisation at all."""

    sits_for = forms.ChoiceField(
        label=_("For which organisation?"),
        required=False,
        help_text=_("Residents and others who sit for themselves have none."),
    )

    field_order = [
        "person",
        "given_name",
        "name_prefix",
        "family_name",
        "email",
        "title",
        "sits_for",
        "office",
        "role",
        "is_deputy",
        "start",
        "end",
        "term_end",
    ]
    new_person_fields = ("given_name", "name_prefix", "family_name", "email", "title")

    def __init__(
        self,
        *args: Any,
        organizations: Sequence[Organization],
        seat: Seat,
        people: Iterable[Person],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, seat=seat, people=people, **kwargs)
        self.fields["person"].label = _("Who becomes a member?")
        self.fields["office"].help_text = _(
            "Only for somebody who is not in the list and sits for an organisation."
        )
        self.fields["sits_for"].is_quiet = True  # type: ignore[attr-defined]
        self.organizations = {str(one.pk): one for one in organizations}
        choices = [(key, one.name) for key, one in self.organizations.items()]
        set_choices(self, "sits_for", [("", _("No organisation")), *choices])

    def clean(self) -> dict[str, Any]:
        """Ask for name, and for the office where the person sits for an organisation."""
        data = super().clean()
        organization = self.organizations.get(data.get("sits_for", ""))
        person = self.people.get(data.get("person", ""))
        if person is None and organization is None:
            self.errors.pop("office", None)
        if person and organization and data.get("start"):
            seat = Seat(body=self.seat.body, organization=organization)
            if position_for(person, seat, data["start"]) is None:
                self.add_error(
                    "sits_for",
                    _("%(person)s has no office at %(organization)s. First add that office.")
                    % {"person": person, "organization": organization},
                )
        return data

    def chosen(self) -> tuple[Person, Position | None]:
        """Return person and position, unsaved where they are new; call after ``is_valid``."""
        organization = self.organizations.get(self.cleaned_data.get("sits_for", ""))
        # A seat that is never saved: it says for whom the person sits.
        self.seat.organization = organization
        if not self.is_new() and organization is None:
            return self.people[self.cleaned_data["person"]], None
        if not self.is_new():
            person = self.people[self.cleaned_data["person"]]
            return person, position_for(person, self.seat, self.cleaned_data["start"])
        return super().chosen()
