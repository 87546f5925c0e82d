"""Milestones against their planning, and where they stand in the timeline."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from workgroups.rules.milestones import Move, Replanning, Shift, is_late, replannings, shift_between
from workgroups.rules.moments import Moment
from workgroups.rules.timeline import Mark, PhaseSpan, draw

TODAY = date(2026, 11, 22)
JUNE = Moment(date(2026, 6, 1), date(2026, 6, 30), "month")
OCTOBER = Moment(date(2026, 10, 1), date(2026, 10, 31), "month")


@pytest.mark.parametrize(
    ("state", "end", "late"),
    [
        ("open", TODAY - timedelta(days=1), True),
        ("open", TODAY, False),
        ("reached", date(2020, 1, 1), False),
        ("dropped", date(2020, 1, 1), False),
    ],
)
def test_late_is_what_is_open_after_its_last_day(state, end, late):
    assert is_late(state, end, TODAY) is late


@pytest.mark.parametrize(
    ("before", "after", "shift"),
    [
        (date(2026, 6, 30), date(2026, 10, 31), Shift(months=4)),
        (date(2026, 2, 28), date(2026, 3, 31), Shift(months=1)),
        (date(2026, 10, 31), date(2026, 6, 30), Shift(months=-4)),
        (date(2026, 10, 1), date(2026, 10, 13), Shift(days=12)),
        (date(2026, 10, 13), date(2026, 10, 1), Shift(days=-12)),
        (date(2026, 1, 31), date(2026, 2, 28), Shift(months=1)),
        (TODAY, TODAY, Shift()),
    ],
)
def test_a_shift_is_told_in_months_or_in_days(before, after, shift):
    assert shift_between(before, after) == shift


def test_only_moves_of_the_planning_are_replannings():
    moves = [
        Move(JUNE, "open", "Te weinig mensen", TODAY),
        Move(OCTOBER, "reached", "", TODAY, on=TODAY),
        Move(OCTOBER, "open", "Toch niet", TODAY),
    ]
    assert replannings(OCTOBER, moves) == [Replanning(JUNE, OCTOBER, "Te weinig mensen", TODAY)]
    assert replannings(OCTOBER, []) == []


def mark(number=1, day=date(2026, 6, 15), **more):
    return Mark(**{"number": number, "shape": "open", "at": day, "start": day, "end": day} | more)


class TestTimeline:
    def test_phases_stand_above_with_planned_and_real(self):
        drawing = draw(
            [
                PhaseSpan("Oud", date(2026, 1, 1), date(2026, 6, 30), date(2026, 1, 1), date(2026, 7, 31)),
                PhaseSpan("Nu", date(2026, 7, 1), None, date(2026, 8, 1)),
                PhaseSpan("Straks", date(2027, 6, 1), None),
            ],
            [],
            TODAY,
        )
        old, now, later = drawing.phases
        assert [row.y for row in drawing.phases] == [30, 80, 130]
        assert not old.planned.is_open
        assert float(old.actual.width[:-1]) > float(old.planned.width[:-1])
        assert now.planned.is_open
        # What still runs has come as far as today.
        assert float(now.actual.x[:-1]) + float(now.actual.width[:-1]) == pytest.approx(
            float(drawing.today[:-1]), abs=0.2
        )
        assert later.actual is None
        # The name of what begins far to the right stays inside.
        assert [row.anchor for row in drawing.phases] == ["start", "start", "end"]

    def test_marks_that_would_touch_stand_below_each_other(self):
        near = [mark(1), mark(2), mark(3, date(2027, 6, 15))]
        (lane,) = draw([], [("De deal", near), ("Leeg", [])], TODAY).lanes
        assert [[number for number, _x in row.numbers] for row in lane.rows] == [[1, 3], [2]]
        assert lane.rows[1].y - lane.rows[0].y == 40

    def test_a_period_and_a_move_are_lines(self):
        moved = mark(
            start=date(2026, 6, 1), end=date(2026, 8, 31), at=date(2026, 8, 31), first=date(2026, 4, 30)
        )
        (lane,) = draw([], [("De deal", [moved])], TODAY).lanes
        (row,) = lane.rows
        assert len(row.spans) == len(row.shifts) == 1
        places = [float(x[:-1]) for x in (row.shifts[0][0], *row.spans[0], row.shifts[0][1])]
        assert places[0] < places[1] < places[2] == places[3]
        day = draw([], [("De deal", [mark()])], TODAY).lanes[0].rows[0]
        assert not day.spans
        assert not day.shifts

    def test_the_axis_names_quarters_of_few_years_and_steps_of_many(self):
        few = draw([], [("De deal", [mark()])], TODAY)
        assert {tick.quarter for tick in few.ticks} == {0, 2, 3, 4}
        assert all(tick.is_minor is bool(tick.quarter) for tick in few.ticks)
        many = draw([], [("De deal", [mark(1, date(1950, 1, 1)), mark(2, date(2026, 1, 1))])], TODAY)
        assert 3 < len(many.ticks) <= 12
        assert not any(tick.quarter for tick in many.ticks)

    def test_today_is_left_out_where_it_lies_outside(self):
        assert draw([], [("De deal", [mark(1, date(2020, 1, 1))])], TODAY).today == ""

    def test_the_edges_of_time_can_be_drawn(self):
        edges = [mark(1, date(1900, 1, 1)), mark(2, date(2200, 12, 31))]
        places = [x for row in draw([], [("De deal", edges)], TODAY).lanes[0].rows for _s, x in row.marks]
        assert places == ["0.0%", "100.0%"]

    @pytest.mark.parametrize(("days", "anchor"), [(0, "start"), (250, "middle"), (500, "end")])
    def test_today_stays_inside(self, days, anchor):
        first = date(2026, 1, 1)
        marks = [mark(1, first), mark(2, first + timedelta(days=500))]
        assert draw([], [("De deal", marks)], first + timedelta(days=days)).today_anchor == anchor

    def test_nothing_at_all_can_be_drawn(self):
        drawing = draw([], [], TODAY)
        assert not drawing.lanes
        assert drawing.today
