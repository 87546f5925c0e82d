"""The draft of a report makes itself: the row by ``ensure``, its sections by the worker, one by one.

Each section is saved by itself, so a worker that is killed goes on where it was; one that cannot be made says
so on the page, and nobody waits for ever.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.alone import alone
from citydeal.common.compiled import compiled
from citydeal.common.errors import DomainError
from citydeal.enums import Access
from citydeal.kick import kick
from citydeal.models import User
from governance.enums import DealState, DutyKind, OccurrenceState
from governance.models import CityDeal, DutyOccurrence, DutyStep
from governance.rules.calendar import add_months
from reporting.enums import ReportState, SnapshotKind, WorkState
from reporting.models import (
    ProgressReport,
    ReportComment,
    ReportSection,
    ReportStatus,
    SectionText,
    Snapshot,
)
from reporting.permissions import OPEN_STATES, can_keep_reports
from reporting.rules.frozen import fingerprint
from reporting.rules.periods import draft_from
from reporting.selectors.sections.base import SECTIONS, Period, sections_in_order
from reporting.selectors.snapshots import collect_all, data_day

log = logging.getLogger(__name__)

MAKE_TASK = "reporting.tasks.make_report"
SNAPSHOT_TASK = "reporting.tasks.take_snapshot"
# A change that comes while the sections are made makes them anew at once; not more often than this.
MOST_IN_A_ROW = 3
# A report that lies still is made anew by the clock when its data are older than this.
STALE_AFTER = timedelta(days=1)


def prepare_report(occurrence: DutyOccurrence, on: date) -> bool:
    """Make the draft for a report duty, once; whether it did. For what ``without_report`` names.

    Needs duty and deal loaded. Side effects: history, a task after commit. Source: rule 9, choice A2-2.
    """
    # Somebody may begin it by hand at this very moment.
    DutyOccurrence.objects.select_for_update(of=("self",)).get(pk=occurrence.pk)
    if ProgressReport.objects.filter(occurrence=occurrence).exists():
        return False
    begin_report(occurrence)
    return True


def without_report(occurrences: Sequence[DutyOccurrence], on: date) -> set[int]:
    """Return the ids of those for which a draft is to be made on a day: their lead time has begun. Two
    queries at most, however many there are.
    """
    begun = [row for row in occurrences if row.opens <= on]
    leads: dict[int, list[int]] = defaultdict(list)
    for duty, days in _leads(duties=list({row.duty_id for row in begun})) if begun else ():
        leads[duty].append(days)
    ripe = {row.pk for row in begun if draft_from(row.due, leads[row.duty_id]) <= on}
    return ripe - {row for (row,) in _reported(occurrences=list(ripe))} if ripe else ripe


@compiled
def _leads(duties: Any) -> QuerySet[Any]:
    return DutyStep.objects.filter(duty__any=duties).order_by().values_list("duty_id", "days")


@compiled
def _reported(occurrences: Any) -> QuerySet[Any]:
    found = ProgressReport.objects.filter(occurrence__any=occurrences).order_by()
    return found.values_list("occurrence_id")


def not_by_hand(occurrence: DutyOccurrence, on: date) -> str:
    """Return why nobody says by hand that a report duty was done, or takes that back: an evaluation does.

    Only a half-year that is over is marked by hand, as those from before the portal: the clock drafts a
    report for these too, which does not hinder as long as nobody worked in it (``take_draft_away``). What
    was marked is taken back unless an evaluation closed it. One query at most. Source: rules 9 and 10.
    """
    reports = ProgressReport.objects.filter(occurrence=occurrence)
    if occurrence.state == OccurrenceState.FULFILLED:
        refuses = reports.filter(state=ReportState.EVALUATED).exists()
    else:
        refuses = occurrence.due >= on or reports.filter(_worked_in()).exists()
    return _counts_when_evaluated() if refuses else ""


def _counts_when_evaluated() -> str:
    return _("A progress report counts when its evaluation is closed. Open the report on its page.")


def _worked_in() -> Q:
    """Return the condition "a report that somebody worked in": it was with others, or somebody wrote,
    remarked or chose who reads it. Begun by hand alone is not enough: nothing of a person stands in it.
    """
    texts = SectionText.objects.filter(report=OuterRef("pk")).exclude(text="")
    remarks = ReportComment.objects.filter(report=OuterRef("pk"))
    out = ReportStatus.objects.filter(report=OuterRef("pk")).exclude(state=ReportState.DRAFT)
    untouched = Q(state=ReportState.DRAFT, access=Access.DEAL)
    return ~untouched | Q(Exists(texts)) | Q(Exists(remarks)) | Q(Exists(out))


def take_draft_away(occurrence: DutyOccurrence, actor: User) -> None:
    """Delete the draft of a half-year that is marked as done by hand: nobody waits for it any more.

    So it stands in no list, is not made anew each day and is mailed to nobody; owed again, the clock drafts
    it again. Raises DomainError where somebody worked in it by now. Side effect: history.
    """
    # Whoever writes in it right now goes first; only then it is looked at.
    for draft in ProgressReport.objects.select_for_update(of=("self",)).filter(occurrence=occurrence):
        if ProgressReport.objects.filter(_worked_in(), pk=draft.pk).exists():
            raise DomainError(_counts_when_evaluated())
        draft.statuses.all().delete()
        draft._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
        draft.delete()


def begin_report(occurrence: DutyOccurrence, *, actor: User | None = None) -> ProgressReport:
    """Make the row of a report with sections that wait for the worker. Side effects: history, a task."""
    report = ProgressReport(
        deal=occurrence.duty.deal,
        occurrence=occurrence,
        period_start=occurrence.opens,
        period_end=occurrence.due,
    )
    report._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    report.save()
    ReportStatus.objects.create(report=report, state=ReportState.DRAFT, created_by=actor)
    _add_sections(report, have=set())
    kick(MAKE_TASK, report.pk)
    return report


@transaction.atomic
def begin_early(*, actor: User, occurrence: DutyOccurrence) -> ProgressReport:
    """Begin the report of a duty before its lead time; the one that is there, when there is one.

    Raises DomainError without the right, and before the period begins. Side effects: history, a task.
    """
    locked = (
        DutyOccurrence.objects.select_for_update(of=("self",))
        .select_related("duty__deal")
        .get(pk=occurrence.pk)
    )
    if not can_keep_reports(actor, locked.duty.deal):
        raise DomainError(_("You may not write the reports of this deal."))
    if locked.opens > timezone.localdate():
        raise DomainError(_("This period has not begun yet, so there is nothing to report."))
    known = ProgressReport.objects.filter(occurrence=locked).first()
    return known or begin_report(locked, actor=actor)


@transaction.atomic
def refresh_report(*, actor: User, report: ProgressReport) -> ProgressReport:
    """Let the worker make all sections of a report anew. Raises DomainError without the right, and once it
    was released. Side effect: a task.
    """
    locked = open_report(actor, report)
    _add_sections(locked, have=set(locked.sections.values_list("key", flat=True)))
    locked.sections.update(state=WorkState.WAITING)
    kick(MAKE_TASK, locked.pk)
    return locked


def open_report(actor: User, report: ProgressReport) -> ProgressReport:
    """Return a report under its row lock, if this account may still write in it. Raises DomainError."""
    locked = lock_report(report)
    if not can_keep_reports(actor, locked.deal):
        raise DomainError(_("You may not write the reports of this deal."))
    if locked.state not in OPEN_STATES:
        raise DomainError(_("This report was released, so it does not change any more. Add a correction."))
    return locked


def lock_report(report: ProgressReport) -> ProgressReport:
    """Return a report under its row lock, with deal, snapshot, duty and the item that treats it.

    Raises DomainError where the draft was taken away in between.
    """
    found = ProgressReport.objects.select_for_update(of=("self",)).select_related(
        "deal", "snapshot", "occurrence__duty__body", "item__meeting__body__deal"
    )
    locked: ProgressReport | None = found.filter(pk=report.pk).first()
    if locked is None:
        raise DomainError(_("This draft is gone: the half-year was marked as done by hand."))
    return locked


def _add_sections(report: ProgressReport, have: set[str]) -> None:
    """Add the sections that the report does not have yet: one may come with a new part of the portal."""
    ReportSection.objects.bulk_create(
        ReportSection(report=report, key=section.key)
        for section in sections_in_order()
        if section.key not in have
    )


def ask_left_behind() -> int:
    """Ask for sections that a lost task or a killed worker left, and for new numbers once a day.

    Returns of how many reports.
    """
    of_drafts = ReportSection.objects.filter(report__state__in=sorted(OPEN_STATES))
    old = timezone.now() - STALE_AFTER
    of_drafts.filter(state=WorkState.READY, made_at__lt=old).update(state=WorkState.WAITING)
    undone = of_drafts.filter(state__in=[WorkState.WAITING, WorkState.BUSY])
    reports = sorted(set(undone.values_list("report", flat=True)))
    for pk in reports:
        kick(MAKE_TASK, pk)
    return len(reports)


# --- In the worker ---------------------------------------------------------------------------------


def make_sections(pk: int) -> int:
    """Make the sections of a report that wait, or that a killed worker left; returns how many were made.

    Nothing where another worker is at it. What cannot be made is marked as failed and logged.
    """
    made = 0
    with alone("progress_report", pk) as is_alone:
        for _turn in range(MOST_IN_A_ROW if is_alone else 0):
            waiting = _to_make(pk)
            if not waiting:
                break
            ReportSection.objects.filter(pk__in=[row.pk for row in waiting]).update(state=WorkState.BUSY)
            made += sum(_make(row.report, row) for row in waiting)
    return made


def _to_make(pk: int) -> list[ReportSection]:
    """Return the sections of a report that are to be made, as long as it is open. One query."""
    undone = Q(state__in=[WorkState.WAITING, WorkState.BUSY], report__state__in=sorted(OPEN_STATES))
    found = ReportSection.objects.filter(undone, report=pk).defer("data").select_related("report__deal")
    return [row for row in found if row.key in SECTIONS]


def period_of(report: ProgressReport) -> Period:
    """Return the days a report is about, with the data of today."""
    return Period(report.period_start, report.period_end, data_day(report, timezone.localdate()))


def _make(report: ProgressReport, row: ReportSection) -> bool:
    """Make one section; whether it could be made. One query beside those of the section."""
    rows = ReportSection.objects.filter(pk=row.pk)
    try:
        data = SECTIONS[row.key].collect(report.deal, period_of(report))
        # One that was asked for again while it was made stays on the list.
        state = Case(When(state=WorkState.BUSY, then=Value(WorkState.READY.value)), default=F("state"))
        rows.update(data=data, made_at=timezone.now(), state=state)
    except (OperationalError, InterfaceError):
        # The database is away: the task is tried again.
        raise
    except Exception as error:
        # Whatever is wrong in one section, the page says so and the others go on.
        log.error("Section %s of report %s could not be made: %s", row.key, report.pk, error, exc_info=True)
        rows.update(state=WorkState.FAILED)
        return False
    return True


# --- The light snapshot of each month --------------------------------------------------------------


def ask_snapshots(on: date) -> int:
    """Ask for the snapshot of this month of each deal that is in a half-year it reports on; returns how many.

    One query for all. Side effect: tasks; one that is lost is asked for again an hour later.
    """
    reporting = DutyOccurrence.objects.filter(
        Q(opens__lte=on),
        Q(due__gte=on),
        duty__deal=OuterRef("pk"),
        duty__kind=DutyKind.REPORT,
        state=OccurrenceState.PLANNED,
    )
    kept = Snapshot.objects.filter(deal=OuterRef("pk"), kind=SnapshotKind.MONTH, **_month(on))
    deals = CityDeal.objects.exclude(state=DealState.CLOSED).filter(Exists(reporting), ~Exists(kept))
    wanted = list(deals.order_by("pk").values_list("pk", flat=True))
    for pk in wanted:
        kick(SNAPSHOT_TASK, pk)
    return len(wanted)


def _month(on: date) -> dict[str, Any]:
    """Return the days of the month of a day, as a filter."""
    return {"on__gte": on.replace(day=1), "on__lt": add_months(on.replace(day=1), 1)}


def take_snapshot(pk: int, on: date) -> Snapshot | None:
    """Keep how a deal stands, once in a month; None where it was done, or another worker does it.

    The data alone, without documents: a difference can be asked from it later. Side effect: a row.
    """
    with alone("snapshot", pk) as is_alone:
        kept = Snapshot.objects.filter(deal=pk, kind=SnapshotKind.MONTH, **_month(on))
        if not is_alone or kept.exists():
            return None
        deal = CityDeal.objects.get(pk=pk)
        return keep_snapshot(deal, Period(on.replace(day=1), on, on), SnapshotKind.MONTH)


@transaction.atomic
def keep_snapshot(deal: CityDeal, period: Period, kind: str) -> Snapshot:
    """Freeze what every section collects about a deal now. Returns the snapshot."""
    sections = collect_all(deal, period)
    data = {"sections": sections, "order": list(sections)}
    return Snapshot.objects.create(deal=deal, kind=kind, on=period.on, data=data, hash=fingerprint(data))
