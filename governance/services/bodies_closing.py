"""Close a body with all that sits in it, and take that back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import models, transaction
from django.db.models import ProtectedError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.body_kinds import needs_closing_decision
from governance.enums import BodyKind, DecisionSubject
from governance.models import Body, Decision, Membership, Seat
from governance.selectors.bodies_closing import StillThere, ended_with, still_there
from governance.services.bodies import check_ground, lock_body
from governance.services.checks import check_period, require_manager, rights_follow, save_checked
from governance.services.competences import who_decides
from governance.services.memberships import check_membership
from governance.signals import body_days_change


@transaction.atomic
def close_body(
    *, actor: User, body: Body, last_day: date, decision: Decision | None = None, reason: str = ""
) -> StillThere:
    """Close a body after ``last_day``; who and what still sits there ends on that day.

    Memberships and seats that would only begin later lapse. ``reason`` stands in the history. Returns
    what ended. Raises DomainError without the right, on the last project organisation of the deal, on
    a quality team without a decision (rule 18), and where something already rests on what would lapse.
    Writes history, derives rights.
    """
    body = lock_body(body)
    _check_closing(actor, body, last_day, decision)
    there = still_there(body, last_day)
    end_there(actor, there, last_day, reason)
    body.end, body.closing_decision = last_day, decision
    save_checked(body, actor, reason)
    return there


def _check_closing(actor: User, body: Body, last_day: date, decision: Decision | None) -> None:
    require_manager(actor, body.deal)
    if body.end is not None:
        raise DomainError(_("This body is closed already. Open it again first."))
    check_period(body.start, last_day)
    if body.kind == BodyKind.PROJECT_ORGANIZATION and not _another_organises(body):
        raise DomainError(
            _("This is the project organisation of the deal. Without it nobody can keep the deal any more.")
        )
    if decision is not None:
        check_ground(decision, body.deal, body.kind, last_day, field="decision")
    elif needs_closing_decision(body.kind):
        raise DomainError(
            _("Closing a quality team rests on a decision (rule 18).")
            + " "
            + who_decides(body.deal, DecisionSubject.QUALITY_TEAMS)
            + " "
            + _("First record that decision, then choose it here."),
            field="decision",
        )
    late = Decision.objects.filter(body=body, taken_on__gt=last_day).order_by("taken_on").last()
    if late is not None:
        raise DomainError(
            _("This body still decided on %(day)s. Choose a last day from then on.")
            % {"day": date_format(late.taken_on, "DATE_FORMAT")},
            field="end",
        )


def _another_organises(body: Body) -> bool:
    others = Body.objects.filter(deal=body.deal, kind=BodyKind.PROJECT_ORGANIZATION, end__isnull=True)
    return bool(others.exclude(pk=body.pk).exists())


def end_there(actor: User, there: StillThere, last_day: date, reason: str) -> None:
    """End memberships and seats on a day, and let lapse what has not begun by then.

    Raises DomainError where something rests on what would lapse. Writes history, derives rights.
    """
    for member in there.members:
        member.end = last_day
        save_checked(member, actor, reason)
    for seat in there.seats:
        seat.end = last_day
        save_checked(seat, actor, reason)
    for lapsing in (*there.coming, *there.later_seats):
        _lapse(actor, lapsing, reason)
    for member in (*there.members, *there.coming):
        rights_follow(member.person)


def _lapse(actor: User, record: models.Model, reason: str) -> None:
    record._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    record._change_reason = reason  # type: ignore[attr-defined]  # simple-history's own name
    try:
        record.delete()
    except ProtectedError as error:
        raise DomainError(
            _("%(what)s begins after this day, and something rests on it already. Choose a later day.")
            % {"what": record},
            field="end",
        ) from error


@transaction.atomic
def reopen_body(
    *, actor: User, body: Body, seats: Iterable[Seat], memberships: Iterable[Membership], reason: str = ""
) -> Body:
    """Take back the closing of a body, with those seats and memberships that ended together with it.

    ``reason`` stands in the history. Raises DomainError without the right, on a body that is not
    closed, on what did not end with it, and where a membership cannot come back. Writes history,
    derives rights.
    """
    body = lock_body(body)
    require_manager(actor, body.deal)
    if body.end is None:
        raise DomainError(_("This body is not closed."))
    ended_seats, ended_members = ended_with(body)
    back_seats, back_members = {s.pk for s in seats}, {m.pk for m in memberships}
    if not (back_seats <= {s.pk for s in ended_seats} and back_members <= {m.pk for m in ended_members}):
        raise DomainError(_("Choose only what ended together with this body."))
    body.end = body.closing_decision = None
    body_days_change.send(Body, body=body)
    save_checked(body, actor, reason)
    for seat in (s for s in ended_seats if s.pk in back_seats):
        seat.end = None
        save_checked(seat, actor, reason)
    for pk in back_members:
        _bring_back(actor, pk, reason)
    return body


def _bring_back(actor: User, pk: int, reason: str) -> None:
    # Read anew: its body and seat are open again by now.
    membership: Membership = Membership.objects.select_related(
        "body", "seat__party__organization", "seat__organization", "position__organization", "person__user"
    ).get(pk=pk)
    membership.end = None
    check_membership(membership)
    save_checked(membership, actor, reason)
    rights_follow(membership.person)
