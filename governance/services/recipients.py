"""Who gets the mail to a person: also, or instead, who acts for the person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.models import User
from governance.enums import DelegationMail
from governance.models import Delegation, Person


@dataclass(frozen=True)
class Recipient:
    """One address to mail to. ``for_person``: the name of whom the reader acts for, if he does."""

    person_id: int
    name: str
    email: str
    user: User | None
    for_person: str = ""


def recipients_of(person: Person, *, on: date | None = None, personal: bool = False) -> list[Recipient]:
    """Return who gets a mail to a person on a day (today); every mail of governance asks this.

    Who acts for the person gets a copy or the mail instead, as the delegation says. What is
    ``personal`` goes to the person alone. Where nobody else can be reached, the person gets it all the
    same; without any address the list is empty. One address gets one mail. One query.
    """
    if personal:
        return _address(person)
    return recipients_of_each([person], on=on)[person.pk]


def recipients_of_each(people: Iterable[Person], *, on: date | None = None) -> dict[int, list[Recipient]]:
    """Return for each of these people who gets a mail to that person, as ``recipients_of``. One query."""
    found = {person.pk: person for person in people}
    held: dict[int, list[Delegation]] = defaultdict(list)
    for delegation in _delegations(people=list(found), on=on or timezone.localdate()):
        held[delegation.person_id].append(delegation)
    return {pk: _reached(person, held[pk]) for pk, person in found.items()}


@compiled
def _delegations(people: Any, on: Any) -> QuerySet[Delegation]:
    held = Delegation.objects.filter(holds_on(on), person__any=people).exclude(mail=DelegationMail.NONE)
    return held.select_related("delegate__user")


def _reached(person: Person, held: Iterable[Delegation]) -> list[Recipient]:
    own = _address(person)
    others = [
        (delegation.mail, recipient)
        for delegation in held
        for recipient in _address(delegation.delegate, for_person=person.name)
    ]
    instead = any(mail == DelegationMail.INSTEAD for mail, _recipient in others)
    found = [recipient for _mail, recipient in others]
    wanted = found if instead else [*own, *found]
    return list({recipient.email.casefold(): recipient for recipient in reversed(wanted)}.values())[::-1]


def _address(person: Person, for_person: str = "") -> list[Recipient]:
    user = person.user
    email = person.email or (user.email if user else "")
    # A closed account stops the mail only where it is the address that is written to.
    account = user if user and user.email.casefold() == email.casefold() else None
    return [Recipient(person.pk, person.name, email, account, for_person)] if email else []
