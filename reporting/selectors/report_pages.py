"""The pages about reports: the list of a deal, one of them, and the difference between two days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from citydeal.common.dates import in_words
from governance.enums import BodyKind, DutyKind, OccurrenceState
from governance.models import Body, CityDeal, DutyOccurrence, Meeting
from governance.permissions import Actor
from governance.permissions_agenda import COMING_STATES
from governance.permissions_reports import HELD
from reporting.enums import ReportState, WorkState
from reporting.models import (
    EvaluationFinding,
    ProgressReport,
    ReportComment,
    ReportErratum,
    ReportFile,
    SectionText,
    Snapshot,
)
from reporting.permissions import (
    OPEN_STATES,
    can_comment,
    can_keep_reports,
    can_release_reports,
    reads_drafts,
    visible_reports,
)
from reporting.rules.document import Part
from reporting.selectors.documents import CHANGES, document_of
from reporting.selectors.report_data import report_data, report_title
from reporting.selectors.report_evaluations import EvaluationLine, evaluation_of
from reporting.selectors.sections.base import SECTIONS
from reporting.selectors.snapshots import SectionChanges, differences, frozen_sections, title_of

BADGES = {
    ReportState.DRAFT: "neutral",
    ReportState.IN_REVIEW: "active",
    ReportState.RELEASED: "active",
    ReportState.SENT: "warning",
    ReportState.EVALUATED: "safe",
}


@dataclass(frozen=True)
class ReportLine:
    """A report in the list."""

    report: ProgressReport
    title: str
    badge: str
    label: str
    says: str


@dataclass(frozen=True)
class ReportList:
    """The reports of a deal. ``owed``: duties whose report was not begun, for who may begin it."""

    lines: Sequence[ReportLine]
    owed: Sequence[DutyOccurrence]
    may_keep: bool
    may_compare: bool


def report_list(user: Actor, deal: CityDeal) -> ReportList:
    """Return the reports of a deal that this account (or nobody) may open. Two queries besides the rights."""
    may_keep = can_keep_reports(user, deal)
    owed = _owed(deal=deal.pk, on=timezone.localdate()) if may_keep else []
    lines = [_line(report) for report in visible_reports(user, deal)]
    return ReportList(lines, owed, may_keep, reads_drafts(user, deal))


@compiled
def _owed(deal: Any, on: Any) -> QuerySet[DutyOccurrence]:
    found = DutyOccurrence.objects.filter(
        duty__deal=deal,
        duty__kind=DutyKind.REPORT,
        state=OccurrenceState.PLANNED,
        opens__lte=on,
        progress_report__isnull=True,
    )
    return found.select_related("duty")


def _line(report: ProgressReport) -> ReportLine:
    state = ReportState(report.state)
    return ReportLine(report, report_title(report), BADGES[state], str(state.label), _says(report))


def _says(report: ProgressReport) -> str:
    """Return in a sentence where a report stands."""
    if report.state == ReportState.EVALUATED:
        evaluation = report.evaluation
        words = {"day": in_words(evaluation.on)}
        if evaluation.setup is None:
            return _("Evaluated on %(day)s; the set-up does not change") % words
        return _("Evaluated on %(day)s; set-up version %(number)s") % {
            **words,
            "number": evaluation.setup.number,
        }
    if report.sent_at:
        return _("Sent on %(day)s") % {"day": in_words(timezone.localdate(report.sent_at))}
    if report.released_at:
        return _("Released on %(day)s") % {"day": in_words(timezone.localdate(report.released_at))}
    return _("Due on %(day)s at the latest") % {"day": in_words(report.period_end)}


# --- One report ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class SectionView:
    """A section of a report on its page. ``part``: None while it was never made; ``state``: WorkState."""

    key: str
    title: str
    part: Part | None
    state: str
    comments: Sequence[ReportComment]
    finding: str


@dataclass(frozen=True)
class ReportPage:
    """A report as this account reads it, and what it may do with it."""

    report: ProgressReport
    line: ReportLine
    facts: Sequence[tuple[str, str]]
    sections: Sequence[SectionView]
    errata: Sequence[tuple[str, ReportErratum]]
    files: Sequence[ReportFile]
    remarks: Sequence[ReportComment]
    may_keep: bool
    may_release: bool
    may_comment: bool
    reads_remarks: bool
    is_intact: bool
    evaluation: EvaluationLine | None

    @property
    def is_open(self) -> bool:
        """Whether it is still written."""
        return self.report.state in OPEN_STATES

    @property
    def busy(self) -> Sequence[SectionView]:
        """Return the sections that the worker still makes."""
        return [each for each in self.sections if each.state in (WorkState.WAITING, WorkState.BUSY)]

    @property
    def failed(self) -> Sequence[SectionView]:
        """Return the sections that could not be made."""
        return [each for each in self.sections if each.state == WorkState.FAILED]

    @property
    def made(self) -> int:
        """Return how many sections are ready."""
        return len(self.sections) - len(self.busy) - len(self.failed)

    @property
    def files_busy(self) -> bool:
        """Whether a document is still being made."""
        return any(row.state in (WorkState.WAITING, WorkState.BUSY) for row in self.files)

    @property
    def files_failed(self) -> bool:
        """Whether a document could not be made."""
        return any(row.state == WorkState.FAILED for row in self.files)

    @property
    def is_working(self) -> bool:
        """Whether the worker is busy with it."""
        return bool(self.is_open and self.busy) or self.files_busy

    @property
    def links(self) -> list[tuple[str, str]]:
        """Return the way to each section, numbered as they are."""
        return [
            (f"{number}. {each.title}", f"#{each.key}") for number, each in enumerate(self.sections, start=1)
        ]

    @property
    def treats(self) -> Meeting | None:
        """Return the meeting that treats it; None as long as there is none."""
        return self.report.item.meeting if self.report.item else None

    @property
    def was_treated(self) -> bool:
        """Whether the meeting that treats it was held."""
        return self.treats is not None and self.treats.state in HELD


def report_page(user: Actor, report: ProgressReport) -> ReportPage:
    """Return a report for its page; needs deal, snapshot, item and meeting loaded. Seven queries at most,
    eleven once it is evaluated, besides the rights.
    """
    data = report_data(report)
    document = document_of(report, data)
    parts = {part.key: part for part in document.parts}
    internal = reads_drafts(user, report.deal)
    comments: dict[str, list[ReportComment]] = defaultdict(list)
    for each in report.comments.select_related("created_by") if internal else ():
        comments[each.key].append(each)
    # What the steering group finds is written while it evaluates: others read it once that is closed.
    told = report.state == ReportState.EVALUATED or (internal and report.sent_at is not None)
    findings = {row.key: row.text for row in report.findings.all()} if told else {}
    may_keep = can_keep_reports(user, report.deal)
    return ReportPage(
        report=report,
        line=ReportLine(report, report_title(report), *_badge(report), _says(report)),
        facts=document.facts,
        sections=[
            SectionView(key, title, parts.get(key), state, comments[key], findings.get(key, ""))
            for key, title, state in _keys(report, parts)
        ],
        errata=[
            (data.titles.get(each.key, title_of(each.key)) if each.key else "", each)
            for each in (report.errata.all() if report.released_at else ())
        ],
        files=list(report.files.select_related("file")) if report.released_at else [],
        remarks=comments[""],
        may_keep=may_keep,
        may_release=can_release_reports(user, report.deal),
        may_comment=can_comment(user, report),
        reads_remarks=internal,
        is_intact=report.snapshot is None or report.snapshot.is_intact,
        evaluation=evaluation_of(user, report),
    )


def _badge(report: ProgressReport) -> tuple[str, str]:
    state = ReportState(report.state)
    return BADGES[state], str(state.label)


def _keys(report: ProgressReport, parts: dict[str, Part]) -> list[tuple[str, str, str]]:
    """Return the sections of the page in order: what is there, and what the worker still makes."""
    states = {} if report.snapshot else {row.key: row.state for row in report.sections.all()}
    found = [(key, part.title, states.get(key, WorkState.READY)) for key, part in parts.items()]
    missing = [(key, title_of(key), state) for key, state in states.items() if key not in parts]
    return [*found, *missing]


def section_choices(report: ProgressReport) -> list[tuple[str, str]]:
    """Return the sections of a report to choose from. One query."""
    keys = report.sections.values_list("key", flat=True)
    return [(key, title_of(key)) for key in sorted(keys, key=_order)]


def _order(key: str) -> tuple[int, str]:
    return (SECTIONS[key].order if key in SECTIONS else 999, key)


def section_title(report: ProgressReport, key: str) -> str | None:
    """Return the title of a section of a report; None for one that it does not have. One query at most."""
    if key == CHANGES:
        return _("What changed since the last report")
    return title_of(key) if report.sections.filter(key=key).exists() else None


def text_of(report: ProgressReport, key: str) -> SectionText | None:
    """Return the explanation of a section, where there is one. One query."""
    return SectionText.objects.filter(report=report, key=key).first()


def finding_of(report: ProgressReport, key: str) -> EvaluationFinding | None:
    """Return what the steering group finds of a section, where that was written. One query."""
    return EvaluationFinding.objects.filter(report=report, key=key).first()


# --- The meeting that treats it --------------------------------------------------------------------


def steering_groups(deal: CityDeal) -> list[Body]:
    """Return the steering group of a deal, or all of them. One query."""
    return list(Body.objects.filter(deal=deal, kind=BodyKind.STEERING_GROUP).order_by("order", "pk"))


def coming_meetings(deal: CityDeal) -> list[Meeting]:
    """Return the meetings of the steering group that are still to come, the first one first. One query."""
    found = Meeting.objects.filter(
        body__deal=deal,
        body__kind=BodyKind.STEERING_GROUP,
        state__in=sorted(COMING_STATES),
        ends_at__gt=timezone.now(),
    )
    return list(found.select_related("body").order_by("starts_at", "pk"))


# --- The difference between two days ---------------------------------------------------------------


@dataclass(frozen=True)
class Difference:
    """What differs between two snapshots; both None where there are fewer than two."""

    before: Snapshot | None
    after: Snapshot | None
    changes: Sequence[SectionChanges]


def difference_between(deal: CityDeal, first: int, second: int) -> Difference:
    """Return what differs between two snapshots of a deal, the older one first. Two queries at most."""
    found = list(Snapshot.objects.filter(deal=deal, pk__in=[first, second]).order_by("on", "pk"))
    if len(found) < 2:
        return Difference(None, None, [])
    before, after = found
    return Difference(before, after, differences(frozen_sections(before), frozen_sections(after)))


def day_of(snapshot: Snapshot) -> str:
    """Return how a snapshot is called in a list: its day, and what it was taken for."""
    words: dict[str, Any] = {"day": in_words(snapshot.on), "kind": snapshot.get_kind_display()}
    return _("%(day)s (%(kind)s)") % words


def latest_two(snapshots: Sequence[Snapshot]) -> tuple[int, int]:
    """Return the ids of the last two snapshots, the older one first; zeros where there are fewer."""
    if len(snapshots) < 2:
        return (0, 0)
    return (snapshots[1].pk, snapshots[0].pk)
