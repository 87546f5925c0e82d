"""What the page of a person shows, and who may be named for a seat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on, in_words
from governance.enums import DealState, MembershipRole
from governance.models import (
    CityDeal,
    DealRole,
    Membership,
    Person,
    Position,
    Seat,
)
from governance.permissions import (
    Actor,
    among_open_bodies,
    among_open_persons,
    bodies_open_to,
    can_manage_people,
    can_read_history,
    can_read_personal,
    can_reply_for,
    can_set_delegations,
    persons_open_to,
)


@dataclass(frozen=True)
class PlaceLine:
    """A membership on the page of its person: the body, in what role and when.

    ``deputy_url``: where a deputy is named; empty for who may not.
    """

    body: str
    body_url: str
    words: str
    deputy_url: str = ""


@dataclass(frozen=True)
class PersonPage:
    """A person in a deal: offices, memberships now and before, roles on the deal."""

    positions: Sequence[Position]
    current: Sequence[PlaceLine]
    former: Sequence[PlaceLine]
    deal_roles: Sequence[DealRole]
    contact: Sequence[tuple[str, str]]
    may_manage: bool
    sees_delegates: bool
    may_read_history: bool


def person_page(user: Actor, deal: CityDeal, person: Person, on: date) -> PersonPage:
    """Return the page of a person on a day: memberships only of bodies this account may open."""
    may_manage = can_manage_people(user, deal)
    replies = may_manage or can_reply_for(user, person)
    memberships = _places(person=person.pk, **bodies_open_to(user, deal))
    names_deputies = replies and deal.state != DealState.CLOSED
    return PersonPage(
        positions=_offices(person=person.pk),
        current=_lines(deal, [m for m in memberships if m.end is None or m.end >= on], names_deputies),
        former=_lines(deal, [m for m in memberships if m.end and m.end < on], False),
        deal_roles=_deal_roles(person=person.pk, deal=deal.pk),
        contact=_contact(person) if may_manage or can_read_personal(user, person) else [],
        may_manage=may_manage,
        sees_delegates=replies or can_set_delegations(user, deal, person),
        may_read_history=can_read_history(user, deal),
    )


def _lines(deal: CityDeal, memberships: Sequence[Membership], names_deputies: bool) -> list[PlaceLine]:
    roles = {value: str(label) for value, label in MembershipRole.choices}
    deputy, seat_of, since = _("deputy"), _("seat of %(seat)s"), _("since %(start)s")
    lines = []
    for membership in memberships:
        role = roles[membership.role] + (f" ({deputy})" if membership.is_deputy else "")
        seat = f", {seat_of % {'seat': membership.seat.name}}" if membership.seat else ""
        start = in_words(membership.start)
        period = f"{start} – {in_words(membership.end)}" if membership.end else since % {"start": start}
        may_name = names_deputies and not membership.is_deputy
        lines.append(
            PlaceLine(
                membership.body.name,
                address("governance:body_detail", deal.slug, membership.body.slug),
                f"{role}{seat} – {period}",
                address("governance:deputy_name", deal.slug, membership.pk) if may_name else "",
            )
        )
    return lines


@compiled
def _places(person: Any, deal: Any, levels: Any, own: Any) -> QuerySet[Membership]:
    return (
        Membership.objects.filter(among_open_bodies(deal, levels, own, "body"), person=person)
        .select_related("body", "seat__party__organization", "seat__organization")
        .order_by("-start", "pk")
    )


@compiled
def _offices(person: Any) -> QuerySet[Position]:
    return Position.objects.filter(person=person).select_related("organization", "stand_in__person")


@compiled
def _deal_roles(person: Any, deal: Any) -> QuerySet[DealRole]:
    return DealRole.objects.filter(person=person, deal=deal)


def _contact(person: Person) -> list[tuple[str, str]]:
    return [
        (_("E-mail address"), person.email or _("Not known yet")),
        (_("Account"), person.user.email if person.user else _("No account")),
    ]


def candidates(user: Actor, deal: CityDeal, seat: Seat) -> list[Person]:
    """Return who may be named for a seat: people of this deal with an office at its owner.

    A seat of nobody may be taken by anybody who is known in the deal. One query.
    """
    owner = seat.party.organization_id if seat.party else seat.organization_id
    open_to = persons_open_to(user, deal)
    return _known(**open_to) if owner is None else _known_at(owner=owner, **open_to)


@compiled
def _known(deal: Any, levels: Any, own: Any, register: Any) -> QuerySet[Person]:
    people = Person.objects.filter(among_open_persons(deal, levels, own, register))
    return people.order_by("family_name", "given_name", "pk")


@compiled
def _known_at(owner: Any, deal: Any, levels: Any, own: Any, register: Any) -> QuerySet[Person]:
    people = Person.objects.filter(among_open_persons(deal, levels, own, register))
    held = Position.objects.filter(organization=owner).order_by().values("person")
    return people.filter(pk__in=held).order_by("family_name", "given_name", "pk")


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
