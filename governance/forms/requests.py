"""Forms of questions to parties: asking, the answer of the party, and what is done with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from citydeal.common.forms import DateField, PortalForm
from governance.enums import Office, RequestKind
from governance.forms.memberships import NEW
from governance.forms.people import SOMEBODY_NEW
from governance.models import PartyRequest, Person, Position, Seat
from governance.selectors.requests import (
    STATE_CHOICES,
    RequestRow,
    asked_people,
    asked_positions,
    asked_seats,
    free_from,
    secretariats,
    wants_secretariat,
)
from governance.services.requests_answers import Answer, NominationAnswer, PositionAnswer

RIGHT, DIFFERENT, LEFT = "klopt", "anders", "vertrekt"
NOBODY_YET = "later"


class AskForm(PortalForm):
    """Ask a party to name somebody for a seat."""

    note = forms.CharField(
        label=_("What do you want to add?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("This stands in the mail and on the page with the question."),
    )
    until = DateField(
        label=_("Until which day can the party answer?"),
        help_text=_("On this day the link still works. For example 31 12 2026."),
    )
    is_personal = forms.BooleanField(
        label=_("For the contact alone"),
        required=False,
        help_text=_("Then who acts for the contact gets no mail and cannot read it."),
    )


class RequestFilterForm(PortalForm):
    """Search and filter the questions to parties, in the address."""

    zoek = forms.CharField(label=_("Search party or seat"), required=False, max_length=100)
    soort = forms.ChoiceField(label=_("What is asked"), required=False)
    stand = forms.ChoiceField(label=_("State"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("soort", RequestKind.choices), ("stand", STATE_CHOICES)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [("", pgettext_lazy("filter", "All")), *choices]
        for each in self.fields.values():
            each.is_quiet = True  # type: ignore[attr-defined]

    def keep(self, rows: Iterable[RequestRow]) -> list[RequestRow]:
        """Return the rows that are asked for; an answer that cannot be used asks nothing."""
        data: Mapping[str, str] = {}
        if self.is_bound:
            self.is_valid()
            data = self.cleaned_data
        words = (data.get("zoek") or "").casefold()
        return [
            row
            for row in rows
            if data.get("soort", "") in ("", row.request.kind)
            and data.get("stand", "") in ("", row.state)
            and words in _searched(row.request).casefold()
        ]


def _searched(request: PartyRequest) -> str:
    seat = f"{request.seat.label} {request.seat.body.name}" if request.seat else ""
    return f"{request.party.organization.name} {seat}"


class NominationForm(PortalForm):
    """Take over whom a party named, or say why not."""

    reason = forms.CharField(label=_("If you do not take it over: why not?"), required=False, max_length=300)


@dataclass(frozen=True)
class PositionPart:
    """The fields of the form about one office."""

    position: Position
    secretaries: Sequence[str]
    choice: forms.BoundField
    details: Sequence[forms.BoundField]


@dataclass(frozen=True)
class SeatPart:
    """The fields of the form about one seat."""

    seat: Seat
    choice: forms.BoundField
    details: Sequence[forms.BoundField]
    start: forms.BoundField


class AnswerForm(PortalForm):
    """What a party answers: its offices, whom it names for its seats, and in words what else."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("So that the project organisation knows who answered."),
    )
    remark = forms.CharField(
        label=_("What else should we know?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, request: PartyRequest, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.positions = asked_positions(request)
        self.seats = asked_seats(request)
        self.people = {str(person.pk): person for person in asked_people(request)} if self.seats else {}
        self.free = free_from(self.seats, on) if self.seats else {}
        self.secretaries = secretariats(self.positions, on) if self.positions else {}
        for position in self.positions:
            self._ask_position(position)
        for seat in self.seats:
            self._ask_seat(seat)
        self.teach_fields()
        last = {name: self.fields.pop(name) for name in ("name", "remark")}
        self.fields.update(last)

    def _ask_position(self, position: Position) -> None:
        key = f"ambt{position.pk}"
        choices = [
            (RIGHT, _("This is right")),
            (DIFFERENT, _("Something is different")),
            (LEFT, _("Leaves, or has left")),
        ]
        if self.request.kind == RequestKind.COLLEGE_CHANGE:
            choices[0] = (RIGHT, _("Stays"))
        self.fields[key] = forms.ChoiceField(
            label=_("%(person)s, %(office)s") % {"person": position.person.name, "office": position.label},
            widget=forms.RadioSelect,
            choices=choices,
            initial=LEFT if position.end else None,
        )
        self.fields[f"{key}_laatste"] = DateField(
            label=_("Last day in office"), required=False, initial=position.end
        )
        self.fields[f"{key}_titel"] = forms.CharField(
            label=_("What is the title?"), required=False, max_length=150
        )
        self.fields[f"{key}_portefeuille"] = forms.CharField(
            label=_("What is the portfolio?"), required=False, max_length=200
        )
        if wants_secretariat(position):
            self.fields[f"{key}_secretariaat"] = forms.CharField(
                label=_("Who is the secretariat?"), required=False, max_length=300
            )
        self.fields[f"{key}_anders"] = forms.CharField(
            label=_("What else is different?"), required=False, max_length=300
        )

    def _ask_seat(self, seat: Seat) -> None:
        key = f"zetel{seat.pk}"
        known = [(pk, person.name) for pk, person in self.people.items()]
        later = [(NOBODY_YET, _("We do not know yet"))] if self._may_wait() else []
        self.fields[key] = forms.ChoiceField(
            label=_("Who takes the seat in %(body)s?") % {"body": seat.body.name},
            widget=forms.RadioSelect,
            choices=[*known, (NEW, SOMEBODY_NEW), *later],
            initial=NEW if not known and not later else None,
        )
        self.fields[f"{key}_voornaam"] = forms.CharField(
            label=_("First name"), required=False, max_length=100
        )
        self.fields[f"{key}_voorvoegsel"] = forms.CharField(
            label=_("Prefix, such as van der"), required=False, max_length=30
        )
        self.fields[f"{key}_achternaam"] = forms.CharField(
            label=_("Last name"), required=False, max_length=150
        )
        self.fields[f"{key}_email"] = forms.EmailField(
            label=_("E-mail address"), required=False, max_length=254
        )
        self.fields[f"{key}_ambt"] = forms.ChoiceField(
            label=_("Office"),
            required=False,
            choices=[("", _("Choose an office")), *Office.choices],
            initial=seat.office,
        )
        self.fields[f"{key}_titel"] = forms.CharField(
            label=_("Title, if it differs from the office"), required=False, max_length=150
        )
        self.fields[f"{key}_portefeuille"] = forms.CharField(
            label=_("Portfolio"), required=False, max_length=200
        )
        self.fields[f"{key}_eerste"] = DateField(
            label=_("First day on the seat"),
            required=False,
            help_text=_("For example 1 12 2026."),
            initial=self.free.get(seat.pk),
        )
        for name in ("achternaam", "ambt", "eerste"):
            self.fields[f"{key}_{name}"].is_quiet = True  # type: ignore[attr-defined]

    def _may_wait(self) -> bool:
        """Whether a seat may be left open: of several at once, one may be known before the other."""
        return self.request.kind != RequestKind.NOMINATION

    def clean(self) -> dict[str, Any]:
        """Ask for what an answer needs: a last day, or the name and first day of who is new."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for position in self.positions:
            key = f"ambt{position.pk}"
            if data.get(key) == LEFT and not data.get(f"{key}_laatste"):
                self._ask_again(f"{key}_laatste", _("Fill in the last day in office."))
            if data.get(key) == DIFFERENT and not any(data.get(n) for n in self._words(key)):
                self._ask_again(f"{key}_anders", _("Fill in what is different."))
        for seat in self.seats:
            self._check_seat(f"zetel{seat.pk}", data)
        return data

    def _check_seat(self, key: str, data: dict[str, Any]) -> None:
        chosen = data.get(key)
        if chosen in (None, "", NOBODY_YET):
            return
        if not data.get(f"{key}_eerste"):
            self._ask_again(f"{key}_eerste", _("Fill in the first day on the seat."))
        if chosen == NEW:
            if not data.get(f"{key}_achternaam"):
                self._ask_again(f"{key}_achternaam", _("Fill in the last name of the person."))
            if not data.get(f"{key}_ambt"):
                self._ask_again(f"{key}_ambt", _("Choose the office of the person."))

    def _ask_again(self, name: str, words: Any) -> None:
        if name not in self.errors:
            self.add_error(name, words)

    def _words(self, key: str) -> list[str]:
        names = ("titel", "portefeuille", "secretariaat", "anders")
        return [f"{key}_{name}" for name in names if f"{key}_{name}" in self.fields]

    def position_parts(self) -> list[PositionPart]:
        """Return the fields, office by office."""
        return [
            PositionPart(
                position,
                self.secretaries.get(position.person_id, ()),
                self[f"ambt{position.pk}"],
                [self[name] for name in (f"ambt{position.pk}_laatste", *self._words(f"ambt{position.pk}"))],
            )
            for position in self.positions
        ]

    def seat_parts(self) -> list[SeatPart]:
        """Return the fields, seat by seat."""
        names = ("voornaam", "voorvoegsel", "achternaam", "email", "ambt", "titel", "portefeuille")
        return [
            SeatPart(
                seat,
                self[f"zetel{seat.pk}"],
                [self[f"zetel{seat.pk}_{name}"] for name in names],
                self[f"zetel{seat.pk}_eerste"],
            )
            for seat in self.seats
        ]

    def answer(self) -> Answer:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return Answer(
            name=data["name"],
            remark=data["remark"],
            positions=[self._position_answer(position) for position in self.positions],
            nominations=[
                self._nomination(seat) for seat in self.seats if data[f"zetel{seat.pk}"] != NOBODY_YET
            ],
        )

    def _position_answer(self, position: Position) -> PositionAnswer:
        data, key = self.cleaned_data, f"ambt{position.pk}"
        if data[key] == RIGHT:
            return PositionAnswer(position, is_right=True)
        return PositionAnswer(
            position,
            is_right=False,
            last_day=data[f"{key}_laatste"] if data[key] == LEFT else None,
            title=data[f"{key}_titel"],
            portfolio=data[f"{key}_portefeuille"],
            secretariat=data.get(f"{key}_secretariaat", ""),
            remark=data[f"{key}_anders"],
        )

    def _nomination(self, seat: Seat) -> NominationAnswer:
        data, key = self.cleaned_data, f"zetel{seat.pk}"
        start: date = data[f"{key}_eerste"]
        if data[key] != NEW:
            person: Person = self.people[data[key]]
            return NominationAnswer(seat, start, person=person)
        return NominationAnswer(
            seat,
            start,
            given_name=data[f"{key}_voornaam"],
            prefix=data[f"{key}_voorvoegsel"],
            family_name=data[f"{key}_achternaam"],
            email=data[f"{key}_email"],
            office=data[f"{key}_ambt"],
            title=data[f"{key}_titel"],
            portfolio=data[f"{key}_portefeuille"],
        )
