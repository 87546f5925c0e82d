"""The pages about progress reports, through the browser's eyes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.dates import in_words
from citydeal.enums import Access
from governance.enums import MeetingState
from governance.models import SetupVersion
from reporting.enums import ReportState, WorkState
from reporting.models import ProgressReport, ReportEvaluation, SectionText
from reporting.rules.frozen import fingerprint
from tests.factories.agenda import AgendaItemFactory
from tests.factories.deal_text import SetupVersionFactory
from tests.factories.duties import DutyOccurrenceFactory, ReportDutyFactory
from tests.factories.governance import DecisionFactory
from tests.factories.meetings import MeetingFactory
from tests.factories.reporting_reports import (
    ReportCommentFactory,
    SectionTextFactory,
    SnapshotFactory,
    made_report,
    sent_report,
    tampered,
    this_half,
)
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_steps import StepFactory

pytestmark = pytest.mark.django_db
MARKUP = "<b>vet</b> #set page(width: 1pt) *ster* $x$ <script>alert(1)</script>"


def url(name: str, *args: object) -> str:
    return reverse(f"reporting:report_{name}", args=["de-deal", *args])


@pytest.fixture
def secretary(cast):
    return cast.client("project_secretary")


@pytest.fixture
def manager(cast):
    return cast.client("project_manager")


@pytest.fixture
def report(cast):
    return made_report(deal=cast.deal)


@pytest.fixture
def sent(cast):
    return sent_report(deal=cast.deal)


class TestList:
    def test_takes_the_same_queries_for_one_report_and_three(self, cast, secretary, queries):
        sent_report(deal=cast.deal)
        secretary.get(url("list"))
        with queries(6):
            secretary.get(url("list"))
        start, _end = this_half()
        for number in (1, 2):
            end = start - timedelta(days=200 * number)
            made_report(deal=cast.deal, period_start=end - timedelta(days=180), period_end=end)
        with queries(6):
            assert secretary.get(url("list")).content.decode().count("Voortgangsrapportage ") >= 3

    def test_shows_nobody_what_is_not_sent(self, cast, report, client):
        assert "Nog geen rapportages" in client.get(url("list")).content.decode()
        assert "Nog geen rapportages" in cast.client("member").get(url("list")).content.decode()

    def test_says_how_each_stands(self, cast, sent, secretary):
        assert "Verstuurd op" in secretary.get(url("list")).content.decode()
        sent.state = ReportState.EVALUATED
        sent.save()
        evaluation = ReportEvaluation.objects.create(
            report=sent,
            on=timezone.localdate(),
            is_unchanged=True,
            decision=DecisionFactory(body=cast.steering),
        )
        assert "de opzet wijzigt niet" in secretary.get(url("list")).content.decode()
        setup = SetupVersionFactory(deal=cast.deal, number=4)
        ReportEvaluation.objects.filter(pk=evaluation.pk).update(setup=setup, is_unchanged=False)
        assert "opzet versie 4" in secretary.get(url("list")).content.decode()

    def test_begins_a_report_that_is_owed(self, cast, secretary):
        opens, due = this_half()
        duty = ReportDutyFactory(deal=cast.deal, body=cast.steering)
        occurrence = DutyOccurrenceFactory(duty=duty, opens=opens, due=due)
        page = secretary.get(url("list")).content.decode()
        assert "Het portaal maakt het concept vanzelf." in page
        assert secretary.get(url("begin", occurrence.pk)).status_code == 200
        answer = secretary.post(url("begin", occurrence.pk))
        assert answer["Location"] == url("detail", ProgressReport.objects.get().pk)
        assert secretary.get(url("begin", occurrence.pk)).status_code == 404


class TestDetail:
    def test_takes_a_fixed_number_of_queries(self, cast, report, sent, secretary, queries):
        secretary.get(url("detail", report.pk))
        with queries(10):
            secretary.get(url("detail", report.pk))
        with queries(9):
            secretary.get(url("detail", sent.pk))

    def test_shows_progress_while_sections_are_made(self, report, secretary):
        report.sections.filter(key="groups").update(state=WorkState.WAITING, data=None)
        report.sections.filter(key="tests").update(state=WorkState.FAILED)
        page = secretary.get(url("detail", report.pk)).content.decode()
        assert "U kunt deze pagina verlaten." in page
        assert "Deze onderdelen konden niet worden gemaakt:" in page
        part = secretary.get(url("detail", report.pk), headers={"HX-Request": "true"}).content.decode()
        assert "<html" not in part
        report.sections.update(
            state=WorkState.READY, data={"groups": [], "tests": []}, made_at=timezone.now()
        )
        report.sections.exclude(key__in=["groups", "tests"]).delete()
        part = secretary.get(url("detail", report.pk), headers={"HX-Request": "true"}).content.decode()
        assert "Alles is gemaakt." in part

    def test_text_that_looks_like_markup_stays_text(self, report, secretary):
        SectionTextFactory(report=report, text=MARKUP)
        page = secretary.get(url("detail", report.pk)).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "#set page(width: 1pt) *ster* $x$" in page

    def test_says_so_when_the_data_are_not_what_was_released(self, sent, secretary):
        tampered(sent.snapshot, hash="0" * 64)
        page = secretary.get(url("detail", sent.pk)).content.decode()
        assert "niet wat is vrijgegeven" in page

    def test_a_member_reads_no_remarks_and_no_acts(self, cast, sent):
        ReportCommentFactory(report=sent, text="Onder ons")
        page = cast.client("member").get(url("detail", sent.pk)).content.decode()
        assert "Onder ons" not in page
        assert "Rapportage evalueren" not in page

    def test_a_document_is_handed_out_and_an_unknown_one_is_not(self, cast):
        sent = sent_report(deal=cast.deal, unmade={"slides": WorkState.WAITING})
        member = cast.client("member")
        answer = member.get(url("file", sent.pk, "pdf"))
        assert b"".join(answer.streaming_content).startswith(b"%PDF")
        assert member.get(url("file", sent.pk, "exe")).status_code == 404
        assert member.get(url("file", sent.pk, "slides")).status_code == 404

    def test_an_old_report_without_a_section_of_today_is_whole(self, cast, sent, secretary):
        data = sent.snapshot.data
        data["order"].remove("groups")
        data["sections"]["weg"] = {"iets": 1}
        data["order"].append("weg")
        data["titles"]["weg"] = "Weg"
        tampered(sent.snapshot, data=data, hash=fingerprint(data))
        assert secretary.get(url("detail", sent.pk)).status_code == 200


class TestWriting:
    def test_the_second_writer_sees_the_text_of_the_other_beside_the_own(self, report, secretary, manager):
        mine, theirs = url("text", report.pk, "groups"), url("text", report.pk, "groups")
        assert secretary.get(mine).status_code == 200
        sent = {"history_id": 0, "text": "Van de ander"}
        assert manager.post(theirs, sent).status_code == 303
        answer = secretary.post(mine, {"history_id": 0, "text": "Van mij"})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Van de ander" in page
        assert "Van mij" in page
        again = {"history_id": answer.context["form"]["history_id"].value(), "text": "Samen"}
        assert secretary.post(mine, again).status_code == 303
        assert SectionText.objects.get().text == "Samen"
        page = secretary.get(mine).content.decode()
        assert "Samen" in page

    def test_a_section_that_is_not_there_has_no_page(self, report, secretary):
        assert secretary.get(url("text", report.pk, "weer")).status_code == 404
        assert secretary.get(url("text", report.pk, "changes")).status_code == 200

    def test_from_draft_to_released(self, report, secretary, manager):
        assert secretary.get(url("step", report.pk, "in_review")).status_code == 200
        assert secretary.post(url("step", report.pk, "in_review")).status_code == 303
        remark = {"key": "groups", "text": "Klopt niet"}
        assert secretary.get(f"{url('comment', report.pk)}?onderdeel=groups").status_code == 200
        assert secretary.post(url("comment", report.pk), remark).status_code == 303
        made = report.comments.get()
        answer = url("comment_answer", report.pk, made.pk)
        assert "Klopt niet" in secretary.get(answer).content.decode()
        assert secretary.post(answer, {"answer": "Aangepast"}).status_code == 303
        assert secretary.post(url("step", report.pk, "draft"), {"reason": ""}).status_code == 422
        assert secretary.get(url("step", report.pk, "released")).status_code == 404
        page = manager.get(url("detail", report.pk)).content.decode()
        assert "Rapportage vrijgeven" in page
        assert manager.post(url("step", report.pk, "released")).status_code == 303
        assert ProgressReport.objects.get().state == ReportState.RELEASED
        assert secretary.get(url("text", report.pk, "groups")).status_code == 404

    def test_releasing_while_a_section_is_made_says_which(self, cast, manager):
        report = made_report(deal=cast.deal, state="in_review")
        report.sections.filter(key="groups").update(state=WorkState.BUSY)
        answer = manager.post(url("step", report.pk, "released"))
        assert answer.status_code == 422
        assert "worden nog gemaakt: Werkgroepen" in answer.content.decode()

    def test_numbers_documents_readers_and_corrections(self, report, sent, secretary):
        assert secretary.post(url("refresh", report.pk)).status_code == 303
        assert secretary.post(url("files", sent.pk)).status_code == 303
        assert secretary.post(url("access", report.pk), {"access": "public"}).status_code == 303
        assert ProgressReport.objects.get(pk=report.pk).access == Access.PUBLIC
        correction = {"key": "groups", "text": "Het zijn er vier."}
        assert secretary.post(url("erratum", sent.pk), correction).status_code == 303
        assert "Het zijn er vier." in secretary.get(url("detail", sent.pk)).content.decode()


class TestSending:
    def test_without_a_meeting_says_what_to_do_first(self, cast, secretary):
        released = sent_report(deal=cast.deal, state="released", sent_at=None)
        assert "Vrijgegeven op" in secretary.get(url("list")).content.decode()
        page = secretary.get(url("send", released.pk)).content.decode()
        assert "Er is geen vergadering van de stuurgroep gepland" in page

    def test_puts_it_in_the_meeting_that_was_chosen(self, cast, secretary, monkeypatch):
        released = sent_report(deal=cast.deal, state="released")
        meeting = MeetingFactory(body=cast.steering, state=MeetingState.CONVENED)
        monkeypatch.setattr("reporting.services.report_sending.add_paper", lambda **_: None)
        assert secretary.get(url("send", released.pk)).status_code == 200
        assert secretary.post(url("send", released.pk), {"meeting": meeting.pk}).status_code == 303
        page = secretary.get(url("detail", released.pk)).content.decode()
        assert "In een andere vergadering behandelen" in page
        later = MeetingFactory(body=cast.steering, state=MeetingState.RESERVED, days=60)
        answer = secretary.post(url("place", released.pk), {"meeting": later.pk}, follow=True)
        day = in_words(meeting.day)
        assert f"De rapportage blijft ook op die van {day} staan" in answer.content.decode()
        last = MeetingFactory(body=cast.steering, state=MeetingState.DRAFT, days=90)
        answer = secretary.post(url("place", released.pk), {"meeting": last.pk}, follow=True)
        day = in_words(later.day)
        assert f"Het punt is van de agenda van {day} gehaald." in answer.content.decode()
        ProgressReport.objects.update(item=None)
        answer = secretary.post(url("place", released.pk), {"meeting": later.pk}, follow=True)
        assert "De rapportage staat op de agenda.</p>" in answer.content.decode()

    def test_on_no_agenda_any_more_is_said(self, sent, secretary):
        page = secretary.get(url("detail", sent.pk)).content.decode()
        assert "De rapportage staat op geen enkele agenda meer." in page


class TestEvaluation:
    @pytest.fixture
    def treated(self, cast, sent):
        day = timezone.now() - timedelta(days=2)
        meeting = MeetingFactory(
            body=cast.steering, state=MeetingState.MINUTES, starts_at=day, ends_at=day + timedelta(hours=2)
        )
        sent.item = AgendaItemFactory(meeting=meeting)
        sent.save()
        SetupVersionFactory(deal=cast.deal, number=1, text="Zo werkt de deal.")
        SetupVersion.objects.update(created_at=sent.sent_at - timedelta(days=1))
        return sent

    @pytest.fixture
    def decision(self, cast, treated):
        return DecisionFactory(
            body=cast.steering,
            item=treated.item,
            subject="setup",
            title="Opzet besproken",
            taken_on=treated.item.meeting.day,
        )

    def test_shows_the_differences_before_it_closes(self, cast, treated, decision, secretary):
        where = url("evaluate", treated.pk)
        page = secretary.get(where).content.decode()
        assert "Zo werkt de deal." in page
        assert f'<option value="{decision.pk}" selected' in page
        typed = {
            "outcome": "nieuw",
            "text": "Zo werkt de deal nu.",
            "change": "Anders",
            "decision": decision.pk,
        }
        page = secretary.post(where, typed | {"stap": "gevolgen"}).content.decode()
        assert "<ins>" in page
        assert f"Dit rust op besluit {decision} van {cast.steering.name}" in page
        back = secretary.post(where, typed | {"stap": "terug"}).content.decode()
        assert "Zo werkt de deal nu." in back
        assert secretary.post(where, typed | {"stap": "bevestigen"}).status_code == 303
        assert cast.deal.setup_versions.first().number == 2
        page = secretary.get(url("detail", treated.pk)).content.decode()
        assert "Wat de stuurgroep besloot" in page
        assert reverse("governance:setup_detail", args=["de-deal", 2]) in page
        assert f"Besluit {decision}" in page

    def test_closes_with_no_change(self, cast, treated, decision, secretary):
        where = url("evaluate", treated.pk)
        typed = {"outcome": "ongewijzigd", "decision": decision.pk}
        page = secretary.post(where, typed).content.decode()
        assert "Versie 1 van de opzet blijft zoals die is." in page
        answer = secretary.post(where, typed | {"stap": "bevestigen"})
        assert answer.status_code == 303
        assert ReportEvaluation.objects.get().is_unchanged
        page = secretary.get(url("detail", treated.pk)).content.decode()
        assert "De opzet wijzigt niet." in page
        # Whoever may not read the decision yet reads what came of it all the same.
        page = cast.client("observer").get(url("detail", treated.pk)).content.decode()
        assert "De opzet wijzigt niet." in page
        assert f"Besluit {decision}" not in page

    def test_closes_with_a_version_that_stands_there(self, cast, treated, decision, secretary):
        where = url("evaluate", treated.pk)
        assert "die al in het portaal staat" not in secretary.get(where).content.decode()
        SetupVersionFactory(deal=cast.deal, number=2, text="Zo werkt de deal nu.")
        assert "Versie 2, die al in het portaal staat" in secretary.get(where).content.decode()
        typed = {"outcome": "staat-er", "decision": decision.pk}
        assert "<ins>" in secretary.post(where, typed).content.decode()
        assert secretary.post(where, typed | {"stap": "bevestigen"}).status_code == 303
        assert ReportEvaluation.objects.get().setup.number == 2
        assert cast.deal.setup_versions.count() == 2

    def test_before_it_stands_on_an_agenda_says_what_comes_first(self, sent, secretary):
        page = secretary.get(url("evaluate", sent.pk)).content.decode()
        assert "is nog niet gehouden" in page
        assert "Leg het besluit vast" not in page

    def test_without_a_decision_it_stays_open_and_says_where_to_record_it(self, treated, secretary):
        where = url("evaluate", treated.pk)
        page = secretary.get(where).content.decode()
        assert "Er is nog geen besluit over de opzet" in page
        item = treated.item
        meeting = item.meeting
        args = ["de-deal", meeting.body.slug, meeting.pk, item.pk]
        assert reverse("governance:item_decide", args=args) in page
        meeting.state, meeting.adopted_on = MeetingState.ADOPTED, timezone.localdate()
        meeting.save()
        page = secretary.get(where).content.decode()
        assert reverse("governance:decision_create", args=args[:2]) in page
        answer = secretary.post(where, {"outcome": "ongewijzigd", "stap": "bevestigen"})
        assert answer.status_code == 422
        assert "Kies een antwoord bij ‘Met welk besluit?’." in answer.content.decode()
        assert not ReportEvaluation.objects.exists()

    def test_without_a_choice_it_stays_open(self, treated, decision, secretary):
        assert secretary.post(url("evaluate", treated.pk), {}).status_code == 422
        by = {"decision": decision.pk}
        empty = {"outcome": "nieuw", "text": "", "change": "", "stap": "gevolgen"} | by
        assert secretary.post(url("evaluate", treated.pk), empty).status_code == 422
        unsaid = {"outcome": "nieuw", "text": "Anders", "change": "", "stap": "bevestigen"} | by
        answer = secretary.post(url("evaluate", treated.pk), unsaid)
        assert "Vul in wat er anders is, en waarom." in answer.content.decode()
        assert not ReportEvaluation.objects.exists()

    def test_keeps_findings_per_section(self, cast, treated, decision, secretary, manager):
        where = url("finding", treated.pk, "groups")
        assert secretary.get(where).status_code == 200
        assert secretary.post(where, {"history_id": 0, "text": "Goed."}).status_code == 303
        answer = manager.post(where, {"history_id": 0, "text": "Beter."})
        assert answer.status_code == 409
        assert "Goed." in answer.content.decode()
        assert "Goed." in secretary.get(where).content.decode()
        assert "Goed." in secretary.get(url("detail", treated.pk)).content.decode()
        # Others read it once the evaluation is closed.
        assert "Goed." not in cast.client("member").get(url("detail", treated.pk)).content.decode()
        typed = {"outcome": "ongewijzigd", "stap": "bevestigen", "decision": decision.pk}
        secretary.post(url("evaluate", treated.pk), typed)
        assert "Goed." in cast.client("member").get(url("detail", treated.pk)).content.decode()
        assert secretary.get(url("finding", treated.pk, "weer")).status_code == 404


class TestDifference:
    def test_compares_the_last_two_or_those_that_are_chosen(self, cast, secretary):
        assert "nog niets om te vergelijken" in secretary.get(url("difference")).content.decode()
        today = timezone.localdate()
        first = SnapshotFactory(deal=cast.deal, on=today - timedelta(days=60))
        group = WorkingGroupFactory(
            question__deal=cast.deal, body__deal=cast.deal, body__name="Werkgroep Geld"
        )
        StepFactory(group=group)
        second = SnapshotFactory(deal=cast.deal, on=today)
        third = SnapshotFactory(deal=cast.deal, on=today)
        page = secretary.get(url("difference")).content.decode()
        assert "Tussen deze twee dagen veranderde er niets." in page
        page = secretary.get(url("difference"), {"van": first.pk, "tot": third.pk}).content.decode()
        assert "Werkgroep Geld" in page
        turned = secretary.get(url("difference"), {"van": second.pk, "tot": first.pk}).content.decode()
        assert "Werkgroep Geld" in turned
        assert secretary.get(url("difference"), {"van": "x", "tot": "0"}).status_code == 200
