"""When duties fall due: pure arithmetic on days (rules 4, 7, 9, 48 and 60, choices A2-1 and A2-2)."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.enums import DecemberRule, DutyPattern, ReportHalves, RhythmKind
from governance.rules.calendar import (
    Norm,
    Period,
    Term,
    add_months,
    december_week,
    half_year,
    holiday_name,
    is_working_day,
    periods_due,
    steps_due,
    working_days_from,
)
from governance.rules.day_choice import (
    Rhythm,
    Wishes,
    day_choices,
    is_election_month,
    is_formation_month,
)

DEAL = Term(date(2022, 6, 27), date(2027, 12, 31))
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))


def due(norm, term=DEAL, first=date(2026, 1, 1), last=date(2026, 12, 31)):
    return periods_due(norm, term, first, last)


def keys(*args, **kwargs):
    return [period.key for period in due(*args, **kwargs)]


class TestDecember:
    NORM = Norm(DutyPattern.DECEMBER_WEEK, date(2022, 1, 1))

    @pytest.mark.parametrize(
        ("rule", "opens", "last"),
        [
            (DecemberRule.FIRST_SEVEN_DAYS, date(2026, 12, 1), date(2026, 12, 7)),
            (DecemberRule.ISO_WEEK, date(2026, 11, 30), date(2026, 12, 6)),
            (DecemberRule.FIRST_MONDAY, date(2026, 12, 7), date(2026, 12, 13)),
        ],
    )
    def test_each_definition_gives_the_same_key_and_other_days(self, rule, opens, last):
        term = Term(DEAL.start, DEAL.end, december=rule)
        assert due(self.NORM, term) == [Period("2026-DEC", opens, last)]

    def test_once_a_year_as_long_as_the_deal_lasts(self):
        found = keys(self.NORM, first=date(2020, 1, 1), last=date(2030, 12, 31))
        assert found == [f"{year}-DEC" for year in range(2022, 2028)]

    def test_a_week_that_the_deal_cuts_off_is_not_owed(self):
        assert keys(self.NORM, Term(date(2022, 1, 1), date(2026, 12, 6))) == []
        assert keys(self.NORM, Term(date(2026, 12, 2), None)) == []

    def test_from_the_first_until_the_last_day_of_the_duty(self):
        assert keys(Norm(DutyPattern.DECEMBER_WEEK, date(2026, 12, 8))) == []
        assert keys(Norm(DutyPattern.DECEMBER_WEEK, date(2026, 12, 7))) == ["2026-DEC"]
        ended = Norm(DutyPattern.DECEMBER_WEEK, date(2022, 1, 1), date(2026, 12, 6))
        assert keys(ended) == []

    @given(st.integers(1990, 2190))
    def test_by_the_default_always_in_december_with_five_working_days(self, year):
        first, last = december_week(DecemberRule.FIRST_SEVEN_DAYS, year)
        days = [first + timedelta(days=n) for n in range(7)]
        assert (first.month, last.month, len(days)) == (12, 12, 7)
        assert sum(is_working_day(day) for day in days) == 5


class TestHalves:
    NORM = Norm(DutyPattern.HALF_YEARLY, date(2020, 1, 1))

    def test_calendar_halves_that_lie_whole_in_the_deal(self):
        found = due(self.NORM, first=date(2022, 1, 1), last=date(2028, 12, 31))
        assert found[0] == Period("2022-H2", date(2022, 7, 1), date(2022, 12, 31))
        assert found[-1] == Period("2027-H2", date(2027, 7, 1), date(2027, 12, 31))
        assert len(found) == 11

    def test_halves_of_the_year_of_the_deal(self):
        term = Term(DEAL.start, DEAL.end, halves=ReportHalves.DEAL_YEAR)
        found = due(self.NORM, term, first=date(2022, 1, 1), last=date(2023, 12, 31))
        assert found == [
            Period("2022-H2", date(2022, 6, 27), date(2022, 12, 26)),
            Period("2023-H1", date(2022, 12, 27), date(2023, 6, 26)),
            Period("2023-H2", date(2023, 6, 27), date(2023, 12, 26)),
        ]

    @given(DAYS, st.sampled_from(list(ReportHalves)))
    def test_keys_are_unique_and_halves_follow_each_other(self, start, halves):
        term = Term(start, None, halves=halves)
        found = due(self.NORM, term, first=start, last=start + timedelta(days=3000))
        assert len({period.key for period in found}) == len(found)
        for one, two in pairwise(found):
            assert (two.opens - one.due).days == 1
        for period in found:
            half = 1 if period.due.month <= 6 else 2
            assert period.key == f"{period.due.year}-H{half}"

    @given(DAYS, st.integers(1, 900))
    def test_what_is_asked_over_parts_of_time_is_the_same_as_at_once(self, start, split):
        term, last = Term(start, None), start + timedelta(days=1500)
        middle = start + timedelta(days=split)
        whole = due(self.NORM, term, start, last)
        parts = due(self.NORM, term, start, middle) + due(self.NORM, term, middle + timedelta(days=1), last)
        assert parts == whole

    def test_half_year_of_a_day(self):
        start = date(2026, 8, 31)
        assert half_year(ReportHalves.CALENDAR, start, date(2026, 11, 22)) == (
            date(2026, 7, 1),
            date(2026, 12, 31),
        )
        assert half_year(ReportHalves.DEAL_YEAR, start, date(2027, 3, 1)) == (
            date(2027, 2, 28),
            date(2027, 8, 30),
        )


class TestPhases:
    def test_every_whole_month_of_a_phase(self):
        norm = Norm(
            DutyPattern.MONTHLY_IN_PHASE, date(2020, 1, 1), phase=(date(2026, 3, 16), date(2026, 6, 30))
        )
        assert due(norm) == [
            Period("2026-04", date(2026, 4, 1), date(2026, 4, 30)),
            Period("2026-05", date(2026, 5, 1), date(2026, 5, 31)),
            Period("2026-06", date(2026, 6, 1), date(2026, 6, 30)),
        ]

    def test_a_phase_without_an_end_goes_on(self):
        norm = Norm(DutyPattern.MONTHLY_IN_PHASE, date(2020, 1, 1), phase=(date(2026, 11, 1), None))
        assert keys(norm) == ["2026-11", "2026-12"]

    def test_four_times_in_spring(self):
        norm = Norm(
            DutyPattern.NUMBER_IN_PHASE,
            date(2020, 1, 1),
            number=4,
            phase=(date(2026, 3, 1), date(2026, 6, 30)),
        )
        found = due(norm)
        assert [period.key for period in found] == ["nr-1", "nr-2", "nr-3", "nr-4"]
        assert (found[0].opens, found[-1].due) == (date(2026, 3, 1), date(2026, 6, 30))
        for one, two in pairwise(found):
            assert (two.opens - one.due).days == 1

    def test_never_more_times_than_days_and_none_without_an_end(self):
        norm = Norm(
            DutyPattern.NUMBER_IN_PHASE,
            date(2020, 1, 1),
            number=9,
            phase=(date(2026, 3, 1), date(2026, 3, 3)),
        )
        assert len(due(norm)) == 3
        assert due(Norm(norm.pattern, norm.start, number=2, phase=(date(2026, 3, 1), None))) == []

    def test_a_pattern_in_a_phase_needs_one(self):
        with pytest.raises(ValueError, match="needs a phase"):
            due(Norm(DutyPattern.MONTHLY_IN_PHASE, date(2020, 1, 1)))


class TestWeeks:
    @given(st.integers(1, 60), DAYS, st.integers(0, 800))
    def test_windows_of_so_many_weeks_from_the_anchor(self, number, start, later):
        norm, term = Norm(DutyPattern.EVERY_WEEKS, start, number=number), Term(date(1990, 1, 1), None)
        first = start + timedelta(days=later)
        found = due(norm, term, first, first + timedelta(days=400))
        for period in found:
            assert (period.due - period.opens).days == 7 * number - 1
            nth = int(period.key.removeprefix("nr-")) - 1
            assert period.opens == start + timedelta(weeks=number * nth)


class TestAroundMeetings:
    def test_working_days_before_and_after(self):
        meetings = ((7, date(2026, 12, 28)),)
        before = Norm(DutyPattern.AROUND_MEETING, date(2020, 1, 1), number=-2, meetings=meetings)
        after = Norm(DutyPattern.AROUND_MEETING, date(2020, 1, 1), number=3, meetings=meetings)
        # Christmas is a Friday and a Saturday.
        assert due(before) == [Period("m7", date(2026, 11, 25), date(2026, 12, 23))]
        assert due(after) == [Period("m7", date(2026, 12, 28), date(2026, 12, 31))]

    def test_of_a_meeting_shortly_after_the_deal_began(self):
        norm = Norm(
            DutyPattern.AROUND_MEETING, date(2020, 1, 1), number=-2, meetings=((7, date(2026, 1, 15)),)
        )
        term = Term(date(2026, 1, 5), None)
        assert due(norm, term) == [Period("m7", date(2026, 1, 5), date(2026, 1, 13))]


class TestWorkingDays:
    def test_dutch_holidays(self):
        assert holiday_name(date(2026, 4, 27)) == "Koningsdag"
        assert holiday_name(date(2026, 4, 28)) == ""
        assert not is_working_day(date(2026, 12, 5))
        assert is_working_day(date(2026, 12, 4))

    @given(DAYS, st.integers(-40, 40))
    def test_counting_to_and_fro(self, day, number):
        there = working_days_from(day, number)
        assert number == 0 or is_working_day(there)
        step = 1 if number > 0 else -1
        between = [day + timedelta(days=step * n) for n in range(1, abs((there - day).days) + 1)]
        assert sum(is_working_day(d) for d in between) == abs(number)

    def test_months(self):
        assert add_months(date(2024, 8, 31), 6) == date(2025, 2, 28)
        assert add_months(date(2023, 8, 31), 6) == date(2024, 2, 29)
        assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)


class TestLadder:
    def test_steps_in_order_and_too_late_by_itself(self):
        ladder = [("invite", 21), ("reserve", 182)]
        last = date(2026, 12, 7)
        steps = steps_due(ladder, last, last, date(2026, 12, 8))
        assert [step.kind for step in steps] == ["reserve", "invite", "late"]
        assert [step.kind for step in steps_due(ladder, last, last, date(2026, 12, 7))] == [
            "reserve",
            "invite",
        ]

    def test_counted_from_the_day_of_the_meeting_and_late_from_the_window(self):
        steps = steps_due([("papers", 7)], date(2026, 12, 2), date(2026, 12, 7), date(2026, 12, 8))
        assert [step.on for step in steps] == [date(2026, 11, 25), date(2026, 12, 8)]


class TestDayChoice:
    WEEK = (date(2026, 12, 1), date(2026, 12, 7))

    def best(self, **wishes):
        return [choice.day.day for choice in day_choices(*self.WEEK, Wishes(**wishes))]

    def test_without_wishes_the_first_working_day_and_no_weekend(self):
        assert self.best() == [1, 2, 3, 4, 7]

    def test_a_holiday_is_left_out(self):
        found = day_choices(date(2026, 12, 24), date(2026, 12, 28), Wishes())
        assert [choice.day.day for choice in found] == [24, 28]

    def test_the_usual_day_of_the_body_comes_first(self):
        assert self.best(weekday=3)[0] == 3

    def test_what_weighs_more(self):
        rhythms = [
            Rhythm("A", RhythmKind.COLLEGE, weekday=1),
            Rhythm("B", RhythmKind.COUNCIL, weekday=3),
            Rhythm("C", RhythmKind.RECESS, start=date(2026, 12, 4), end=date(2026, 12, 4)),
        ]
        assert self.best(rhythms=rhythms, busy={date(2026, 12, 2): ["Kerngroep"]}) == [7, 3, 1, 2, 4]

    def test_a_rhythm_without_days_never_holds(self):
        assert not Rhythm("A", RhythmKind.RECESS).holds(date(2026, 12, 1))

    def test_what_is_only_flagged(self):
        (choice,) = day_choices(date(2025, 12, 5), date(2025, 12, 5), Wishes())
        assert choice.is_sint_eve
        assert is_election_month(date(2026, 3, 18))
        assert is_election_month(date(2027, 3, 17))
        assert not is_election_month(date(2028, 3, 15))
        assert not is_election_month(date(2026, 4, 1))
        assert is_formation_month(date(2026, 5, 1))
        assert not is_formation_month(date(2025, 5, 1))

    @given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 20), st.sets(st.integers(0, 6)))
    def test_every_working_day_of_the_window_once(self, first, length, weekdays):
        last = first + timedelta(days=length)
        rhythms = [Rhythm("A", RhythmKind.COUNCIL, weekday=day) for day in weekdays]
        found = day_choices(first, last, Wishes(rhythms=rhythms))
        days = [first + timedelta(days=n) for n in range(length + 1)]
        assert sorted(choice.day for choice in found) == [day for day in days if is_working_day(day)]
        assert [choice.weight for choice in found] == sorted(choice.weight for choice in found)
