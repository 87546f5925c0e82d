"""What the steering group finds of a report, and what follows for the set-up of the deal (rule 10)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import DecisionSubject
from governance.models import Decision, SetupVersion
from governance.permissions_reports import HELD
from governance.services.checks import save_checked
from governance.services.competences import check_rests_on, who_decides
from governance.services.covenant_documents import add_setup_version
from governance.services.deal_text import opened
from governance.services.duties import fulfil_occurrence
from reporting.enums import ReportState
from reporting.models import EvaluationFinding, ProgressReport, ReportEvaluation
from reporting.permissions import can_keep_reports
from reporting.selectors.report_evaluations import evaluating_bodies, version_made_since
from reporting.services.report_making import lock_report
from reporting.services.reports import check_key, set_state


@dataclass(frozen=True)
class Outcome:
    """What the steering group made of the set-up, by its ``decision``. ``is_unchanged``: to leave it.

    Otherwise ``text`` is the new version of the set-up, and ``change`` says what changed and why; or
    ``setup`` is the new version, where somebody wrote it down already.
    """

    is_unchanged: bool = False
    text: str = ""
    change: str = ""
    decision: Decision | None = None
    setup: SetupVersion | None = None


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

    Either rests on a decision of the steering group. Without it, and without one of the two, the duty stays
    owed; with them it is fulfilled on the day of the decision. Raises DomainError without the right, and as
    ``check_outcome`` and ``add_setup_version``. Side effects: history, the duty, a version of the set-up.
    Source: rules 9 and 10.
    """
    locked = _sent_report(actor, report)
    if outcome.decision is not None:
        # Whoever withdraws it at this very moment waits, and hears what rests on it.
        outcome = replace(outcome, decision=_lock_decision(outcome.decision))
    decision = check_outcome(locked, outcome)
    evaluation = ReportEvaluation(
        report=locked,
        on=decision.taken_on,
        setup=outcome.setup or _new_setup(actor, locked, outcome, decision),
        is_unchanged=outcome.is_unchanged,
        decision=decision,
        created_by=actor,
    )
    save_checked(evaluation, actor)
    set_state(locked, ReportState.EVALUATED, actor)
    fulfil_occurrence(occurrence=locked.occurrence, on=decision.taken_on)
    return evaluation


def _lock_decision(decision: Decision) -> Decision:
    found = Decision.objects.select_for_update(of=("self",)).select_related("body__deal")
    locked: Decision = found.get(pk=decision.pk)
    return locked


def _new_setup(
    actor: User, report: ProgressReport, outcome: Outcome, decision: Decision
) -> SetupVersion | None:
    if outcome.is_unchanged:
        return None
    return add_setup_version(
        actor=actor,
        deal=report.deal,
        day=decision.taken_on,
        text=outcome.text.strip(),
        change=outcome.change,
    )


def check_outcome(report: ProgressReport, outcome: Outcome) -> Decision:
    """Return the decision that closes the evaluation of a report, if it may close with this outcome.

    Raises DomainError before the meeting that treats the report was held, without a decision that carries it
    (``_check_decision``), and on a new version of the set-up without a text, without a reason, or that is
    the version there is. Needs item and meeting loaded.
    """
    item = report.item
    if item is None or item.meeting.state not in HELD:
        raise DomainError(_("The meeting in which the steering group treats this report was not held yet."))
    decision = _check_decision(report, item.meeting.day, outcome.decision)
    if not outcome.is_unchanged:
        _check_setup(report, outcome)
    return decision


def _check_setup(report: ProgressReport, outcome: Outcome) -> None:
    if outcome.setup is not None:
        if outcome.setup != version_made_since(report):
            raise DomainError(_("Choose a version that was made after the report was sent."), field="outcome")
        return
    if not outcome.text.strip():
        raise DomainError(_("Fill in the new set-up, or choose that it does not change."), field="text")
    newest = report.deal.setup_versions.first()
    if newest is not None and newest.text.split() == outcome.text.split():
        raise DomainError(
            _("This is the set-up as it is. Change it, or choose that it does not change."), field="text"
        )
    if newest is not None and not outcome.change.strip():
        raise DomainError(_("Fill in what changed, and why."), field="change")


def _check_decision(report: ProgressReport, held_on: date, decision: Decision | None) -> Decision:
    """Return the decision, if the evaluation may rest on it.

    It is of the body that evaluates, about the set-up, adopted, not withdrawn, taken in the meeting that
    treated the report or later, and closes no other evaluation. Raises DomainError at ``decision``.
    """
    if decision is None:
        who = who_decides(report.deal, DecisionSubject.SETUP)
        raise DomainError(f"{_('A body decides this. Choose its decision.')} {who}", field="decision")
    # That a set-up takes effect later is no reason to wait with the evaluation.
    day = max(timezone.localdate(), decision.effective_on or timezone.localdate())
    check_rests_on(decision, report.deal, DecisionSubject.SETUP, day, field="decision")
    bodies = evaluating_bodies(report)
    if decision.body_id not in {body.pk for body in bodies}:
        words = {"names": ", ".join(body.name for body in bodies)}
        raise DomainError(
            _("Choose a decision of who evaluates the report: %(names)s.") % words, field="decision"
        )
    if decision.taken_on < held_on:
        words = {"day": date_format(held_on, "DATE_FORMAT")}
        raise DomainError(
            _("This decision is older than the meeting that treated the report, of %(day)s.") % words,
            field="decision",
        )
    if decision.report_evaluations.exists():
        raise DomainError(_("With this decision another evaluation was closed already."), field="decision")
    return decision
