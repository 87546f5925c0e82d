"""How seats, members, offices, contacts and questions go to the party that follows up another."""

from __future__ import annotations

from datetime import date

from citydeal.common.dates import DAY
from citydeal.models import User
from governance.models import CityDeal, Membership, Party, PartyContact, Position, Seat
from governance.selectors.parties_places import Place
from governance.services.memberships import MembershipTerms, draft_membership
from governance.services.parties_ledger import Ledger
from governance.signals import membership_goes_on


class Mover:
    """Lets places go to another party from the day of a succession on."""

    def __init__(self, actor: User, ledger: Ledger, first_day: date) -> None:
        self._actor = actor
        self._ledger = ledger
        self._first_day = first_day
        self._last_day = first_day - DAY
        self._offices: dict[tuple[int, int], Position | None] = {}
        self._old_offices: dict[int, Position] = {}
        self._colleges: dict[int, Party | None] = {}

    def college_goes_to(self, party: Party, follower: Party | None) -> None:
        """Say who is asked about the new college of a party from now on; its waiting seats ask this."""
        self._colleges[party.pk] = follower

    def move(self, place: Place, party: Party) -> None:
        """Let a place go on for a party: a new seat, memberships that continue, a contact, a question."""
        if place.contact is not None:
            contact = PartyContact(
                party=party, person=place.contact.person, start=self._first_day, end=place.contact.end
            )
            self._ledger.end(place.contact, self._last_day)
            self._ledger.make(contact)
            return
        seat = self._new_seat(place.seat, place, party) if place.seat else None
        if place.asked is not None:
            self._ledger.pass_on(place.asked, party, seat)
        for nomination in place.named:
            self._ledger.name_for(nomination, seat or nomination.seat)
        ended = [(m, m.end) for m in place.memberships if m.start < self._first_day]
        for membership, _end in ended:
            self._ledger.end(membership, self._last_day)
        for membership in place.memberships:
            if membership.start >= self._first_day:
                self._follow(membership, seat or membership.seat, party)
        if place.seat is not None:
            self._ledger.end(place.seat, self._last_day)
        for membership, end in ended:
            self._continue(membership, end, seat or membership.seat, party)

    def _new_seat(self, old: Seat, place: Place, party: Party) -> Seat:
        goes_along = place.asked is not None or self._colleges.get(place.party.pk, party) == party
        seat = Seat(
            body=old.body,
            party=party,
            label=old.label,
            office=old.office,
            is_office_bound=old.is_office_bound,
            asked_on=old.asked_on if goes_along else None,
            start=max(self._first_day, old.start),
            end=old.end,
            order=old.order,
        )
        self._ledger.make(seat)
        return seat

    def _continue(self, old: Membership, end: date | None, seat: Seat | None, party: Party) -> None:
        terms = MembershipTerms(
            self._first_day, end, _later(old.term_end, self._first_day), old.role, old.is_deputy
        )
        office = self._office(old.position, party)
        if seat is not None:
            membership = draft_membership(seat, old.person, office, terms)
        else:
            membership = Membership(body=old.body, person=old.person, position=office, **vars(terms))
        membership.predecessor = old
        self._ledger.make(membership)
        membership_goes_on.send(Membership, old=old, new=membership, actor=self._actor)

    def _follow(self, membership: Membership, seat: Seat | None, party: Party) -> None:
        """Let a membership that has not begun yet begin at the new party."""
        self._ledger.reseat(membership, seat, self._office(membership.position, party))

    def _office(self, old: Position | None, party: Party) -> Position | None:
        """Return the office from which somebody goes on: the same one, at the new organisation."""
        if old is None or old.organization_id == party.organization_id:
            return old
        key = (old.pk, party.organization_id)
        if key not in self._offices:
            start = max(self._first_day, old.start)
            same = Position.objects.filter(
                person=old.person_id, organization=party.organization_id, office=old.office
            )
            self._offices[key] = same.overlapping(start, None).first() or self._new_office(old, party, start)
            self._old_offices[old.pk] = old
        return self._offices[key]

    def _new_office(self, old: Position, party: Party, start: date) -> Position | None:
        if old.end is not None and old.end < start:
            return None  # who sits on without an office gets none
        position = Position(
            person=old.person,
            organization=party.organization,
            office=old.office,
            title=old.title,
            portfolio=old.portfolio,
            state=old.state,
            start=start,
            end=old.end,
        )
        self._ledger.make(position)
        return position

    def end_offices(self, deal: CityDeal) -> None:
        """End the offices that went on elsewhere, unless another deal still rests on them."""
        elsewhere = set(
            Membership.objects.filter(position__in=self._old_offices)
            .exclude(body__deal=deal)
            .values_list("position_id", flat=True)
        )
        for position in self._old_offices.values():
            if position.pk not in elsewhere and position.start < self._first_day:
                self._ledger.end(position, self._last_day)


def _later(day: date | None, first_day: date) -> date | None:
    """Return a planned end as it goes on: one that has passed was carried over, and stays so."""
    return max(day, first_day) if day else None
