"""Who hears of a report on its way: the core group and the project manager, once each time."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.models import OutgoingMail
from governance.enums import DealState, DelegationMail, MeetingState
from governance.services.rights import sync_all
from reporting.services.reports import answer_comment, change_report_state, comment
from tests.factories.agenda import AgendaItemFactory
from tests.factories.governance import MembershipFactory, SeatFactory
from tests.factories.meetings import MeetingFactory
from tests.factories.reporting_reports import ReportCommentFactory, made_report, sent_report

pytestmark = pytest.mark.django_db
WORKSPACE = "/deals/de-deal/werkruimte/"


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


@pytest.fixture
def manager(cast):
    return cast.users["project_manager"]


@pytest.fixture
def core(cast):
    """Return an account that sits in the core group."""
    MembershipFactory(seat=SeatFactory(body=cast.core), person=cast.people["observer"])
    sync_all(timezone.localdate())
    return cast.users["observer"]


@pytest.fixture
def report(cast):
    return made_report(deal=cast.deal)


def words(mail: OutgoingMail) -> str:
    return " ".join(mail.text.split())


def told() -> dict[str, OutgoingMail]:
    found = OutgoingMail.objects.filter(kind="progress_report_review").order_by("pk")
    return {mail.to: mail for mail in found}


class TestMail:
    def test_the_core_group_and_the_project_manager_hear_that_it_is_there(
        self, cast, core, report, secretary
    ):
        seat = SeatFactory(body=cast.core)
        MembershipFactory(seat=seat, person=cast.people["ended"], is_deputy=True)
        change_report_state(actor=secretary, report=report, state="in_review")
        mails = told()
        assert set(mails) == {cast.people["observer"].email, cast.people["project_manager"].email}
        asked = mails[cast.people["observer"].email]
        assert "Lees mee: Voortgangsrapportage" in asked.subject
        assert "Maak een opmerking bij wat anders moet." in words(asked)
        assert reverse("reporting:report_detail", args=["de-deal", report.pk]) in words(asked)
        releasing = mails[cast.people["project_manager"].email]
        assert "U geeft de rapportage vrij als zij goed is." in words(releasing)

    def test_who_did_it_is_not_told_and_a_second_turn_is_told_again(self, cast, core, report, manager):
        change_report_state(actor=manager, report=report, state="in_review")
        assert set(told()) == {cast.people["observer"].email}
        change_report_state(actor=manager, report=report, state="draft", reason="Nog niet af")
        assert OutgoingMail.objects.count() == 1
        change_report_state(actor=manager, report=report, state="in_review")
        assert OutgoingMail.objects.filter(to=cast.people["observer"].email).count() == 2

    def test_who_acts_for_a_member_gets_the_mail_too(self, cast, report, secretary):
        from tests.factories.governance import DelegationFactory

        member = MembershipFactory(seat=SeatFactory(body=cast.core)).person
        delegation = DelegationFactory(person=member, mail=DelegationMail.INSTEAD)
        change_report_state(actor=secretary, report=report, state="in_review")
        mail = told()[delegation.delegate.email]
        assert f"U krijgt dit bericht omdat u namens {member.name} handelt." in words(mail)

    def test_the_project_manager_hears_that_it_was_taken_back_and_why(self, cast, core, report, secretary):
        change_report_state(actor=secretary, report=report, state="in_review")
        OutgoingMail.objects.all().delete()
        change_report_state(
            actor=secretary, report=report, state="draft", reason=" De cijfers <kloppen> niet. "
        )
        mails = told()
        assert set(mails) == {cast.people["project_manager"].email}
        (mail,) = mails.values()
        assert "Teruggehaald: Voortgangsrapportage" in mail.subject
        assert "Waarom: De cijfers <kloppen> niet." in words(mail)

    def test_the_last_answer_tells_the_project_manager_once_that_it_can_be_released(
        self, cast, core, report, secretary
    ):
        change_report_state(actor=secretary, report=report, state="in_review")
        OutgoingMail.objects.all().delete()
        first = comment(actor=core, report=report, key="groups", text="Klopt niet")
        second = comment(actor=core, report=report, key="", text="Mooi")
        answer_comment(actor=secretary, comment=first, answer="Aangepast")
        assert not told()
        answer_comment(actor=secretary, comment=second, answer="Dank")
        answer_comment(actor=secretary, comment=second, answer="Dank u")
        mails = told()
        assert set(mails) == {cast.people["project_manager"].email}
        assert OutgoingMail.objects.count() == 1
        assert "Klaar om vrij te geven" in next(iter(mails.values())).subject

    def test_a_later_remark_makes_it_wait_again_until_it_is_answered(self, core, report, secretary):
        change_report_state(actor=secretary, report=report, state="in_review")
        for text in ("Klopt niet", "Dit ook niet"):
            OutgoingMail.objects.all().delete()
            made = comment(actor=core, report=report, key="groups", text=text)
            answer_comment(actor=secretary, comment=made, answer="Aangepast")
            assert len(told()) == 1

    def test_an_answer_to_a_draft_tells_nobody(self, report, secretary):
        made = ReportCommentFactory(report=report)
        answer_comment(actor=secretary, comment=made, answer="Aangepast")
        assert not told()


class TestWorkspace:
    def shown(self, cast) -> str:
        page: str = cast.client("project_manager").get(WORKSPACE, {"soort": "rapportages"}).content.decode()
        return page

    def test_a_first_draft_is_owed_by_the_calendar_alone(self, cast, report):
        assert "Voortgangsrapportage" not in self.shown(cast)

    def test_says_what_is_next_with_each_report(self, cast, core, report, secretary):
        change_report_state(actor=secretary, report=report, state="in_review")
        assert "De rapportage kan worden vrijgegeven" in self.shown(cast)
        comment(actor=core, report=report, key="groups", text="Klopt niet")
        page = self.shown(cast)
        assert "De kerngroep heeft opmerkingen op de rapportage" in page
        assert "1 opmerking wacht op antwoord." in page
        change_report_state(actor=secretary, report=report, state="draft", reason="Nog niet af")
        page = self.shown(cast)
        assert "De rapportage is teruggehaald" in page
        assert "Waarom: Nog niet af" in page

    def test_from_released_to_evaluated(self, cast):
        report = sent_report(deal=cast.deal, state="released")
        assert "De rapportage kan worden verstuurd" in self.shown(cast)
        report.state = "sent"
        report.save()
        assert "De rapportage staat op geen agenda" in self.shown(cast)
        meeting = MeetingFactory(body=cast.steering, state=MeetingState.CONVENED)
        report.item = AgendaItemFactory(meeting=meeting)
        report.save()
        assert "Voortgangsrapportage" not in self.shown(cast)
        meeting.state = MeetingState.MINUTES
        meeting.save()
        assert "De evaluatie kan worden afgesloten" in self.shown(cast)
        meeting.state = MeetingState.CANCELLED
        meeting.save()
        assert "De rapportage staat op geen agenda" in self.shown(cast)


class TestOverview:
    def test_of_the_core_group_shows_what_is_to_be_read(self, cast, core, report, secretary, queries):
        home = reverse("governance:home")
        with queries(13):
            cast.client("member").get(home)
        with queries(14):
            cast.client("observer").get(home)
        assert "Lees mee" not in cast.client("observer").get(home).content.decode()
        change_report_state(actor=secretary, report=report, state="in_review")
        page = cast.client("observer").get(home).content.decode()
        assert "Lees mee: Voortgangsrapportage" in page
        assert reverse("reporting:report_detail", args=["de-deal", report.pk]) in page
        assert "Lees mee" not in cast.client("member").get(home).content.decode()
        cast.deal.state = DealState.CLOSED
        cast.deal.save()
        assert "Lees mee" not in cast.client("observer").get(home).content.decode()
