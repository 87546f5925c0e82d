"""Accept that a rule is not met, until a day: a body or the project manager does, never a secretary alone."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import overlaps
from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import DecisionResult, DecisionSubject
from governance.models import Body, CityDeal, CovenantRule, Decision, FindingException
from governance.permissions import can_accept_exceptions
from governance.selectors.findings import finding_about
from governance.services.checks import check_period, require_manager, save_checked


@transaction.atomic
def accept_exception(
    *,
    actor: User,
    deal: CityDeal,
    number: int,
    body: Body | None,
    end: date,
    reason: str,
    decision: Decision | None = None,
) -> FindingException:
    """Record that a rule is not met and that this is accepted up to and including ``end`` (facts A5).

    ``body``: whose finding; None for a rule of the deal as a whole. ``decision``: of the body that accepts
    it; without one the actor accepts it himself, which only the project manager may. It holds from today,
    or from the day of the decision, and ends by itself. Raises DomainError without the right, for a rule
    that is not asked there or is in order, beside another exception in the same days, on a last day that
    has passed, without a reason, and on a decision it cannot rest on. Writes history.
    """
    require_manager(actor, deal)
    # Two who accept at once wait for each other here.
    rule = CovenantRule.objects.select_for_update().filter(deal=deal, number=number).first()
    today = timezone.localdate()
    finding = finding_about(deal, number, body, today) if rule else None
    if finding is None:
        raise DomainError(_("The deal does not ask this rule here."))
    if not (finding.is_problem or finding.acceptance):
        raise DomainError(_("This rule is in order. There is nothing to accept."))
    if decision is None and not can_accept_exceptions(actor, deal):
        raise DomainError(
            _("Only the project manager may accept this himself. Choose the decision it rests on."),
            field="decision",
        )
    if decision is not None:
        _check_ground(decision, deal, today)
    start = decision.taken_on if decision else today
    _check_last_day(start, end, today)
    if not reason.strip():
        raise DomainError(_("Say why this is accepted."), field="reason")
    _check_free(deal, number, body, start, end)
    exception = FindingException(
        deal=deal,
        body=body,
        number=number,
        reason=reason,
        start=start,
        end=end,
        decision=decision,
        accepted_by=None if decision else actor,
    )
    return save_checked(exception, actor)


def _check_ground(decision: Decision, deal: CityDeal, today: date) -> None:
    """Refuse a decision of another deal, one that is withdrawn, and one about a body's own order."""
    if (
        decision.body.deal_id != deal.pk
        or decision.withdrawn_on is not None
        or decision.result != DecisionResult.ADOPTED
        or decision.taken_on > today
        or decision.subject == DecisionSubject.OWN_ORDER
    ):
        raise DomainError(_("An exception cannot rest on this decision. Choose another."), field="decision")


def _check_last_day(start: date, end: date, today: date) -> None:
    if end < today:
        raise DomainError(_("This day has passed. Choose a last day from today on."), field="end")
    check_period(start, end)


def _check_free(deal: CityDeal, number: int, body: Body | None, start: date, end: date) -> None:
    """Refuse a second exception for the same rule in the same days."""
    other = FindingException.objects.filter(overlaps(start, end), deal=deal, number=number, body=body).first()
    if other is not None:
        raise DomainError(
            _("There is an exception for this rule until %(end)s already. End that one first.")
            % {"end": date_format(other.end, "DATE_FORMAT")},
            field="end",
        )


@transaction.atomic
def end_exception(
    *, actor: User, exception: FindingException, last_day: date, reason: str
) -> FindingException:
    """Let an exception end earlier, on ``last_day``; from the day after, the rule counts again.

    Raises DomainError without the right, on an exception that has ended, on a day before today or after
    its last day, and without a reason. Writes history.
    """
    exception = FindingException.objects.select_for_update().select_related("deal").get(pk=exception.pk)
    require_manager(actor, exception.deal)
    today = timezone.localdate()
    if exception.end < today:
        raise DomainError(_("This exception has ended already."))
    first = max(exception.start, today)
    if not first <= last_day <= exception.end:
        raise DomainError(
            _("Choose a day from %(start)s to %(end)s.")
            % {
                "start": date_format(first, "DATE_FORMAT"),
                "end": date_format(exception.end, "DATE_FORMAT"),
            },
            field="last_day",
        )
    if not reason.strip():
        raise DomainError(_("Say why it ends earlier."), field="reason")
    exception.end = last_day
    return save_checked(exception, actor, reason)
