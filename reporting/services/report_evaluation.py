"""What the steering group finds of a report, and what follows for the set-up of the deal (rule 10)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import DecisionResult
from governance.models import AgendaItem
from governance.permissions_reports import HELD
from governance.services.checks import save_checked
from governance.services.covenant_documents import add_setup_version
from governance.services.deal_text import opened
from governance.services.duties import fulfil_occurrence
from reporting.enums import ReportState
from reporting.models import EvaluationFinding, ProgressReport, ReportEvaluation
from reporting.permissions import can_keep_reports
from reporting.services.report_making import lock_report
from reporting.services.reports import check_key, set_state


@dataclass(frozen=True)
class Outcome:
    """What the steering group made of the set-up. ``is_unchanged``: it decided not to change it.

    Otherwise ``text`` is the new version of the set-up, and ``change`` says what changed and why.
    """

    is_unchanged: bool = False
    text: str = ""
    change: str = ""


@transaction.atomic
def save_finding(
    *, actor: User, report: ProgressReport, key: str, text: str, history_id: int
) -> EvaluationFinding:
    """Write down what the steering group finds of a section; ``history_id``: 0 for a first one.

    Raises DomainError without the right, outside the time between sending and evaluating, and for a section
    the report does not have; StaleError when somebody else wrote in between. Writes history.
    """
    locked = _sent_report(actor, report)
    check_key(locked, key)
    known = EvaluationFinding.objects.filter(report=locked, key=key).first()
    record = opened(known, history_id) if known else EvaluationFinding(report=locked, key=key)
    record.text = text.strip()
    return save_checked(record, actor)


def _sent_report(actor: User, report: ProgressReport) -> ProgressReport:
    locked = lock_report(report)
    if not can_keep_reports(actor, locked.deal):
        raise DomainError(_("You may not write the reports of this deal."))
    if locked.state != ReportState.SENT:
        raise DomainError(_("A report is evaluated once, after it was sent."))
    return locked


@transaction.atomic
def evaluate_report(*, actor: User, report: ProgressReport, outcome: Outcome) -> ReportEvaluation:
    """Close the evaluation of a report: with a new version of the set-up, or with "no change".

    Without one of the two the duty stays owed; with it, it is fulfilled on the day of the meeting. The
    decision that was recorded with the item is linked. Raises DomainError without the right, before
    the meeting that treats the report was held, without an outcome, and as ``add_setup_version``. Side
    effects: history, the duty, a version of the set-up. Source: rules 9 and 10.
    """
    locked = _sent_report(actor, report)
    item = check_outcome(locked, outcome)
    day = item.meeting.day
    decision = item.decisions.filter(result=DecisionResult.ADOPTED, withdrawn_on=None).order_by("pk").last()
    setup = None
    if not outcome.is_unchanged:
        setup = add_setup_version(
            actor=actor, deal=locked.deal, day=day, text=outcome.text.strip(), change=outcome.change
        )
    evaluation = ReportEvaluation(
        report=locked,
        on=day,
        setup=setup,
        is_unchanged=outcome.is_unchanged,
        decision=decision,
        created_by=actor,
    )
    save_checked(evaluation, actor)
    set_state(locked, ReportState.EVALUATED, actor)
    fulfil_occurrence(occurrence=locked.occurrence, on=day)
    return evaluation


def check_outcome(report: ProgressReport, outcome: Outcome) -> AgendaItem:
    """Return the item at which a report was treated, if the evaluation may close with this outcome.

    Raises DomainError before the meeting was held, and on a new version of the set-up without a text, without
    a reason, or that is the version there is. Needs item and meeting loaded.
    """
    item = report.item
    if item is None or item.meeting.state not in HELD:
        raise DomainError(_("The meeting in which the steering group treats this report was not held yet."))
    if outcome.is_unchanged:
        return item
    if not outcome.text.strip():
        raise DomainError(_("Fill in the new set-up, or choose that it does not change."), field="text")
    newest = report.deal.setup_versions.first()
    if newest is not None and newest.text.split() == outcome.text.split():
        raise DomainError(
            _("This is the set-up as it is. Change it, or choose that it does not change."), field="text"
        )
    if newest is not None and not outcome.change.strip():
        raise DomainError(_("Fill in what changed, and why."), field="change")
    return item
