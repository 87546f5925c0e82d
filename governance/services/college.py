"""A change of college: who stays, who goes, and what follows for the seats, in one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import DAY, holds_on
from citydeal.common.errors import DomainError, StaleError
from citydeal.models import User
from governance.enums import RequestKind
from governance.models import CityDeal, Membership, Party, PartyRequest, Person, Position, Seat
from governance.selectors.college import college_versions
from governance.selectors.continuations import lapsing, office_parts
from governance.services.checks import require_manager, save_checked
from governance.services.memberships import MembershipTerms, name_member
from governance.services.people import enter
from governance.services.positions import held_from, leave_office
from governance.services.requests import Question, ask, contact_of


@dataclass(frozen=True)
class Leaving:
    """An executive who goes. ``successor`` (may be new, unsaved) takes the seats that go with the office.

    Without one the party is asked who comes, unless ``asks`` is off: then the seats stay empty.
    """

    position: Position
    successor: Person | None = None
    asks: bool = True


@dataclass(frozen=True)
class CollegeChange:
    """What changes at one party. ``portfolio``: the one that holds the deal now, of who takes over.

    ``version``: what the register held when the form was opened (``college_versions``).
    """

    party: Party
    version: str
    leaving: Sequence[Leaving]
    portfolio: str = ""


@dataclass(frozen=True)
class CollegeResult:
    """What followed: memberships that end and begin, and the parties that are asked, or cannot be.

    ``lapsed``: what those who leave would have gone on with, at a party that follows up their own.
    """

    ended: Sequence[Membership]
    begun: Sequence[Membership]
    asked: Sequence[PartyRequest]
    not_asked: Sequence[Party]
    lapsed: Sequence[Membership]


@transaction.atomic
def change_colleges(
    *, actor: User, deal: CityDeal, first_day: date, changes: Sequence[CollegeChange]
) -> CollegeResult:
    """Let the executives who go leave on the day before ``first_day``, with all that follows.

    Memberships on seats that go with the office end; a successor takes those seats, else the party is
    asked by one link and the seats wait for it. All parties or none. Raises StaleError, with the field of
    the party, when its offices or seats changed after the form was opened, and DomainError without the
    right or where an act is refused. Side effects: history, rights, mail. Source: choice A2-11.
    """
    require_manager(actor, deal)
    ended: list[Membership] = []
    begun: list[Membership] = []
    asked: list[PartyRequest] = []
    not_asked: list[Party] = []
    lapsed: list[Membership] = []
    # In one order, so that two who change several parties wait for each other.
    for change in sorted(changes, key=lambda change: change.party.pk):
        party = _lock(deal, change)
        waiting: list[Seat] = []
        for leaving in change.leaving:
            goes_on = len(list(office_parts(leaving.position))) > 1
            left, gone = _leave(actor, deal, leaving, first_day)
            ended += left
            lapsed += gone
            if leaving.successor is not None:
                successor = enter(deal, leaving.successor)
                # Of a party that is followed up the office ends with the party, and goes on at the next.
                end = leaving.position.end if goes_on else None
                office = _office(successor, leaving.position, change.portfolio, first_day, end)
                begun += _follow(actor, successor, office, left, first_day)
                for place in gone:
                    of = place.position
                    next_office = of and _office(successor, of, change.portfolio, place.start)
                    begun += _follow(actor, successor, next_office, [place], place.start)
            elif leaving.successor is None and leaving.asks:
                waiting += [place.seat for place in left if place.seat is not None and not place.is_deputy]
        if waiting:
            request = _ask(party, waiting, first_day, change.portfolio)
            if request is None:
                not_asked.append(party)
            else:
                asked.append(request)
    return CollegeResult(ended, begun, asked, not_asked, lapsed)


def _lock(deal: CityDeal, change: CollegeChange) -> Party:
    party: Party = (
        Party.objects.select_for_update(of=("self",))
        .select_related("deal", "organization")
        .get(pk=change.party.pk, deal=deal)
    )
    if college_versions([party])[party.pk] != change.version:
        raise StaleError(
            _("Somebody else changed the people of %(party)s after you opened the page.") % {"party": party},
            field=f"version_{party.pk}",
        )
    return party


def _leave(
    actor: User, deal: CityDeal, leaving: Leaving, first_day: date
) -> tuple[list[Membership], list[Membership]]:
    """End the office and what goes with it; returns the memberships as they were held, and what lapsed."""
    position: Position = (
        Position.objects.select_for_update(of=("self",))
        .select_related("person__user", "organization")
        .get(pk=leaving.position.pk)
    )
    last_day = first_day - DAY
    if position.start > last_day:
        raise DomainError(
            _("%(person)s begins on the first day of the new college or later, and cannot leave before.")
            % {"person": position.person},
            field="first_day",
        )
    bound = list(held_from(deal, position, last_day).filter(seat__is_office_bound=True))
    lapsed = lapsing(bound, last_day)
    bound = [place for place in bound if place not in lapsed]
    late = [place for place in bound if place.start > last_day]
    if position.end is not None and position.end <= last_day and not bound:
        words = {"person": position.person, "day": date_format(position.end, "DATE_FORMAT")}
        raise DomainError(
            _(
                "%(person)s leaves on %(day)s already, and what goes with the office has ended."
                " Choose “Stays”."
            )
            % words,
            field=f"ambt{position.pk}",
        )
    if late:
        raise DomainError(
            _("%(person)s takes a seat in %(body)s later than that. Choose a later first day.")
            % {"person": position.person, "body": late[0].body},
            field="first_day",
        )
    leave_office(actor, deal, position, last_day, bound, _("Change of college"))
    return bound, lapsed


def _follow(
    actor: User, successor: Person, office: Position | None, left: Sequence[Membership], first_day: date
) -> list[Membership]:
    """Give the seats of who left to the successor, from the first day on, as long as the seat is there."""
    return [
        name_member(
            actor=actor,
            seat=place.seat,
            person=successor,
            position=office,
            terms=MembershipTerms(first_day, place.seat.end, is_deputy=place.is_deputy),
        )
        for place in left
        if place.seat is not None
    ]


def _office(
    successor: Person, of: Position, portfolio: str, first_day: date, end: date | None = None
) -> Position:
    """Return the office of a successor: the one held already, with the portfolio, else a new one."""
    held = Position.objects.filter(
        holds_on(first_day), person=successor, organization=of.organization_id, office=of.office
    )
    position = held.select_related("organization").first()
    if position is None:
        position = Position(
            person=successor,
            organization=of.organization,
            office=of.office,
            title=of.title,
            portfolio=portfolio or of.portfolio,
            start=first_day,
            end=end,
        )
        return save_checked(position)
    if portfolio and position.portfolio != portfolio:
        position.portfolio = portfolio
        save_checked(position)
    return position


def _ask(party: Party, waiting: Sequence[Seat], first_day: date, portfolio: str) -> PartyRequest | None:
    """Ask a party who takes the seats; ``None`` where it has no contact who can be reached."""
    contact = contact_of(party, timezone.localdate())
    if contact is None or not (contact.email or contact.user):
        return None
    for seat in waiting:
        seat.asked_on = timezone.localdate()
        save_checked(seat)
    number = party.requests.filter(kind=RequestKind.COLLEGE_CHANGE).count() + 1
    note = _("The deal now belongs to the portfolio %(name)s.") % {"name": portfolio} if portfolio else ""
    key = f"college:{party.pk}:{first_day}:{number}"
    return ask(party, Question(RequestKind.COLLEGE_CHANGE, key, note=note))
