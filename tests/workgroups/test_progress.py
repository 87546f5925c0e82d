"""How far a group is: derived from steps and updates, never typed."""

from __future__ import annotations

from datetime import date

import pytest

from workgroups.rules.progress import (
    StepFact,
    Trend,
    is_late,
    progress,
    report_due,
    trend,
    weights_add_up,
)

ON, ATTENTION, ADJUST = "on_course", "attention", "adjust"
DAY = date(2026, 11, 22)


class TestTrend:
    @pytest.mark.parametrize(
        ("judgements", "expected"),
        [
            ([], None),
            ([ON], None),
            ([ON, ON], Trend.SAME),
            ([ON, ATTENTION], Trend.WORSE),
            ([ATTENTION, ADJUST], Trend.WORSE),
            ([ADJUST, ATTENTION], Trend.BETTER),
            ([ADJUST, ON, ON], Trend.SAME),
        ],
    )
    def test_the_last_beside_the_one_before(self, judgements, expected):
        assert trend(judgements) is expected


class TestProgress:
    def test_the_plain_mean_leaves_out_what_was_dropped(self):
        found = progress([StepFact("done"), StepFact("busy"), StepFact("planned"), StepFact("dropped")])
        assert (found.done, found.total, found.percent, found.weighted) == (1, 3, 33, False)

    def test_by_weight(self):
        found = progress([StepFact("done", 70), StepFact("busy", 30), StepFact("dropped")])
        assert (found.done, found.total, found.percent, found.weighted) == (1, 2, 70, True)

    def test_weights_that_do_not_add_up_do_not_count(self):
        assert progress([StepFact("done", 70), StepFact("busy", 29)]).percent == 50
        assert progress([StepFact("done", 100), StepFact("busy")]).weighted is False

    def test_no_steps_is_nothing_done(self):
        assert progress([]).percent == 0
        assert weights_add_up([]) is False


class TestDays:
    def test_an_update_is_owed_some_weeks_after_the_last_or_after_the_first_day(self):
        assert report_due(date(2026, 11, 1), date(2025, 1, 1), 4) == date(2026, 11, 29)
        assert report_due(None, date(2026, 11, 1), 1) == date(2026, 11, 8)

    @pytest.mark.parametrize(
        ("state", "start", "end", "late"),
        [
            ("planned", date(2026, 11, 21), date(2026, 12, 31), True),
            ("planned", DAY, date(2026, 12, 31), False),
            ("busy", date(2026, 1, 1), date(2026, 11, 21), True),
            ("busy", date(2026, 1, 1), DAY, False),
            ("done", date(2026, 1, 1), date(2026, 2, 1), False),
        ],
    )
    def test_a_step_is_late_from_the_day_after(self, state, start, end, late):
        assert is_late(state, start, end, DAY) is late
