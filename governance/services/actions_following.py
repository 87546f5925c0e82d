"""Actions of a seat whose party was followed up: they go on with the seat that came in its place."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from governance.enums import DealState
from governance.models import ActionItem, Membership, PartyChange, Seat
from governance.permissions_actions import UNFINISHED
from governance.services.checks import save_checked


@transaction.atomic
def follow_seats(on: date) -> int:
    """Let unfinished actions of seats that a legal succession ended go on with the next; returns how many.

    From the day of the succession on, so that an act that is taken back before it leaves nothing behind.
    Where no seat came in its place the action stays, and the project organisation is reminded of it
    (rule 3). Safe to run twice and beside itself. Writes history. Source: choice A2-12.
    """
    ended = ActionItem.objects.filter(state__in=UNFINISHED, seat__end__lt=on)
    ended = ended.exclude(body__deal__state=DealState.CLOSED).select_related("seat")
    moved = 0
    for action in ended.select_for_update(of=("self",), skip_locked=True).order_by("pk"):
        seat = _next_seat(action.seat) if action.seat is not None else None
        if seat is not None:
            action.seat = seat
            save_checked(action, reason=_("The party was followed up."))
            moved += 1
    return moved


def _next_seat(old: Seat) -> Seat | None:
    """Return where the member of the seat went on, else the only new seat of the body; None where unclear."""
    acts = PartyChange.objects.filter(seat=old, made=False, succession__undone_at__isnull=True)
    made = PartyChange.objects.filter(
        succession__in=acts.order_by().values("succession"), made=True, seat__body=old.body_id
    )
    seats = Seat.objects.filter(pk__in=made.order_by().values("seat"))
    members = Membership.objects.filter(predecessor__seat=old, is_deputy=False, seat__in=seats)
    found = list(seats.filter(pk__in=members.order_by().values("seat"))) or list(seats[:2])
    return found[0] if len(found) == 1 else None
