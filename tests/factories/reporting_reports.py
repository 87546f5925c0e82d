"""Progress reports for tests."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date

import factory
from django.db import connection
from django.utils import timezone
from factory.django import DjangoModelFactory

from citydeal.common.file_kinds import PDF
from citydeal.services.files import keep_made
from governance.rules.calendar import half_year
from reporting.enums import ReportFormat, ReportState, SnapshotKind, WorkState
from reporting.models import (
    ProgressReport,
    ReportComment,
    ReportFile,
    ReportSection,
    SectionText,
    Snapshot,
)
from reporting.rules.frozen import fingerprint
from reporting.selectors.sections.base import Data, Period, sections_in_order
from reporting.selectors.snapshots import collect_all, title_of
from tests.factories.agenda import pdf
from tests.factories.deal_text import StoredFileFactory
from tests.factories.duties import DutyOccurrenceFactory, ReportDutyFactory
from tests.factories.governance import CityDealFactory, UserFactory


def this_half() -> tuple[date, date]:
    """Return the half of the calendar year that runs."""
    today = timezone.localdate()
    return half_year("calendar", today, today)


def frozen(sections: dict[str, Data], texts: dict[str, str] | None = None) -> dict[str, object]:
    """Return sections as a snapshot of a report holds them."""
    return {
        "sections": sections,
        "order": list(sections),
        "titles": {key: title_of(key) for key in sections},
        "texts": texts or {},
        "changes": [],
        "compared_with": "",
    }


class SnapshotFactory(DjangoModelFactory[Snapshot]):
    """How a deal without anything in it stands today, for a report."""

    class Meta:
        model = Snapshot

    deal = factory.SubFactory(CityDealFactory)
    kind = SnapshotKind.REPORT
    on = factory.LazyFunction(timezone.localdate)
    data = factory.LazyAttribute(lambda o: frozen(collect_all(o.deal, Period(*this_half(), o.on))))
    hash = factory.LazyAttribute(lambda o: fingerprint(o.data))


class ProgressReportFactory(DjangoModelFactory[ProgressReport]):
    """A draft about the half-year that runs, without sections."""

    class Meta:
        model = ProgressReport

    class Params:
        frozen = factory.Trait(
            snapshot=factory.SubFactory(SnapshotFactory, deal=factory.SelfAttribute("..deal")),
            released_at=factory.LazyFunction(timezone.now),
            state=ReportState.RELEASED,
        )

    deal = factory.SubFactory(CityDealFactory)
    period_start = factory.LazyFunction(lambda: this_half()[0])
    period_end = factory.LazyFunction(lambda: this_half()[1])
    occurrence = factory.LazyAttribute(
        lambda o: DutyOccurrenceFactory(
            duty=ReportDutyFactory(deal=o.deal), opens=o.period_start, due=o.period_end
        )
    )


class ReportSectionFactory(DjangoModelFactory[ReportSection]):
    class Meta:
        model = ReportSection

    report = factory.SubFactory(ProgressReportFactory)
    key = "groups"
    data = factory.LazyFunction(lambda: {"groups": []})
    state = WorkState.READY
    made_at = factory.LazyFunction(timezone.now)


class SectionTextFactory(DjangoModelFactory[SectionText]):
    class Meta:
        model = SectionText

    report = factory.SubFactory(ProgressReportFactory)
    key = "groups"
    text = "Alles gaat goed."


class ReportCommentFactory(DjangoModelFactory[ReportComment]):
    class Meta:
        model = ReportComment

    report = factory.SubFactory(ProgressReportFactory)
    key = "groups"
    text = "Dit klopt niet."
    created_by = factory.SubFactory(UserFactory)


class ReportFileFactory(DjangoModelFactory[ReportFile]):
    """The PDF of a report, stored."""

    class Meta:
        model = ReportFile

    report = factory.SubFactory(ProgressReportFactory, frozen=True)
    format = ReportFormat.PDF
    state = WorkState.READY
    file = factory.SubFactory(StoredFileFactory)
    made_at = factory.LazyFunction(timezone.now)


def made_report(**fields: object) -> ProgressReport:
    """Return a report with every section made of what stands in the deal now."""
    report: ProgressReport = ProgressReportFactory(**fields)
    period = Period(report.period_start, report.period_end, timezone.localdate())
    for section in sections_in_order():
        ReportSectionFactory(report=report, key=section.key, data=section.collect(report.deal, period))
    return report


def sent_report(*, unmade: Mapping[str, str] | None = None, **fields: object) -> ProgressReport:
    """Return a report that was released and sent, with its documents.

    ``unmade``: documents that are not there, with the state they have: format → WorkState.
    """
    missing = unmade or {}
    report: ProgressReport = ProgressReportFactory(
        **{"frozen": True, "state": ReportState.SENT, "sent_at": timezone.now(), **fields}
    )
    for key in report.snapshot.data["order"]:
        ReportSectionFactory(report=report, key=key, data=report.snapshot.data["sections"][key])
    for each in ReportFormat:
        if each in missing:
            ReportFileFactory(report=report, format=each, state=missing[each], file=None, made_at=None)
            continue
        stored = keep_made(name="rapportage", content=io.BytesIO(pdf()), kind=PDF)
        ReportFileFactory(report=report, format=each, file=stored)
    return report


def tampered(snapshot: Snapshot, **fields: object) -> None:
    """Change a snapshot as somebody would who takes the lock of the database off."""
    with connection.cursor() as cursor:
        # A table with keys that are still to be checked cannot be altered.
        check = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
        cursor.execute(check)
        cursor.execute("ALTER TABLE reporting_snapshot DISABLE TRIGGER reporting_keep_snapshot")
        Snapshot.objects.filter(pk=snapshot.pk).update(**fields)
        cursor.execute(check)
        cursor.execute("ALTER TABLE reporting_snapshot ENABLE TRIGGER reporting_keep_snapshot")
