"""Answers to invitations: by the link without an account, signed in, and what does not count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from citydeal.models import OutgoingMail
from governance.enums import DealState, MeetingState, Reply
from governance.models import Invitation, WayOfWorking
from governance.selectors.invitations import substitutes_of
from governance.services.invitations import token_of
from governance.services.invitations_replies import ReplyGiven, reply_to_invitation
from governance.services.meetings import MeetingDetails, change_meeting
from governance.services.meetings_calling import cancel_meeting, convene_meeting
from tests.factories.governance import MembershipFactory, PositionFactory
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(cast):
    meeting = MeetingFactory(body=cast.steering)
    return convene_meeting(actor=cast.users["project_secretary"], meeting=meeting)


def of(meeting, person):
    return Invitation.objects.get(meeting=meeting, person=person)


def link(invitation):
    return reverse("governance:invitation_answer", args=[token_of(invitation)])


def colleague(cast):
    """Somebody of the ministry who is known in the deal: its deputy member elsewhere."""
    place = MembershipFactory(seat__body=cast.core, seat__party=cast.ministry)
    return place.person


class TestLink:
    def test_opening_it_changes_nothing_and_the_button_counts(self, cast, meeting):
        invitation = of(meeting, cast.people["member"])
        client, url = Client(), link(invitation)
        history = invitation.history.count()
        for _ in range(3):
            page = client.get(url)
        client.head(url)
        invitation.refresh_from_db()
        assert (invitation.reply, invitation.history.count()) == (Reply.NONE, history)
        assert page["Referrer-Policy"] == "same-origin"
        assert "no-store" in page["Cache-Control"]
        done = client.post(url, {"reply": "ja", "name": "Secretariaat Zuid"}, follow=True)
        assert "Bedankt" in done.content.decode()
        assert "Secretariaat Zuid antwoordde" in done.content.decode()
        invitation.refresh_from_db()
        assert (invitation.reply, invitation.replied_by) == (Reply.YES, "Secretariaat Zuid")

    def test_used_twice_it_shows_the_answer_and_changes_it(self, cast, meeting):
        invitation = of(meeting, cast.people["member"])
        client = Client()
        client.post(link(invitation), {"reply": "ja", "name": "A"})
        assert "A antwoordde" in client.get(link(invitation)).content.decode()
        client.post(link(invitation), {"reply": "nee", "name": "B", "remark": "Ziek"})
        invitation.refresh_from_db()
        assert (invitation.reply, invitation.replied_by, invitation.remark) == (Reply.NO, "B", "Ziek")

    def test_guessed(self):
        for token in ("x", "A" * 43, "é" * 43):
            page = Client().get(reverse("governance:invitation_answer", args=[token]))
            assert page.status_code == 404
            assert "Deze link werkt niet" in page.content.decode()

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"state": MeetingState.CANCELLED}, "Deze vergadering is afgezegd"),
            ({"state": MeetingState.RESERVED}, "De uitnodiging komt nog"),
            ({"state": MeetingState.IN_SESSION}, "Deze vergadering is begonnen of voorbij"),
            (
                {
                    "starts_at": timezone.now() - timedelta(hours=1),
                    "ends_at": timezone.now() + timedelta(hours=1),
                },
                "Deze vergadering is begonnen of voorbij",
            ),
        ],
    )
    def test_too_late_or_not_wanted_any_more(self, cast, meeting, change, words):
        invitation = of(meeting, cast.people["member"])
        for name, value in change.items():
            setattr(meeting, name, value)
        meeting.save()
        for page in (
            Client().get(link(invitation)),
            Client().post(link(invitation), {"reply": "ja", "name": "A"}),
        ):
            assert page.status_code == 410
            assert words in page.content.decode()
        invitation.refresh_from_db()
        assert invitation.reply == Reply.NONE

    def test_in_a_closed_deal_nothing_is_asked(self, cast, meeting):
        invitation = of(meeting, cast.people["member"])
        own = reverse("governance:my_invitation", args=[invitation.pk])
        assert own in cast.client("member").get(meeting.get_absolute_url()).content.decode()
        cast.deal.state = DealState.CLOSED
        cast.deal.save()
        page = Client().get(link(invitation))
        assert page.status_code == 410
        assert "Deze City Deal is afgesloten" in page.content.decode()
        assert own not in cast.client("member").get(meeting.get_absolute_url()).content.decode()
        refused(reply_to_invitation, actor=None, invitation=invitation, given=ReplyGiven(Reply.YES, "A"))

    def test_somebody_who_was_removed(self, cast, meeting):
        invitation = of(meeting, cast.people["member"])
        invitation.removed_at = timezone.now()
        invitation.save()
        page = Client().get(link(invitation))
        assert page.status_code == 410
        assert "niet meer uitgenodigd" in page.content.decode()

    @pytest.mark.parametrize(
        ("data", "words"),
        [
            ({}, "Kies een antwoord"),
            ({"reply": "misschien", "name": "A"}, "Kies een antwoord"),
            ({"reply": "vervanger", "name": "A"}, "Kies wie er in de plaats komt"),
            ({"reply": "vervanger", "name": "A", "deputy": "999999"}, "Kies een antwoord uit de lijst"),
            ({"reply": "ja", "name": ""}, "Uw naam"),
            ({"reply": "ja", "name": "a\0b"}, "onzichtbaar"),
            ({"reply": "ja", "name": "x" * 300}, "tekens"),
        ],
    )
    def test_bad_input_is_said_and_kept(self, cast, meeting, data, words):
        colleague(cast)
        invitation = of(meeting, cast.ministry_member.person)
        page = Client().post(link(invitation), {"remark": "Onthoud dit", **data})
        assert page.status_code == 422
        assert words in page.content.decode()
        assert "Onthoud dit" in page.content.decode()

    def test_without_a_deputy_to_choose_the_answer_is_not_offered(self, cast, meeting):
        invitation = of(meeting, cast.ministry_member.person)
        assert 'value="vervanger"' not in Client().get(link(invitation)).content.decode()


class TestDeputy:
    def test_a_secretariat_answers_with_a_deputy_who_gets_the_entry(self, cast, meeting):
        deputy = colleague(cast)
        invitation = of(meeting, cast.ministry_member.person)
        Client().post(
            link(invitation), {"reply": "vervanger", "deputy": str(deputy.pk), "name": "Secretariaat"}
        )
        invitation.refresh_from_db()
        assert (invitation.reply, invitation.deputy, invitation.deputy_votes) == (Reply.DEPUTY, deputy, True)
        sent = OutgoingMail.objects.get(to=deputy.email)
        assert "METHOD:REQUEST" in sent.calendar
        assert cast.ministry_member.person.name in sent.text
        assert "uitnodiging/" not in sent.text

    def test_who_is_it_no_more_loses_the_entry(self, cast, meeting):
        deputy, other = colleague(cast), colleague(cast)
        invitation = of(meeting, cast.ministry_member.person)
        for who in (deputy, deputy, other):
            given = ReplyGiven(Reply.DEPUTY, "A", deputy=who)
            reply_to_invitation(actor=None, invitation=invitation, given=given)
        reply_to_invitation(actor=None, invitation=invitation, given=ReplyGiven(Reply.YES, "A"))
        for who in (deputy, other):
            methods = OutgoingMail.objects.filter(to=who.email).order_by("pk")
            assert list(methods.values_list("calendar_method", flat=True)) == ["REQUEST", "CANCEL"]

    def test_each_mail_to_a_deputy_has_a_newer_version(self, cast, meeting):
        deputy = colleague(cast)
        invitation = of(meeting, cast.ministry_member.person)
        comes = ReplyGiven(Reply.DEPUTY, "A", deputy=deputy)
        for given in (comes, ReplyGiven(Reply.YES, "A"), comes):
            reply_to_invitation(actor=None, invitation=invitation, given=given)
        mails = OutgoingMail.objects.filter(to=deputy.email).order_by("pk")
        entries = [Calendar.from_ical(mail.calendar).walk("VEVENT")[0] for mail in mails]
        versions = [entry["SEQUENCE"] for entry in entries]
        assert len(versions) == 3
        assert versions == sorted(set(versions))

    def test_the_way_of_working_says_whether_a_deputy_votes(self, cast, meeting):
        WayOfWorking.objects.create(body=cast.steering, deputies_vote=False)
        invitation = of(meeting, cast.ministry_member.person)
        given = ReplyGiven(Reply.DEPUTY, "A", deputy=colleague(cast))
        assert not reply_to_invitation(actor=None, invitation=invitation, given=given).deputy_votes

    def test_the_deputy_of_who_has_no_vote_has_none(self, cast, meeting):
        invitation = of(meeting, cast.ministry_member.person)
        invitation.has_vote = False
        invitation.save()
        given = ReplyGiven(Reply.DEPUTY, "A", deputy=colleague(cast))
        assert not reply_to_invitation(actor=None, invitation=invitation, given=given).deputy_votes

    def test_a_mandate_on_file_goes_first_and_who_is_invited_is_none(self, cast, meeting):
        named = MembershipFactory(seat=cast.ministry_seat, is_deputy=True).person
        mate = colleague(cast)
        MembershipFactory(seat__body=cast.steering, seat__party=cast.ministry)
        found = substitutes_of(of(meeting, cast.ministry_member.person))
        assert [s.person for s in found if s.has_mandate] == [named]
        assert mate in [s.person for s in found]
        assert cast.ministry_member.person not in [s.person for s in found]

    def test_who_signed_without_a_seat_is_replaced_by_somebody_of_the_party(self, cast, meeting):
        invitation = InvitationFactory(meeting=meeting, party=cast.ministry)
        mate = colleague(cast)
        assert mate in [s.person for s in substitutes_of(invitation)]

    def test_the_deputy_hears_of_changes_and_of_the_end(self, cast, meeting):
        deputy = colleague(cast)
        invitation = of(meeting, cast.ministry_member.person)
        given = ReplyGiven(Reply.DEPUTY, "A", deputy=deputy)
        reply_to_invitation(actor=None, invitation=invitation, given=given)
        secretary = cast.users["project_secretary"]
        details = MeetingDetails(
            title="Anders", starts_at=meeting.starts_at, ends_at=meeting.ends_at, access=meeting.access
        )
        change_meeting(actor=secretary, meeting=meeting, details=details)
        cancel_meeting(actor=secretary, meeting=meeting, reason="Geen stukken")
        kinds = OutgoingMail.objects.filter(to=deputy.email).order_by("pk").values_list("kind", flat=True)
        assert list(kinds) == ["meeting_deputy", "meeting_updated", "meeting_cancelled"]

    def test_nobody_of_another_party(self, cast, meeting):
        invitation = of(meeting, cast.ministry_member.person)
        stranger = PositionFactory().person
        for deputy in (stranger, None):
            given = ReplyGiven(Reply.DEPUTY, "A", deputy=deputy)
            said = refused(reply_to_invitation, actor=None, invitation=invitation, given=given)
            assert said.field == "deputy"

    def test_in_a_body_without_seats_only_its_deputies(self, cast):
        member = MembershipFactory(seat__body=cast.core)
        member.seat = None
        member.save()
        place = MembershipFactory(seat__body=cast.core, is_deputy=True)
        place.seat = None
        place.save()
        meeting = convene_meeting(
            actor=cast.users["project_secretary"], meeting=MeetingFactory(body=cast.core)
        )
        found = substitutes_of(of(meeting, member.person))
        assert [s.person for s in found] == [place.person]


class TestSignedIn:
    def url(self, invitation):
        return reverse("governance:my_invitation", args=[invitation.pk])

    def test_the_member_answers_for_himself(self, cast, meeting):
        invitation = of(meeting, cast.people["member"])
        client = cast.client("member")
        page = client.get(self.url(invitation)).content.decode()
        assert 'value="member"' in page
        assert "U antwoordt voor" not in page
        assert client.post(self.url(invitation), {"reply": "ja", "name": "member"}).status_code == 303

    def test_who_acts_for_somebody_answers_on_behalf(self, cast, meeting):
        invitation = of(meeting, cast.people["chair"])
        client = cast.client("adviser")
        assert "U antwoordt voor" in client.get(self.url(invitation)).content.decode()
        client.post(self.url(invitation), {"reply": "nee", "name": "Adviseur"})
        invitation.refresh_from_db()
        assert invitation.replied_by == f"Adviseur namens {cast.people['chair'].name}"
        assert invitation.history.first().on_behalf == cast.people["chair"].name

    def test_the_secretary_notes_what_was_heard(self, cast, meeting):
        invitation = of(meeting, cast.people["member"])
        cast.client("project_secretary").post(self.url(invitation), {"reply": "nee", "name": "Gebeld"})
        invitation.refresh_from_db()
        assert (invitation.reply, invitation.replied_by) == (Reply.NO, "Gebeld")

    def test_others_do_not_find_it(self, cast, meeting):
        invitation = of(meeting, cast.people["member"])
        for role in ("chair", "auditor", "nobody", "other_deal"):
            assert cast.client(role).get(self.url(invitation)).status_code == 404
        assert cast.client("anonymous").get(self.url(invitation)).status_code == 302
        assert (
            cast.client("member").get(reverse("governance:my_invitation", args=[999999])).status_code == 404
        )

    def test_the_service_refuses_who_may_not(self, cast, meeting):
        invitation = of(meeting, cast.people["member"])
        given = ReplyGiven(Reply.YES, "A")
        refused(reply_to_invitation, actor=cast.users["chair"], invitation=invitation, given=given)

    def test_no_answer_is_no_answer_and_too_late_is_said(self, cast, meeting):
        invitation = of(meeting, cast.people["member"])
        said = refused(
            reply_to_invitation, actor=None, invitation=invitation, given=ReplyGiven(Reply.NONE, "A")
        )
        assert said.field == "reply"
        meeting.state = MeetingState.CANCELLED
        meeting.save()
        refused(reply_to_invitation, actor=None, invitation=invitation, given=ReplyGiven(Reply.YES, "A"))
