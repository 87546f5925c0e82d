"""Who governs a party, on which seats, and what changed since somebody looked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import holds_on
from governance.enums import EXECUTIVE_OFFICES, OrganizationKind, PartyState
from governance.models import CityDeal, Membership, Party, Person, Position
from governance.selectors.requests import known_in

# Whose executives change together, after an election.
COLLEGES = (OrganizationKind.MUNICIPALITY, OrganizationKind.PROVINCE, OrganizationKind.WATER_BOARD)
_TAKING_PART = (PartyState.PARTY, PartyState.INTENT, PartyState.EXPLORING, PartyState.COOPERATING)


@dataclass(frozen=True)
class Executive:
    """Who governs: the office, and the memberships in the deal that are held from it."""

    position: Position
    bound: Sequence[Membership]
    loose: Sequence[Membership]


@dataclass(frozen=True)
class College:
    """The executives of a party on a day. ``version``: what the register held when it was read."""

    party: Party
    executives: Sequence[Executive]
    people: Sequence[Person]
    has_contact: bool
    version: str


@dataclass(frozen=True)
class OthersChange:
    """One thing that somebody else changed meanwhile, in words."""

    when: datetime
    who: str
    text: str


def colleges(deal: CityDeal, on: date, party: Party | None = None) -> list[College]:
    """Return the colleges of a deal on a day: of one party, or of all that change at an election.

    Only parties whose executives are known in the deal. Seven queries, whatever their number.
    """
    parties = Party.objects.filter(deal=deal).with_state(on).select_related("organization")
    if party is None:
        parties = parties.filter(organization__kind__in=COLLEGES, **{"state__in": _TAKING_PART})
    else:
        parties = parties.filter(pk=party.pk)
    found = list(parties.order_by("organization__name"))
    ids = [p.organization_id for p in found]
    offices = (
        Position.objects.filter(holds_on(on), organization__in=ids)
        .filter(person__in=Person.objects.filter(known_in(deal.pk)).order_by().values("pk"))
        .select_related("person", "organization")
        .order_by("person__family_name", "pk")
    )
    held: dict[int, list[Position]] = defaultdict(list)
    for position in offices:
        held[position.organization_id].append(position)
    places = _places(deal, [p.pk for all_of in held.values() for p in all_of], on)
    contacts = set(
        Party.objects.filter(holds_on(on, "contacts__"), pk__in=[p.pk for p in found]).values_list(
            "pk", flat=True
        )
    )
    versions = college_versions(found)
    return [
        College(
            party=p,
            executives=[
                Executive(
                    position,
                    [m for m in places[position.pk] if m.seat is not None and m.seat.is_office_bound],
                    [m for m in places[position.pk] if m.seat is None or not m.seat.is_office_bound],
                )
                for position in held[p.organization_id]
                if position.office in EXECUTIVE_OFFICES
            ],
            people=list(
                {position.person_id: position.person for position in held[p.organization_id]}.values()
            ),
            has_contact=p.pk in contacts,
            version=versions[p.pk],
        )
        for p in found
    ]


def _places(deal: CityDeal, positions: list[int], on: date) -> dict[int | None, list[Membership]]:
    reaching = Q(end__isnull=True) | Q(end__gte=on)
    found: dict[int | None, list[Membership]] = defaultdict(list)
    memberships = Membership.objects.filter(reaching, body__deal=deal, position__in=positions)
    for membership in memberships.select_related("body", "seat", "person").order_by("body__order", "pk"):
        found[membership.position_id].append(membership)
    return found


def college_versions(parties: Iterable[Party]) -> dict[int, str]:
    """Return of each party what its offices and seats were last changed by: two history ids. Two queries."""
    parties = list(parties)
    history: Any = Position.history
    offices = dict(
        history.filter(organization_id__in=[p.organization_id for p in parties])
        .order_by()
        .values_list("organization_id")
        .annotate(newest=Max("history_id"))
    )
    places: Any = Membership.history
    seats = dict(
        places.filter(seat__party__in=[p.pk for p in parties])
        .order_by()
        .values_list("seat__party")
        .annotate(newest=Max("history_id"))
    )
    return {p.pk: f"{offices.get(p.organization_id, 0)}-{seats.get(p.pk, 0)}" for p in parties}


def college_changes_since(party: Party, version: str) -> list[OthersChange]:
    """Return what others changed in the offices and seats of a party since it was read. Two queries."""
    office, _dash, seat = version.partition("-")
    if not (office.isdecimal() and seat.isdecimal()):
        return []
    history: Any = Position.history
    places: Any = Membership.history
    offices = history.filter(organization_id=party.organization_id, history_id__gt=int(office))
    seats = places.filter(seat__party=party.pk, history_id__gt=int(seat))
    rows = [
        *offices.select_related("history_user", "person"),
        *seats.select_related("history_user", "person", "body"),
    ]
    return sorted((_in_words(row) for row in rows), key=lambda change: change.when)


def _in_words(row: Any) -> OthersChange:
    where = row.body.name if hasattr(row, "body") else row.instance.label
    words = {"person": row.person.name, "where": where, "start": date_format(row.start, "DATE_FORMAT")}
    if row.end:
        words["end"] = date_format(row.end, "DATE_FORMAT")
        text = _("%(person)s, %(where)s: from %(start)s to %(end)s.") % words
    else:
        text = _("%(person)s, %(where)s: from %(start)s.") % words
    who = str(row.history_user) if row.history_user else _("The system")
    return OthersChange(row.history_date, who, text)
