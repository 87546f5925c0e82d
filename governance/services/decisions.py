"""Record a decision of a body, and take it back: only a body that is competent decides."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import Body, Decision
from governance.services.bodies import lock_body
from governance.services.checks import check_period, check_within, require_manager, save_checked
from governance.services.competences import check_competent


@transaction.atomic
def record_decision(
    *, actor: User, body: Body, taken_on: date, subject: str, title: str, text: str
) -> Decision:
    """Record what a body decided on a day, about a subject (DecisionSubject).

    It gets the next number of the body in that year. Raises DomainError without the right, on a day
    that is still to come or on which the body was not there, and on a body that does not decide about
    this: it says who does. Writes history. Source: rules 15 and 18.
    """
    body = lock_body(body)
    require_manager(actor, body.deal)
    check_decision_day(body, taken_on)
    check_competent(body, subject)
    last = Decision.objects.filter(body=body, year=taken_on.year).aggregate(last=Max("number"))["last"]
    return save_checked(
        Decision(
            body=body,
            year=taken_on.year,
            number=(last or 0) + 1,
            taken_on=taken_on,
            subject=subject,
            title=title,
            text=text,
        ),
        actor,
    )


def check_decision_day(body: Body, day: date) -> None:
    """Refuse a day on which a body cannot have decided; raises DomainError at ``taken_on``."""
    if day > timezone.localdate():
        raise DomainError(
            _("This day is still to come. Record a decision after it is taken."), field="taken_on"
        )
    try:
        check_period(day, None)
        check_within(body, day, day)
    except DomainError as error:
        raise DomainError(error.message, field="taken_on") from error


@transaction.atomic
def withdraw_decision(*, actor: User, decision: Decision, on: date, reason: str) -> Decision:
    """Withdraw a decision from ``on``; it keeps its number, and nothing can rest on it any more.

    Raises DomainError without the right, without a reason, on a day that cannot be, on one that is
    withdrawn already, and as long as something rests on it: it names what. Writes history.
    """
    decision = (
        Decision.objects.select_for_update(of=("self",)).select_related("body__deal").get(pk=decision.pk)
    )
    require_manager(actor, decision.body.deal)
    if decision.withdrawn_on is not None:
        raise DomainError(_("This decision is withdrawn already."))
    if not decision.taken_on <= on <= timezone.localdate():
        raise DomainError(
            _("Choose a day from %(start)s to today.")
            % {"start": date_format(decision.taken_on, "DATE_FORMAT")},
            field="withdrawn_on",
        )
    if not reason.strip():
        raise DomainError(_("Say why the decision is withdrawn."), field="reason")
    resting = [
        *Body.objects.filter(founding_decision=decision).values_list("name", flat=True),
        *Body.objects.filter(closing_decision=decision).values_list("name", flat=True),
        *(_("exception to rule %(number)s") % {"number": n} for n in _exceptions(decision)),
    ]
    if resting:
        raise DomainError(
            _("This rests on the decision: %(names)s. First change what rests on it.")
            % {"names": ", ".join(resting)}
        )
    decision.withdrawn_on, decision.withdrawn_reason = on, reason
    return save_checked(decision, actor, reason)


def _exceptions(decision: Decision) -> list[int]:
    running = decision.exceptions.filter(end__gte=timezone.localdate())
    return list(running.values_list("number", flat=True))
