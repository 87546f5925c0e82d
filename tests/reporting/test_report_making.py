"""The draft of a report makes itself, section by section (rule 9)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from governance.models import CityDeal
from governance.services.duties_ensure import ensure_duties
from governance.services.ensure import ensure
from reporting import tasks
from reporting.enums import SnapshotKind, WorkState
from reporting.models import ProgressReport, ReportSection, Snapshot
from reporting.rules.periods import draft_from, half_year_name
from reporting.selectors.sections.base import SECTIONS
from reporting.services import report_making
from reporting.services.report_making import (
    ask_left_behind,
    ask_snapshots,
    begin_early,
    make_sections,
    prepare_report,
    refresh_report,
    take_snapshot,
    without_report,
)
from tests.factories.duties import DutyOccurrenceFactory, DutyStepFactory, ReportDutyFactory
from tests.factories.reporting_reports import (
    ProgressReportFactory,
    ReportSectionFactory,
    made_report,
    tampered,
    this_half,
)
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(monkeypatch):
    """Return the tasks that are asked for."""
    found = []
    monkeypatch.setattr(report_making, "kick", lambda *task: found.append(task))
    return found


@pytest.fixture
def occurrence(cast):
    opens, due = this_half()
    return DutyOccurrenceFactory(
        duty=ReportDutyFactory(deal=cast.deal, body=cast.steering), opens=opens, due=due
    )


class TestDraft:
    def test_is_made_at_the_lead_time_of_the_ladder_and_not_before(self, occurrence, asked):
        DutyStepFactory(duty=occurrence.duty, kind="warn", days=30)
        DutyStepFactory(duty=occurrence.duty, kind="soon", days=7)
        begins = occurrence.due - timedelta(days=30)
        assert without_report([occurrence], begins - timedelta(days=1)) == set()
        assert without_report([occurrence], occurrence.opens - timedelta(days=1)) == set()
        assert without_report([occurrence], begins) == {occurrence.pk}
        assert prepare_report(occurrence, begins)
        report = ProgressReport.objects.get()
        assert (report.period_start, report.period_end) == (occurrence.opens, occurrence.due)
        assert set(report.sections.values_list("key", flat=True)) == set(SECTIONS)
        assert (report_making.MAKE_TASK, report.pk) in asked

    def test_is_made_once(self, occurrence, asked):
        assert prepare_report(occurrence, occurrence.due)
        assert without_report([occurrence], occurrence.due) == set()
        # Two at once: the second looks again under the lock.
        assert not prepare_report(occurrence, occurrence.due)
        assert ProgressReport.objects.count() == 1

    @pytest.mark.usefixtures("asked")
    def test_comes_from_the_clock(self, cast, occurrence):
        occurrence.duty.pattern = "half_yearly"
        occurrence.key = half_year_name(occurrence.due)
        occurrence.save()
        cast.deal.start = occurrence.opens - timedelta(days=400)
        cast.deal.save()
        result = ensure_duties(occurrence.due - timedelta(days=2))
        assert result.failed == 0
        assert ProgressReport.objects.filter(occurrence=occurrence).exists()

    def test_without_a_ladder_comes_six_weeks_ahead(self):
        opens, due = this_half()
        assert draft_from(due, []) == due - timedelta(days=42)
        assert half_year_name(opens.replace(month=6)) == f"{opens.year}-H1"
        assert half_year_name(opens.replace(month=12)) == f"{opens.year}-H2"

    def test_asks_again_for_what_a_worker_left(self, occurrence, asked):
        prepare_report(occurrence, occurrence.due)
        report = ProgressReport.objects.get()
        report.sections.update(state=WorkState.READY, data={}, made_at=timezone.now())
        asked.clear()
        report_making.ask_left_behind()
        assert (report_making.MAKE_TASK, report.pk) not in asked
        report.sections.filter(key="groups").update(state=WorkState.BUSY)
        report_making.ask_left_behind()
        assert (report_making.MAKE_TASK, report.pk) in asked

    def test_gets_new_numbers_once_a_day_while_it_is_open(self, occurrence, asked):
        prepare_report(occurrence, occurrence.due)
        report = ProgressReport.objects.get()
        old = timezone.now() - timedelta(days=2)
        report.sections.update(state=WorkState.READY, data={}, made_at=old)
        asked.clear()
        report_making.ask_left_behind()
        assert (report_making.MAKE_TASK, report.pk) in asked

    def test_of_a_released_report_nothing_is_made_any_more(self, occurrence, asked):
        ProgressReportFactory(deal=occurrence.duty.deal, occurrence=occurrence, frozen=True)
        prepare_report(occurrence, occurrence.due)
        report_making.ask_left_behind()
        assert not [task for task in asked if task[0] == report_making.MAKE_TASK]

    def test_may_be_begun_early_by_who_keeps_the_deal(self, cast, occurrence, asked):
        report = begin_early(actor=cast.users["project_secretary"], occurrence=occurrence)
        assert begin_early(actor=cast.users["project_secretary"], occurrence=occurrence) == report
        error = refused(begin_early, actor=cast.users["member"], occurrence=occurrence)
        assert str(error.message) == "U mag de rapportages van deze deal niet schrijven."

    def test_is_not_begun_before_its_period(self, cast, occurrence):
        occurrence.opens, occurrence.due = occurrence.due + timedelta(days=1), occurrence.due + timedelta(9)
        occurrence.save()
        error = refused(begin_early, actor=cast.users["project_manager"], occurrence=occurrence)
        assert "nog niet begonnen" in str(error.message)


class TestSections:
    def test_are_made_one_by_one(self, cast):
        report = ProgressReportFactory(deal=cast.deal)
        for key in SECTIONS:
            ReportSectionFactory(report=report, key=key, data=None, made_at=None, state=WorkState.WAITING)
        tasks.make_report(report.pk)
        assert set(report.sections.values_list("state", flat=True)) == {WorkState.READY}
        assert make_sections(report.pk) == 0

    def test_a_killed_worker_goes_on_where_it_was(self, cast):
        report = made_report(deal=cast.deal)
        report.sections.filter(key="groups").update(state=WorkState.BUSY, data=None, made_at=None)
        assert make_sections(report.pk) == 1
        assert report.sections.get(key="groups").data is not None

    def test_one_that_cannot_be_made_fails_visibly_and_the_others_go_on(self, cast, monkeypatch):
        report = made_report(deal=cast.deal)
        report.sections.update(state=WorkState.WAITING)
        monkeypatch.setattr("reporting.selectors.sections.summary.Counter", lambda *_: 1 / 0)
        assert make_sections(report.pk) == len(SECTIONS) - 1
        assert report.sections.get(key="summary").state == WorkState.FAILED

    def test_without_the_database_the_task_is_tried_again(self, cast, monkeypatch):
        report = made_report(deal=cast.deal)
        report.sections.filter(key="summary").update(state=WorkState.WAITING)

        def away(*_args):
            raise OperationalError

        monkeypatch.setattr("reporting.selectors.sections.summary.Counter", away)
        with pytest.raises(OperationalError):
            make_sections(report.pk)
        assert report.sections.get(key="summary").state == WorkState.BUSY

    def test_one_that_is_asked_for_while_it_is_made_is_made_again(self, cast, monkeypatch):
        report = made_report(deal=cast.deal)
        report.sections.filter(key="asked").update(state=WorkState.WAITING)
        times = []

        def interrupted(_report):
            if not times:
                report.sections.filter(key="asked").update(state=WorkState.WAITING)
            times.append(1)
            return original(_report)

        original = report_making.period_of
        monkeypatch.setattr(report_making, "period_of", interrupted)
        assert make_sections(report.pk) == 2
        assert report.sections.get(key="asked").state == WorkState.READY

    def test_of_a_released_report_or_none_are_not_made(self, cast):
        report = ProgressReportFactory(deal=cast.deal, frozen=True)
        ReportSectionFactory(report=report, state=WorkState.WAITING)
        assert make_sections(report.pk) == 0
        assert make_sections(0) == 0

    def test_another_worker_at_it_leaves_it_alone(self, cast, monkeypatch):
        report = made_report(deal=cast.deal)
        report.sections.update(state=WorkState.WAITING)
        from contextlib import contextmanager

        @contextmanager
        def taken(*_args):
            yield False

        monkeypatch.setattr(report_making, "alone", taken)
        assert make_sections(report.pk) == 0
        assert take_snapshot(cast.deal.pk, timezone.localdate()) is None

    def test_are_made_anew_on_request(self, cast, asked):
        report = made_report(deal=cast.deal)
        report.sections.filter(key="groups").delete()
        refresh_report(actor=cast.users["project_secretary"], report=report)
        assert set(report.sections.values_list("state", flat=True)) == {WorkState.WAITING}
        assert report.sections.count() == len(SECTIONS)
        assert refused(refresh_report, actor=cast.users["member"], report=report)

    def test_of_a_released_report_stay_as_they_are(self, cast):
        report = ProgressReportFactory(deal=cast.deal, frozen=True)
        error = refused(refresh_report, actor=cast.users["project_secretary"], report=report)
        assert "vrijgegeven" in str(error.message)

    def test_left_behind_are_asked_for_by_the_clock(self, cast, asked):
        report = made_report(deal=cast.deal)
        assert ask_left_behind() == 0
        report.sections.filter(key="groups").update(state=WorkState.BUSY)
        assert ask_left_behind() == 1
        assert asked == [(report_making.MAKE_TASK, report.pk)]

    def test_take_at_most_sixty_queries(self, cast, django_assert_max_num_queries):
        report = made_report(deal=cast.deal)
        report.sections.update(state=WorkState.WAITING)
        with django_assert_max_num_queries(60):
            make_sections(report.pk)


class TestMonth:
    def test_is_kept_once_a_month(self, cast):
        today = timezone.localdate()
        tasks.take_snapshot(cast.deal.pk)
        snapshot = Snapshot.objects.get()
        assert (snapshot.kind, snapshot.on) == (SnapshotKind.MONTH, today)
        assert set(snapshot.data["sections"]) == set(SECTIONS)
        assert snapshot.is_intact
        tasks.take_snapshot(cast.deal.pk)
        assert Snapshot.objects.count() == 1

    def test_is_asked_for_while_its_period_runs(self, occurrence, asked):
        today = timezone.localdate()
        wanted = (report_making.SNAPSHOT_TASK, occurrence.duty.deal_id)
        # The clock asks each hour until it is there: a task that a broker lost does no harm.
        assert (ask_snapshots(today), ask_snapshots(today), asked) == (1, 1, [wanted, wanted])
        take_snapshot(occurrence.duty.deal_id, today)
        assert ask_snapshots(today) == 0
        assert ask_snapshots(occurrence.due + timedelta(days=1)) == 0

    def test_of_a_closed_deal_is_not_asked_for(self, occurrence, asked):
        CityDeal.objects.update(state="closed")
        assert (ask_snapshots(timezone.localdate()), asked) == (0, [])

    def test_is_asked_for_by_the_clock(self, occurrence, asked):
        assert "snapshots: 1 asked" in str(ensure(timezone.localdate()))
        assert (report_making.SNAPSHOT_TASK, occurrence.duty.deal_id) in asked

    def test_of_another_month_is_another(self, cast):
        today = timezone.localdate()
        take_snapshot(cast.deal.pk, today)
        assert take_snapshot(cast.deal.pk, today.replace(day=1) - timedelta(days=1)) is not None
        assert CityDeal.objects.get(pk=cast.deal.pk).snapshots.count() == 2

    def test_is_never_changed_or_deleted(self, cast):
        snapshot = take_snapshot(cast.deal.pk, timezone.localdate())
        snapshot.hash = "anders"
        with pytest.raises(TypeError):
            snapshot.save()
        with pytest.raises(TypeError):
            snapshot.delete()
        tampered(snapshot, data={"sections": {}})
        assert not Snapshot.objects.get().is_intact


def test_sections_keep_to_what_the_sections_of_a_report_may_hold(cast):
    report = made_report(deal=cast.deal)
    for row in ReportSection.objects.filter(report=report):
        assert SECTIONS[row.key].blocks(row.data), row.key


def test_one_that_is_begun_by_hand_at_this_moment_is_not_made_twice(cast, occurrence, asked):
    # The clock saw none yet; under the lock it looks again.
    assert without_report([occurrence], occurrence.due) == {occurrence.pk}
    begin_early(actor=cast.users["project_secretary"], occurrence=occurrence)
    assert not prepare_report(occurrence, occurrence.due)
    assert ProgressReport.objects.count() == 1
