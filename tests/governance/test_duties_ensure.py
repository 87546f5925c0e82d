"""The calendar keeps itself: made once, caught up, never doubled, and the meeting drafted."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from citydeal.models import JobRun
from governance.enums import (
    BodyKind,
    DutyPattern,
    FixedItem,
    MeetingState,
    OccurrenceState,
    RhythmKind,
)
from governance.models import DutyFailure, DutyOccurrence, Meeting, WayOfWorking
from governance.services import duties_ensure, duties_waiting
from governance.services.duties_ensure import ensure_duties
from governance.services.duties_handlers import HANDLERS
from governance.services.duties_occurrences import refresh_duties, try_lock_calendar
from governance.services.ensure import ensure
from governance.services.meeting_states import change_meeting_state
from tests.factories.deal_text import PhaseFactory
from tests.factories.duties import (
    DecemberDutyFactory,
    DutyFactory,
    DutyOccurrenceFactory,
    PartyRhythmFactory,
    ReportDutyFactory,
)
from tests.factories.governance import (
    BodyFactory,
    CityDealFactory,
    MembershipFactory,
    PartyFactory,
    PersonFactory,
)
from tests.factories.meetings import MeetingFactory

pytestmark = pytest.mark.django_db
ZONE = timezone.get_default_timezone()
ON = date(2026, 9, 1)


@pytest.fixture(autouse=True)
def _day(time_machine):
    time_machine.move_to(datetime(2026, 9, 1, 10, tzinfo=ZONE))


@pytest.fixture
def deal(db):
    return CityDealFactory(start=date(2024, 1, 1), end=date(2028, 12, 31), state="running")


def at(day, hour=14):
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


def keys(**wanted):
    return list(DutyOccurrence.objects.filter(**wanted).order_by("due", "pk").values_list("key", flat=True))


class TestOccurrences:
    def test_400_days_ahead_and_behind_and_once(self, deal):
        ReportDutyFactory(deal=deal, start=deal.start)
        first = ensure_duties(ON)
        assert keys() == ["2025-H2", "2026-H1", "2026-H2", "2027-H1"]
        assert first.made == 4
        second = ensure_duties(ON)
        assert (second.made, second.moved, second.lapsed, second.deals) == (0, 0, 0, 1)
        assert DutyOccurrence.history.count() == 4

    def test_a_month_later_only_what_is_new(self, deal):
        ReportDutyFactory(deal=deal, start=deal.start)
        ensure_duties(ON)
        assert ensure_duties(date(2026, 12, 1)).made == 1
        assert keys()[-1] == "2027-H2"

    def test_another_definition_of_the_week_moves_the_days_under_the_same_key(self, deal):
        DecemberDutyFactory(deal=deal)
        ensure_duties(ON)
        deal.december_rule = "first_monday"
        deal.save()
        assert ensure_duties(ON).moved == 1
        found = DutyOccurrence.objects.get()
        assert (found.key, found.opens, found.due) == ("2026-DEC", date(2026, 12, 7), date(2026, 12, 13))

    def test_what_was_done_or_dropped_stays_as_it_was(self, deal):
        duty = DecemberDutyFactory(deal=deal)
        ensure_duties(ON)
        found = DutyOccurrence.objects.get()
        for state, more in (("fulfilled", {"fulfilled_on": ON}), ("waived", {"waived_reason": "Fusie"})):
            DutyOccurrence.objects.filter(pk=found.pk).update(state=state, **more)
            deal.december_rule = "first_monday"
            deal.save()
            assert ensure_duties(ON).moved == 0
            assert keys(duty=duty) == ["2026-DEC"]

    def test_a_deal_that_ends_earlier_owes_less_and_more_again_when_extended(self, deal):
        DecemberDutyFactory(deal=deal)
        ensure_duties(ON)
        deal.end = date(2026, 11, 30)
        deal.save()
        assert ensure_duties(ON).lapsed == 1
        assert DutyOccurrence.objects.get().state == OccurrenceState.LAPSED
        assert ensure_duties(ON).lapsed == 0
        deal.end = date(2028, 12, 31)
        deal.save()
        assert ensure_duties(ON).moved == 1
        assert DutyOccurrence.objects.get().state == OccurrenceState.PLANNED

    def test_what_lies_outside_the_horizon_is_left_alone(self, deal):
        duty = DecemberDutyFactory(deal=deal)
        DutyOccurrenceFactory(duty=duty, key="2031-DEC", opens=date(2031, 12, 1), due=date(2031, 12, 7))
        ensure_duties(ON)
        assert set(DutyOccurrence.objects.values_list("state", flat=True)) == {OccurrenceState.PLANNED}

    def test_a_body_owes_only_while_it_exists(self, deal):
        body = BodyFactory(deal=deal, kind=BodyKind.EXECUTIVES_NETWORK, end=date(2026, 10, 1))
        DecemberDutyFactory(deal=deal, body=body)
        ensure_duties(ON)
        assert keys() == []

    def test_real_days_of_a_phase_count_before_planned_ones(self, deal):
        phase = PhaseFactory(
            deal=deal,
            planned_start=date(2026, 3, 1),
            planned_end=date(2026, 6, 30),
            actual_start=date(2026, 4, 1),
        )
        DutyFactory(deal=deal, pattern=DutyPattern.MONTHLY_IN_PHASE, phase=phase, start=date(2026, 1, 1))
        ensure_duties(ON)
        assert keys() == ["2026-04", "2026-05", "2026-06"]

    def test_a_closed_deal_owes_nothing_new(self, deal):
        DecemberDutyFactory(deal=deal)
        deal.state = "closed"
        deal.save()
        assert ensure_duties(ON).deals == 0
        assert refresh_duties(deal, ON).made == 0
        assert keys() == []

    def test_somebody_who_drops_it_at_this_very_moment_wins(self, deal, monkeypatch):
        DecemberDutyFactory(deal=deal)
        ensure_duties(ON)
        deal.december_rule = "first_monday"
        deal.save()
        before = list(DutyOccurrence.objects.all())
        DutyOccurrence.objects.update(state="waived", waived_reason="Fusie")
        monkeypatch.setattr("governance.services.duties_occurrences._known", lambda **_: before)
        assert ensure_duties(ON).moved == 0
        assert DutyOccurrence.objects.get().state == OccurrenceState.WAIVED


class TestAroundMeetings:
    @pytest.fixture
    def duty(self, deal):
        steering = BodyFactory(deal=deal, kind=BodyKind.STEERING_GROUP)
        return DutyFactory(
            deal=deal, pattern=DutyPattern.AROUND_MEETING, around=steering, number=-5, start=date(2026, 1, 1)
        )

    def test_of_reserved_meetings_only_and_it_moves_and_lapses_with_them(self, duty, deal):
        MeetingFactory(body=duty.around, starts_at=at(date(2026, 10, 1)))
        meeting = MeetingFactory(body=duty.around, state="reserved", starts_at=at(date(2026, 10, 15)))
        ensure_duties(ON)
        found = DutyOccurrence.objects.get()
        assert (found.key, found.due) == (f"m{meeting.pk}", date(2026, 10, 8))
        meeting.starts_at, meeting.ends_at = at(date(2026, 10, 22)), at(date(2026, 10, 22), 16)
        meeting.save()
        ensure_duties(ON)
        found.refresh_from_db()
        assert found.due == date(2026, 10, 15)
        meeting.state = MeetingState.CANCELLED
        meeting.save()
        assert ensure_duties(ON).lapsed == 1

    def test_also_of_joint_meetings_once(self, duty, deal):
        core = BodyFactory(deal=deal, kind=BodyKind.CORE_GROUP)
        meeting = MeetingFactory(body=core, state="convened", starts_at=at(date(2026, 10, 15)))
        meeting.joint_bodies.add(duty.around)
        ensure_duties(ON)
        assert keys() == [f"m{meeting.pk}"]


class TestDraft:
    def test_the_december_meeting_with_both_fixed_items_once(self, deal):
        duty = DecemberDutyFactory(deal=deal, name="Bijeenkomst")
        assert ensure_duties(ON).prepared == 1
        assert ensure_duties(ON).prepared == 0
        meeting = Meeting.objects.get()
        assert (meeting.state, meeting.title, meeting.body) == ("draft", "Bijeenkomst 2026", duty.body)
        assert date(2026, 12, 1) <= meeting.day <= date(2026, 12, 7)
        fixed = set(meeting.items.exclude(fixed="").values_list("fixed", flat=True))
        assert {FixedItem.PROGRESS, FixedItem.NEXT_STEPS} <= fixed
        assert DutyOccurrence.objects.get(key="2026-DEC").meeting == meeting

    def test_on_the_usual_day_time_and_place_of_the_body(self, deal):
        duty = DecemberDutyFactory(deal=deal)
        hour = time(9, 30)
        WayOfWorking.objects.create(
            body=duty.body, weekday=3, usual_time=hour, minutes=90, location="Stadhuis"
        )
        ensure_duties(ON)
        meeting = Meeting.objects.get()
        assert meeting.starts_at == datetime(2026, 12, 3, 9, 30, tzinfo=ZONE)
        assert meeting.ends_at - meeting.starts_at == timedelta(minutes=90)
        assert meeting.location == "Stadhuis"

    def test_away_from_recess_college_and_other_meetings_of_the_same_people(self, deal):
        duty = DecemberDutyFactory(deal=deal)
        party = PartyFactory(deal=deal)
        PartyRhythmFactory(party=party, weekday=1)
        PartyRhythmFactory(
            party=party,
            kind=RhythmKind.RECESS,
            weekday=None,
            start=date(2026, 12, 3),
            end=date(2026, 12, 7),
        )
        PartyRhythmFactory(party__deal=deal, party__state="withdrawn", weekday=2)
        person = PersonFactory()
        other = BodyFactory(deal=deal, name="Kerngroep")
        for body in (duty.body, other):
            MembershipFactory(seat__body=body, person=person)
        MeetingFactory(body=other, state="convened", starts_at=at(date(2026, 12, 2)))
        MeetingFactory(body=other, state="cancelled", starts_at=at(date(2026, 12, 1)))
        ensure_duties(ON)
        # Tuesday the college (3) against Wednesday the other meeting (5) and the recess (6).
        assert Meeting.objects.get(body=duty.body).day == date(2026, 12, 1)

    def test_parties_with_a_seat_where_it_is_no_network_of_who_signed(self, deal):
        body = BodyFactory(deal=deal, kind=BodyKind.STEERING_GROUP)
        member = MembershipFactory(seat__body=body, seat__party__deal=deal)
        PartyRhythmFactory(party=member.seat.party, weekday=1)
        DecemberDutyFactory(deal=deal, body=body)
        ensure_duties(ON)
        assert Meeting.objects.get().day == date(2026, 12, 2)

    def test_a_meeting_that_is_planned_already_is_the_one(self, deal):
        duty = DecemberDutyFactory(deal=deal)
        own = MeetingFactory(body=duty.body, state="reserved", starts_at=at(date(2026, 12, 4)))
        MeetingFactory(body=duty.body, state="cancelled", starts_at=at(date(2026, 12, 2)))
        assert ensure_duties(ON).prepared == 0
        assert DutyOccurrence.objects.get().meeting == own

    def test_a_joint_one_too_and_one_that_was_held_fulfils(self, deal):
        duty = DecemberDutyFactory(deal=deal)
        other = BodyFactory(deal=deal)
        joint = MeetingFactory(body=other, state="minutes", starts_at=at(date(2026, 12, 4)))
        joint.joint_bodies.add(duty.body)
        ensure_duties(date(2026, 12, 6))
        found = DutyOccurrence.objects.get(key="2026-DEC")
        assert (found.state, found.fulfilled_on, found.meeting) == (
            OccurrenceState.FULFILLED,
            date(2026, 12, 4),
            joint,
        )

    def test_cancelled_means_owed_again_and_drafted_again(self, deal):
        DecemberDutyFactory(deal=deal)
        ensure_duties(ON)
        first = Meeting.objects.get()
        change_meeting_state(actor=None, meeting=first, state="cancelled", reason="Zaal kwijt")
        assert DutyOccurrence.objects.get().meeting is None
        assert ensure_duties(ON).prepared == 1
        assert Meeting.objects.exclude(state="cancelled").count() == 1

    def test_not_more_than_nine_months_ahead(self, deal):
        DecemberDutyFactory(deal=deal)
        ensure_duties(date(2026, 2, 1))
        assert keys() == ["2026-DEC"]
        assert not Meeting.objects.exists()

    def test_not_in_the_past_nor_in_a_window_without_a_working_day(self, deal):
        DecemberDutyFactory(deal=deal)
        assert ensure_duties(date(2026, 12, 7)).prepared == 0
        assert ensure_duties(date(2026, 12, 9)).prepared == 0
        assert not Meeting.objects.exists()

    def test_when_nothing_ran_until_20_november_it_is_still_drafted_once(self, deal):
        DecemberDutyFactory(deal=deal)
        assert ensure_duties(date(2026, 11, 20)).prepared == 1
        assert ensure_duties(date(2026, 11, 20)).prepared == 0
        assert Meeting.objects.get().day == date(2026, 12, 1)

    def test_other_meetings_are_linked_but_not_drafted(self, deal):
        core = BodyFactory(deal=deal, kind=BodyKind.CORE_GROUP)
        duty = DutyFactory(deal=deal, kind="meeting", body=core, start=date(2026, 8, 31), number=4)
        meeting = MeetingFactory(body=core, state="convened", starts_at=at(date(2026, 9, 10)))
        assert ensure_duties(ON).prepared == 0
        assert DutyOccurrence.objects.get(duty=duty, key="nr-1").meeting == meeting
        assert Meeting.objects.count() == 1

    def test_a_meeting_counts_once_for_a_duty(self, deal):
        core = BodyFactory(deal=deal)
        duty = DutyFactory(deal=deal, kind="meeting", body=core, start=date(2026, 8, 31), number=4)
        meeting = MeetingFactory(body=core, state="convened", starts_at=at(date(2026, 9, 10)))
        ensure_duties(ON)
        # Moved to the next window: it stays what it was for.
        meeting.starts_at, meeting.ends_at = at(date(2026, 10, 8)), at(date(2026, 10, 8), 16)
        meeting.save()
        ensure_duties(ON)
        assert list(duty.occurrences.filter(meeting=meeting).values_list("key", flat=True)) == ["nr-1"]


class TestRobust:
    def test_a_deal_that_fails_is_shown_and_the_others_go_on(self, deal, monkeypatch, caplog):
        DecemberDutyFactory(deal=deal)
        DecemberDutyFactory(deal=CityDealFactory(state="running"))
        prepare = HANDLERS["meeting"].prepare

        def broken(occurrence, on):
            if occurrence.duty.deal_id == deal.pk:
                raise RuntimeError("stuk")
            return prepare(occurrence, on)

        monkeypatch.setitem(HANDLERS._known, "meeting", duties_ensure.HANDLERS["meeting"].__class__(broken))
        result = ensure(ON)
        assert (result.calendar.failed, result.calendar.deals) == (1, 1)
        assert DutyFailure.objects.get().deal == deal
        assert JobRun.objects.get(name="ensure").failed
        assert f"deal {deal.pk}" in caplog.text
        assert keys(duty__deal=deal) == []
        monkeypatch.undo()
        assert ensure(ON).calendar.failed == 0
        assert not DutyFailure.objects.exists()
        assert not JobRun.objects.get(name="ensure").failed
        assert Meeting.objects.count() == 2

    def test_a_calendar_that_another_is_busy_with_is_skipped(self, deal, monkeypatch):
        DecemberDutyFactory(deal=deal)
        monkeypatch.setattr(duties_ensure, "try_lock_calendar", lambda pk: False)
        assert ensure_duties(ON).skipped == 1
        assert keys() == []

    def test_a_deal_that_is_closed_during_the_run_is_left_alone(self, deal, monkeypatch):
        DecemberDutyFactory(deal=deal)
        waiting = duties_ensure._waiting

        def closed_meanwhile(pks, on):
            found = waiting(pks, on)
            deal.state = "closed"
            deal.save()
            return found

        monkeypatch.setattr(duties_ensure, "_waiting", closed_meanwhile)
        assert ensure_duties(ON).made == 0
        assert keys() == []

    def test_the_lock_is_taken_by_deal(self, deal):
        assert try_lock_calendar(deal.pk)
        # The same session may take it again; another one may not (see the test beside itself).
        assert try_lock_calendar(deal.pk)

    def test_what_cannot_be_asked_at_once_is_asked_of_each_deal(self, deal, monkeypatch, caplog):
        DecemberDutyFactory(deal=deal)
        other = DecemberDutyFactory(deal=CityDealFactory(state="running"))
        read = duties_waiting.read_calendars

        def broken(deals, on):
            if deal in deals:
                raise ZeroDivisionError("stuk")
            return read(deals, on)

        for module in (duties_waiting, duties_ensure):
            monkeypatch.setattr(module, "read_calendars", broken)
        result = ensure_duties(ON)
        assert (result.failed, result.deals, DutyFailure.objects.get().deal) == (1, 1, deal)
        assert keys() == keys(duty=other) == ["2026-DEC"]
        assert "2 deals" in caplog.text

    @pytest.mark.parametrize("number", [1, 3])
    def test_steady_it_asks_little_of_however_many_deals(self, number, queries):
        for _nth in range(number):
            deal = CityDealFactory(start=date(2024, 1, 1), end=date(2028, 12, 31), state="running")
            ReportDutyFactory(deal=deal, start=deal.start)
            DecemberDutyFactory(deal=deal)
        ensure_duties(ON)
        # Two of them for the reports; no deal has a transaction of its own where nothing is to be done.
        with queries(10):
            assert ensure_duties(ON).deals == number
