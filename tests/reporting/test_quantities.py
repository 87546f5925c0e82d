"""Hours in quarters and euros in cents: read, written, divided and rounded as whole numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.rules.quantities import (
    LARGEST_HOURS,
    QuantityError,
    euros_number,
    euros_words,
    hours_number,
    hours_words,
    parse_cents,
    parse_hours,
    parse_quantity,
    percent,
    quantity_number,
    quantity_words,
    share,
    value_of_hours,
    vat_over,
    without_vat,
)


@pytest.mark.parametrize(
    ("typed", "quarters"),
    [
        ("12", 48),
        ("12,25", 49),
        ("12,5", 50),
        ("12,50 uur", 50),
        ("12.75", 51),
        ("1.250", 5000),
        ("1.250,5", 5002),
        ("12:45", 51),
        ("0", 0),
        (" 7 ", 28),
    ],
)
def test_hours_as_people_type_them(typed, quarters):
    assert parse_hours(typed) == quarters


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("-3", "0 uur of meer"),
        ("12,3", "kwartieren"),
        ("12:20", "kwartieren"),
        ("1,2,3", "twee manieren"),
        ("12,125", "twee manieren"),
        ("tien", "cijfers"),
        ("", "cijfers"),
        ("1000001", "te groot"),
        ("9" * 200, "te groot"),
        ("٣", "cijfers"),
    ],
)
def test_what_is_no_number_of_hours(typed, words):
    with pytest.raises(QuantityError) as error:
        parse_hours(typed)
    assert words in str(error.value.message)


@pytest.mark.parametrize(
    ("typed", "cents"), [("6.000", 600000), ("9.707,50", 970750), ("€ 10,-", 1000), ("0,01", 1)]
)
def test_euros_as_people_type_them(typed, cents):
    assert parse_cents(typed) == parse_quantity("money", typed) == cents


@pytest.mark.parametrize("typed", ["9,707", "12,5", "-10", "veel", "1.00.000"])
def test_an_amount_with_a_wrong_comma(typed):
    with pytest.raises(QuantityError):
        parse_cents(typed)


@given(st.integers(min_value=0, max_value=LARGEST_HOURS * 4))
def test_hours_come_back_as_they_were(quarters):
    assert parse_hours(hours_number(quarters)) == quarters


@given(st.integers(min_value=0, max_value=999_999_999_999))
def test_euros_come_back_as_they_were(cents):
    assert parse_cents(euros_number(cents)) == cents


def test_words():
    assert (hours_words(49), hours_number(-50)) == ("12,25 uur", "-12,5")
    assert euros_words(600000) == "€\N{NO-BREAK SPACE}6.000,00"
    assert euros_number(-150) == "-1,50"
    assert quantity_words("hours", 4) == "1 uur"
    assert quantity_words("in_kind", 100) == "€\N{NO-BREAK SPACE}1,00"
    assert (quantity_number("hours", 4), quantity_number("money", 4)) == ("1", "0,04")


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=1, max_value=12))
def test_shares_are_exactly_the_whole(total, count):
    parts = [share(total, number, count) for number in range(count)]
    assert sum(parts) == total
    assert max(parts) - min(parts) <= 1


@given(st.integers(min_value=0, max_value=10**9), st.sampled_from([9, 21]))
def test_vat_out_of_an_amount_and_over_it_are_the_same(net, percentage):
    gross = net + vat_over(net, percentage)
    assert abs(without_vat(gross, percentage) - net) <= 1


def test_rounding():
    assert (vat_over(100, 21), vat_over(50, 21), vat_over(2, 21)) == (21, 11, 0)
    assert (without_vat(121, 21), without_vat(109, 9)) == (100, 100)
    assert (percent(1, 3), percent(1, 8), percent(5, 0)) == (33, 13, 0)
    assert (value_of_hours(2, 8501), value_of_hours(1, 9001)) == (4251, 2250)
