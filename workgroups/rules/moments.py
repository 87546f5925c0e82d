"""Moments as people plan them: a day, a month, a range of months, a season or a year (rules 40 and 44).

The sources plan in months ("Gereed januari 2021", "januari- juli 2021") and seasons ("voorjaar 2022"). A
moment is kept as its first and its last day, with how precisely it is known; it is read from one line of
text and shown in words again.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_lazy, pgettext
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST, LATEST, in_words
from citydeal.common.text import Text
from workgroups.enums import Precision

UNKNOWN = gettext_lazy(
    "Fill in a day, a month, a range of months, a season or a year, for example: 1-12-2026, januari 2021, "
    "januari t/m juli 2021, voorjaar 2022 or 2021."
)
NO_YEAR = gettext_lazy("Add the year, with 4 digits. For example: januari 2021.")
BETWEEN = gettext_lazy("Fill in a year between 1900 and 2200.")
NO_DAY = gettext_lazy("This day does not exist. Fill in another day.")
BACKWARDS = gettext_lazy("The end comes before the beginning. Turn them around.")

_MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
# The first month of a season, as the weather counts them: each takes three, and winter ends in the next year.
_SEASONS = {"voorjaar": 3, "lente": 3, "zomer": 6, "najaar": 9, "herfst": 9, "winter": 12}
_WINTER = 12

_BETWEEN_TWO = re.compile(r"\s+t/m\s+|\s+tot\s+en\s+met\s+|\s+-\s+")
_DAY_NUMBERS = re.compile(r"(\d{1,2})[-./ ](\d{1,2})[-./ ](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DAY_WORDS = re.compile(r"(\d{1,2}) ([a-z]{3,}) (\d{4})")
_MONTH_WORDS = re.compile(r"([a-z]{3,}) (\d{4})")
_MONTH_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{4})")
_WINTERS = re.compile(r"winter (\d{4}) ?[-/] ?(\d{4})")
_QUARTER = re.compile(r"(?:q([1-4])|([1-4])e kwartaal|kwartaal ([1-4])) (\d{4})")
_YEAR = re.compile(r"(\d{4})")


@dataclass(frozen=True)
class Moment:
    """A moment: its first and last day, both included, and how precisely it is known (Precision)."""

    start: date
    end: date
    precision: str


class MomentError(ValueError):
    """A text that names no moment; ``message`` says what to fill in."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


def parse_moment(text: str) -> Moment:
    """Return the moment that a line of text names.

    Read are a day ("1-12-2026", "1 december 2026"), a month ("januari 2021", "1-2021"), a range ("jan - juli
    2021", "november 2020 t/m maart 2021", "2021-2024"), a quarter ("Q1 2021"), a season ("voorjaar 2022",
    from 1 March to 31 May; "winter 2026" begins in December 2026) and a year. The first half of a range may
    leave out its year. Raises MomentError with what to fill in. Source: rules 40 and 44.
    """
    typed = _tidy(text)
    moment = _single(typed) or _range(typed)
    if moment is None:
        without_year = _single(f"{typed} 2000") is not None
        raise MomentError(NO_YEAR if without_year else UNKNOWN)
    if moment.end < moment.start:
        raise MomentError(BACKWARDS)
    return moment


def moment_words(start: date, end: date, precision: str) -> str:
    """Return a moment in words, in the language of now; ``parse_moment`` reads the Dutch ones back."""
    return _moment_words(start, end, precision, get_language() or "")


@lru_cache(maxsize=4096)
def _moment_words(start: date, end: date, precision: str, _language: str) -> str:
    # A season is named by the month in which it begins, two before its last.
    final = date(end.year - (end.month < 3), (end.month - 3) % 12 + 1, 1)
    first, last = _one(start, precision), _one(final if precision == Precision.SEASON else end, precision)
    if first == last:
        return first
    if precision == Precision.MONTHS and start.year == end.year:
        first = date_format(start, "F")
    return _("%(first)s to %(last)s inclusive") % {"first": first, "last": last}


def _one(day: date, precision: str) -> str:
    if precision == Precision.YEAR:
        return f"{day.year:04d}"
    if precision == Precision.SEASON:
        return _season_words(day)
    return in_words(day) if precision == Precision.DAY else date_format(day, "F Y")


def _season_words(first: date) -> str:
    """Return the season that begins in the month of this day."""
    words = {
        3: pgettext("season", "spring"),
        6: pgettext("season", "summer"),
        9: pgettext("season", "autumn"),
        _WINTER: pgettext("season", "winter"),
    }
    year = f"{first.year}-{first.year + 1}" if first.month == _WINTER else f"{first.year}"
    return f"{words[first.month]} {year}"


def _tidy(text: str) -> str:
    """Return the text in small letters, with single spaces and one kind of dash."""
    plain = re.sub(r"[‐‑‒–—]", "-", text.casefold())  # the dashes that word processors make
    plain = re.sub(r"(?<=[a-z])\.|\.$", "", plain.strip()).replace(",", " ")
    plain = re.sub(r"^(gereed|klaar) (in )?", "", plain)
    plain = re.sub(r"\s*t\s*/\s*m\s*", " t/m ", plain)
    plain = re.sub(r"(?<=[a-z])\s*-\s*(?=[a-z\d])|(?<=\d)\s*-\s*(?=[a-z])", " - ", plain)
    plain = re.sub(r"(?<!\d)(\d{4})\s*-\s*(\d{4})(?!\d)", r"\1 - \2", plain)
    return " ".join(plain.split())


def _single(typed: str) -> Moment | None:
    for reader in (_day, _season, _month, _quarter, _year):
        found = reader(typed)
        if found is not None:
            return found
    return None


def _range(typed: str) -> Moment | None:
    """Return the moment from the one to the other; days stay days, what is unequal becomes months."""
    halves = _BETWEEN_TWO.split(typed)
    if len(halves) != 2:
        return None
    last = _single(halves[1])
    if last is None:
        return None
    first = _single(halves[0]) or _with_the_end_of(halves[0], halves[1])
    if first is None:
        return None
    both = {first.precision, last.precision}
    if both == {Precision.MONTH}:
        precision = str(Precision.MONTHS)
    elif len(both) == 1:
        precision = first.precision
    elif Precision.YEAR in both:
        return None
    else:
        precision = str(Precision.DAY if Precision.DAY in both else Precision.MONTHS)
    return Moment(first.start, last.end, precision)


def _with_the_end_of(first: str, last: str) -> Moment | None:
    """Return the first half of a range with the year, or the month and the year, of the second half."""
    words = last.split(" ")
    for number in range(1, len(words)):
        found = _single(f"{first} {' '.join(words[-number:])}")
        if found is not None:
            return found
    return None


def _day(typed: str) -> Moment | None:
    if found := _ISO_DAY.fullmatch(typed):
        year, month, day = (int(part) for part in found.groups())
    elif found := _DAY_NUMBERS.fullmatch(typed):
        day, month, year = (int(part) for part in found.groups())
    elif (found := _DAY_WORDS.fullmatch(typed)) and _month_number(found[2]):
        day, month, year = int(found[1]), _month_number(found[2]), int(found[3])
    else:
        return None
    _check_year(year)
    try:
        there = date(year, month, day)
    except ValueError as error:
        raise MomentError(NO_DAY) from error
    return Moment(there, there, str(Precision.DAY))


def _month(typed: str) -> Moment | None:
    if found := _MONTH_NUMBERS.fullmatch(typed):
        month = int(found[1])
    elif found := _MONTH_WORDS.fullmatch(typed):
        month = _month_number(found[1])
    if not found or not 1 <= month <= 12:
        return None
    return _months(int(found[2]), month, 1, Precision.MONTH)


def _season(typed: str) -> Moment | None:
    winters = _WINTERS.fullmatch(typed)
    if winters and int(winters[2]) == int(winters[1]) + 1:
        return _months(int(winters[1]), _WINTER, 3, Precision.SEASON)
    found = _MONTH_WORDS.fullmatch(typed)
    if not found or found[1] not in _SEASONS:
        return None
    return _months(int(found[2]), _SEASONS[found[1]], 3, Precision.SEASON)


def _quarter(typed: str) -> Moment | None:
    found = _QUARTER.fullmatch(typed)
    if not found:
        return None
    quarter = int(found[1] or found[2] or found[3])
    return _months(int(found[4]), 3 * quarter - 2, 3, Precision.MONTHS)


def _year(typed: str) -> Moment | None:
    found = _YEAR.fullmatch(typed)
    return _months(int(found[1]), 1, 12, Precision.YEAR) if found else None


def _months(year: int, month: int, count: int, precision: Precision) -> Moment:
    """Return the moment of so many whole months, from the first of this one."""
    _check_year(year)
    last_year, last_month = divmod(year * 12 + month - 1 + count - 1, 12)
    end = date(last_year, last_month + 1, calendar.monthrange(last_year, last_month + 1)[1])
    return Moment(date(year, month, 1), end, str(precision))


def _month_number(word: str) -> int:
    """Return the number of a month, by its name or how that begins; 0 for another word."""
    if word == "mrt":
        return 3
    for number, name in enumerate(_MONTHS, start=1):
        if name.startswith(word) or (word == "sept" and number == 9):
            return number
    return 0


def _check_year(year: int) -> None:
    if not EARLIEST.year <= year <= LATEST.year:
        raise MomentError(BETWEEN)
