"""The life of a report: written, with the core group, released, sent, evaluated (rules 9 and 10)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, transaction
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from citydeal.enums import Access
from citydeal.models import OutgoingMail
from governance.enums import DealState, MeetingState, OccurrenceState
from governance.models import AgendaItem, AgendaPaper, BodyCompetence, SetupVersion
from governance.services.decisions import withdraw_decision
from governance.services.duties_register import mark_done, owe_again
from governance.services.rights import sync_all
from reporting import tasks
from reporting.enums import ReportFormat, ReportState, WorkState
from reporting.models import ProgressReport, ReportEvaluation, ReportFile, Snapshot
from reporting.permissions import can_comment, can_read_report, visible_reports
from reporting.selectors.documents import report_document
from reporting.selectors.report_evaluations import carrying_decisions, evaluating_bodies, version_made_since
from reporting.services import report_documents, reports
from reporting.services.report_documents import ask_files_again, ask_left_behind, make_files
from reporting.services.report_evaluation import Outcome, evaluate_report, save_finding
from reporting.services.report_making import lock_report
from reporting.services.report_sending import place_again, send_report
from reporting.services.reports import (
    add_erratum,
    answer_comment,
    change_report_access,
    change_report_state,
    comment,
    save_section_text,
)
from tests.factories.agenda import AgendaItemFactory, pdf
from tests.factories.deal_text import SetupVersionFactory
from tests.factories.duties import DutyOccurrenceFactory, ReportDutyFactory
from tests.factories.governance import DecisionFactory, MembershipFactory, SeatFactory
from tests.factories.meetings import MeetingFactory
from tests.factories.reporting_reports import (
    ProgressReportFactory,
    ReportCommentFactory,
    made_report,
    sent_report,
)
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_steps import StepFactory
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
NOT_YOURS = "U mag de rapportages van deze deal niet schrijven."


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


@pytest.fixture
def manager(cast):
    return cast.users["project_manager"]


@pytest.fixture
def core(cast):
    """Return somebody in the core group."""
    MembershipFactory(seat=SeatFactory(body=cast.core), person=cast.people["observer"])
    sync_all(timezone.localdate())
    return cast.users["observer"]


@pytest.fixture
def report(cast):
    return made_report(deal=cast.deal)


@pytest.fixture
def in_review(report, secretary):
    return change_report_state(actor=secretary, report=report, state="in_review")


@pytest.fixture
def released(in_review, manager):
    return change_report_state(actor=manager, report=in_review, state="released")


@pytest.fixture
def meeting(cast):
    return MeetingFactory(body=cast.steering, state=MeetingState.CONVENED)


@pytest.fixture
def sent(cast, meeting, secretary):
    found = sent_report(deal=cast.deal)
    place_again(actor=secretary, report=found, meeting=meeting)
    return lock_report(found)


def held(meeting):
    meeting.starts_at = timezone.now() - timedelta(days=2)
    meeting.ends_at = meeting.starts_at + timedelta(hours=2)
    meeting.state = MeetingState.MINUTES
    meeting.save()


class TestReading:
    def test_a_draft_is_for_who_keeps_the_deal_and_the_core_group(self, cast, report, core):
        readers = {role for role, user in cast.users.items() if can_read_report(user, report)}
        assert readers == {"project_secretary", "project_manager", "auditor", "observer"}
        for role, user in cast.users.items():
            assert bool(visible_reports(user, cast.deal)) == (role in readers), role

    def test_a_sent_report_is_for_the_deal_and_for_everybody_when_public(self, cast):
        report = sent_report(deal=cast.deal)
        assert can_read_report(cast.users["member"], report)
        assert not can_read_report(cast.users["nobody"], report)
        report.access = Access.PUBLIC
        report.save()
        assert can_read_report(cast.users["nobody"], report)
        assert visible_reports(cast.users["nobody"], cast.deal)

    def test_a_public_report_of_a_closed_off_deal_is_not_for_everybody(self, cast):
        report = sent_report(deal=cast.deal, access=Access.PUBLIC)
        cast.deal.access = Access.DEAL
        cast.deal.save()
        assert not can_read_report(cast.users["nobody"], report)
        assert not visible_reports(cast.users["nobody"], cast.deal)


class TestTexts:
    def test_are_written_per_section_with_history(self, report, secretary):
        text = save_section_text(actor=secretary, report=report, key="groups", text=" Ja. ", history_id=0)
        assert text.text == "Ja."
        assert text.history.count() == 1

    def test_the_second_writer_is_stopped(self, report, secretary, manager):
        first = save_section_text(actor=secretary, report=report, key="groups", text="Een", history_id=0)
        with pytest.raises(StaleError):
            save_section_text(actor=manager, report=report, key="groups", text="Twee", history_id=0)
        save_section_text(
            actor=manager,
            report=report,
            key="groups",
            text="Twee",
            history_id=latest_history_id(first),
        )

    def test_are_refused_for_others_other_sections_and_after_release(self, cast, released, secretary):
        call = {"report": released, "key": "groups", "text": "Nee", "history_id": 0}
        assert str(refused(save_section_text, actor=cast.users["member"], **call).message) == NOT_YOURS
        assert "vrijgegeven" in str(refused(save_section_text, actor=secretary, **call).message)

    def test_of_a_section_that_is_not_there(self, report, secretary):
        call = {"report": report, "text": "Nee", "history_id": 0}
        error = refused(save_section_text, actor=secretary, key="weer", **call)
        assert str(error.message) == "Deze rapportage heeft dat onderdeel niet."
        assert save_section_text(actor=secretary, key="changes", **call).key == "changes"


class TestRemarks:
    def test_come_from_the_core_group_while_it_is_with_them(self, in_review, core, secretary):
        made = comment(actor=core, report=in_review, key="groups", text="Klopt niet")
        answer_comment(actor=secretary, comment=made, answer="Aangepast")
        made.refresh_from_db()
        assert (made.answer, made.answered_by) == ("Aangepast", secretary)
        assert comment(actor=core, report=in_review, key="", text="Mooi").key == ""

    def test_are_refused_at_another_time_and_for_others(self, cast, report, core, secretary):
        assert refused(comment, actor=core, report=report, key="", text="Nu al")
        change_report_state(actor=secretary, report=report, state="in_review")
        assert refused(comment, actor=cast.users["member"], report=report, key="", text="Ik ook")
        assert refused(comment, actor=core, report=report, key="weer", text="Waar")

    def test_stop_when_the_deal_closes(self, cast, in_review, core):
        in_review.deal.state = DealState.CLOSED
        assert not can_comment(core, in_review)

    def test_are_answered_by_who_keeps_the_deal(self, in_review, core):
        made = ReportCommentFactory(report=in_review)
        assert refused(answer_comment, actor=core, comment=made, answer="Nee")


class TestStates:
    def test_go_by_the_table(self, in_review, secretary, manager):
        back = refused(change_report_state, actor=secretary, report=in_review, state="draft")
        assert (back.field, str(back.message)) == ("reason", "Vul in waarom.")
        change_report_state(actor=secretary, report=in_review, state="draft", reason="Nog niet af")
        assert in_review.statuses.last().reason == "Nog niet af"
        for state in ("released", "sent", "evaluated"):
            assert refused(change_report_state, actor=manager, report=in_review, state=state)

    def test_only_the_project_manager_releases(self, cast, in_review, secretary):
        error = refused(change_report_state, actor=secretary, report=in_review, state="released")
        assert "projectmanager" in str(error.message)
        assert refused(change_report_state, actor=cast.users["member"], report=in_review, state="draft")

    @pytest.mark.parametrize("state", [WorkState.WAITING, WorkState.BUSY])
    def test_nothing_is_released_while_a_section_is_made(self, in_review, manager, state):
        in_review.sections.filter(key="groups").update(state=state)
        error = refused(change_report_state, actor=manager, report=in_review, state="released")
        assert "worden nog gemaakt: Werkgroepen" in str(error.message)
        assert not Snapshot.objects.exists()

    def test_nothing_is_released_with_a_section_that_failed(self, in_review, manager):
        in_review.sections.filter(key="groups").update(state=WorkState.FAILED)
        error = refused(change_report_state, actor=manager, report=in_review, state="released")
        assert "konden niet worden gemaakt: Werkgroepen" in str(error.message)


class TestFrozen:
    def test_what_changes_afterwards_does_not_change_the_report(self, cast, secretary, manager):
        group = WorkingGroupFactory(question__deal=cast.deal, body__deal=cast.deal, body__access=Access.DEAL)
        step = StepFactory(group=group, title="Ontwerpen", state="busy")
        report = made_report(deal=cast.deal)
        save_section_text(actor=secretary, report=report, key="groups", text="Goed bezig", history_id=0)
        change_report_state(actor=secretary, report=report, state="in_review")
        released = change_report_state(actor=manager, report=report, state="released")
        before = report_document(released)
        step.title = "Heel iets anders"
        step.save()
        again = ProgressReport.objects.select_related("deal", "snapshot").get(pk=report.pk)
        assert report_document(again) == before
        assert again.snapshot.is_intact
        assert "Goed bezig" in str(before)

    def test_documents_are_stored_once(self, released):
        assert set(released.files.values_list("state", flat=True)) == {WorkState.WAITING}
        tasks.make_files(released.pk)
        assert set(released.files.values_list("state", flat=True)) == {WorkState.READY}
        names = {row.format: row.file.name for row in released.files.select_related("file")}
        assert names[ReportFormat.ODT].endswith(".odt")
        assert names[ReportFormat.SLIDES].endswith("-dias.pdf")
        assert make_files(released.pk) == 0

    def test_one_that_cannot_be_made_fails_visibly(self, released, secretary, monkeypatch):
        def render(document, format):
            if format == "odt":
                raise ValueError("kapot")
            return b"%PDF-1.7"

        monkeypatch.setattr("reporting.services.rendering.render", render)
        assert make_files(released.pk) == len(ReportFormat) - 1
        row = ReportFile.objects.get(report=released, format="odt")
        assert (row.state, row.file) == (WorkState.FAILED, None)
        assert ask_files_again(actor=secretary, report=released) == 1
        row.refresh_from_db()
        assert row.state == WorkState.WAITING

    def test_without_the_database_the_task_is_tried_again(self, released, monkeypatch):
        def render(*_args):
            raise OperationalError

        monkeypatch.setattr("reporting.services.rendering.render", render)
        with pytest.raises(OperationalError):
            make_files(released.pk)

    def test_left_behind_are_asked_for_by_the_clock(self, cast, released, monkeypatch):
        asked = []
        monkeypatch.setattr(report_documents, "kick", lambda *task: asked.append(task))
        assert ask_left_behind() == 1
        tasks.refresh_reports()
        assert asked == [(reports.FILES_TASK, released.pk)] * 2
        error = refused(ask_files_again, actor=cast.users["member"], report=released)
        assert str(error.message) == NOT_YOURS

    def test_another_worker_at_it_leaves_it_alone(self, released, monkeypatch):
        from contextlib import contextmanager

        @contextmanager
        def taken(*_args):
            yield False

        monkeypatch.setattr(report_documents, "alone", taken)
        assert make_files(released.pk) == 0

    def test_what_is_wrong_is_put_right_beside_it(self, cast, released, secretary):
        made = add_erratum(actor=secretary, report=released, key="groups", text="Het zijn er 4.")
        assert made.text == "Het zijn er 4."
        assert add_erratum(actor=secretary, report=released, key="", text="Ook dit.").key == ""
        assert refused(add_erratum, actor=cast.users["member"], report=released, key="", text="Nee")
        assert refused(add_erratum, actor=secretary, report=released, key="weer", text="Nee")

    def test_a_draft_needs_no_correction(self, report, secretary):
        error = refused(add_erratum, actor=secretary, report=report, key="", text="Nee")
        assert "nog niet vrijgegeven" in str(error.message)

    def test_it_is_made_public_by_choice(self, cast, released, secretary):
        change_report_access(actor=secretary, report=released, access=Access.PUBLIC)
        assert ProgressReport.objects.get().access == Access.PUBLIC
        error = refused(change_report_access, actor=cast.users["member"], report=released, access=Access.DEAL)
        assert str(error.message) == NOT_YOURS
        cast.deal.access = Access.DEAL
        cast.deal.save()
        error = refused(change_report_access, actor=secretary, report=released, access=Access.PUBLIC)
        assert error.field == "access"


class TestSending:
    def test_mails_every_seat_holder_of_the_day_once_and_stands_on_the_agenda(
        self, cast, released, secretary, meeting, monkeypatch
    ):
        monkeypatch.setattr("reporting.services.rendering.render", lambda *_: pdf())
        make_files(released.pk)
        sent = send_report(actor=secretary, report=released, meeting=meeting)
        told = set(OutgoingMail.objects.filter(kind="progress_report").values_list("to", flat=True))
        assert cast.people["member"].email in told
        assert cast.people["chair"].email in told
        assert cast.people["ended"].email not in told
        assert cast.people["deputy"].email not in told
        item = AgendaItem.objects.get(progress_reports=sent)
        assert (item.meeting, item.kind) == (meeting, "decide")
        assert "Kennis nemen van de rapportage." in item.cover_note.asked
        assert AgendaPaper.objects.filter(item=item).count() == 1
        assert refused(send_report, actor=secretary, report=sent, meeting=meeting)

    def test_waits_for_the_documents(self, released, secretary, meeting):
        error = refused(send_report, actor=secretary, report=released, meeting=meeting)
        assert "worden nog gemaakt" in str(error.message)
        released.files.filter(format="pdf").update(state=WorkState.FAILED)
        error = refused(send_report, actor=secretary, report=released, meeting=meeting)
        assert "kon niet worden gemaakt" in str(error.message)

    def test_is_refused_for_others_and_before_release(self, cast, in_review, secretary, meeting):
        error = refused(send_report, actor=cast.users["member"], report=in_review, meeting=meeting)
        assert str(error.message) == NOT_YOURS
        assert refused(send_report, actor=secretary, report=in_review, meeting=meeting)

    def test_goes_to_another_meeting_when_the_first_is_off(self, cast, sent, secretary, meeting):
        error = refused(place_again, actor=secretary, report=sent, meeting=meeting)
        assert error.field == "meeting"
        later = MeetingFactory(body=cast.steering, state=MeetingState.RESERVED, days=60)
        first = sent.item
        assert place_again(actor=secretary, report=sent, meeting=later) == first
        sent.refresh_from_db()
        assert (sent.item.meeting, sent.item.carried_from) == (later, first)
        assert sent.item.papers.count() == 1
        assert "Kennis nemen van de rapportage." in first.cover_note.asked
        assert sent.item.cover_note.asked == first.cover_note.asked
        elsewhere = MeetingFactory(body=cast.core)
        error = refused(place_again, actor=secretary, report=sent, meeting=elsewhere)
        assert str(error.message) == "Kies een vergadering van de stuurgroep."
        assert refused(place_again, actor=cast.users["member"], report=sent, meeting=later)

    @pytest.mark.parametrize("state", [MeetingState.DRAFT, MeetingState.RESERVED])
    def test_leaves_the_agenda_that_nobody_was_called_for(self, cast, sent, secretary, meeting, state):
        first = sent.item
        meeting.state = state
        meeting.save()
        later = MeetingFactory(body=cast.steering, state=MeetingState.RESERVED, days=60)
        assert place_again(actor=secretary, report=sent, meeting=later) is None
        sent.refresh_from_db()
        assert list(AgendaItem.objects.filter(progress_reports=sent)) == [sent.item]
        assert sent.item.meeting == later
        assert not AgendaItem.objects.filter(pk=first.pk).exists()
        assert AgendaPaper.objects.count() == 1

    def test_stays_on_an_agenda_that_people_worked_on(self, cast, sent, secretary, meeting):
        first = sent.item
        meeting.state = MeetingState.RESERVED
        meeting.save()
        first.text = "Besproken."
        first.save()
        later = MeetingFactory(body=cast.steering, state=MeetingState.RESERVED, days=60)
        assert place_again(actor=secretary, report=sent, meeting=later) == first
        sent.refresh_from_db()
        assert sent.item.meeting == later
        assert AgendaItem.objects.filter(pk=first.pk).exists()

    def test_a_deal_without_a_steering_group_mails_nobody(self, cast):
        from reporting.services.report_sending import receivers

        report = ProgressReportFactory()
        assert list(receivers(report)) == []


class TestEvaluation:
    @pytest.fixture
    def decision(self, sent, meeting):
        """Return what the steering group decided about the set-up in the meeting."""
        held(meeting)
        sent.item.meeting.refresh_from_db()
        made = DecisionFactory(body=meeting.body, item=sent.item, subject="setup", taken_on=meeting.day)
        assert carrying_decisions(sent) == [made]
        return made

    def test_closes_with_no_change_and_the_duty_is_done(self, sent, meeting, decision, secretary):
        outcome = Outcome(is_unchanged=True, decision=decision)
        found = evaluate_report(actor=secretary, report=sent, outcome=outcome)
        assert (found.setup, found.is_unchanged, found.decision) == (None, True, decision)
        sent.occurrence.refresh_from_db()
        assert sent.occurrence.state == OccurrenceState.FULFILLED
        assert sent.occurrence.fulfilled_on == meeting.day
        assert ProgressReport.objects.get().state == ReportState.EVALUATED

    def test_a_treated_report_stays_with_its_decision(self, cast, sent, meeting, decision, secretary):
        later = MeetingFactory(body=cast.steering, state=MeetingState.RESERVED, days=60)
        link = reverse("reporting:report_place", args=[cast.deal.slug, sent.pk])
        page = reverse("reporting:report_detail", args=[cast.deal.slug, sent.pk])
        client = cast.client("project_secretary")
        assert link not in client.get(page).content.decode()
        error = refused(place_again, actor=secretary, report=sent, meeting=later)
        assert str(error.message) == (
            "Deze rapportage is al behandeld, en er is een besluit over de opzet. Sluit de evaluatie af met"
            " dat besluit. Klopt het besluit niet? Trek het dan eerst in."
        )
        sent.refresh_from_db()
        assert sent.item.meeting == meeting
        assert carrying_decisions(sent) == [decision]
        # A decision that does not hold any more carries nothing: then it is treated again.
        decision.withdrawn_on = timezone.localdate()
        decision.save()
        assert link in client.get(page).content.decode()
        place_again(actor=secretary, report=sent, meeting=later)
        sent.refresh_from_db()
        assert sent.item.meeting == later

    def test_a_meeting_that_was_called_off_does_not_keep_the_report(self, cast, sent, meeting, secretary):
        held(meeting)
        meeting.state = MeetingState.CANCELLED
        meeting.save()
        sent.item.meeting.refresh_from_db()
        made = DecisionFactory(body=meeting.body, subject="setup", taken_on=timezone.localdate())
        assert carrying_decisions(sent) == [made]
        page = reverse("reporting:report_detail", args=[cast.deal.slug, sent.pk])
        link = reverse("reporting:report_place", args=[cast.deal.slug, sent.pk])
        assert link in cast.client("project_secretary").get(page).content.decode()
        later = MeetingFactory(body=cast.steering, state=MeetingState.RESERVED, days=60)
        place_again(actor=secretary, report=sent, meeting=later)
        sent.refresh_from_db()
        assert sent.item.meeting == later

    def test_closes_with_a_new_version_of_the_set_up(self, cast, sent, decision, secretary):
        SetupVersionFactory(deal=cast.deal, number=1, text="Zo werkt de deal.")
        outcome = Outcome(text="Zo werkt de deal nu.", change="Er is een groep bij.", decision=decision)
        found = evaluate_report(actor=secretary, report=sent, outcome=outcome)
        assert found.setup == SetupVersion.objects.get(deal=cast.deal, number=2)
        assert refused(evaluate_report, actor=secretary, report=sent, outcome=outcome)

    def test_closes_with_a_version_that_was_written_down_already(self, cast, sent, decision, secretary):
        old = SetupVersionFactory(deal=cast.deal, number=1)
        SetupVersion.objects.filter(pk=old.pk).update(created_at=sent.sent_at - timedelta(days=1))
        error = refused(
            evaluate_report, actor=secretary, report=sent, outcome=Outcome(setup=old, decision=decision)
        )
        assert error.field == "outcome"
        made = SetupVersionFactory(deal=cast.deal, number=2)
        found = evaluate_report(actor=secretary, report=sent, outcome=Outcome(setup=made, decision=decision))
        assert (found.setup, found.is_unchanged) == (made, False)
        assert SetupVersion.objects.count() == 2

    def test_a_version_that_another_evaluation_replaced_is_not_the_new_one(
        self, cast, sent, decision, secretary
    ):
        old = SetupVersionFactory(deal=cast.deal, number=1)
        assert version_made_since(sent) == old
        newest = SetupVersionFactory(deal=cast.deal, number=2)
        ReportEvaluation.objects.create(
            report=sent_report(), on=timezone.localdate(), setup=newest, decision=DecisionFactory()
        )
        assert version_made_since(sent) is None
        outcome = Outcome(setup=old, decision=decision)
        assert refused(evaluate_report, actor=secretary, report=sent, outcome=outcome).field == "outcome"

    def test_without_a_decision_the_duty_stays_open(self, cast, sent, meeting, secretary):
        held(meeting)
        for outcome in (Outcome(is_unchanged=True), Outcome(text="Zo werkt de deal.")):
            error = refused(evaluate_report, actor=secretary, report=sent, outcome=outcome)
            assert error.field == "decision"
            assert "Kies het besluit." in str(error.message)
            assert cast.steering.name in str(error.message)
        sent.occurrence.refresh_from_db()
        assert sent.occurrence.state == OccurrenceState.PLANNED
        error = refused(mark_done, actor=secretary, occurrence=sent.occurrence, on=timezone.localdate())
        assert "telt zodra de evaluatie is afgesloten" in str(error.message)
        assert not SetupVersion.objects.exists()

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"subject": "content"}, "gaat over iets anders"),
            ({"result": "rejected"}, "niet aangenomen"),
            ({"withdrawn_on": timezone.localdate}, "dat geldt"),
            ({"taken_on": lambda: timezone.localdate() - timedelta(days=9)}, "ouder dan de vergadering"),
        ],
    )
    def test_not_every_decision_closes_it(self, sent, decision, secretary, change, words):
        for name, value in change.items():
            setattr(decision, name, value() if callable(value) else value)
        decision.save()
        assert carrying_decisions(sent) == []
        outcome = Outcome(is_unchanged=True, decision=decision)
        error = refused(evaluate_report, actor=secretary, report=sent, outcome=outcome)
        assert error.field == "decision"
        assert words in str(error.message)

    def test_a_decision_of_another_body_does_not_close_it(self, cast, sent, decision, secretary):
        other = DecisionFactory(body=cast.core, subject="setup", taken_on=timezone.localdate())
        outcome = Outcome(is_unchanged=True, decision=other)
        error = refused(evaluate_report, actor=secretary, report=sent, outcome=outcome)
        assert str(error.message) == (
            f"Kies een besluit van wie de rapportage evalueert: {cast.steering.name}."
        )
        # Unless the deal leaves the set-up to that body.
        BodyCompetence.objects.create(
            deal=cast.deal, kind="steering_group", subject="setup", level="prepares", article="4"
        )
        BodyCompetence.objects.create(
            deal=cast.deal, kind="core_group", subject="setup", level="decides", article="4"
        )
        assert carrying_decisions(sent) == [other]
        assert evaluate_report(actor=secretary, report=sent, outcome=outcome).on == other.taken_on

    def test_one_that_takes_effect_later_closes_it_now(self, sent, decision, secretary):
        decision.effective_on = timezone.localdate() + timedelta(days=40)
        decision.save()
        outcome = Outcome(is_unchanged=True, decision=decision)
        assert evaluate_report(actor=secretary, report=sent, outcome=outcome).on == decision.taken_on

    def test_a_decision_closes_one_evaluation_and_is_not_withdrawn_then(
        self, cast, sent, decision, meeting, secretary
    ):
        outcome = Outcome(is_unchanged=True, decision=decision)
        evaluate_report(actor=secretary, report=sent, outcome=outcome)
        start, end = sent.period_start - timedelta(days=184), sent.period_start - timedelta(days=1)
        other = sent_report(deal=cast.deal, period_start=start, period_end=end)
        other.item = AgendaItemFactory(meeting=meeting)
        other.save()
        error = refused(evaluate_report, actor=secretary, report=other, outcome=outcome)
        assert "al een andere evaluatie" in str(error.message)
        error = refused(
            withdraw_decision,
            actor=secretary,
            decision=decision,
            on=timezone.localdate(),
            reason="Toch niet",
        )
        assert "evaluatie van ‘Voortgangsrapportage" in str(error.message)
        error = refused(owe_again, actor=secretary, occurrence=sent.occurrence)
        assert "niet terugdraaien" in str(error.message)

    def test_the_database_asks_for_a_decision(self, sent):
        with pytest.raises(IntegrityError), transaction.atomic():
            ReportEvaluation.objects.create(report=sent, on=timezone.localdate(), is_unchanged=True)

    def test_a_half_year_from_before_the_portal_is_marked_by_hand(self, cast, secretary):
        day = timezone.localdate() - timedelta(days=3)
        past = DutyOccurrenceFactory(
            duty=ReportDutyFactory(deal=cast.deal), opens=day - timedelta(days=180), due=day
        )
        mark_done(actor=secretary, occurrence=past, on=day)
        owe_again(actor=secretary, occurrence=past)
        past.refresh_from_db()
        assert past.state == OccurrenceState.PLANNED

    def test_without_one_of_the_two_the_duty_stays_open(self, cast, sent, decision, secretary):
        SetupVersionFactory(deal=cast.deal, number=1, text="Zo werkt de deal.")
        error = refused(evaluate_report, actor=secretary, report=sent, outcome=Outcome(decision=decision))
        assert error.field == "text"
        same = Outcome(text="Zo werkt  de deal.", change="Niets", decision=decision)
        assert "zoals die al is" in str(
            refused(evaluate_report, actor=secretary, report=sent, outcome=same).message
        )
        sent.occurrence.refresh_from_db()
        assert sent.occurrence.state == OccurrenceState.PLANNED
        assert ProgressReport.objects.get().state == ReportState.SENT

    def test_waits_for_the_meeting(self, sent, secretary, meeting):
        outcome = Outcome(is_unchanged=True)
        error = refused(evaluate_report, actor=secretary, report=sent, outcome=outcome)
        assert "nog niet gehouden" in str(error.message)
        sent.item = None
        sent.save()
        assert carrying_decisions(sent) == evaluating_bodies(sent) == []
        assert refused(evaluate_report, actor=secretary, report=sent, outcome=outcome)

    def test_keeps_findings_per_section(self, cast, sent, secretary, manager):
        made = save_finding(actor=secretary, report=sent, key="groups", text="Goed.", history_id=0)
        with pytest.raises(StaleError):
            save_finding(actor=manager, report=sent, key="groups", text="Beter.", history_id=0)
        save_finding(
            actor=manager, report=sent, key="groups", text="Beter.", history_id=latest_history_id(made)
        )
        call = {"report": sent, "text": "Nee", "history_id": 0}
        assert refused(save_finding, actor=secretary, key="weer", **call)
        assert refused(save_finding, actor=cast.users["member"], key="groups", **call)
