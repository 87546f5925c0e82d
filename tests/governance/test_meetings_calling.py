"""Calling people together: who gets which mail, and what calendars do with it."""

from __future__ import annotations

import email
import email.policy
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as django_mail
from django.utils import timezone
from icalendar import Calendar

from citydeal.common.calendars import Address, Entry, Method, calendar_text
from citydeal.models import OutgoingMail
from citydeal.services.outbox import drain
from governance.enums import DelegationMail, MeetingState, Reply
from governance.models import Invitation
from governance.selectors.requests_links import hash_of
from governance.services.invitations import (
    invite_guest,
    remove_guest,
    token_of,
    update_invitations,
)
from governance.services.invitations_preview import preview_calling, preview_told
from governance.services.meetings import MeetingDetails, change_meeting
from governance.services.meetings_calling import (
    cancel_meeting,
    convene_meeting,
    open_meeting,
    remind_invited,
    reserve_meeting,
)
from tests.factories.governance import DelegationFactory, MembershipFactory, PersonFactory, SeatFactory
from tests.factories.meetings import MeetingFactory
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


@pytest.fixture
def meeting(cast):
    return MeetingFactory(body=cast.steering, title="Stuurgroep; overleg, nr. 4", location='Zaal "Noord"')


def event_of(sent):
    (event,) = Calendar.from_ical(sent.calendar).walk("VEVENT")
    return event


def to(person):
    return OutgoingMail.objects.filter(to=person.email).order_by("pk")


class TestCalendarText:
    def test_outlook_finds_one_entry_in_utc_with_short_lines(self):
        entry = Entry(
            uid="1@voorbeeld.example",
            sequence=3,
            title="Titel\r\nBEGIN:VALARM " + "é" * 100,
            starts_at=datetime(2026, 12, 3, 13, tzinfo=UTC),
            ends_at=datetime(2026, 12, 3, 15, tzinfo=UTC),
            stamp=datetime(2026, 11, 22, tzinfo=UTC),
        )
        text = calendar_text(
            entry, Method.REQUEST, Address('De "Deal"', "d@voorbeeld.example"), Address("A", "a@b.example")
        )
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
        assert text.startswith("BEGIN:VCALENDAR\r\n")
        (event,) = Calendar.from_ical(text).walk("VEVENT")
        assert not event.subcomponents
        assert event["DTSTART"].dt == entry.starts_at
        assert str(event["ORGANIZER"]) == "mailto:d@voorbeeld.example"
        assert event["ORGANIZER"].params["CN"] == "De 'Deal'"
        for absent in ("LOCATION", "DESCRIPTION", "URL"):
            assert absent not in event


class TestReserve:
    def test_members_and_secretariats_get_a_tentative_entry_without_a_link(self, cast, secretary, meeting):
        reserve_meeting(actor=secretary, meeting=meeting)
        assert set(OutgoingMail.objects.values_list("kind", flat=True)) == {"meeting_reserved"}
        (sent,) = to(cast.people["member"])
        event = event_of(sent)
        assert (sent.calendar_method, event["STATUS"]) == ("REQUEST", "TENTATIVE")
        assert event["UID"].startswith(str(meeting.uid))
        assert event["SEQUENCE"] == 0
        assert event["SUMMARY"] == "Gereserveerd: Stuurgroep; overleg, nr. 4"
        assert event["LOCATION"] == 'Zaal "Noord"'
        assert str(event["ATTENDEE"]) == f"mailto:{cast.people['member'].email}"
        assert "uitnodiging/" not in sent.text
        # The adviser of the chair gets a copy, and knows for whom.
        (copy,) = to(cast.people["adviser"])
        assert (
            f"namens {cast.people['chair'].name}" in " ".join(copy.text.split())
            or cast.people["chair"].name in copy.text
        )
        assert not to(cast.people["deputy"])

    def test_to_the_secretariat_instead(self, cast, secretary, meeting):
        DelegationFactory(
            person=cast.people["member"], delegate=cast.people["secretariat"], mail=DelegationMail.INSTEAD
        )
        reserve_meeting(actor=secretary, meeting=meeting)
        assert not to(cast.people["member"])
        assert to(cast.people["secretariat"]).count() == 1

    def test_twice_is_refused_and_sends_nothing_more(self, secretary, meeting):
        reserve_meeting(actor=secretary, meeting=meeting)
        number = OutgoingMail.objects.count()
        refused(reserve_meeting, actor=secretary, meeting=meeting)
        assert OutgoingMail.objects.count() == number

    def test_not_in_the_past(self, cast, secretary):
        past = MeetingFactory(body=cast.steering, days=-2)
        for call in (reserve_meeting, convene_meeting):
            assert "in het verleden" in str(refused(call, actor=secretary, meeting=past).message)
        past.refresh_from_db()
        assert past.state == MeetingState.DRAFT

    def test_a_member_may_not(self, cast, meeting):
        refused(reserve_meeting, actor=cast.users["member"], meeting=meeting)


class TestConvene:
    def test_the_reservation_becomes_firm_and_carries_a_link(self, cast, secretary, meeting):
        reserve_meeting(actor=secretary, meeting=meeting)
        until = timezone.localdate() + timedelta(days=20)
        convene_meeting(actor=secretary, meeting=meeting, reply_until=until, text="Graag stukken lezen")
        first, sent = to(cast.people["member"])
        before, event = event_of(first), event_of(sent)
        assert (event["STATUS"], event["SEQUENCE"], event["UID"]) == ("CONFIRMED", 1, before["UID"])
        assert event["DESCRIPTION"] == "Graag stukken lezen"
        invitation = Invitation.objects.get(meeting=meeting, person=cast.people["member"])
        assert f"/uitnodiging/{token_of(invitation)}/" in sent.text
        assert 'href="http' in sent.html
        assert invitation.token_hash == hash_of(token_of(invitation))
        assert invitation.sent_sequence == 1

    def test_straight_from_a_draft_is_version_0(self, cast, secretary, meeting):
        convene_meeting(actor=secretary, meeting=meeting)
        assert event_of(to(cast.people["member"]).get())["SEQUENCE"] == 0

    def test_who_left_since_the_reservation_is_let_go_of(self, cast, secretary, meeting):
        reserve_meeting(actor=secretary, meeting=meeting)
        place = cast.ministry_member
        place.end = timezone.localdate()
        place.save()
        convene_meeting(actor=secretary, meeting=meeting)
        first, last = to(place.person)
        assert event_of(first)["STATUS"] == "TENTATIVE"
        assert (last.calendar_method, event_of(last)["STATUS"]) == ("CANCEL", "CANCELLED")

    @pytest.mark.parametrize("days", [-1, 31])
    def test_the_last_day_to_answer_lies_before_the_meeting(self, secretary, meeting, days):
        until = timezone.localdate() + timedelta(days=days)
        said = refused(convene_meeting, actor=secretary, meeting=meeting, reply_until=until)
        assert said.field == "reply_until"

    def test_a_body_without_members_has_nobody_to_call(self, cast, secretary):
        empty = MeetingFactory(body=cast.core)
        assert "niemand" in str(refused(convene_meeting, actor=secretary, meeting=empty).message)

    def test_each_mail_parses_as_an_invitation(self, cast, secretary, meeting, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        OutgoingMail.objects.all().delete()
        convene_meeting(actor=secretary, meeting=meeting)
        row = to(cast.people["member"]).get()
        from citydeal.services.outbox import Claim, _message

        message = _message(Claim(row, row.text, row.html, row.calendar)).message()
        parsed = email.message_from_bytes(message.as_bytes(), policy=email.policy.default)
        kinds = [part.get_content_type() for part in parsed.walk() if not part.is_multipart()]
        assert kinds == ["text/plain", "text/html", "text/calendar", "application/ics"]
        calendar, attached = list(parsed.walk())[-2:]
        assert calendar["Content-Type"].params["method"] == "REQUEST"
        for part in (calendar, attached):
            content = part.get_content()
            text = content.decode() if isinstance(content, bytes) else content
            assert Calendar.from_ical(text)["METHOD"] == "REQUEST"
        assert attached.get_filename() == "afspraak.ics"


@pytest.mark.django_db(transaction=True)
def test_a_sent_mail_loses_its_calendar_part(settings, db):
    from citydeal.services.outbox import queue_mail

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    row = queue_mail(
        key="k",
        to="a@voorbeeld.example",
        subject="s",
        text="t",
        kind="x",
        calendar="BEGIN:VCALENDAR",
        calendar_method="REQUEST",
    )
    assert drain().sent == 1
    row.refresh_from_db()
    assert row.calendar == ""
    assert django_mail.outbox[0].attachments


class TestCancel:
    def test_who_was_told_gets_the_reason_and_loses_the_entry(self, cast, secretary, meeting):
        convene_meeting(actor=secretary, meeting=meeting)
        cancelled = cancel_meeting(actor=secretary, meeting=meeting, reason="Te weinig stukken")
        first, last = to(cast.people["member"])
        event = event_of(last)
        assert (last.calendar_method, event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
        assert event["UID"] == event_of(first)["UID"]
        assert "Te weinig stukken" in last.text
        assert cancelled.state == MeetingState.CANCELLED

    def test_a_draft_goes_in_silence(self, secretary, meeting):
        cancel_meeting(actor=secretary, meeting=meeting, reason="Dubbel")
        assert not OutgoingMail.objects.exists()

    def test_not_without_a_reason(self, secretary, meeting):
        assert refused(cancel_meeting, actor=secretary, meeting=meeting, reason=" ").field == "reason"


class TestMove:
    def test_the_same_entry_moves(self, cast, secretary, meeting):
        convene_meeting(actor=secretary, meeting=meeting)
        details = MeetingDetails(
            title=meeting.title,
            starts_at=meeting.starts_at + timedelta(days=1),
            ends_at=meeting.ends_at + timedelta(days=1),
        )
        change_meeting(actor=secretary, meeting=meeting, details=details)
        first, last = to(cast.people["member"])
        assert event_of(last)["UID"] == event_of(first)["UID"]
        assert event_of(last)["SEQUENCE"] == 1
        assert event_of(last)["DTSTART"].dt - event_of(first)["DTSTART"].dt == timedelta(days=1)


class TestList:
    def test_it_follows_the_composition(self, cast, secretary, meeting):
        convene_meeting(actor=secretary, meeting=meeting)
        new = MembershipFactory(seat=SeatFactory(body=cast.steering))
        cast.ministry_member.end = timezone.localdate()
        cast.ministry_member.save()
        changes = update_invitations(actor=secretary, meeting=meeting)
        assert [i.person for i in changes.added] == [new.person]
        assert [i.person for i in changes.removed] == [cast.ministry_member.person]
        assert to(new.person).get().calendar_method == "REQUEST"
        gone = to(cast.ministry_member.person)
        assert [mail.calendar_method for mail in gone] == ["REQUEST", "CANCEL"]
        # A calendar passes over a cancellation that is no newer than what it has (RFC 5546).
        assert [event_of(mail)["SEQUENCE"] for mail in gone] == [0, 1]

    def test_a_newer_version_for_one_makes_nobody_look_again(self, cast, secretary, meeting):
        convene_meeting(actor=secretary, meeting=meeting)
        seen = meeting.history.latest().pk
        cast.ministry_member.end = timezone.localdate()
        cast.ministry_member.save()
        update_invitations(actor=secretary, meeting=meeting)
        meeting.refresh_from_db()
        assert (meeting.sequence, meeting.history.latest().pk) == (1, seen)

    def test_nothing_changed_mails_nobody(self, secretary, meeting):
        convene_meeting(actor=secretary, meeting=meeting)
        number = OutgoingMail.objects.count()
        changes = update_invitations(actor=secretary, meeting=meeting)
        assert not changes.added
        assert not changes.removed
        assert OutgoingMail.objects.count() == number

    def test_who_comes_back_gets_a_newer_version(self, cast, secretary, meeting):
        convene_meeting(actor=secretary, meeting=meeting)
        place = cast.ministry_member
        for end in (timezone.localdate(), None):
            place.end = end
            place.save()
            update_invitations(actor=secretary, meeting=meeting)
        methods = list(to(place.person).values_list("calendar_method", flat=True))
        assert methods == ["REQUEST", "CANCEL", "REQUEST"]
        assert [event_of(mail)["SEQUENCE"] for mail in to(place.person)] == [0, 1, 2]

    def test_a_member_who_becomes_secretary_loses_the_vote(self, cast, secretary, meeting):
        convene_meeting(actor=secretary, meeting=meeting)
        place = cast.ministry_member
        place.role = "secretary"
        place.save()
        update_invitations(actor=secretary, meeting=meeting)
        assert not Invitation.objects.get(meeting=meeting, person=place.person).has_vote

    def test_only_for_a_meeting_to_come(self, secretary, meeting):
        refused(update_invitations, actor=secretary, meeting=meeting)


class TestGuests:
    def test_invited_and_let_go_of(self, cast, secretary, meeting):
        convene_meeting(actor=secretary, meeting=meeting)
        guest = cast.people["party_contact"]
        invitation = invite_guest(actor=secretary, meeting=meeting, person=guest)
        assert (invitation.is_guest, invitation.has_vote) == (True, False)
        assert "already" not in str(
            refused(invite_guest, actor=secretary, meeting=meeting, person=guest).message
        )
        remove_guest(actor=secretary, invitation=invitation)
        refused(remove_guest, actor=secretary, invitation=invitation)
        invite_guest(actor=secretary, meeting=meeting, person=guest)
        methods = list(to(guest).values_list("calendar_method", flat=True))
        assert methods == ["REQUEST", "CANCEL", "REQUEST"]

    def test_in_a_draft_without_mail_and_kept_when_it_is_convened(self, cast, secretary, meeting):
        guest = cast.people["party_contact"]
        invitation = invite_guest(actor=secretary, meeting=meeting, person=guest)
        assert not OutgoingMail.objects.exists()
        convene_meeting(actor=secretary, meeting=meeting)
        assert to(guest).count() == 1
        other = invite_guest(actor=secretary, meeting=meeting, person=cast.people["dealmaker"])
        assert other.pk != invitation.pk

    def test_taken_off_a_draft_without_mail(self, cast, secretary, meeting):
        guest = invite_guest(actor=secretary, meeting=meeting, person=cast.people["party_contact"])
        remove_guest(actor=secretary, invitation=guest)
        assert not OutgoingMail.objects.exists()

    def test_nobody_from_outside_the_deal_and_not_after_it(self, cast, secretary, meeting):
        said = refused(invite_guest, actor=secretary, meeting=meeting, person=PersonFactory())
        assert said.field == "person"
        held = MeetingFactory(body=cast.steering, state=MeetingState.MINUTES)
        refused(invite_guest, actor=secretary, meeting=held, person=cast.people["dealmaker"])


class TestRemind:
    def test_who_did_not_answer_once_a_day(self, cast, secretary, meeting):
        convene_meeting(actor=secretary, meeting=meeting)
        answered = Invitation.objects.get(meeting=meeting, person=cast.people["member"])
        answered.reply = Reply.YES
        answered.save()
        remind_invited(actor=secretary, meeting=meeting)
        remind_invited(actor=secretary, meeting=meeting)
        assert to(cast.people["member"]).count() == 1
        kinds = list(to(cast.ministry_member.person).values_list("kind", flat=True))
        assert kinds == ["meeting_invited", "meeting_remind"]

    def test_nobody_is_left_or_it_is_no_invitation_yet(self, secretary, meeting):
        refused(remind_invited, actor=secretary, meeting=meeting)
        convene_meeting(actor=secretary, meeting=meeting)
        for invitation in meeting.invitations.all():
            invitation.reply = Reply.NO
            invitation.save()
        assert "Iedereen" in str(refused(remind_invited, actor=secretary, meeting=meeting).message)


class TestOpen:
    def test_one_that_was_held_without_the_portal_gets_its_list(self, cast, secretary):
        past = MeetingFactory(body=cast.steering, days=-3)
        assert open_meeting(actor=secretary, meeting=past).state == MeetingState.IN_SESSION
        assert past.invitations.filter(person=cast.people["member"]).exists()
        assert not OutgoingMail.objects.exists()

    def test_a_convened_one_keeps_its_list(self, cast, secretary):
        meeting = MeetingFactory(body=cast.steering, state=MeetingState.CONVENED, days=0)
        open_meeting(actor=secretary, meeting=meeting)
        assert not meeting.invitations.exists()


class TestPreview:
    def test_who_gets_it_who_cannot_be_reached_and_how(self, cast, meeting):
        silent = PersonFactory(email="")
        MembershipFactory(seat=SeatFactory(body=cast.steering), person=silent)
        found = preview_calling(meeting)
        assert found.unreachable == [silent]
        lines = {line.person: line for line in found.lines}
        assert lines[cast.people["member"]].is_direct
        assert not lines[cast.people["chair"]].is_direct
        assert not preview_told(meeting).lines

    def test_it_costs_the_same_for_few_and_for_many(self, cast, meeting, django_assert_num_queries):
        for number in (1, 5):
            for _ in range(number):
                MembershipFactory(seat=SeatFactory(body=cast.steering))
            with django_assert_num_queries(4):
                preview_calling(meeting)
