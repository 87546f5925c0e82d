"""The form of a change of college, of one party or of all that change at an election."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from governance.forms.memberships import NEW
from governance.models import Person
from governance.selectors.college import College, Executive
from governance.services.college import CollegeChange, Leaving

STAYS, GOES = "blijft", "vertrekt"
ASK, NOBODY = "vraag", "niemand"


@dataclass(frozen=True)
class ExecutivePart:
    """The fields about one executive."""

    executive: Executive
    stays: forms.BoundField
    successor: forms.BoundField
    details: Sequence[forms.BoundField]


@dataclass(frozen=True)
class CollegePart:
    """The fields about one party."""

    college: College
    portfolio: forms.BoundField
    executives: Sequence[ExecutivePart]


class CollegeForm(PortalForm):
    """Who stays and who goes, party by party, with who takes the seats."""

    first_day = DateField(
        label=_("What is the first day of the new college?"),
        help_text=_("Who leaves is in office up to and including the day before. For example 1 12 2026."),
    )

    def __init__(self, *args: Any, colleges: Iterable[College], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Of a party without executives nothing is asked, but its version says that they have left.
        self.all = list(colleges)
        self.colleges = [college for college in self.all if college.executives]
        for college in self.all:
            pk = college.party.pk
            self.fields[f"version_{pk}"] = forms.CharField(
                widget=forms.HiddenInput, required=False, max_length=50, initial=college.version
            )
        for college in self.colleges:
            self.fields[f"portfolio_{college.party.pk}"] = forms.CharField(
                label=_("Which portfolio holds the deal now?"), required=False, max_length=200
            )
            for executive in college.executives:
                self._ask(college, executive)
        self.teach_fields()

    def _ask(self, college: College, executive: Executive) -> None:
        key, person = f"ambt{executive.position.pk}", executive.position.person
        self.fields[key] = forms.ChoiceField(
            label=_("%(person)s, %(office)s") % {"person": person.name, "office": executive.position.label},
            widget=forms.RadioSelect,
            choices=[(STAYS, _("Stays")), (GOES, _("Leaves"))],
            initial=STAYS,
        )
        known = [(str(other.pk), other.name) for other in college.people if other.pk != person.pk]
        self.fields[f"{key}_opvolger"] = forms.ChoiceField(
            label=_("Who takes the seats?"),
            required=False,
            choices=[
                (ASK, _("Ask the party")),
                *known,
                (NEW, SOMEBODY_ELSE),
                (NOBODY, _("Nobody yet, and do not ask")),
            ],
        )
        for name, label, length in _NAMES:
            self.fields[f"{key}_{name}"] = forms.CharField(label=label, required=False, max_length=length)
        self.fields[f"{key}_email"] = forms.EmailField(
            label=_("E-mail address"), required=False, max_length=254
        )
        self.fields[f"{key}_opvolger"].is_quiet = True  # type: ignore[attr-defined]
        self.fields[f"{key}_achternaam"].is_quiet = True  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the last name of a new successor; somebody has to leave."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        goes = False
        for college in self.colleges:
            for executive in college.executives:
                key = f"ambt{executive.position.pk}"
                if data.get(key) != GOES:
                    continue
                goes = True
                new = data.get(f"{key}_opvolger") == NEW
                if new and not data.get(f"{key}_achternaam") and f"{key}_achternaam" not in self.errors:
                    self.add_error(f"{key}_achternaam", _("Fill in the last name of the person."))
        if not goes and not self.errors:
            self.add_error(None, _("Say of at least one person that he or she leaves."))
        return data

    def parts(self) -> list[CollegePart]:
        """Return the fields, party by party."""
        return [
            CollegePart(
                college,
                self[f"portfolio_{college.party.pk}"],
                [self._part(executive) for executive in college.executives],
            )
            for college in self.colleges
        ]

    def hidden_versions(self) -> list[forms.BoundField]:
        """Return what was read of every party, to compare when the form comes back."""
        return [self[f"version_{college.party.pk}"] for college in self.all]

    def _part(self, executive: Executive) -> ExecutivePart:
        key = f"ambt{executive.position.pk}"
        names = [name for name, _label, _length in _NAMES]
        return ExecutivePart(
            executive,
            self[key],
            self[f"{key}_opvolger"],
            [self[f"{key}_{name}"] for name in (*names, "email")],
        )

    def changes(self) -> list[CollegeChange]:
        """Return what changes, of the parties where somebody leaves; call after ``is_valid``."""
        data = self.cleaned_data
        found = []
        for college in self.colleges:
            leaving = [
                self._leaving(college, executive)
                for executive in college.executives
                if data[f"ambt{executive.position.pk}"] == GOES
            ]
            if leaving:
                pk = college.party.pk
                found.append(
                    CollegeChange(college.party, data[f"version_{pk}"], leaving, data[f"portfolio_{pk}"])
                )
        return found

    def _leaving(self, college: College, executive: Executive) -> Leaving:
        data, key = self.cleaned_data, f"ambt{executive.position.pk}"
        chosen = data[f"{key}_opvolger"] or ASK
        if chosen in (ASK, NOBODY):
            return Leaving(executive.position, asks=chosen == ASK)
        if chosen != NEW:
            people = {str(person.pk): person for person in college.people}
            return Leaving(executive.position, people[chosen])
        return Leaving(
            executive.position,
            Person(
                given_name=data[f"{key}_voornaam"],
                prefix=data[f"{key}_voorvoegsel"],
                family_name=data[f"{key}_achternaam"],
                email=data[f"{key}_email"],
            ),
        )


SOMEBODY_ELSE = _("Somebody who is not in this list")
_NAMES = (
    ("voornaam", _("First name"), 100),
    ("voorvoegsel", _("Prefix, such as van der"), 30),
    ("achternaam", _("Last name"), 150),
)
