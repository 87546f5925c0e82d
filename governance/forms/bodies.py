"""Forms about bodies: found, change, close and open again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, DateFilterField, PortalForm
from citydeal.enums import Access
from governance.body_kinds import BODY_KINDS
from governance.enums import BodyKind
from governance.models import Body, Decision, Membership, Seat
from governance.selectors.bodies_list import BodyFilter
from governance.services.bodies import BodyDetails

# What forms around a process question is founded with its question, by the app that knows questions.
_KINDS = [(kind.value, kind.label) for kind in BodyKind if not BODY_KINDS[kind].around_question]


def set_choices(form: forms.Form, name: str, choices: Sequence[tuple[str, Any]]) -> None:
    """Give a choice field of a form its choices."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)


def decision_label(decision: Decision) -> str:
    """Return how a decision stands in a list to choose from; needs its body."""
    day = date_format(decision.taken_on, "DATE_FORMAT")
    return f"{decision.body.name} {decision.label}: {decision.title} ({day})"


class BodyFilterForm(PortalForm):
    """Search and filter the bodies of a deal; what cannot be is left out."""

    zoek = forms.CharField(label=_("Search"), required=False, max_length=100)
    soort = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *BodyKind.choices]
    )
    sorteer = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=[
            ("", _("Order of the covenant")),
            ("naam", _("Name")),
            ("soort", _("Kind")),
            ("leeg", _("Seats that are not filled")),
        ],
    )
    op = DateFilterField(label=_("As it stands on"), required=False)
    alle = forms.BooleanField(label=_("Also bodies that are not there on this day"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.is_quiet = True  # type: ignore[attr-defined]

    def day(self) -> date:
        """Return the chosen day, or today."""
        return self._wanted().get("op") or timezone.localdate()

    def wanted(self) -> BodyFilter:
        """Return what is asked for, as far as it can be."""
        data = self._wanted()
        return BodyFilter(
            on=self.day(),
            query=data.get("zoek", ""),
            kind=data.get("soort", ""),
            closed=bool(data.get("alle")),
            sort=data.get("sorteer") or "volgorde",
        )

    def is_filtered(self) -> bool:
        """Whether anything is left out because of what was asked."""
        data = self._wanted()
        return bool(data.get("zoek") or data.get("soort"))

    def _wanted(self) -> dict[str, Any]:
        self.is_valid()
        return self.cleaned_data if self.is_bound else {}


class BodyForm(PortalForm):
    """What a secretary sets on every body; ``decisions``: those that a founding can rest on."""

    name = forms.CharField(label=_("Name"), max_length=200)
    remit = forms.CharField(
        label=_("What does it do?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One or two sentences. They stand on the page of the body."),
    )
    article = forms.CharField(
        label=_("Article of the covenant"),
        required=False,
        max_length=50,
        help_text=_("For example: article 4 paragraph 3."),
    )
    start = DateField(label=_("First day"), help_text=_("For example 1 12 2026."))
    access = forms.ChoiceField(
        label=_("Who may read"), choices=Access.choices, widget=forms.RadioSelect, initial=Access.PUBLIC
    )
    founding_decision = forms.ChoiceField(
        label=_("Founding decision"),
        required=False,
        help_text=_("A quality team that is added after the start of the deal needs one (rule 18)."),
    )

    def __init__(self, *args: Any, decisions: Iterable[Decision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decisions = {str(decision.pk): decision for decision in decisions}
        choices = [(key, decision_label(decision)) for key, decision in self.decisions.items()]
        set_choices(self, "founding_decision", [("", _("No decision")), *choices])

    def decision(self) -> Decision | None:
        """Return the decision it rests on; call after ``is_valid``."""
        return self.decisions.get(self.cleaned_data["founding_decision"])


class AddBodyForm(BodyForm):
    """Found a body."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("Choose a kind")), *_KINDS])
    slug = forms.SlugField(
        label=_("Address"),
        required=False,
        max_length=80,
        help_text=_("Small letters, digits and dashes. Leave it empty to make it from the name."),
        error_messages={"invalid": _("Use only letters, digits and dashes, for example quality-team.")},
    )

    field_order = ["kind", "name", "remit", "article", "start", "founding_decision", "access", "slug"]


class EditBodyForm(BodyForm):
    """Change a body; carries the history row it was opened with."""

    order = forms.IntegerField(
        label=_("Place in the list"),
        min_value=0,
        max_value=999,
        widget=forms.TextInput({"inputmode": "numeric", "class": "cd-input--short"}),
        help_text=_("The body with the lowest number stands first."),
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_for(cls, body: Body, history_id: int) -> dict[str, Any]:
        """Return what the form shows first."""
        names = ("name", "remit", "article", "start", "access", "order")
        shown = {name: getattr(body, name) for name in names}
        return shown | {"founding_decision": str(body.founding_decision_id or ""), "history_id": history_id}

    def details(self) -> BodyDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        names = ("name", "start", "remit", "article", "access", "order")
        return BodyDetails(**{name: data[name] for name in names}, founding_decision=self.decision())


class CloseBodyForm(PortalForm):
    """Say after which day a body is closed, on which decision, and why."""

    end = DateField(
        label=_("What is the last day of the body?"),
        help_text=_("On this day the body is still there. For example 31 12 2026."),
    )
    decision = forms.ChoiceField(
        label=_("Closing decision"),
        required=False,
        help_text=_("Closing a quality team needs one (rule 18)."),
    )
    reason = forms.CharField(
        label=_("Why is it closed?"),
        required=False,
        max_length=100,
        help_text=_("This stands in the history. Only the project organisation reads it."),
    )

    def __init__(self, *args: Any, decisions: Iterable[Decision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.decisions = {str(decision.pk): decision for decision in decisions}
        choices = [(key, decision_label(decision)) for key, decision in self.decisions.items()]
        set_choices(self, "decision", [("", _("No decision")), *choices])

    def chosen(self) -> Decision | None:
        """Return the decision; call after ``is_valid``."""
        return self.decisions.get(self.cleaned_data["decision"])


class ReopenBodyForm(PortalForm):
    """Say what comes back with a body that is opened again."""

    seats = forms.MultipleChoiceField(
        label=_("Which seats come back?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    members = forms.MultipleChoiceField(
        label=_("Who becomes a member again?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label=_("Why is it opened again?"),
        required=False,
        max_length=100,
        help_text=_("This stands in the history. Only the project organisation reads it."),
    )

    def __init__(
        self, *args: Any, ended_seats: Iterable[Seat], ended_members: Iterable[Membership], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ended_seats = {str(seat.pk): seat for seat in ended_seats}
        self.ended_members = {str(member.pk): member for member in ended_members}
        for name, known in (("seats", self.ended_seats), ("members", self.ended_members)):
            if not known:
                del self.fields[name]
        if self.ended_seats:
            set_choices(self, "seats", [(key, seat.name) for key, seat in self.ended_seats.items()])
        if self.ended_members:
            set_choices(self, "members", [(key, m.person.name) for key, m in self.ended_members.items()])

    def clean(self) -> dict[str, Any]:
        """Ask for the seat of who comes back on one."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        seats = {seat.pk for seat in self.chosen_seats()}
        for member in self.chosen_members():
            if member.seat_id and str(member.seat_id) in self.ended_seats and member.seat_id not in seats:
                self.add_error(
                    "members",
                    _("%(person)s sat on the seat %(seat)s. Let that seat come back too.")
                    % {"person": member.person, "seat": self.ended_seats[str(member.seat_id)].name},
                )
        return data

    def chosen_seats(self) -> list[Seat]:
        """Return the seats that come back."""
        return [self.ended_seats[key] for key in self.cleaned_data.get("seats", ())]

    def chosen_members(self) -> list[Membership]:
        """Return the memberships that come back."""
        return [self.ended_members[key] for key in self.cleaned_data.get("members", ())]
