"""Points, their mean and spread, and weights that add to 100 (rule 50)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workgroups.rules.scores import Scale, Spread, points, summaries, weights_fit, weights_total


def weights(*numbers):
    return [None if number is None else Decimal(number) for number in numbers]


class TestWeights:
    @pytest.mark.parametrize(
        ("given", "fits"),
        [
            (weights("33.33", "33.33", "33.34"), True),
            (weights(None, None), True),
            ([], True),
            (weights(50, 49), False),
            (weights(50, 51), False),
            (weights(100, None), False),
        ],
    )
    def test_add_to_100_or_are_not_there(self, given, fits):
        assert weights_fit(given) is fits

    def test_what_has_none_counts_as_nothing(self):
        assert weights_total(weights(60, None, "0.5")) == Decimal("60.5")


class TestPoints:
    def test_each_score_counts_from_the_lowest_to_the_highest_of_its_own_scale(self):
        scales = [Scale(1, 1, 5), Scale(2, 0, 10)]
        assert points({1: 1, 2: 0}, scales) == 0
        assert points({1: 5, 2: 10}, scales) == 100
        assert points({1: 3, 2: 0}, scales) == 25

    def test_times_the_weight(self):
        scales = [Scale(1, 1, 5, Decimal(75)), Scale(2, 1, 5, Decimal(25))]
        assert points({1: 5, 2: 1}, scales) == 75

    def test_a_scale_holds_both_its_ends(self):
        scale = Scale(1, -2, 2)
        assert [scale.holds(value) for value in (-3, -2, 2, 3)] == [False, True, True, False]


class TestSummary:
    scales = [Scale(1, 1, 5), Scale(2, 1, 5)]

    def test_means_and_spread_over_assessors(self):
        found = summaries(
            [(7, 1, [1, 2], [5, 5]), (7, 2, [2, 1], [3, 1]), (8, 1, [1, 2], [3, 3])], self.scales
        )
        assert found[7].by_assessor == {1: 100, 2: 25}
        assert (found[7].points.mean, found[7].points.lowest, found[7].points.highest) == (62.5, 25, 100)
        assert found[7].by_criterion[1] == Spread((5, 1))
        assert found[8].points.mean == 50

    def test_far_apart_is_from_forty_points(self):
        near = summaries([(7, 1, [1, 2], [5, 5]), (7, 2, [1, 2], [3, 4])], self.scales)
        far = summaries([(7, 1, [1, 2], [5, 5]), (7, 2, [1, 2], [3, 3])], self.scales)
        assert (near[7].is_divided, far[7].is_divided) == (False, True)

    def test_without_scores_there_is_nothing(self):
        assert summaries([], self.scales) == {}
