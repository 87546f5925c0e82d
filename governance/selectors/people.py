"""What the pages of a person and a party show, and who may be named for a seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from citydeal.common.dates import holds_on
from governance.models import (
    CityDeal,
    DealRole,
    Membership,
    Organization,
    Party,
    PartyStatus,
    Person,
    Position,
    Seat,
)
from governance.permissions import (
    Actor,
    can_manage_people,
    takes_part,
    visible_bodies,
    visible_persons,
)


@dataclass(frozen=True)
class PersonPage:
    """A person in a deal: offices, memberships now and before, roles on the deal."""

    positions: Sequence[Position]
    current: Sequence[Membership]
    former: Sequence[Membership]
    deal_roles: Sequence[DealRole]
    contact: Sequence[tuple[str, str]]
    may_manage: bool


@dataclass(frozen=True)
class PartyPage:
    """A party in a deal: its states, its seats, and its people for who may see people."""

    state: PartyStatus | None
    statuses: Sequence[PartyStatus]
    seats: Sequence[tuple[Seat, Membership | None]]
    people: Sequence[Position]
    characteristics: Sequence[tuple[str, str]]
    shows_people: bool


def person_page(user: Actor, deal: CityDeal, person: Person, on: date) -> PersonPage:
    """Return the page of a person on a day: memberships only of bodies this account may open."""
    may_manage = can_manage_people(user, deal)
    memberships = list(
        Membership.objects.filter(person=person, body__in=visible_bodies(user, deal))
        .select_related("body", "seat__party__organization", "seat__organization")
        .order_by("-start", "pk")
    )
    for membership in memberships:
        membership.body.deal = deal
    return PersonPage(
        positions=list(person.positions.select_related("organization")),
        current=[m for m in memberships if m.end is None or m.end >= on],
        former=[m for m in memberships if m.end and m.end < on],
        deal_roles=list(DealRole.objects.filter(person=person, deal=deal)),
        contact=_contact(person) if may_manage else [],
        may_manage=may_manage,
    )


def _contact(person: Person) -> list[tuple[str, str]]:
    return [
        (_("E-mail address"), person.email or _("Not known yet")),
        (_("Account"), person.user.email if person.user else _("No account")),
    ]


def party_page(user: Actor, deal: CityDeal, party: Party, on: date) -> PartyPage:
    """Return the page of a party on a day, as far as this account may see it."""
    statuses = list(party.statuses.all())
    seats = list(
        Seat.objects.filter(
            Q(party=party) | Q(organization=party.organization_id),
            body__in=visible_bodies(user, deal),
        )
        .on(on)
        .select_related("body", "party__organization", "organization")
    )
    shows_people = takes_part(user, deal)
    members: dict[int | None, Membership] = {}
    if shows_people:
        sitting = Membership.objects.filter(seat__in=seats, is_deputy=False).on(on)
        members = {m.seat_id: m for m in sitting.select_related("person")}
    for seat in seats:
        seat.body.deal = deal
    held = [status for status in statuses if status.start <= on]
    people = (
        Position.objects.filter(holds_on(on), organization=party.organization_id)
        .filter(person__memberships__body__in=visible_bodies(user, deal))
        .select_related("person")
        .distinct()
        .order_by("person__family_name", "pk")
        if shows_people
        else []
    )
    return PartyPage(
        state=held[-1] if held else None,
        statuses=statuses[::-1],
        seats=[(seat, members.get(seat.pk)) for seat in seats],
        people=list(people),
        characteristics=_organization_facts(party.organization),
        shows_people=shows_people,
    )


def _organization_facts(organization: Organization) -> list[tuple[str, str]]:
    rows = [
        (_("Kind"), str(organization.get_kind_display())),
        (_("Legal name"), organization.legal_name),
        (_("Website"), organization.website),
    ]
    return [(label, value) for label, value in rows if value]


def candidates(user: Actor, deal: CityDeal, seat: Seat) -> QuerySet[Person]:
    """Return who may be named for a seat: people of this deal with an office at its owner.

    A seat of nobody may be taken by anybody who is known in the deal.
    """
    people = visible_persons(user, deal)
    owner = seat.party.organization_id if seat.party else seat.organization_id
    if owner is not None:
        people = people.filter(positions__organization=owner)
    return people.order_by("family_name", "given_name", "pk")


def position_for(person: Person, seat: Seat, on: date) -> Position | None:
    """Return the office from which a person sits on a seat: at its owner, held on ``on`` if any is."""
    owner = seat.party.organization_id if seat.party else seat.organization_id
    positions = person.positions.select_related("organization").order_by("-start")
    if owner is not None:
        positions = positions.filter(organization=owner)
    return positions.filter(holds_on(on)).first() or positions.first()


def namesakes(known: QuerySet[Person], given_name: str, family_name: str) -> list[Person]:
    """Return who of the people known to the reader has this name, without regard to case."""
    names = {"given_name__iexact": given_name.strip(), "family_name__iexact": family_name.strip()}
    return list(known.filter(**names)[:5])


def sharing_address(known: QuerySet[Person], email: str) -> list[Person]:
    """Return who of the people known to the reader has this contact address.

    That is allowed (secretariats share one), but worth a warning.
    """
    return list(known.filter(email__iexact=email.strip())[:5]) if email.strip() else []
