"""Making, changing and moving meetings, and the states they go through."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import OutgoingMail
from governance.enums import (
    BodyKind,
    DealState,
    DutyKind,
    DutyPattern,
    MeetingState,
    OccurrenceState,
    Reply,
)
from governance.models import Duty, DutyOccurrence, Meeting, MeetingStatus
from governance.selectors.meetings import outside_window
from governance.services import meetings
from governance.services.meeting_states import change_meeting_state
from governance.services.meetings import MeetingDetails, change_meeting, draft_meeting, make_meeting
from governance.services.meetings_calling import reserve_meeting
from governance.services.meetings_series import Ways, plan_series, set_way_of_working
from governance.workflow import MEETING_TRANSITIONS, meeting_steps
from tests.factories.governance import BodyFactory, CityDealFactory
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db


def at(day, hour=14):
    return datetime.combine(day, time(hour), tzinfo=timezone.get_current_timezone())


def soon(days=30):
    return timezone.localdate() + timedelta(days=days)


def hours(day):
    return {"starts_at": at(day), "ends_at": at(day, 16)}


def secretary(cast):
    return cast.users["project_secretary"]


def make(cast, **fields):
    given = {"actor": secretary(cast), "body": cast.steering, "title": "Stuurgroep", **hours(soon())}
    return make_meeting(**given | fields)


def details(**fields):
    return MeetingDetails(**{"title": "Stuurgroep", **hours(soon()), **fields})


class TestMake:
    def test_it_is_a_draft_with_an_agenda_that_nobody_is_told_of(self, cast):
        meeting = make(cast)
        assert meeting.state == MeetingState.DRAFT
        assert [s.state for s in meeting.statuses.all()] == [MeetingState.DRAFT]
        assert meeting.items.exists()
        assert not OutgoingMail.objects.exists()

    def test_a_title_never_breaks_over_lines(self, cast):
        assert make(cast, title="Stuur\r\ngroep\x00 X").title == "Stuur groep X"

    def test_the_portal_itself_may_make_one(self, cast):
        meeting = draft_meeting(body=cast.steering, title="Stuur\ngroep", **hours(soon()))
        assert (meeting.title, meeting.state) == ("Stuur groep", MeetingState.DRAFT)
        assert meeting.statuses.get().created_by is None
        assert meeting.items.exists()
        early = cast.steering.start - timedelta(days=1)
        assert refused(draft_meeting, body=cast.steering, title="X", **hours(early)).field == "day"

    @pytest.mark.parametrize("role", ["member", "chair", "auditor", "other_deal", "nobody"])
    def test_who_does_not_prepare_meetings_may_not(self, cast, role):
        said = refused(make, cast=cast, actor=cast.users[role])
        assert str(said.message) == "U mag de vergaderingen van dit orgaan niet voorbereiden."

    def test_nobody_in_a_closed_deal(self, cast):
        cast.deal.state = DealState.CLOSED
        cast.deal.save()
        cast.steering.deal.refresh_from_db()
        assert "Open de deal" in str(refused(make, cast=cast).message)
        drafted = {"body": cast.steering, "title": "Stuurgroep", **hours(soon())}
        assert "Open de deal" in str(refused(draft_meeting, **drafted).message)

    def test_bodies_meet_together(self, cast):
        meeting = make(cast, joint=[cast.core, cast.steering])
        assert list(meeting.joint_bodies.all()) == [cast.core]

    def test_only_bodies_of_the_same_deal_that_are_there_meet_together(self, cast, monkeypatch):
        other = BodyFactory(deal=CityDealFactory())
        assert "plannen" in str(refused(make, cast=cast, joint=[other]).message)
        # Also for who may plan in both deals.
        monkeypatch.setattr(meetings, "can_plan_meetings", lambda user, body: True)
        assert refused(make, cast=cast, joint=[other]).field == "joint"

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"title": " \n "}, "title"),
            ({"ends_at": at(soon(), 13)}, "ends"),
            (hours(date(2500, 1, 1)), "day"),
            (hours(date(1999, 1, 1)), "day"),
            ({"access": "public"}, ""),
        ],
    )
    def test_what_cannot_be_is_said_at_its_field(self, cast, fields, field):
        cast.steering.access = "body"
        cast.steering.save()
        said = refused(make, cast=cast, **fields)
        assert said.field == (field or "access")

    def test_not_after_the_last_year_of_the_deal(self, cast):
        cast.deal.end = timezone.localdate()
        cast.deal.save()
        cast.steering.deal.refresh_from_db()
        day = date(timezone.localdate().year + 1, 1, 15)
        assert "in dat jaar" in str(refused(make, cast=cast, **hours(day)).message)

    def test_not_after_the_body_closed(self, cast):
        cast.steering.end = soon(10)
        cast.steering.save()
        assert refused(make, cast=cast).field == "day"


class TestChange:
    def test_a_draft_changes_in_silence(self, cast):
        meeting = make(cast)
        changed = change_meeting(
            actor=secretary(cast), meeting=meeting, details=details(title="Nieuw", location="Stadhuis")
        )
        assert (changed.title, changed.location, changed.sequence) == ("Nieuw", "Stadhuis", 0)
        assert not OutgoingMail.objects.exists()

    def test_moving_asks_anew_and_updates_the_same_entry(self, cast):
        meeting = MeetingFactory(
            body=cast.steering, state=MeetingState.CONVENED, reply_until=soon(29), **hours(soon())
        )
        deputy = cast.people["deputy"]
        answered = InvitationFactory(meeting=meeting, reply=Reply.YES, sent_sequence=0)
        invitation = InvitationFactory(
            meeting=meeting,
            reply=Reply.DEPUTY,
            deputy=deputy,
            sent_sequence=0,
            replied_by="X",
            person=cast.people["member"],
        )
        changed = change_meeting(actor=secretary(cast), meeting=meeting, details=details(**hours(soon(20))))
        invitation.refresh_from_db()
        assert (changed.sequence, changed.reply_until) == (1, soon(20))
        assert (invitation.reply, invitation.deputy, invitation.replied_by) == (Reply.NONE, None, "")
        answered.refresh_from_db()
        assert answered.reply == Reply.NONE
        mails = {mail.to: mail for mail in OutgoingMail.objects.all()}
        told = mails[deputy.email]
        assert "METHOD:CANCEL" in told.calendar
        assert "SEQUENCE:1" in told.calendar
        # The deputy had the day from before; the new one is not for the deputy.
        assert date_format(soon(), "j F") in told.text
        assert date_format(soon(20), "j F") not in told.text + told.subject
        assert "SEQUENCE:1" in mails[cast.people["member"].email].calendar
        assert f"UID:{meeting.uid}@" in mails[cast.people["member"].email].calendar

    def test_only_what_a_calendar_shows_is_mailed(self, cast):
        meeting = MeetingFactory(body=cast.steering, state=MeetingState.RESERVED, **hours(soon()))
        InvitationFactory(meeting=meeting, sent_sequence=0)
        same = details(title=meeting.title, invitation_text="Neem de stukken mee")
        assert change_meeting(actor=secretary(cast), meeting=meeting, details=same).sequence == 0
        assert not OutgoingMail.objects.exists()
        moved = details(title=meeting.title, location="Elders")
        assert change_meeting(actor=secretary(cast), meeting=meeting, details=moved).sequence == 1
        assert OutgoingMail.objects.count() == 1

    @pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.MINUTES])
    def test_what_is_held_or_cancelled_stays(self, cast, state):
        meeting = MeetingFactory(body=cast.steering, state=state)
        said = refused(change_meeting, actor=secretary(cast), meeting=meeting, details=details())
        assert "niet meer wijzigen" in str(said.message)

    def test_a_second_writer_is_told(self, cast):
        meeting = make(cast)
        seen = latest_history_id(meeting)
        change_meeting(
            actor=secretary(cast), meeting=meeting, details=details(title="Een"), seen_history_id=seen
        )
        with pytest.raises(StaleError):
            change_meeting(
                actor=secretary(cast), meeting=meeting, details=details(title="Twee"), seen_history_id=seen
            )

    def test_a_closed_year_is_refused(self, cast):
        meeting = make(cast)
        day = date(timezone.localdate().year - 1, 12, 3)
        said = refused(change_meeting, actor=secretary(cast), meeting=meeting, details=details(**hours(day)))
        assert said.field == "day"
        assert "afgesloten" in str(said.message)

    def test_outside_the_window_of_its_duty_is_warned_of_and_not_refused(self, cast):
        meeting = make(cast)
        duty = Duty.objects.create(
            deal=cast.deal,
            body=cast.steering,
            kind=DutyKind.MEETING,
            name="Jaarlijkse vergadering",
            pattern=DutyPattern.DECEMBER_WEEK,
            start=date(2024, 1, 1),
        )
        occurrence = DutyOccurrence.objects.create(
            duty=duty, key="k", opens=soon(28), due=soon(32), meeting=meeting, state=OccurrenceState.PLANNED
        )
        assert outside_window(meeting, meeting.day) is None
        changed = change_meeting(actor=secretary(cast), meeting=meeting, details=details(**hours(soon(40))))
        missed = outside_window(changed, changed.day)
        assert (missed.duty, missed.opens, missed.due) == (duty.name, occurrence.opens, occurrence.due)
        Meeting.objects.filter(pk=changed.pk).update(state=MeetingState.CANCELLED)
        changed.refresh_from_db()
        assert outside_window(changed, changed.day) is None


class TestStates:
    def test_no_step_that_the_table_does_not_know(self, cast):
        for state in MeetingState:
            meeting = MeetingFactory(body=cast.steering, state=MeetingState.DRAFT, days=-1)
            if state in meeting_steps(MeetingState.DRAFT):
                continue
            said = refused(
                change_meeting_state, actor=secretary(cast), meeting=meeting, state=state, reason="x"
            )
            assert "kan niet van" in str(said.message)

    def test_nothing_comes_after_adopted_and_cancelled(self):
        assert not [
            s for s in MEETING_TRANSITIONS if s.before in (MeetingState.ADOPTED, MeetingState.CANCELLED)
        ]

    def test_back_and_cancel_ask_why(self, cast):
        meeting = MeetingFactory(body=cast.steering, state=MeetingState.MINUTES, days=-1)
        step = {"actor": secretary(cast), "meeting": meeting, "state": MeetingState.IN_SESSION}
        assert refused(change_meeting_state, reason=" ", **step).field == "reason"
        back = change_meeting_state(reason="Punt 3 vergeten", **step)
        row = MeetingStatus.objects.filter(meeting=back).last()
        assert (row.state, row.reason) == (MeetingState.IN_SESSION, "Punt 3 vergeten")

    def test_not_before_its_day(self, cast):
        meeting = MeetingFactory(body=cast.steering, state=MeetingState.CONVENED)
        said = refused(
            change_meeting_state, actor=secretary(cast), meeting=meeting, state=MeetingState.IN_SESSION
        )
        assert "moet nog komen" in str(said.message)

    def test_the_chair_begins_and_ends_and_no_more(self, cast):
        chair = cast.users["chair"]
        meeting = MeetingFactory(body=cast.steering, state=MeetingState.CONVENED, days=0)
        change_meeting_state(actor=chair, meeting=meeting, state=MeetingState.IN_SESSION)
        change_meeting_state(actor=chair, meeting=meeting, state=MeetingState.MINUTES)
        other = MeetingFactory(body=cast.steering, state=MeetingState.DRAFT)
        refused(change_meeting_state, actor=chair, meeting=other, state=MeetingState.RESERVED)

    def test_a_member_takes_no_step(self, cast):
        meeting = MeetingFactory(body=cast.steering, state=MeetingState.CONVENED, days=0)
        member = cast.users["member"]
        refused(change_meeting_state, actor=member, meeting=meeting, state=MeetingState.IN_SESSION)


class TestSeries:
    def test_a_year_shares_a_series(self, cast):
        days = [soon(30), soon(60)]
        made = plan_series(
            actor=secretary(cast), body=cast.steering, schedule=[details(**hours(d)) for d in days]
        )
        assert len({m.series for m in made}) == 1
        assert [m.day for m in made] == days
        assert not OutgoingMail.objects.exists()

    def test_reserved_at_once(self, cast):
        (made,) = plan_series(actor=secretary(cast), body=cast.steering, schedule=[details()], reserve=True)
        assert made.state == MeetingState.RESERVED
        assert OutgoingMail.objects.exists()

    def test_all_or_nothing(self, cast):
        schedule = [details(), details(**hours(date(1999, 1, 1)))]
        said = refused(plan_series, actor=secretary(cast), body=cast.steering, schedule=schedule)
        assert said.field == "days"
        assert not Meeting.objects.exists()

    def test_other_fields_keep_their_error(self, cast):
        said = refused(plan_series, actor=secretary(cast), body=cast.steering, schedule=[details(title=" ")])
        assert said.field == "title"

    def test_no_day_and_a_day_that_is_taken(self, cast):
        assert refused(plan_series, actor=secretary(cast), body=cast.steering, schedule=[]).field == "days"
        make(cast)
        said = refused(plan_series, actor=secretary(cast), body=cast.steering, schedule=[details()])
        assert "vergadert al" in str(said.message)


class TestWays:
    def test_it_is_written_and_changed(self, cast):
        set_way_of_working(actor=secretary(cast), body=cast.steering, ways=Ways(quorum=4))
        way = set_way_of_working(actor=secretary(cast), body=cast.steering, ways=Ways(deputies_vote=False))
        assert (way.quorum, way.deputies_vote) == (None, False)

    def test_a_member_may_not(self, cast):
        refused(set_way_of_working, actor=cast.users["member"], body=cast.steering, ways=Ways())


def test_make_keeps_the_series(cast):
    series = uuid4()
    meeting = make(cast, series=series, body=cast.core, access="deal")
    assert meeting.series == series
    assert cast.core.kind == BodyKind.CORE_GROUP
    assert reserve_meeting(actor=None, meeting=meeting).state == MeetingState.RESERVED
