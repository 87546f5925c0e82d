"""A half-year from before the portal: the clock drafts its report, people say that it was done (rule 9)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.enums import Access
from governance.enums import OccurrenceState
from governance.models import DutyOccurrence
from governance.services.duties_ensure import ensure_duties
from governance.services.duties_register import mark_done, owe_again
from reporting import tasks
from reporting.enums import ReportState
from reporting.models import ProgressReport
from reporting.selectors.report_pages import report_list
from reporting.services.report_making import begin_early, take_draft_away
from reporting.services.reports import change_report_access, change_report_state, save_section_text
from tests.factories.duties import ReportDutyFactory
from tests.factories.reporting_reports import ReportCommentFactory, SnapshotFactory, sent_report
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
COUNTS = "Een voortgangsrapportage telt zodra de evaluatie is afgesloten. Open de rapportage op haar pagina."


@pytest.fixture
def manager(cast):
    return cast.users["project_manager"]


@pytest.fixture
def past(cast):
    """Return a half-year that was over before the portal came, as the clock of an hour ago left it."""
    cast.deal.start = timezone.localdate() - timedelta(days=600)
    cast.deal.save()
    ReportDutyFactory(deal=cast.deal, body=cast.steering, start=cast.deal.start)
    assert ensure_duties(timezone.localdate()).failed == 0
    found = DutyOccurrence.objects.filter(due__lt=timezone.localdate()).order_by("due").first()
    assert found.progress_report.state == ReportState.DRAFT
    return found


def url(occurrence, name="detail"):
    duty = occurrence.duty
    return reverse(f"governance:occurrence_{name}", args=[duty.deal.slug, duty.pk, occurrence.pk])


class TestByHand:
    def test_the_draft_of_the_clock_does_not_hinder_and_goes_away(self, cast, past, manager):
        draft = past.progress_report
        page = cast.client("project_manager").get(url(past)).content.decode()
        assert url(past, "done") in page
        mark_done(actor=manager, occurrence=past, on=past.due)
        past.refresh_from_db()
        assert (past.state, past.fulfilled_on) == (OccurrenceState.FULFILLED, past.due)
        assert not ProgressReport.objects.filter(occurrence=past).exists()
        gone = ProgressReport.history.filter(id=draft.pk, history_type="-").get()
        assert gone.history_user == manager
        # The worker that was asked for its sections finds nothing to do.
        tasks.make_report(draft.pk)

    def test_the_clock_leaves_it_alone_then(self, cast, past, manager):
        mark_done(actor=manager, occurrence=past, on=past.due)
        ensure_duties(timezone.localdate())
        assert not ProgressReport.objects.filter(occurrence=past).exists()
        rows = report_list(manager, cast.deal)
        assert past.pk not in {row.pk for row in rows.owed}
        assert past.due not in {line.report.period_end for line in rows.lines}

    def test_owed_again_it_gets_a_draft_again(self, past, manager):
        mark_done(actor=manager, occurrence=past, on=past.due)
        owe_again(actor=manager, occurrence=past)
        ensure_duties(timezone.localdate())
        past.refresh_from_db()
        assert past.state == OccurrenceState.PLANNED
        assert ProgressReport.objects.get(occurrence=past).state == ReportState.DRAFT

    def test_one_that_was_begun_by_hand_but_is_empty_does_not_hinder(self, past, manager):
        take_draft_away(past, manager)
        begin_early(actor=manager, occurrence=past)
        mark_done(actor=manager, occurrence=past, on=past.due)
        assert not ProgressReport.objects.filter(occurrence=past).exists()

    def test_what_is_written_in_it_is_kept_until_it_is_wiped(self, cast, past, manager):
        draft = past.progress_report
        write = {"actor": manager, "report": draft, "key": "groups"}
        text = save_section_text(text="Alles gaat goed.", history_id=0, **write)
        page = cast.client("project_manager").get(url(past)).content.decode()
        assert COUNTS in page
        assert url(past, "done") not in page
        error = refused(mark_done, actor=manager, occurrence=past, on=past.due)
        assert str(error.message) == COUNTS
        save_section_text(text=" ", history_id=text.history.latest().pk, **write)
        mark_done(actor=manager, occurrence=past, on=past.due)
        assert not ProgressReport.objects.filter(pk=draft.pk).exists()

    def test_what_people_did_with_it_is_kept(self, past, manager):
        draft = past.progress_report
        ways = [
            lambda: ReportCommentFactory(report=draft),
            lambda: change_report_access(actor=manager, report=draft, access=Access.PUBLIC),
            lambda: change_report_state(actor=manager, report=draft, state="in_review"),
            # Back from the core group, who read it.
            lambda: change_report_state(actor=manager, report=draft, state="draft", reason="Nog niet"),
        ]
        undo = [
            lambda: draft.comments.all().delete(),
            lambda: change_report_access(actor=manager, report=draft, access=Access.DEAL),
            lambda: None,
            lambda: None,
        ]
        for work, back in zip(ways, undo, strict=True):
            work()
            error = refused(mark_done, actor=manager, occurrence=past, on=past.due)
            assert str(error.message) == COUNTS
            back()
        past.refresh_from_db()
        assert past.state == OccurrenceState.PLANNED
        assert ProgressReport.objects.filter(pk=draft.pk).exists()

    def test_somebody_who_writes_at_this_very_moment_loses_nothing(self, past, manager):
        # The page was asked before the text came; under the lock it is looked at again.
        draft = past.progress_report
        save_section_text(actor=manager, report=draft, key="groups", text="Goed.", history_id=0)
        error = refused(take_draft_away, occurrence=past, actor=manager)
        assert str(error.message) == COUNTS
        assert ProgressReport.objects.filter(pk=draft.pk).exists()

    def test_one_that_is_not_over_is_not_marked(self, past, manager):
        runs = DutyOccurrence.objects.filter(duty=past.duty, due__gte=timezone.localdate()).first()
        error = refused(mark_done, actor=manager, occurrence=runs, on=timezone.localdate())
        assert str(error.message) == COUNTS


class TestTakenBack:
    @pytest.mark.parametrize("state", ["draft", "released", "sent"])
    def test_also_when_a_report_was_begun_since(self, cast, past, manager, state):
        mark_done(actor=manager, occurrence=past, on=past.due)
        report = begin_early(actor=manager, occurrence=past)
        save_section_text(actor=manager, report=report, key="groups", text="Goed.", history_id=0)
        if state != "draft":
            report.snapshot, report.released_at = SnapshotFactory(deal=cast.deal), timezone.now()
            report.state = state
            report.save()
        page = cast.client("project_manager").get(url(past)).content.decode()
        assert url(past, "reopen") in page
        owe_again(actor=manager, occurrence=past)
        past.refresh_from_db()
        assert past.state == OccurrenceState.PLANNED
        assert ProgressReport.objects.filter(pk=report.pk).exists()

    def test_not_what_an_evaluation_closed(self, cast, manager):
        done = sent_report(deal=cast.deal, state=ReportState.EVALUATED).occurrence
        done.state, done.fulfilled_on = OccurrenceState.FULFILLED, done.opens
        done.save()
        page = cast.client("project_manager").get(url(done)).content.decode()
        assert url(done, "reopen") not in page
        assert "niet terugdraaien" in str(refused(owe_again, actor=manager, occurrence=done).message)


def test_who_still_had_the_draft_open_is_told_that_it_is_gone(past, manager):
    report = ProgressReport.objects.get(occurrence=past)
    mark_done(actor=manager, occurrence=past, on=past.due)
    error = refused(save_section_text, actor=manager, report=report, key="groups", text="Goed.", history_id=0)
    assert "Dit concept is er niet meer" in str(error.message)
