"""What a report says: from its snapshot once it is released, from what the worker made before that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reporting.models import ProgressReport
from reporting.selectors.sections.base import SECTIONS, Data
from reporting.selectors.snapshots import (
    SectionChanges,
    as_changes,
    differences,
    frozen_sections,
    snapshot_before,
    title_of,
)


@dataclass(frozen=True)
class ReportData:
    """All that a report says. ``sections``: key → data, in order; ``texts``: key → explanation.

    ``on``: the day of which the data are; ``compared_with``: the day of the snapshot that ``changes`` are
    counted from, None for a first report.
    """

    on: date
    titles: Mapping[str, str]
    sections: Mapping[str, Data]
    texts: Mapping[str, str]
    changes: Sequence[SectionChanges]
    compared_with: date | None


def report_data(report: ProgressReport) -> ReportData:
    """Return what a report says. No query for a frozen one with its snapshot loaded; four for a draft."""
    return _frozen(report) if report.snapshot else _live(report)


def _frozen(report: ProgressReport) -> ReportData:
    snapshot = report.snapshot
    if snapshot is None:
        raise TypeError("a frozen report was expected")
    data: dict[str, Any] = snapshot.data
    compared = data["compared_with"]
    return ReportData(
        on=snapshot.on,
        titles=data["titles"],
        sections={key: frozen_sections(snapshot)[key] for key in data["order"]},
        texts=data["texts"],
        changes=as_changes(data["changes"]),
        compared_with=date.fromisoformat(compared) if compared else None,
    )


def _live(report: ProgressReport) -> ReportData:
    made = {row.key: row for row in report.sections.all() if row.data is not None}
    order = sorted((key for key in made if key in SECTIONS), key=lambda key: (SECTIONS[key].order, key))
    sections: dict[str, Data] = {key: made[key].data or {} for key in order}
    before = snapshot_before(report)
    days = [timezone.localdate(row.made_at) for row in made.values() if row.made_at]
    return ReportData(
        on=max(days, default=timezone.localdate()),
        titles={key: title_of(key) for key in order},
        sections=sections,
        texts={row.key: row.text for row in report.texts.all() if row.text},
        changes=differences(frozen_sections(before), sections) if before else [],
        compared_with=before.on if before else None,
    )


def period_words(start: date, end: date) -> str:
    """Return the days of a report in months, such as "juli tot en met december 2026"."""
    first = date_format(start, "F" if start.year == end.year else "F Y")
    last = date_format(end, "F Y")
    if (start.year, start.month) == (end.year, end.month):
        return last
    return _("%(first)s to %(last)s inclusive") % {"first": first, "last": last}


def report_title(report: ProgressReport) -> str:
    """Return the title of a report."""
    words = period_words(report.period_start, report.period_end)
    return _("Progress report %(period)s") % {"period": words}
