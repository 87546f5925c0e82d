"""The places that parties hold in a deal: seats with who sits there, members without a seat, contacts,
and the questions that are still open.

What an act on a party asks about, one by one, before it is done: "who sits here, and what then?".
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from governance.models import ActionItem, Membership, Nomination, Party, PartyContact, PartyRequest, Seat
from governance.permissions_actions import UNFINISHED
from governance.signals import work_of_parties

# What happens to a place; MOVES is followed by the number of the party that it goes to.
STAYS, ENDS, SEAT_ENDS, MOVES = "stays", "ends", "seat_ends", "moves-"


def moves_to(number: int) -> str:
    """Return the choice "goes to the party with this number in the act", counted from 0."""
    return f"{MOVES}{number}"


def goes_to(choice: str) -> int | None:
    """Return the number of the party that a choice lets a place go to, or None."""
    number = choice.removeprefix(MOVES)
    return int(number) if choice.startswith(MOVES) and number.isdecimal() else None


@dataclass(frozen=True)
class Place:
    """A seat with its members, a member who sits without a seat of the party, a contact, or what is asked.

    ``key`` names it in forms. ``is_double``: an organisation would have more than one seat in this body,
    or more than one open question of a kind. ``asked``: the open question to the party; for a seat it
    shares what happens to the seat, as do ``named``, the nominations for it that are still to be handled,
    and so many unfinished ``actions``.
    ``work``: something of an app above, in words, with its ``record``; ``may_end``: it ends where it does
    not go on, else it stays.
    """

    key: str
    party: Party
    body: str = ""
    seat: Seat | None = None
    memberships: tuple[Membership, ...] = ()
    contact: PartyContact | None = None
    asked: PartyRequest | None = None
    named: tuple[Nomination, ...] = ()
    actions: int = 0
    is_double: bool = False
    work: str = ""
    record: Any = None
    may_end: bool = True

    @property
    def people(self) -> str:
        """Return who it is about; empty for a seat on which nobody sits."""
        if self.contact:
            return self.contact.person.name
        return ", ".join(membership.person.name for membership in self.memberships)

    @property
    def sits_elsewhere(self) -> bool:
        """Whether it is somebody on a seat that is not the party's own."""
        return self.seat is None and any(m.seat_id is not None for m in self.memberships)

    @property
    def seat_name(self) -> str:
        """Return the name of the seat, if it is one."""
        return self.seat.name if self.seat else ""


def places_of(parties: Sequence[Party], first_day: date, joining: Sequence[Party] = ()) -> list[Place]:
    """Return what these parties of one deal still hold on or after ``first_day``, in the order of bodies.

    ``joining``: parties that are there already and may get seats beside their own. At most seven queries.
    """
    if not parties:
        return []
    own = {party.organization_id: party for party in parties}
    seats = list(_seats(parties, list(own), first_day))
    members = _members([seat.pk for seat in seats], first_day)
    counted = Counter(seat.body_id for seat in seats)
    counted.update(_seats_beside(joining, list(counted), first_day))
    by_id = {party.pk: party for party in parties}
    asked = list(_asked([*parties, *joining]))
    of_seats = {request.seat_id: request for request in asked if request.seat_id}
    named = _named([seat.pk for seat in seats])
    unfinished = ActionItem.objects.filter(seat__in=seats, state__in=UNFINISHED).order_by()
    actions = dict(unfinished.values_list("seat").annotate(number=Count("pk")))
    places = [
        Place(
            key=f"zetel_{seat.pk}",
            party=by_id[seat.party_id] if seat.party_id else own[seat.organization_id or 0],
            body=seat.body.name,
            seat=seat,
            memberships=tuple(members[seat.pk]),
            asked=of_seats.get(seat.pk),
            named=tuple(named[seat.pk]),
            actions=actions.get(seat.pk, 0),
            is_double=counted[seat.body_id] > 1,
        )
        for seat in seats
    ]
    for membership in _loose(parties[0].deal_id, list(own), [seat.pk for seat in seats], first_day):
        party = own[membership.position.organization_id if membership.position else 0]
        places.append(Place(f"lid_{membership.pk}", party, membership.body.name, None, (membership,)))
    contacts = PartyContact.objects.filter(_still(first_day), party__in=parties).select_related("person")
    places += [Place(f"contact_{c.pk}", by_id[c.party_id], contact=c) for c in contacts]
    seats_here = {seat.pk for seat in seats}
    kinds = Counter(request.kind for request in asked if request.seat_id is None)
    places += [
        Place(f"vraag_{r.pk}", by_id[r.party_id], asked=r, is_double=kinds[r.kind] > 1)
        for r in asked
        if r.party_id in by_id and r.seat_id not in seats_here
    ]
    return places


def succession_places(
    parties: Sequence[Party], first_day: date, joining: Sequence[Party] = ()
) -> list[Place]:
    """Return what ``places_of`` does, and then what apps above know of these parties.

    At most seven queries, and those of the apps.
    """
    found = places_of(parties, first_day, joining)
    answers: Any = work_of_parties.send(Party, parties=parties, first_day=first_day)
    return [*found, *(place for _receiver, places in answers for place in places)]


def _still(first_day: date, path: str = "") -> Q:
    return Q(**{f"{path}end__isnull": True}) | Q(**{f"{path}end__gte": first_day})


def _seats(parties: Sequence[Party], organizations: list[int], first_day: date) -> QuerySet[Seat]:
    of_them = Q(party__in=parties) | Q(organization__in=organizations, body__deal=parties[0].deal_id)
    found = Seat.objects.filter(of_them, _still(first_day), _still(first_day, "body__"))
    related = found.select_related("body__deal", "party__organization", "organization")
    return related.order_by("body__order", "body__name", "order", "pk")


def _asked(parties: Sequence[Party]) -> QuerySet[PartyRequest]:
    found = PartyRequest.objects.filter(party__in=parties, answered_at=None, withdrawn_at=None)
    return found.order_by("sent_on", "pk")


def _named(seats: list[int]) -> dict[int | None, list[Nomination]]:
    found: dict[int | None, list[Nomination]] = defaultdict(list)
    waiting = Nomination.objects.filter(seat__in=seats, handled_at=None)
    for nomination in waiting.select_related("person"):
        found[nomination.seat_id].append(nomination)
    return found


def _seats_beside(joining: Sequence[Party], bodies: list[int], first_day: date) -> Counter[Any]:
    if not joining or not bodies:
        return Counter()
    found = Seat.objects.filter(_still(first_day), party__in=joining, body__in=bodies)
    return Counter(found.values_list("body_id", flat=True))


def _members(seats: list[int], first_day: date) -> dict[int | None, list[Membership]]:
    found: dict[int | None, list[Membership]] = defaultdict(list)
    sitting = Membership.objects.filter(_still(first_day), seat__in=seats)
    for membership in _with_all(sitting).order_by("is_deputy", F("start")):
        found[membership.seat_id].append(membership)
    return found


def _loose(deal: int, organizations: list[int], seats: list[int], first_day: date) -> QuerySet[Membership]:
    """Return who sits from an office at one of them without their seat: the project manager, say."""
    found = Membership.objects.filter(
        Q(seat__isnull=True) | ~Q(seat__in=seats),
        _still(first_day),
        _still(first_day, "body__"),
        body__deal=deal,
        position__organization__in=organizations,
    )
    return _with_all(found).order_by("body__order", "body__name", "start")


def _with_all(memberships: QuerySet[Membership]) -> QuerySet[Membership]:
    return memberships.select_related("body__deal", "person__user", "position__organization", "seat")
