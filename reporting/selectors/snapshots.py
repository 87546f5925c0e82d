"""What stands in a deal as data, and how two snapshots of it differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from governance.models import CityDeal
from reporting.models import ProgressReport, Snapshot
from reporting.rules.changes import Change
from reporting.selectors.sections.base import SECTIONS, Data, Period, sections_in_order


@dataclass(frozen=True)
class SectionChanges:
    """What differs in one section."""

    key: str
    title: str
    changes: Sequence[Change]


def collect_all(deal: CityDeal, period: Period) -> dict[str, Data]:
    """Return what every section collects about a deal, by key. A fixed number of queries per section."""
    return {section.key: section.collect(deal, period) for section in sections_in_order()}


def differences(old: Mapping[str, Data], new: Mapping[str, Data]) -> list[SectionChanges]:
    """Return what differs from one snapshot to a later one, in the order of the report. No query.

    Only sections that are in both are compared; those without a difference are left out.
    """
    found = []
    for section in sections_in_order():
        if section.key in old and section.key in new:
            changes = section.changes(old[section.key], new[section.key])
            if changes:
                found.append(SectionChanges(section.key, str(section.title), changes))
    return found


def frozen_sections(snapshot: Snapshot) -> dict[str, Data]:
    """Return the data of the sections of a snapshot."""
    sections: dict[str, Data] = snapshot.data["sections"]
    return sections


def as_stored(found: Sequence[SectionChanges]) -> list[dict[str, Any]]:
    """Return differences as JSON can hold them."""
    return [asdict(each) | {"changes": [asdict(change) for change in each.changes]} for each in found]


def as_changes(stored: Sequence[Mapping[str, Any]]) -> list[SectionChanges]:
    """Return stored differences as they were."""
    return [
        SectionChanges(each["key"], each["title"], [Change(**change) for change in each["changes"]])
        for each in stored
    ]


def snapshots_of(deal: CityDeal) -> list[Snapshot]:
    """Return the snapshots of a deal without their data, the newest first, with their report. One query."""
    return list(Snapshot.objects.filter(deal=deal).defer("data").select_related("report"))


def snapshot_before(report: ProgressReport) -> Snapshot | None:
    """Return the snapshot of the report before this one; None for the first. One query."""
    earlier = ProgressReport.objects.filter(
        deal=report.deal_id, period_end__lt=report.period_end, snapshot__isnull=False
    ).select_related("snapshot")
    before = earlier.order_by("-period_end").first()
    return before.snapshot if before else None


def title_of(key: str) -> str:
    """Return the title of a section by its key; the key itself for one that is not known any more."""
    return str(SECTIONS[key].title) if key in SECTIONS else key


def data_day(report: ProgressReport, today: date) -> date:
    """Return the day of which the data of a report in the making are: today."""
    return max(today, report.period_start)
