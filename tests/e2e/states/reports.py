"""Reporting: progress reports, from draft to evaluation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from governance.enums import MeetingState
from governance.models import SetupVersion
from reporting.enums import WorkState
from reporting.models import ProgressReport, ReportErratum, ReportEvaluation
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent, state
from tests.e2e.window import Window
from tests.factories.agenda import AgendaItemFactory
from tests.factories.deal_text import SetupVersionFactory
from tests.factories.duties import DutyFactory, DutyOccurrenceFactory
from tests.factories.governance import DecisionFactory, MembershipFactory, SeatFactory
from tests.factories.meetings import MeetingFactory
from tests.factories.reporting_reports import (
    ReportCommentFactory,
    SectionTextFactory,
    SnapshotFactory,
    made_report,
    sent_report,
)
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_steps import GroupUpdateFactory, StepFactory

SECRETARY, MANAGER = "project_secretary", "project_manager"
TEXT, STEP = "reporting:report_text", "reporting:report_step"


def filled(cast: Cast) -> None:
    group = WorkingGroupFactory(
        question__deal=cast.deal, body__deal=cast.deal, body__name=f"Werkgroep {LONG_NAME}"
    )
    StepFactory(group=group, title=f"Stap {LONG_NAME}")
    GroupUpdateFactory(group=group, on=timezone.localdate(), judgement="adjust", reason="Geen geld")


def draft(cast: Cast, *more: Any, state: str = "draft") -> list[Any]:
    filled(cast)
    report = made_report(deal=cast.deal, state=state)
    SectionTextFactory(report=report)
    return [cast.deal.slug, report.pk, *more]


def out(cast: Cast, *more: Any, **fields: Any) -> list[Any]:
    filled(cast)
    report = sent_report(deal=cast.deal, **fields)
    ReportErratum.objects.create(
        report=report, key="groups", text="Het zijn er vier.", created_by=cast.users[SECRETARY]
    )
    return [cast.deal.slug, report.pk, *more]


def meeting(visit: Visit) -> None:
    MeetingFactory(body=visit.cast.steering, state=MeetingState.CONVENED)


def owed(cast: Cast) -> list[Any]:
    duty = DutyFactory(deal=cast.deal, kind="report", pattern="half_yearly", name=LONG_NAME)
    day = timezone.localdate()
    return [cast.deal.slug, DutyOccurrenceFactory(duty=duty, opens=day, due=day + timedelta(days=9)).pk]


def listed(visit: Visit) -> None:
    owed(visit.cast)
    out(visit.cast)


def two_snapshots(visit: Visit) -> None:
    SnapshotFactory(deal=visit.cast.deal, on=timezone.localdate() - timedelta(days=30))
    filled(visit.cast)
    SnapshotFactory(deal=visit.cast.deal)


def remarked(cast: Cast) -> list[Any]:
    where = draft(cast, state="in_review")
    report = ProgressReport.objects.get(pk=where[1])
    ReportCommentFactory(report=report, text=f"Over {LONG_NAME}", answer="Aangepast")
    ReportCommentFactory(report=report, key="", text="Mooi overzicht")
    return where


def busy(cast: Cast) -> list[Any]:
    where = draft(cast)
    sections = ProgressReport.objects.get(pk=where[1]).sections
    sections.filter(key__in=["groups", "tests"]).update(state=WorkState.WAITING, data=None)
    sections.filter(key="actions").update(state=WorkState.FAILED)
    return where


def without_files(cast: Cast) -> list[Any]:
    return out(cast, state="released", unmade={"odt": WorkState.FAILED, "pdf": WorkState.BUSY})


def treated(cast: Cast, *more: Any) -> list[Any]:
    where = out(cast)
    day = timezone.now() - timedelta(days=2)
    held = MeetingFactory(
        body=cast.steering, state=MeetingState.MINUTES, starts_at=day, ends_at=day + timedelta(hours=2)
    )
    ProgressReport.objects.filter(pk=where[1]).update(item=AgendaItemFactory(meeting=held))
    SetupVersionFactory(deal=cast.deal, number=1, text="Zo werkt de deal.\nMet vijf groepen.")
    SetupVersion.objects.update(created_at=day)
    return [*where, *more]


def decided(cast: Cast) -> list[Any]:
    where = treated(cast)
    report = ProgressReport.objects.select_related("item__meeting").get(pk=where[1])
    taken_on = report.item.meeting.day
    DecisionFactory(
        body=cast.steering, item=report.item, subject="setup", taken_on=taken_on, title=LONG_NAME[:190]
    )
    return where


def evaluated(cast: Cast) -> list[Any]:
    where = out(cast, state="evaluated")
    report = ProgressReport.objects.get(pk=where[1])
    setup = SetupVersionFactory(deal=cast.deal, number=2)
    decision = DecisionFactory(body=cast.steering, subject="setup", title="Opzet versie 2")
    ReportEvaluation.objects.create(report=report, on=timezone.localdate(), setup=setup, decision=decision)
    return where


def in_core_group(visit: Visit) -> None:
    remarked(visit.cast)
    MembershipFactory(seat=SeatFactory(body=visit.cast.core), person=visit.cast.people["observer"])


def due(cast: Cast) -> list[Any]:
    occurrence = made_report(deal=cast.deal).occurrence
    return [cast.deal.slug, occurrence.duty_id, occurrence.pk]


page("home-report-to-read", "governance:home", "observer", before=in_core_group)
page("workspace-reports", "governance:deal_workspace", MANAGER, lambda c: [c.deal.slug], before=in_core_group)
page("occurrence-report", "governance:occurrence_detail", SECRETARY, due)
page("progress-reports", "reporting:report_list", SECRETARY, lambda c: [c.deal.slug], before=listed)
page("progress-reports-empty", "reporting:report_list", "anonymous", lambda c: [c.deal.slug])
page("progress-report-draft", "reporting:report_detail", SECRETARY, draft)
page("progress-report-in-review", "reporting:report_detail", MANAGER, remarked)
page("progress-report-being-made", "reporting:report_detail", SECRETARY, busy)
page("progress-report-sent", "reporting:report_detail", "member", out)
page("progress-report-treated", "reporting:report_detail", SECRETARY, treated)
page("progress-report-files-failed", "reporting:report_detail", SECRETARY, without_files)
page(
    "progress-report-difference",
    "reporting:report_difference",
    "auditor",
    lambda c: [c.deal.slug],
    before=two_snapshots,
)
page("progress-report-difference-empty", "reporting:report_difference", "auditor", lambda c: [c.deal.slug])
page("progress-report-begin", "reporting:report_begin", SECRETARY, owed)
page("progress-report-text", TEXT, SECRETARY, lambda c: draft(c, "groups"))
page("progress-report-comment", "reporting:report_comment", SECRETARY, lambda c: draft(c, state="in_review"))
comment = page(
    "progress-report-comment-again",
    "reporting:report_comment",
    MANAGER,
    lambda c: draft(c, state="in_review"),
)
sent("progress-report-comment-wrong", "reporting:report_comment", comment, "Opmerking versturen")
page("progress-report-review", STEP, SECRETARY, lambda c: draft(c, "in_review"))
page("progress-report-release", STEP, MANAGER, lambda c: draft(c, "released", state="in_review"))
back = page("progress-report-back", STEP, MANAGER, lambda c: draft(c, "draft", state="in_review"))
sent("progress-report-back-wrong", STEP, back, "Rapportage terughalen")
page("progress-report-refresh", "reporting:report_refresh", SECRETARY, draft)
page("progress-report-files", "reporting:report_files", SECRETARY, out)
page("progress-report-access", "reporting:report_access", SECRETARY, draft)
page(
    "progress-report-send",
    "reporting:report_send",
    SECRETARY,
    lambda c: out(c, state="released"),
    before=meeting,
)
page(
    "progress-report-send-no-meeting", "reporting:report_send", SECRETARY, lambda c: out(c, state="released")
)
page("progress-report-place", "reporting:report_place", SECRETARY, out, before=meeting)
page("progress-report-evaluate-early", "reporting:report_evaluate", SECRETARY, out)
page("progress-report-evaluate-undecided", "reporting:report_evaluate", SECRETARY, treated)
page("progress-report-evaluated", "reporting:report_detail", SECRETARY, evaluated)
evaluate = page("progress-report-evaluate", "reporting:report_evaluate", SECRETARY, decided)
sent("progress-report-evaluate-wrong", "reporting:report_evaluate", evaluate, "Bekijk de gevolgen")
sent(
    "progress-report-evaluate-confirm",
    "reporting:report_evaluate",
    evaluate,
    "Bekijk de gevolgen",
    {"text": "Zo werkt de deal nu.\nMet zes groepen.", "change": "Er is een groep bij."},
    chosen={"outcome": "nieuw"},
)
page("progress-report-finding", "reporting:report_finding", SECRETARY, lambda c: treated(c, "groups"))
page("progress-report-erratum", "reporting:report_erratum", SECRETARY, out)


@state("progress-report-comment-answer", "reporting:report_comment_answer")
def _answer(visit: Visit) -> Window:
    where = draft(visit.cast, state="in_review")
    remark = ReportCommentFactory(report_id=where[1])
    window = visit.as_role(SECRETARY)

    window.open(reverse("reporting:report_comment_answer", args=[*where, remark.pk]))
    return window


@state("progress-report-text-stale", TEXT)
def _stale(visit: Visit) -> Window:
    where = draft(visit.cast, "summary")
    window = visit.as_role(SECRETARY)

    window.open(reverse(TEXT, args=where))
    SectionTextFactory(report_id=where[1], key="summary", text="De ander was eerder.")
    window.fill(text="Mijn tekst")
    window.send("Opslaan")
    return window
