"""Loads the report before this one in the demo deal, and plants what changed since then."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from citydeal.kick import kick
from citydeal.models import User
from governance.enums import DecisionSubject, DutyKind
from governance.management.demo_data.people import MANAGER
from governance.models import CityDeal, DutyOccurrence, Phase
from governance.services.decisions import record_decision
from governance.services.duties import fulfil_occurrence
from governance.signals import demo_deal_loaded
from reporting.enums import ReportFormat, ReportState, SnapshotKind
from reporting.management.demo_data import dichtbij_reports as data
from reporting.models import (
    EvaluationFinding,
    ProgressReport,
    ReportEvaluation,
    ReportFile,
    SectionText,
    Snapshot,
)
from reporting.rules.frozen import fingerprint
from reporting.selectors.report_pages import steering_groups
from reporting.selectors.sections.base import Period
from reporting.selectors.snapshots import collect_all, title_of
from reporting.services.report_making import begin_report
from reporting.services.reports import FILES_TASK, set_state
from workgroups.enums import InstrumentState, MilestoneState, Precision
from workgroups.models import Step, WorkingGroup
from workgroups.rules.moments import Moment
from workgroups.services.instruments import InstrumentDetails, add_instrument, change_instrument_state
from workgroups.services.milestones import MilestoneDetails, add_milestone, change_milestone_state
from workgroups.services.steps import move_step

DEAL = "dichtbij-geregeld"


@receiver(demo_deal_loaded, dispatch_uid="reporting_demo_reports")
def load_reports(sender: Any, loader: Any, **kwargs: Any) -> None:
    """Load the report before this one, then what changed since; once."""
    deal: CityDeal = loader.deal
    if deal.slug != DEAL or ProgressReport.objects.filter(deal=deal).exists():
        return
    today = timezone.localdate()
    owed = DutyOccurrence.objects.filter(duty__deal=deal, duty__kind=DutyKind.REPORT, due__lt=today)
    occurrence = owed.select_related("duty__deal", "duty__body").order_by("due").last()
    if occurrence is None:
        return
    group = WorkingGroup.objects.select_related("body__deal").get(body__deal=deal, body__slug=data.SLIP.group)
    milestone = add_milestone(
        actor=loader.actor,
        deal=deal,
        details=MilestoneDetails(
            data.DONE, Phase.objects.filter(deal=deal).order_by("order")[1], group, data.DONE_TEXT
        ),
        moment=Moment(today, today, Precision.DAY),
    )
    instrument = add_instrument(
        actor=loader.actor,
        deal=deal,
        details=InstrumentDetails(data.DROPPED, data.DROPPED_TEXT, group=group),
        since=today - timedelta(days=150),
    )
    _report(occurrence, loader.actor, today)
    step = Step.objects.get(group=group, title=data.SLIP.title)
    move_step(
        actor=loader.actor,
        step=step,
        planned_start=step.planned_start,
        planned_end=step.planned_end + timedelta(days=data.SLIP.days),
        reason=data.SLIP.reason,
    )
    change_milestone_state(
        actor=loader.actor, milestone=milestone, state=MilestoneState.REACHED, on=today - timedelta(days=5)
    )
    change_instrument_state(
        actor=loader.actor,
        instrument=instrument,
        state=InstrumentState.DROPPED,
        on=today - timedelta(days=8),
        reason=data.DROPPED_REASON,
    )


def _report(occurrence: DutyOccurrence, secretary: User, today: date) -> None:
    """Write a report down as it went: no service can, since it mails nobody and its days have passed."""
    manager = User.objects.get(email=MANAGER)
    report = begin_report(occurrence, actor=secretary)
    for key, text in data.TEXTS.items():
        SectionText.objects.create(report=report, key=key, text=text)
    set_state(report, ReportState.IN_REVIEW, secretary)
    report.snapshot = _snapshot(report, today - timedelta(days=data.FROZEN_DAYS_AGO))
    report.released_at = _noon(today - timedelta(days=data.FROZEN_DAYS_AGO))
    set_state(report, ReportState.RELEASED, manager)
    ReportFile.objects.bulk_create(ReportFile(report=report, format=each) for each in ReportFormat)
    report.sent_at = _noon(today - timedelta(days=data.SENT_DAYS_AGO))
    set_state(report, ReportState.SENT, secretary)
    for key, text in data.FINDINGS.items():
        EvaluationFinding.objects.create(report=report, key=key, text=text)
    on = today - timedelta(days=data.EVALUATED_DAYS_AGO)
    decision = record_decision(
        actor=secretary,
        body=steering_groups(report.deal)[0],
        taken_on=on,
        subject=DecisionSubject.SETUP,
        title=data.DECISION,
        text=data.DECISION_TEXT,
    )
    ReportEvaluation.objects.create(
        report=report, on=on, is_unchanged=True, decision=decision, created_by=secretary
    )
    set_state(report, ReportState.EVALUATED, secretary)
    fulfil_occurrence(occurrence=occurrence, on=on)
    kick(FILES_TASK, report.pk)


def _snapshot(report: ProgressReport, on: date) -> Snapshot:
    period = Period(report.period_start, report.period_end, on)
    found = {key: each for key, each in collect_all(report.deal, period).items() if key not in data.NOT_YET}
    frozen = {
        "sections": found,
        "order": list(found),
        "titles": {key: title_of(key) for key in found},
        "texts": data.TEXTS,
        "changes": [],
        "compared_with": "",
    }
    return Snapshot.objects.create(
        deal=report.deal, kind=SnapshotKind.REPORT, on=on, data=frozen, hash=fingerprint(frozen)
    )


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
