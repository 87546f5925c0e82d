"""Who acts for a person, and who may be spoken of in a deal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.shortcuts import get_object_or_404

from governance.models import CityDeal, Delegation, Person
from governance.selectors.requests import known_in


@dataclass(frozen=True)
class Delegates:
    """Who acts for a person now or later, and who did before."""

    current: Sequence[Delegation]
    former: Sequence[Delegation]


def delegates_of(person: Person, on: date) -> Delegates:
    """Return who acts for a person. One query."""
    found = list(Delegation.objects.filter(person=person).select_related("delegate"))
    return Delegates(
        current=[d for d in found if d.end is None or d.end >= on],
        former=[d for d in found if d.end is not None and d.end < on],
    )


def person_known_in(deal: CityDeal, pk: int) -> Person:
    """Return this person where he or she has a tie with the deal; whoever asks. Raises Http404."""
    person: Person = get_object_or_404(Person.objects.filter(known_in(deal.pk)).select_related("user"), pk=pk)
    return person
