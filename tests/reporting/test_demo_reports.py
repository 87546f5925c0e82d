"""The demo: the report before this one, and exactly what was planted after it."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.utils import timezone

from governance.enums import OccurrenceState
from governance.models import CityDeal
from governance.services.duties_ensure import ensure_duties
from reporting.enums import ChangeKind, ReportState
from reporting.management.demo_data import dichtbij_reports as data
from reporting.models import ProgressReport
from reporting.selectors.report_data import report_data
from reporting.services.report_making import begin_report, make_sections
from tests.snapshot import once

pytestmark = pytest.mark.django_db


def load() -> None:
    call_command("load_demo", verbosity=0)


def test_the_difference_names_what_was_planted_and_nothing_else(settings):
    settings.DEMO = True
    once(load)
    deal = CityDeal.objects.get(slug="dichtbij-geregeld")
    before = ProgressReport.objects.select_related("snapshot", "occurrence").get(deal=deal)
    assert before.state == ReportState.EVALUATED
    assert before.snapshot is not None
    assert before.snapshot.is_intact
    assert before.occurrence.state == OccurrenceState.FULFILLED
    ensure_duties(timezone.localdate())
    report = ProgressReport.objects.filter(deal=deal, snapshot=None).first()
    if report is None:  # early in a half-year the lead time has not come
        owed = before.occurrence.duty.occurrences.filter(due__gte=timezone.localdate()).order_by("due")
        report = begin_report(owed.select_related("duty__deal").first())
    make_sections(report.pk)
    found = {(change.kind, change.what) for each in report_data(report).changes for change in each.changes}
    assert found == {
        (ChangeKind.SLIPPED, data.SLIP.title),
        (ChangeKind.DONE, data.DONE),
        (ChangeKind.DROPPED, data.DROPPED),
        (ChangeKind.SEATS, "Ministerie van SZW"),
    }
    load()
    assert ProgressReport.objects.filter(deal=deal).count() == 2
