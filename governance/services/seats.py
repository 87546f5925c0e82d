"""Change and end a seat; who sits on it ends with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Min
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.models import Membership, Organization, Party, Seat
from governance.selectors.bodies_closing import StillThere, still_there
from governance.services.bodies import check_owner
from governance.services.bodies_closing import end_there
from governance.services.checks import check_period, check_within, require_composer, save_checked
from governance.services.requests import withdraw_for_seat


@dataclass(frozen=True)
class SeatDetails:
    """What a secretary sets on a seat: whose it is, what it is called, its office, days and place."""

    start: date
    end: date | None = None
    party: Party | None = None
    organization: Organization | None = None
    label: str = ""
    office: str = ""
    is_office_bound: bool = True
    order: int = 0


@transaction.atomic
def change_seat(*, actor: User, seat: Seat, details: SeatDetails, history_id: int) -> Seat:
    """Change whose a seat is, what it is called, its office, its days or its place in the list.

    A seat that gets another owner no longer waits for the old one; the question to it is withdrawn.
    ``history_id``: the history row the form was opened with. Raises StaleError when somebody saved it in
    between; DomainError without the right, on a party of another deal, on two owners or a seat without
    owner and name, and on days that leave out somebody who sits there. Writes history. Source: choice A2-11.
    """
    seat = _lock(actor, seat, history_id)
    check_owner(seat.body.deal_id, details.party, details.organization, details.label)
    check_period(details.start, details.end)
    check_within(seat.body, details.start, details.end)
    _check_sitting(seat, details.start, details.end)
    owner = (seat.party_id, seat.organization_id)
    for name, value in vars(details).items():
        setattr(seat, name, value)
    if (seat.party_id, seat.organization_id) != owner:
        withdraw_for_seat(seat)
        seat.asked_on = None
    return save_checked(seat, actor)


def _check_sitting(seat: Seat, start: date, end: date | None) -> None:
    """Refuse days of a seat that leave out somebody who sits on it."""
    first = Membership.objects.filter(seat=seat).aggregate(first=Min("start"))["first"]
    if first and start > first:
        raise DomainError(
            _("Somebody sits on this seat from %(day)s. Choose a first day until then.")
            % {"day": date_format(first, "DATE_FORMAT")},
            field="start",
        )
    if end is None:
        return
    there = still_there(seat, end)
    outlasting = next(iter((*there.members, *there.coming)), None)
    if outlasting is not None:
        raise DomainError(
            _("%(person)s still sits on this seat after that day. End the seat instead: then this ends too.")
            % {"person": outlasting.person},
            field="end",
        )


@transaction.atomic
def end_seat(*, actor: User, seat: Seat, last_day: date, reason: str, history_id: int) -> StillThere:
    """End a seat after ``last_day``; who still sits on it ends on that day, who would come later lapses.

    ``reason`` stands in the history. Returns what ended. Raises StaleError and DomainError as
    ``change_seat``. Writes history, derives rights.
    """
    seat = _lock(actor, seat, history_id)
    check_period(seat.start, last_day)
    check_within(seat.body, seat.start, last_day)
    there = still_there(seat, last_day)
    end_there(actor, StillThere(there.members, there.coming, [], []), last_day, reason)
    seat.end = last_day
    save_checked(seat, actor, reason)
    return there


def _lock(actor: User, seat: Seat, history_id: int) -> Seat:
    locked: Seat = Seat.objects.select_for_update(of=("self",)).select_related("body__deal").get(pk=seat.pk)
    require_composer(actor, locked.body)
    if latest_history_id(locked) != history_id:
        raise StaleError(_("Somebody else changed this seat after you opened it."))
    return locked
