"""Moments in one text box: days, months, ranges, seasons and years (rules 40 and 44)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workgroups.enums import Precision
from workgroups.forms.moments import MomentField
from workgroups.rules.moments import Moment, MomentError, moment_words, parse_moment

READ = {
    "januari 2021": ("2021-01-01", "2021-01-31", "month", "januari 2021"),
    "Gereed januari 2021": ("2021-01-01", "2021-01-31", "month", "januari 2021"),
    "jan. 2021": ("2021-01-01", "2021-01-31", "month", "januari 2021"),
    "mrt 2024": ("2024-03-01", "2024-03-31", "month", "maart 2024"),
    "Sept 2024": ("2024-09-01", "2024-09-30", "month", "september 2024"),
    "12-2026": ("2026-12-01", "2026-12-31", "month", "december 2026"),
    "jan - juli 2021": ("2021-01-01", "2021-07-31", "months", "januari tot en met juli 2021"),
    "januari- juli 2021.": ("2021-01-01", "2021-07-31", "months", "januari tot en met juli 2021"),
    "januari t/m juli 2021": ("2021-01-01", "2021-07-31", "months", "januari tot en met juli 2021"),
    "nov 2020 – mrt 2021": ("2020-11-01", "2021-03-31", "months", "november 2020 tot en met maart 2021"),
    "Q1 2021": ("2021-01-01", "2021-03-31", "months", "januari tot en met maart 2021"),
    "4e kwartaal 2021": ("2021-10-01", "2021-12-31", "months", "oktober tot en met december 2021"),
    "november 2020 tot en met voorjaar 2022": (
        "2020-11-01",
        "2022-05-31",
        "months",
        "november 2020 tot en met mei 2022",
    ),
    "voorjaar 2022": ("2022-03-01", "2022-05-31", "season", "voorjaar 2022"),
    "lente 2022": ("2022-03-01", "2022-05-31", "season", "voorjaar 2022"),
    "zomer t/m herfst 2021": ("2021-06-01", "2021-11-30", "season", "zomer 2021 tot en met najaar 2021"),
    "winter 2023": ("2023-12-01", "2024-02-29", "season", "winter 2023-2024"),
    "winter 2021-2022": ("2021-12-01", "2022-02-28", "season", "winter 2021-2022"),
    "2021": ("2021-01-01", "2021-12-31", "year", "2021"),
    "2021-2024": ("2021-01-01", "2024-12-31", "year", "2021 tot en met 2024"),
    "1-12-2026": ("2026-12-01", "2026-12-01", "day", "1 december 2026"),
    "1 december 2026": ("2026-12-01", "2026-12-01", "day", "1 december 2026"),
    "2026-12-01": ("2026-12-01", "2026-12-01", "day", "1 december 2026"),
    "5 t/m 9 december 2026": (
        "2026-12-05",
        "2026-12-09",
        "day",
        "5 december 2026 tot en met 9 december 2026",
    ),
    "dec 2026 - 5 jan 2027": ("2026-12-01", "2027-01-05", "day", "1 december 2026 tot en met 5 januari 2027"),
}
REFUSED = {
    "": "Vul een dag, maand",
    "binnenkort": "Vul een dag, maand",
    "half maart 2020": "Vul een dag, maand",
    "13-2021": "Vul een dag, maand",
    "winter 2021-2023": "Vul een dag, maand",
    "jan - ooit": "Vul een dag, maand",
    "ooit - jan 2021": "Vul een dag, maand",
    "5 foobar 2021": "Vul een dag, maand",
    "2020 - 2021 - 2022": "Vul een dag, maand",
    "januari": "Vul ook het jaar in",
    "voorjaar": "Vul ook het jaar in",
    "31-2-2026": "Deze dag bestaat niet",
    "juli - jan 2021": "Draai ze om",
    "1899": "tussen 1900 en 2200",
    "1 dec 0001": "tussen 1900 en 2200",
}


@pytest.mark.parametrize("text", READ)
def test_what_people_type_is_read_and_shown_again(text):
    start, end, precision, words = READ[text]
    moment = parse_moment(text)
    assert (moment.start.isoformat(), moment.end.isoformat(), moment.precision) == (start, end, precision)
    assert moment_words(moment.start, moment.end, moment.precision) == words
    assert parse_moment(words) == moment


@pytest.mark.parametrize("text", REFUSED)
def test_what_cannot_be_read_gets_a_sentence(text):
    with pytest.raises(MomentError) as caught:
        parse_moment(text)
    assert REFUSED[text] in str(caught.value.message)


@given(st.text(max_size=40) | st.from_regex(r"[0-9a-z ./-]{0,20}[0-9]{4}", fullmatch=True))
def test_no_text_breaks_it(text):
    try:
        moment = parse_moment(text)
    except MomentError:
        return
    assert moment.start <= moment.end
    assert parse_moment(moment_words(moment.start, moment.end, moment.precision)) == moment


def test_the_field_shows_a_moment_and_keeps_what_was_typed():
    field = MomentField(required=False)
    moment = Moment(date(2022, 3, 1), date(2022, 5, 31), str(Precision.SEASON))
    assert field.prepare_value(moment) == "voorjaar 2022"
    assert field.prepare_value("ooit") == "ooit"
    assert field.clean(" ") is None
    assert field.clean("voorjaar 2022") == moment
