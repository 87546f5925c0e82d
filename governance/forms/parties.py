"""Forms about parties: the filter of the list, events, withdrawal and contacts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, DateFilterField, PortalForm, UploadField
from governance.enums import HelixSector, Office, PartyEventKind, PartyState
from governance.models import Organization, Person, Position
from governance.selectors.parties import PartyFilter
from governance.services.parties import EventTerms

NEW = "nieuw"
# How an organisation can begin, and what can happen to a party later.
_FIRST = (
    PartyEventKind.EXPLORING,
    PartyEventKind.COOPERATION,
    PartyEventKind.INTENT,
    PartyEventKind.SIGNING,
    PartyEventKind.LATER_SIGNING,
)
_LATER = (
    PartyEventKind.INTENT,
    PartyEventKind.SIGNING,
    PartyEventKind.LATER_SIGNING,
    PartyEventKind.EXTENSION,
    PartyEventKind.EXPLORING,
    PartyEventKind.COOPERATION,
)


class PartyFilterForm(PortalForm):
    """Search, filter and sort the parties of a deal, on a day; what cannot be is left out."""

    zoek = forms.CharField(label=_("Search by name"), required=False, max_length=200)
    stand = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *PartyState.choices]
    )
    sector = forms.ChoiceField(
        label=_("Sector"), required=False, choices=[("", _("All sectors")), *HelixSector.choices]
    )
    sorteer = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=[
            ("", _("Order of the covenant")),
            ("naam", _("Name")),
            ("sinds", _("Latest change first")),
        ],
    )
    op = DateFilterField(label=_("As it stands on"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.is_quiet = True  # type: ignore[attr-defined]

    def wanted(self) -> PartyFilter:
        """Return what was asked for, as far as it can be."""
        self.is_valid()
        data = self.cleaned_data if self.is_bound else {}
        return PartyFilter(
            on=data.get("op") or timezone.localdate(),
            query=data.get("zoek", ""),
            state=data.get("stand", ""),
            sector=data.get("sector", ""),
            sort=data.get("sorteer", ""),
        )


class EventForm(PortalForm):
    """What happened to a party, when, and who signed for whom."""

    kind = forms.ChoiceField(label=_("What happened?"), widget=forms.RadioSelect)
    date = DateField(label=_("On which day?"), help_text=_("For example 27 6 2026."))
    person = forms.ChoiceField(
        label=_("Who signed?"),
        required=False,
        help_text=_(
            "Only for a letter of intent or a signing. Is the person not in the list? Fill in the name."
        ),
    )
    signatory = forms.CharField(label=_("Name of who signed"), required=False, max_length=200)
    office = forms.CharField(
        label=_("Office of who signed"),
        required=False,
        max_length=150,
        help_text=_("As it was on that day, for example alderman."),
    )
    on_behalf = forms.CharField(
        label=_("Signed on behalf of"),
        required=False,
        max_length=200,
        help_text=_("For example: the college of mayor and aldermen of the municipality of Waterveen."),
    )
    decided_on = DateField(
        label=_("Day of the decision of the college or board"),
        required=False,
        help_text=_("The decision to sign."),
    )
    mandate = UploadField(label=_("Power of attorney or mandate"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=300)

    kinds: Sequence[PartyEventKind] = _LATER

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        choose(self, "kind", [(kind.value, kind.label) for kind in self.kinds])
        known = [(key, person.name) for key, person in self.people.items()]
        choose(self, "person", [("", _("Nobody from this list")), *known])

    def terms(self) -> EventTerms:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return EventTerms(
            kind=data["kind"],
            date=data["date"],
            person=self.people.get(data["person"]),
            signatory=data["signatory"],
            office=data["office"],
            on_behalf=data["on_behalf"],
            decided_on=data["decided_on"],
            note=data["note"],
            mandate=data["mandate"],
        )


class FirstEventForm(EventForm):
    """How an organisation begins to take part, and its place in the covenant."""

    order = forms.IntegerField(
        label=_("Place in the covenant"),
        min_value=0,
        max_value=32767,
        help_text=_("A number. The list of parties has this order."),
    )
    kinds = _FIRST
    field_order = ["kind", "date"]


class WithdrawForm(PortalForm):
    """From which day an organisation is no party any more, and why."""

    date = DateField(
        label=_("From which day is the organisation no party any more?"),
        help_text=_("The day before is its last day as a party. For example 1 1 2027."),
    )
    note = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=300,
        help_text=_("Everybody can read this on the page of the party."),
    )


class TakeBackForm(PortalForm):
    """Why a mistake is taken back."""

    reason = forms.CharField(
        label=_("Why do you take this back?"),
        max_length=300,
        help_text=_("This stands in the history. Only the project organisation and the auditor read it."),
    )


class ContactForm(PortalForm):
    """Choose somebody of the party, or add a person, as its contact."""

    person = forms.ChoiceField(label=_("Who is the contact?"), widget=forms.RadioSelect)
    given_name = forms.CharField(label=_("First name"), required=False, max_length=100)
    name_prefix = forms.CharField(label=_("Prefix, such as van der"), required=False, max_length=30)
    family_name = forms.CharField(label=_("Last name"), required=False, max_length=150)
    email = forms.EmailField(label=_("E-mail address"), required=False, max_length=254)
    title = forms.CharField(label=_("Office, in words"), required=False, max_length=150)
    start = DateField(label=_("First day"), help_text=_("For example 1 12 2026."))
    end = DateField(
        label=_("Last day, if it is known"),
        required=False,
        help_text=_("On this day the person is still the contact."),
    )

    new_person_fields = ("given_name", "name_prefix", "family_name", "email", "title")

    def __init__(
        self, *args: Any, organization: Organization, people: Iterable[Person], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization
        self.people = {str(person.pk): person for person in people}
        # Whether these are needed depends on the answer above them, so "not required" would mislead.
        for name in ("family_name", "email"):
            self.fields[name].is_quiet = True  # type: ignore[attr-defined]
        known = [(key, person.name) for key, person in self.people.items()]
        choose(self, "person", [*known, (NEW, _("Somebody who is not in this list"))])
        if not known:
            self.initial["person"] = NEW

    def clean(self) -> dict[str, Any]:
        """Ask for name and address where the person is new."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("person") == NEW:
            if not data.get("family_name") and "family_name" not in self.errors:
                self.add_error("family_name", _("Fill in the last name of the person."))
            if not data.get("email") and "email" not in self.errors:
                self.add_error("email", _("Fill in the e-mail address: the portal sends questions to it."))
        else:
            for name in self.new_person_fields:
                self.errors.pop(name, None)
        return data

    def new_person_bound_fields(self) -> list[forms.BoundField]:
        """Return the fields of a person who is not in the list."""
        return [self[name] for name in self.new_person_fields]

    def chosen(self) -> tuple[Person, Position | None]:
        """Return the person, and for somebody new the office; unsaved. Call after ``is_valid``."""
        data = self.cleaned_data
        if data["person"] != NEW:
            return self.people[data["person"]], None
        person = Person(
            given_name=data["given_name"],
            prefix=data["name_prefix"],
            family_name=data["family_name"],
            email=data["email"],
        )
        position = Position(
            organization=self.organization, office=Office.OFFICIAL, title=data["title"], start=data["start"]
        )
        return person, position


class EndContactForm(PortalForm):
    """On which day somebody stops being the contact of a party."""

    end = DateField(
        label=_("What is the last day?"), help_text=_("On this day the person is still the contact.")
    )


def choose(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    """Give a field its choices."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices
