"""What a party answers: written down as it says it; the secretary takes it over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST, LATEST
from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import DealState
from governance.models import CheckedPosition, Nomination, PartyRequest, Person, Position, Seat
from governance.permissions import acts_for, can_answer_request
from governance.selectors.requests import asked_people, asked_positions, asked_seats
from governance.services.checks import save_checked


@dataclass(frozen=True)
class PositionAnswer:
    """What the party says of one office: it is right, it is different, or it ends on ``last_day``."""

    position: Position
    is_right: bool
    last_day: date | None = None
    title: str = ""
    portfolio: str = ""
    secretariat: str = ""
    remark: str = ""


@dataclass(frozen=True)
class NominationAnswer:
    """Whom the party names for one seat: somebody known (``person``), or a name."""

    seat: Seat
    start: date
    person: Person | None = None
    given_name: str = ""
    prefix: str = ""
    family_name: str = ""
    email: str = ""
    office: str = ""
    title: str = ""
    portfolio: str = ""


@dataclass(frozen=True)
class Answer:
    """The whole answer, under the name of who gives it."""

    name: str
    positions: Sequence[PositionAnswer] = ()
    nominations: Sequence[NominationAnswer] = ()
    remark: str = ""


@transaction.atomic
def answer_request(*, actor: User | None, request: PartyRequest, answer: Answer) -> PartyRequest:
    """Write down what a party answers to a question; works once.

    ``actor``: the account of the contact or of who acts for the contact; ``None`` for who came by the
    link, which the caller looked up. Raises DomainError when it was answered, withdrawn or ran out in
    between, in a closed deal, for an account that may not answer, and for an office or seat that is not the
    party's.
    Writes history, for an account that acts for the contact as "X on behalf of Y".
    """
    locked: PartyRequest = (
        PartyRequest.objects.select_for_update(of=("self",))
        .select_related("party__deal", "party__organization", "seat__body", "to__user")
        .get(pk=request.pk)
    )
    is_late = locked.answer_until < timezone.localdate()
    if not locked.is_open or is_late or locked.party.deal.state == DealState.CLOSED:
        raise DomainError(_("This question cannot be answered any more."))
    if actor is not None and not can_answer_request(actor, locked):
        raise DomainError(_("You may not answer for %(party)s.") % {"party": locked.party})
    _check(locked, answer)
    for checked in answer.positions:
        CheckedPosition.objects.create(
            request=locked,
            position=checked.position,
            is_right=checked.is_right,
            stays=checked.last_day is None,
            last_day=checked.last_day,
            title=checked.title,
            portfolio=checked.portfolio,
            secretariat=checked.secretariat,
            remark=checked.remark,
            handled_at=timezone.now() if checked.is_right else None,
        )
    for nomination in answer.nominations:
        save_checked(Nomination(request=locked, **vars(nomination)))
    locked.answered_at = timezone.now()
    locked.answered_by = _signature(actor, locked, answer.name)
    locked.remark = answer.remark
    locked.save()
    return locked


def _signature(actor: User | None, request: PartyRequest, name: str) -> str:
    """Return under which name the answer stands, and note for whom it was given."""
    if actor is None or not acts_for(actor, request.to):
        return name
    request._on_behalf = request.to.name  # type: ignore[attr-defined]  # read by the history
    return _("%(who)s on behalf of %(person)s") % {"who": name, "person": request.to}


def _check(request: PartyRequest, answer: Answer) -> None:
    positions = {position.pk for position in asked_positions(request)}
    if any(checked.position.pk not in positions for checked in answer.positions):
        raise DomainError(_("This office is not one of the party any more. Load the page again."))
    for checked in answer.positions:
        if checked.last_day is not None and checked.last_day < checked.position.start:
            raise DomainError(
                _("The last day of %(person)s lies before the first day.")
                % {"person": checked.position.person}
            )
    seats = {seat.pk for seat in asked_seats(request)}
    people = {person.pk for person in asked_people(request)}
    for nomination in answer.nominations:
        if nomination.seat.pk not in seats:
            raise DomainError(_("This seat is not one of the party any more. Load the page again."))
        if nomination.person is not None and nomination.person.pk not in people:
            raise DomainError(_("Choose an answer from the list."))
        if not EARLIEST <= nomination.start <= LATEST:
            raise DomainError(_("Fill in a year between 1900 and 2200."))
