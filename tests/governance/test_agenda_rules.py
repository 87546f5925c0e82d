"""How an agenda is counted and put in order, and how long an item is confidential."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from governance.rules.agenda import (
    DOWN,
    OUT,
    UNDER,
    UP,
    Line,
    branches,
    dropped,
    is_confidential_on,
    moved,
    places,
)

TWO = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)
# 1, 2 with 3 and 4 under it, 5.
LINES = [Line(1, None, 5), Line(3, 2, 10), Line(2, None, 20), Line(4, 2, 0), Line(5, None, 15)]
TREE = [(1, ()), (2, (3, 4)), (5, ())]


def test_numbers_and_times_follow_the_order_and_what_stands_under_an_item_comes_after_it():
    found = [(place.item, place.number, place.starts_at.strftime("%H.%M")) for place in places(LINES, TWO)]
    assert found == [
        (1, "1", "13.00"),
        (2, "2", "13.05"),
        (3, "2.1", "13.25"),
        (4, "2.2", "13.35"),
        (5, "3", "13.35"),
    ]
    assert [place.is_nested for place in places(LINES, TWO)] == [False, False, True, True, False]


def test_an_item_whose_parent_is_elsewhere_stands_by_itself():
    assert [place.number for place in places([Line(7, 99, 5), Line(8, None, 5)], TWO)] == ["1", "2"]
    assert branches(LINES) == TREE


@pytest.mark.parametrize(
    ("item", "where", "after"),
    [
        (5, UP, [(1, ()), (5, ()), (2, (3, 4))]),
        (1, DOWN, [(2, (3, 4)), (1, ()), (5, ())]),
        (5, UNDER, [(1, ()), (2, (3, 4, 5))]),
        (4, UP, [(1, ()), (2, (4, 3)), (5, ())]),
        (3, DOWN, [(1, ()), (2, (4, 3)), (5, ())]),
        (3, OUT, [(1, ()), (2, (4,)), (3, ()), (5, ())]),
        (1, UP, None),
        (5, DOWN, None),
        (1, UNDER, None),
        (2, UNDER, None),
        (5, OUT, None),
        (3, UP, None),
        (4, DOWN, None),
        (3, UNDER, None),
        (99, UP, None),
    ],
)
def test_a_step_moves_an_item_among_its_neighbours(item, where, after):
    assert moved(TREE, item, where) == after


@pytest.mark.parametrize(
    ("item", "target", "after"),
    [
        (5, 0, [(5, ()), (1, ()), (2, (3, 4))]),
        (1, 2, [(2, (3, 4)), (1, ()), (5, ())]),
        (3, 5, [(1, ()), (2, (4,)), (5, ()), (3, ())]),
        (1, 3, [(2, (3, 1, 4)), (5, ())]),
        (4, 0, [(4, ()), (1, ()), (2, (3,)), (5, ())]),
        (2, 3, None),
        (5, 5, None),
        (1, 99, None),
        (99, 1, None),
    ],
)
def test_a_drop_puts_an_item_after_another_one_at_its_level(item, target, after):
    assert dropped(TREE, item, target) == after


@pytest.mark.parametrize(
    ("confidential", "until", "imposed_by", "holds"),
    [
        (False, None, "", False),
        (True, None, "", True),
        (True, date(2026, 12, 1), "", True),
        (True, date(2026, 11, 30), "", False),
        (True, date(2026, 11, 30), "Het college", True),
    ],
)
def test_an_agreement_lapses_and_secrecy_does_not(confidential, until, imposed_by, holds):
    on = date(2026, 12, 1)
    asked = is_confidential_on(confidential=confidential, until=until, imposed_by=imposed_by, on=on)
    assert asked is holds
