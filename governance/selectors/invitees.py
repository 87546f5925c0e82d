"""Whom a meeting is for: the members on its day, and for an executives' network all who signed (rule 5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F

from citydeal.common.dates import holds_on
from governance.enums import LEADING_OFFICES, BodyKind, MembershipRole, PartyEventKind, PartyState
from governance.models import Body, Meeting, Membership, Party, PartyEvent, Person, Position

SIGNINGS = (PartyEventKind.SIGNING, PartyEventKind.LATER_SIGNING)
# Who keeps the meeting has a place at the table and no vote.
WITHOUT_VOTE = frozenset({MembershipRole.SECRETARY, MembershipRole.PROJECT_SECRETARY})


@dataclass(frozen=True)
class Invitee:
    """Somebody a meeting is for. ``membership``: why; None for who signed and sits in no body."""

    person: Person
    membership: Membership | None = None
    party: Party | None = None
    has_vote: bool = True

    @property
    def place(self) -> str:
        """Return the name of the seat, or of the party of who signed; empty in a body without seats."""
        if self.membership is not None and self.membership.seat is not None:
            return self.membership.seat.name
        return self.party.organization.name if self.party is not None else ""


@dataclass(frozen=True)
class Invitees:
    """Whom a meeting is for, and the parties for which nobody is known."""

    people: Sequence[Invitee]
    missing: Sequence[Party] = ()


def invitees_of(meeting: Meeting) -> Invitees:
    """Return whom a meeting is for on its day, as ``people_of`` does. Needs the body loaded."""
    return people_of([meeting.body, *meeting.joint_bodies.all()], meeting.day)


def people_of(bodies: Sequence[Body], day: date) -> Invitees:
    """Return who these bodies of a deal consist of on a day. One query, five for an executives' network.

    Members of each of its bodies, no deputies; one person once, with a vote where one of the places
    has one. In an executives' network everybody who signed, or whom the party names now: for this body,
    else who holds the office of who signed, else the one leading person it names for another body of the
    deal; a withdrawn party is left out. Source: rule 5.
    """
    members = _members(bodies, day)
    networks = {body.pk for body in bodies if body.kind == BodyKind.EXECUTIVES_NETWORK}
    if not networks:
        return Invitees(_once(_as_member(member) for member in members))
    parties = _signed(bodies[0].deal_id, day)
    gone = [m for m in members if m.body_id in networks and _left(m, parties)]
    kept = [member for member in members if member not in gone]
    named = {m.seat.party_id for m in kept if m.body_id in networks and m.seat is not None}
    signers, missing = _signers([party for pk, party in parties.items() if pk not in named], day)
    return Invitees(_once([*(_as_member(member) for member in kept), *signers]), missing)


def _members(bodies: Sequence[Body], day: date) -> list[Membership]:
    found = Membership.objects.filter(holds_on(day), body__in=bodies, is_deputy=False)
    return list(
        found.select_related(
            "person__user", "seat__party__organization", "seat__organization", "position"
        ).order_by("seat__order", "person__family_name", "pk")
    )


def _as_member(member: Membership) -> Invitee:
    party = member.seat.party if member.seat else None
    return Invitee(member.person, member, party, member.role not in WITHOUT_VOTE)


def _once(people: Iterable[Invitee]) -> list[Invitee]:
    """Return each person once: two hats are one place with one vote (choice A2-3b)."""
    found: dict[int, Invitee] = {}
    for each in people:
        known = found.get(each.person.pk)
        if known is None or (each.has_vote and not known.has_vote):
            found[each.person.pk] = each
    return list(found.values())


def _signed(deal: int, day: date) -> dict[int, Party]:
    """Return the parties of a deal on a day, as far as they signed it."""
    parties = Party.objects.with_state(day).filter(deal=deal).select_related("organization")
    return {party.pk: party for party in parties.filter(**{"state": PartyState.PARTY})}


def _left(member: Membership, parties: dict[int, Party]) -> bool:
    """Whether a member sits for a party that is none on that day."""
    return (
        member.seat is not None and member.seat.party_id is not None and member.seat.party_id not in parties
    )


def _signers(parties: list[Party], day: date) -> tuple[list[Invitee], list[Party]]:
    """Return who signed for these parties, or who follows up; and the parties for which nobody is known."""
    signings: dict[int, PartyEvent] = {}
    events = PartyEvent.objects.filter(party__in=parties, kind__in=SIGNINGS, taken_back_at=None)
    for event in events.select_related("person__user").order_by("date", "pk"):
        signings[event.party_id] = event
    held: dict[int, list[Position]] = {}
    organizations = [party.organization_id for party in parties]
    offices = Position.objects.filter(organization__in=organizations, start__lte=day)
    for position in offices.select_related("person__user").order_by("-start", "pk"):
        held.setdefault(position.organization_id, []).append(position)
    elsewhere: dict[int, dict[int, Person]] = {}
    places = Membership.objects.filter(holds_on(day), seat__party__in=parties, is_deputy=False)
    for place in places.annotate(named_by=F("seat__party")).select_related("person__user"):
        elsewhere.setdefault(place.named_by, {})[place.person_id] = place.person
    people: list[Invitee] = []
    missing: list[Party] = []
    for party in parties:
        offices_there = held.get(party.organization_id, [])
        person = _who_comes(signings.get(party.pk), offices_there, day) or _named_elsewhere(
            elsewhere.get(party.pk, {}), offices_there, day
        )
        if person is None:
            missing.append(party)
        else:
            people.append(Invitee(person, party=party))
    return people, missing


def _who_comes(signing: PartyEvent | None, positions: list[Position], day: date) -> Person | None:
    """Return who signed, where still in office; else the one who holds the same office or portfolio."""
    if signing is None or signing.person is None:
        return None
    now = [p for p in positions if p.end is None or p.end >= day]
    if any(p.person_id == signing.person_id for p in now):
        return signing.person
    was = next((p for p in positions if p.person_id == signing.person_id), None)
    if was is None:
        # Nothing is known of the office of who signed, so nobody says that it ended.
        return signing.person
    heirs = [p for p in now if p.office == was.office and p.office in LEADING_OFFICES]
    same = [p for p in heirs if was.portfolio and p.portfolio == was.portfolio]
    people = {p.person_id: p.person for p in same or heirs}
    return next(iter(people.values())) if len(people) == 1 else None


def _named_elsewhere(members: dict[int, Person], positions: list[Position], day: date) -> Person | None:
    """Return the one who leads the party and sits for it in another body; None for nobody or several."""
    leading = {
        p.person_id
        for p in positions
        if (p.end is None or p.end >= day) and p.office in LEADING_OFFICES and p.person_id in members
    }
    return members[leading.pop()] if len(leading) == 1 else None
