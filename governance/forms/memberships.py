"""Forms of a secretary: name a member, change and end a membership."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from governance.enums import MembershipRole, Office
from governance.models import Membership, Person, Position, Seat
from governance.selectors.people import position_for
from governance.services.memberships import MembershipTerms

NEW = "nieuw"
_BODY_ROLES = (MembershipRole.MEMBER, MembershipRole.CHAIR, MembershipRole.SECRETARY)
_PROJECT_ROLES = (
    MembershipRole.PROJECT_MANAGER,
    MembershipRole.PROJECT_SECRETARY,
    MembershipRole.MEMBER,
)


def role_choices(seat_kind: str) -> list[tuple[str, Any]]:
    """Return the roles that fit a kind of body."""
    roles = _PROJECT_ROLES if seat_kind == "project_organization" else _BODY_ROLES
    return [(role.value, role.label) for role in roles]


class TermsForm(PortalForm):
    """Role, deputy and days of a membership."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    is_deputy = forms.BooleanField(
        label=_("This person is a deputy"),
        required=False,
        help_text=_("A deputy replaces the member who cannot come, and does not fill the seat."),
    )
    start = DateField(label=_("First day"), help_text=_("For example 1 12 2026."))
    end = DateField(
        label=_("Last day, if it is known"),
        required=False,
        help_text=_("On this day the person is still a member."),
    )
    term_end = DateField(
        label=_("Planned last day, for a fixed term"),
        required=False,
        help_text=_("After this day the member stays on until there is a successor."),
    )

    def __init__(self, *args: Any, body_kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        if isinstance(field, forms.ChoiceField):
            field.choices = role_choices(body_kind)

    def terms(self) -> MembershipTerms:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return MembershipTerms(
            start=data["start"],
            end=data["end"],
            term_end=data["term_end"],
            role=data["role"],
            is_deputy=data["is_deputy"],
        )


class NameMemberForm(TermsForm):
    """Choose somebody of the party, or add a person, and say from when."""

    person = forms.ChoiceField(label=_("Who takes the seat?"), widget=forms.RadioSelect)
    given_name = forms.CharField(label=_("First name"), required=False, max_length=100)
    name_prefix = forms.CharField(label=_("Prefix, such as van der"), required=False, max_length=30)
    family_name = forms.CharField(label=_("Last name"), required=False, max_length=150)
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    office = forms.ChoiceField(label=_("Office"), required=False)
    title = forms.CharField(label=_("Title, if it differs from the office"), required=False, max_length=150)

    field_order = [
        "person",
        "given_name",
        "name_prefix",
        "family_name",
        "email",
        "office",
        "title",
        "role",
        "is_deputy",
        "start",
        "end",
        "term_end",
    ]
    new_person_fields: tuple[str, ...] = (
        "given_name",
        "name_prefix",
        "family_name",
        "email",
        "office",
        "title",
    )

    def __init__(self, *args: Any, seat: Seat, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, body_kind=seat.body.kind, **kwargs)
        self.seat = seat
        self.people = {str(person.pk): person for person in people}
        choices = [(key, person.name) for key, person in self.people.items()]
        # Whether these are needed depends on the answer above them, so "not required" would mislead.
        for name in ("family_name", "office"):
            self.fields[name].is_quiet = True  # type: ignore[attr-defined]
        if not choices:
            self.initial["person"] = NEW
        self._choose("person", [*choices, (NEW, _("Somebody who is not in this list"))])
        self._choose("office", [("", _("Choose an office")), *Office.choices])
        if len(choices) >= 6:
            self.fields["person"].widget = forms.Select(
                choices=[("", _("Choose a person")), *choices, (NEW, _("Somebody who is not in this list"))]
            )

    def _choose(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Ask for name and office where the person is new."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("person") == NEW:
            if not data.get("family_name") and "family_name" not in self.errors:
                self.add_error("family_name", _("Fill in the last name of the person."))
            if not data.get("office") and "office" not in self.errors:
                self.add_error("office", _("Choose the office of the person."))
        else:
            # What stands in the fields of a new person is not used, so nothing can be wrong there.
            for name in self.new_person_fields:
                self.errors.pop(name, None)
        return data

    def new_person_bound_fields(self) -> list[forms.BoundField]:
        """Return the fields of a person who is not in the list."""
        return [self[name] for name in self.new_person_fields]

    def is_new(self) -> bool:
        """Whether a person is added to the register."""
        return bool(self.cleaned_data["person"] == NEW)

    def chosen(self) -> tuple[Person, Position | None]:
        """Return person and position, unsaved where they are new; call after ``is_valid``."""
        data = self.cleaned_data
        if not self.is_new():
            person = self.people[data["person"]]
            return person, position_for(person, self.seat, data["start"])
        person = Person(
            given_name=data["given_name"],
            prefix=data["name_prefix"],
            family_name=data["family_name"],
            email=data["email"],
        )
        owner = self.seat.party.organization if self.seat.party else self.seat.organization
        if owner is None:
            return person, None
        return person, Position(
            person=person,
            organization=owner,
            office=data["office"],
            title=data["title"],
            start=data["start"],
        )


class EditMembershipForm(TermsForm):
    """Change role and days; carries the history row it was opened with."""

    history_id = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_for(cls, membership: Membership, history_id: int) -> dict[str, Any]:
        """Return what the form shows first."""
        names = ("role", "is_deputy", "start", "end", "term_end")
        return {name: getattr(membership, name) for name in names} | {"history_id": history_id}


class EndMembershipForm(PortalForm):
    """Say on which day a membership ends, and why."""

    end = DateField(
        label=_("What is the last day?"),
        help_text=_("On this day the person is still a member. For example 31 12 2026."),
    )
    reason = forms.CharField(
        label=_("Why does the membership end?"),
        required=False,
        max_length=300,
        help_text=_("This stands in the history. Only the project organisation reads it."),
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput)
