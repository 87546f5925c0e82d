"""What the evaluation of a report rests on: decisions of who decides about the set-up, and its versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from governance.enums import DecisionResult, DecisionSubject
from governance.models import Body, Decision, SetupVersion
from governance.permissions import Actor
from governance.permissions_reports import HELD, can_read_decision, can_write_report
from governance.selectors.competences import deciding_bodies
from reporting.enums import ReportState
from reporting.models import ProgressReport, ReportEvaluation
from reporting.selectors.report_data import report_title


def evaluating_bodies(report: ProgressReport) -> list[Body]:
    """Return whose decision closes the evaluation: of who treated the report, those who decide on the set-up.

    Where the deal leaves the set-up to another body, that one. Needs item and meeting loaded. Three queries.
    """
    if report.item is None:
        return []
    meeting = report.item.meeting
    deciders = deciding_bodies(report.deal, DecisionSubject.SETUP, meeting.day)
    at_the_table = {meeting.body_id, *meeting.joint_bodies.values_list("pk", flat=True)}
    return [body for body in deciders if body.pk in at_the_table] or deciders


def carrying_decisions(report: ProgressReport) -> list[Decision]:
    """Return the decisions that may close the evaluation, the newest first. Four queries at most."""
    if report.item is None:
        return []
    found = Decision.objects.filter(
        body__in=evaluating_bodies(report),
        subject=DecisionSubject.SETUP,
        result=DecisionResult.ADOPTED,
        withdrawn_on__isnull=True,
        report_evaluations__isnull=True,
        taken_on__gte=report.item.meeting.day,
        taken_on__lte=timezone.localdate(),
    )
    return list(found.select_related("body").order_by("-taken_on", "-pk"))


def is_decided(report: ProgressReport) -> bool:
    """Whether a report was treated in a meeting that was held, and a decision can close its evaluation: then
    no other meeting treats it, for which that decision would be too old. Needs item and meeting loaded.
    """
    was_treated = report.item is not None and report.item.meeting.state in HELD
    return was_treated and bool(carrying_decisions(report))


def recording_url(user: Actor, report: ProgressReport) -> str:
    """Return where the decision about a report that was treated is recorded; empty before that.

    With its item, as long as the report of that meeting is written; else with the body. No query.
    """
    if report.item is None:
        return ""
    meeting = report.item.meeting
    where = (report.deal.slug, meeting.body.slug)
    if can_write_report(user, meeting):
        return address("governance:item_decide", *where, meeting.pk, report.item.pk)
    return address("governance:decision_create", *where)


def version_made_since(report: ProgressReport) -> SetupVersion | None:
    """Return the newest version of the set-up, if it came after the report was sent and no evaluation has it.

    One query.
    """
    newest = report.deal.setup_versions.select_related("evaluation").first()
    if newest is None or report.sent_at is None or newest.created_at < report.sent_at:
        return None
    return None if hasattr(newest, "evaluation") else newest


@dataclass(frozen=True)
class EvaluationLine:
    """What came of a report. ``setup``: the new version, None where it stays; ``decision``: if open."""

    on: date
    setup: SetupVersion | None
    decision: Decision | None


def evaluation_of(user: Actor, report: ProgressReport) -> EvaluationLine | None:
    """Return what came of a report that was evaluated; None before that. Four queries at most."""
    if report.state != ReportState.EVALUATED:
        return None
    found = ReportEvaluation.objects.filter(report=report).select_related("setup", "decision__body__deal")
    evaluation = found.get()
    decision = evaluation.decision
    if decision is not None and not can_read_decision(user, decision):
        decision = None
    return EvaluationLine(evaluation.on, evaluation.setup, decision)


def evaluations_on(decision: Decision) -> list[str]:
    """Return in words which evaluations rest on a decision: then it cannot be withdrawn. One query."""
    found = ReportEvaluation.objects.filter(decision=decision).select_related("report")
    return [
        _("evaluation of “%(report)s”") % {"report": report_title(each.report)}
        for each in found.order_by("pk")
    ]
