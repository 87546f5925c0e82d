"""The report of a meeting: written per item, sent round, remarked on, and adopted by the body itself."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.errors import StaleError
from citydeal.models import OutgoingMail
from governance.enums import DecisionResult, DecisionSubject, FixedItem, MeetingState, Presence
from governance.models import Abstention, AgendaItem, Decision, Meeting, MeetingRemark
from governance.permissions_reports import can_read_report, remarker
from governance.selectors.reports import next_meetings, remark_rows, report_page
from governance.services.decisions import DecisionTerms, withdraw_decision, write_decision
from governance.services.report_files import report_file
from governance.services.reports import (
    add_remark,
    answer_remark,
    put_on_agenda,
    send_draft,
    text_stamp,
    write_item,
)
from governance.services.reports_adoption import adopt_minutes, decide_on_report
from tests.factories.actions import ActionItemFactory
from tests.factories.governance import DecisionFactory, MembershipFactory, PartyFactory, SeatFactory
from tests.factories.sessions import (
    AttendeeFactory,
    HeldItemFactory,
    HeldMeetingFactory,
    MeetingRemarkFactory,
)
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


@pytest.fixture
def report(cast):
    """A meeting of ten days ago whose draft went round."""
    return HeldMeetingFactory(
        body=cast.steering,
        state=MeetingState.MINUTES,
        remarks_until=timezone.localdate(),
        starts_at=timezone.now() - timedelta(days=10),
    )


class TestWriting:
    def test_an_item_is_saved_and_a_second_writer_sees_it(self, secretary, report):
        item = HeldItemFactory(meeting=report)
        seen = text_stamp("")
        assert write_item(actor=secretary, item=item, text="Eerste", seen=seen)
        assert not write_item(actor=secretary, item=item, text="Eerste", seen=seen)
        assert not write_item(actor=secretary, item=item, text="", seen=seen)
        with pytest.raises(StaleError) as caught:
            write_item(actor=secretary, item=item, text="Tweede", seen=seen)
        assert caught.value.field == f"tekst{item.pk}"
        item.refresh_from_db()
        assert item.text == "Eerste"

    def test_not_by_a_member_nor_on_an_item_that_is_gone(self, cast, secretary, report):
        item = HeldItemFactory(meeting=report)
        fields = {"item": item, "text": "Ja", "seen": text_stamp("")}
        refused(write_item, actor=cast.users["member"], **fields)
        AgendaItem.objects.filter(pk=item.pk).delete()
        refused(write_item, actor=secretary, **fields)

    def test_the_page_keeps_every_text_and_holds_up_no_other(self, cast, report):
        first, second = HeldItemFactory(meeting=report), HeldItemFactory(meeting=report)
        url = reverse("governance:report_edit", args=[cast.deal.slug, "stuurgroep", report.pk])
        client = cast.client("project_secretary")
        form = client.get(url).context["form"]
        seen = {f"toen{i.pk}": form[f"toen{i.pk}"].value() for i in (first, second)}
        first.text = "Van een ander"
        first.save()
        data = {**seen, f"tekst{first.pk}": "Van mij", f"tekst{second.pk}": "Ook van mij"}
        response = client.post(url, data | {"bewaar": str(second.pk)})
        assert response.status_code == 422
        page = response.content.decode()
        assert "Van een ander" in page
        assert "Van mij" in page
        second.refresh_from_db()
        assert second.text == "Ook van mij"
        # Saved once more, knowingly, it stands.
        form = response.context["form"]
        again = {f"toen{i.pk}": form[f"toen{i.pk}"].value() for i in (first, second)}
        response = client.post(url, data | again | {"bewaar": str(first.pk)})
        assert response.status_code == 303
        assert response.url.endswith(f"#punt-{first.pk}")
        first.refresh_from_db()
        assert first.text == "Van mij"
        assert client.post(url, {"bewaar": "x"}).url == url

    def test_one_item_at_a_time_with_htmx(self, cast, report):
        item, other = HeldItemFactory(meeting=report), HeldItemFactory(meeting=report)
        url = reverse("governance:report_edit", args=[cast.deal.slug, "stuurgroep", report.pk])
        client = cast.client("project_secretary")
        hx = {"HTTP_HX_REQUEST": "true"}
        response = client.post(url, {f"tekst{item.pk}": "Ja", f"toen{item.pk}": text_stamp("")}, **hx)
        assert response.status_code == 200
        assert f'id="stand-{item.pk}"' in response.content.decode()
        assert text_stamp("Ja") in response.content.decode()
        response = client.post(url, {f"tekst{item.pk}": "Nee", f"toen{item.pk}": text_stamp("")}, **hx)
        assert response.status_code == 422
        assert "Iemand anders schreef" in response.content.decode()
        assert client.post(url, {}, **hx).status_code == 404
        assert str(other.pk) not in response.content.decode()


class TestSendingRound:
    def test_to_who_was_there_and_who_came_instead(self, secretary, report):
        HeldItemFactory(meeting=report, text="Alles goed.")
        AttendeeFactory(meeting=report)
        deputy = AttendeeFactory(meeting=report, presence=Presence.ABSENT).person
        AttendeeFactory(meeting=report, presence=Presence.REPLACED, deputy=deputy)
        until = timezone.localdate() + timedelta(days=7)
        assert send_draft(actor=secretary, meeting=report, until=until) == 2
        mails = OutgoingMail.objects.filter(kind="report_draft")
        assert mails.count() == 2
        assert "/verslag/" in mails[0].text

    def test_a_draft_put_right_reaches_them_all_again_with_the_same_last_day(self, secretary, report):
        item = HeldItemFactory(meeting=report, text="Alles goed.")
        first = AttendeeFactory(meeting=report).person
        other = AttendeeFactory(meeting=report).person
        other.email = first.email.upper()
        other.save()
        until = timezone.localdate() + timedelta(days=7)
        assert send_draft(actor=secretary, meeting=report, until=until) == 1, "one address, one mail"
        item.refresh_from_db()
        write_item(actor=secretary, item=item, text="Bijna alles goed.", seen=text_stamp(item.text))
        assert send_draft(actor=secretary, meeting=report, until=until) == 1
        assert OutgoingMail.objects.filter(kind="report_draft").count() == 2

    def test_what_cannot_be_sent(self, cast, secretary, report):
        fields = {"actor": secretary, "meeting": report, "until": timezone.localdate()}
        assert "leeg" in str(refused(send_draft, **fields))
        HeldItemFactory(meeting=report, text="Alles goed.")
        assert "niemand om het naar te sturen" in str(refused(send_draft, **fields))
        yesterday = timezone.localdate() - timedelta(days=1)
        assert refused(send_draft, **{**fields, "until": yesterday}).field == "until"
        refused(send_draft, **{**fields, "actor": cast.users["chair"]})
        report.state = MeetingState.IN_SESSION
        report.save()
        assert "bezig" in str(refused(send_draft, **fields))


class TestReading:
    def test_a_draft_is_for_the_secretary_and_the_chair_until_it_goes_round(self, cast, report):
        report.remarks_until = None
        report.save()
        reads = {role for role in cast.users if can_read_report(cast.users[role], report)}
        assert reads == {"project_secretary", "project_manager", "chair"}
        report.remarks_until = timezone.localdate()
        reads = {role for role in cast.users if can_read_report(cast.users[role], report)}
        assert reads == {"project_secretary", "project_manager", "chair", "auditor", "member", "deputy"}
        report.state = MeetingState.ADOPTED
        assert can_read_report(cast.users["nobody"], report)
        report.state = MeetingState.CONVENED
        assert not can_read_report(cast.users["project_secretary"], report)

    def test_members_of_a_joint_body_read_along(self, cast, report):
        assert not can_read_report(cast.users["other_body"], report)
        report.joint_bodies.add(cast.closed)
        assert can_read_report(cast.users["other_body"], report)

    def test_a_confidential_item_stays_with_the_members(self, cast, report):
        report.state, report.adopted_on = MeetingState.ADOPTED, report.day
        report.save()
        HeldItemFactory(
            meeting=report, text="Geheim", is_confidential=True, confidential_reason="Onderhandeling"
        )
        assert not report_page(cast.users["observer"], report).items
        assert report_page(cast.users["member"], report).items[0].text == "Geheim"

    def test_a_party_that_left_an_item_does_not_read_it(self, cast, report):
        party = PartyFactory(deal=cast.deal)
        MembershipFactory(seat=SeatFactory(body=cast.steering, party=party), person=cast.people["observer"])
        item = HeldItemFactory(meeting=report, text="Over de aanbesteding")
        Abstention.objects.create(item=item, party=party, reason="Doet mee")
        (line,) = report_page(cast.users["observer"], report).items
        assert line.text == ""
        url = reverse("governance:report_detail", args=[cast.deal.slug, "stuurgroep", report.pk])
        page = cast.client("member").get(url).content.decode()
        assert party.organization.name in page

    def test_it_costs_the_same_for_one_and_for_three_items(self, cast, queries):
        for number in (1, 3):
            meeting = HeldMeetingFactory(body=cast.steering)
            for item in HeldItemFactory.create_batch(number, meeting=meeting, text="Tekst"):
                DecisionFactory(body=cast.steering, item=item)
                ActionItemFactory(body=cast.steering, item=item)
            AttendeeFactory.create_batch(number, meeting=meeting)
            url = reverse("governance:report_detail", args=[cast.deal.slug, "stuurgroep", meeting.pk])
            client = cast.client("project_secretary")
            client.get(url)
            with queries(16):
                assert client.get(url).status_code == 200


class TestRemarks:
    def test_who_was_there_remarks_and_hears_what_was_done(self, cast, secretary, report):
        item = HeldItemFactory(meeting=report)
        AttendeeFactory(meeting=report, person=cast.people["member"])
        client = cast.client("member")
        url = reverse("governance:report_remarks", args=[cast.deal.slug, "stuurgroep", report.pk])
        assert client.post(url, {"text": ""}).status_code == 422
        data = {"text": "Ik zei iets anders.", "item": str(item.pk)}
        assert client.post(url, data).status_code == 303
        remark = MeetingRemark.objects.get()
        assert (remark.item, remark.person) == (item, cast.people["member"])
        answer = reverse(
            "governance:remark_answer", args=[cast.deal.slug, "stuurgroep", report.pk, remark.pk]
        )
        refused(answer_remark, actor=secretary, remark=remark, answer=" ")
        assert cast.client("project_secretary").post(answer, {"answer": "Verwerkt"}).status_code == 303
        assert "Verwerkt" in client.get(url).content.decode()
        # Others do not see whose remark it is, and have nothing to do here.
        assert cast.client("chair").get(url).status_code == 404
        gone = reverse("governance:remark_answer", args=[cast.deal.slug, "stuurgroep", report.pk, 0])
        assert cast.client("project_secretary").get(gone).status_code == 404

    def test_only_who_was_there_in_person_and_in_time(self, cast, report):
        absent = AttendeeFactory(meeting=report, person=cast.people["member"], presence=Presence.ABSENT)
        fields = {"actor": cast.users["member"], "meeting": report, "text": "Nee"}
        refused(add_remark, **fields)
        absent.presence, absent.deputy = Presence.REPLACED, cast.people["deputy"]
        absent.save()
        assert remarker(cast.users["deputy"], report) == cast.people["deputy"]
        assert remarker(cast.users["member"], report) is None
        absent.presence = Presence.PRESENT
        absent.save()
        elsewhere = HeldItemFactory()
        assert refused(add_remark, **fields, item=elsewhere).field == "item"
        cast.deal.state = "closed"
        cast.deal.save()
        assert remarker(cast.users["member"], Meeting.objects.get(pk=report.pk)) is None
        refused(add_remark, **fields)
        cast.deal.state = "running"
        cast.deal.save()
        report.remarks_until = timezone.localdate() - timedelta(days=1)
        report.save()
        refused(add_remark, **fields)

    def test_everybody_sees_their_own_and_the_secretary_all(self, cast, report):
        MeetingRemarkFactory(meeting=report, person=cast.people["member"])
        MeetingRemarkFactory(meeting=report, item=HeldItemFactory(meeting=report))
        assert len(remark_rows(cast.users["member"], report, manages=False)) == 1
        assert len(remark_rows(cast.users["project_secretary"], report, manages=True)) == 2


class TestNextAgenda:
    def test_it_comes_on_a_later_meeting_of_the_same_body_once(self, cast, secretary, report):
        coming = HeldMeetingFactory(
            body=cast.steering, state=MeetingState.CONVENED, starts_at=timezone.now() + timedelta(days=9)
        )
        assert next_meetings(report) == [coming]
        item = put_on_agenda(actor=secretary, report=report, meeting=coming)
        assert put_on_agenda(actor=secretary, report=report, meeting=coming) == item
        assert item.fixed == FixedItem.PREVIOUS_MINUTES

    def test_not_elsewhere_nor_before_it_went_round(self, cast, secretary, report):
        other = HeldMeetingFactory(
            body=cast.core, state=MeetingState.DRAFT, starts_at=timezone.now() + timedelta(days=9)
        )
        over = HeldMeetingFactory(body=cast.steering)
        for meeting in (other, over):
            error = refused(put_on_agenda, actor=secretary, report=report, meeting=meeting)
            assert error.field == "meeting"
        report.remarks_until = None
        report.save()
        refused(put_on_agenda, actor=secretary, report=report, meeting=other)

    def test_without_a_next_meeting_the_page_says_so(self, cast, report):
        url = reverse("governance:report_agenda", args=[cast.deal.slug, "stuurgroep", report.pk])
        client = cast.client("project_secretary")
        assert "schriftelijke ronde" in client.get(url).content.decode()
        report.state = MeetingState.IN_SESSION
        report.save()
        assert client.get(url).status_code == 404


class TestAdoption:
    @pytest.fixture
    def later(self, cast):
        """The next meeting, with somebody at the table."""
        meeting = HeldMeetingFactory(body=cast.steering)
        AttendeeFactory(meeting=meeting)
        return meeting

    @pytest.fixture
    def item(self, later):
        return HeldItemFactory(meeting=later, fixed=FixedItem.PREVIOUS_MINUTES)

    def deciding(self, secretary, item, report, **more):
        terms = DecisionTerms(item=item, **more)
        return {"actor": secretary, "item": item, "report": report, "text": "Vastgesteld.", "terms": terms}

    def test_by_a_decision_of_the_body_in_a_later_meeting(self, secretary, report, later, item):
        decision = decide_on_report(**self.deciding(secretary, item, report))
        report.refresh_from_db()
        assert (report.state, report.adopted_in, report.adoption) == (MeetingState.ADOPTED, later, decision)
        assert decision.subject == DecisionSubject.OWN_ORDER
        assert "vastgesteld" in str(refused(decide_on_report, **self.deciding(secretary, item, report)))
        withdrawn = {"actor": secretary, "decision": decision, "on": later.day, "reason": "Fout"}
        assert "Stuurgroep" in str(refused(withdraw_decision, **withdrawn))

    def test_put_off_or_rejected_it_stays_a_draft(self, secretary, report, item):
        for result in (DecisionResult.DEFERRED, DecisionResult.REJECTED):
            decide_on_report(**self.deciding(secretary, item, report, result=result))
        report.refresh_from_db()
        assert report.state == MeetingState.MINUTES
        assert Decision.objects.count() == 2

    def test_not_by_a_meeting_of_another_body(self, cast, secretary, report):
        elsewhere = HeldItemFactory(meeting__body=cast.core, fixed=FixedItem.PREVIOUS_MINUTES)
        AttendeeFactory(meeting=elsewhere.meeting)
        error = refused(decide_on_report, **self.deciding(secretary, elsewhere, report))
        assert error.field == "report"
        assert "Alleen Stuurgroep zelf" in str(error)
        decision = write_decision(
            actor=secretary,
            body=cast.core,
            taken_on=timezone.localdate(),
            subject=DecisionSubject.OWN_ORDER,
            title="Verslag",
            text="Ja",
        )
        refused(adopt_minutes, actor=secretary, meeting=report, decision=decision)

    def test_not_by_the_secretary_alone_nor_at_another_item(self, cast, secretary, report, item):
        other = HeldItemFactory(meeting=item.meeting)
        refused(decide_on_report, **self.deciding(secretary, other, report))
        item.meeting.invitations.update(presence=Presence.ABSENT)
        assert "niet de secretaris alleen" in str(
            refused(decide_on_report, **self.deciding(secretary, item, report))
        )
        refused(decide_on_report, **self.deciding(cast.users["member"], item, report))

    def test_not_by_an_earlier_meeting_nor_before_it_went_round(self, secretary, report, item):
        report.starts_at = timezone.now()
        report.ends_at = report.starts_at + timedelta(hours=1)
        report.save()
        assert refused(decide_on_report, **self.deciding(secretary, item, report)).field == "report"
        report.remarks_until = None
        report.save()
        refused(decide_on_report, **self.deciding(secretary, item, report))

    def written(self, secretary, body, **more):
        return write_decision(
            actor=None,
            body=body,
            taken_on=timezone.localdate(),
            subject=DecisionSubject.OWN_ORDER,
            title="Laatste verslag",
            text="Vastgesteld in een schriftelijke ronde.",
            after_end=True,
            **more,
        )

    def test_the_last_report_of_a_body_that_ends_by_a_written_round(self, cast, secretary, report):
        decision = self.written(secretary, cast.steering)
        assert "vergadert nog" in str(
            refused(adopt_minutes, actor=secretary, meeting=report, decision=decision)
        )
        cast.steering.end = timezone.localdate() - timedelta(days=1)
        cast.steering.save()
        rejected = self.written(secretary, cast.steering, terms=DecisionTerms(result=DecisionResult.REJECTED))
        refused(adopt_minutes, actor=secretary, meeting=report, decision=rejected)
        decision = self.written(secretary, cast.steering)
        adopted = adopt_minutes(actor=secretary, meeting=report, decision=decision)
        assert (adopted.state, adopted.adopted_in) == (MeetingState.ADOPTED, None)

    def test_a_decision_taken_at_another_item_adopts_nothing(self, cast, secretary, report, later):
        other = HeldItemFactory(meeting=later)
        decision = DecisionFactory(body=cast.steering, item=other)
        refused(adopt_minutes, actor=secretary, meeting=report, decision=decision)

    def test_the_page_without_a_report_says_so(self, cast, item):
        url = reverse("governance:item_adopt", args=[cast.deal.slug, "stuurgroep", item.meeting_id, item.pk])
        client = cast.client("project_secretary")
        assert "Er wacht geen verslag" in client.get(url).content.decode()
        other = HeldItemFactory(meeting=item.meeting)
        assert client.get(url.replace(str(item.pk), str(other.pk))).status_code == 404
        assert client.get(url.replace(str(item.pk), "0")).status_code == 404


def standards_of(pdf: pikepdf.Pdf) -> tuple[str | None, str | None]:
    """Return of which PDF/UA and of which PDF/A a file says it is."""
    told = pdf.open_metadata()
    return told.get("pdfuaid:part"), told.get("pdfaid:part")


class TestFiles:
    def test_the_pdf_can_be_read_by_everybody_and_holds_the_text_as_text(self, cast, report):
        member = AttendeeFactory(meeting=report, person=cast.people["member"])
        item = HeldItemFactory(meeting=report, text="*Niet vet* #let x = 1\n<script>alert(1)</script>")
        DecisionFactory(body=cast.steering, item=item, on_record="Hoogerland stemt tegen.")
        ActionItemFactory(body=cast.steering, item=item)
        report.title = 'Verslag "met" <aanhalingstekens>\x07'
        page = report_page(cast.users["project_secretary"], report)
        made = report_file(report, page, "pdf")
        with pikepdf.open(BytesIO(made.content)) as pdf:
            assert bool(pdf.Root.MarkInfo.Marked)
            assert str(pdf.Root.Lang).startswith("nl")
            assert "/StructTreeRoot" in pdf.Root
            assert standards_of(pdf) == ("1", "2")
        assert made.name.startswith("verslag-stuurgroep-")
        report.title = "Verslag 🎉"
        with pikepdf.open(BytesIO(report_file(report, page, "pdf").content)) as pdf:
            assert standards_of(pdf) == ("1", "2")
        report.title = "Verslag 会议"
        with pikepdf.open(BytesIO(report_file(report, page, "pdf").content)) as pdf:
            assert standards_of(pdf) == (None, None)
        odt = report_file(report, page, "odt")
        assert odt.content.startswith(b"PK")
        assert member.person.name
