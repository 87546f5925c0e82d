"""Hours in quarters and euros in cents, as whole numbers; as Dutch people type and read them.

Nothing here is a fraction of a binary kind: a quarter of an hour and a cent are the smallest there is.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.text import Text
from reporting.enums import ContributionKind
from workgroups.rules.amounts import AmountError, parse_amount

QUARTERS = 4
# More than any deal has.
LARGEST_HOURS = 1_000_000

WORDS = gettext_lazy("Fill in the hours in digits, for example 12 or 12,25.")
NO_QUARTER = gettext_lazy("Fill in hours in whole quarters, for example 12,25, 12,5 or 12,75.")
NEGATIVE = gettext_lazy("Fill in a number of 0 hours or more.")
TOO_LARGE = gettext_lazy("This number of hours is too large. Fill in at most 1.000.000.")
UNCLEAR = gettext_lazy(
    "These hours can be read in two ways. Write points between thousands and one or two digits after the"
    " comma, for example 1.250,5."
)

_WHOLE = re.compile(r"[0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+")
_PARTS = re.compile(r"([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),([0-9]{1,2})")
# A point before one or two digits can only be a comma: thousands come in threes.
_POINT = re.compile(r"([0-9]+)\.([0-9]{1,2})")
_CLOCK = re.compile(r"([0-9]+):([0-9]{2})")
_HUNDREDTHS = {"00": 0, "25": 1, "50": 2, "75": 3}
_MINUTES = {"00": 0, "15": 1, "30": 2, "45": 3}


class QuantityError(ValueError):
    """A text that is no quantity; ``message`` says what to fill in."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


def parse_hours(text: str) -> int:
    """Return the quarters of an hour that a text names: "12", "12,25", "1.250,5", "12:30".

    Raises QuantityError with what to fill in: on words, below zero, on what is no whole quarter or can be
    read in two ways, and above what the portal keeps.
    """
    typed = re.sub(r"\s", "", text.casefold()).replace("–", "-").removesuffix("uur")
    if re.fullmatch(r"-[0-9.,:]+", typed):
        raise QuantityError(NEGATIVE)
    # What is in hundreds of digits is no number of hours, and costs time to read.
    if len(typed) > 30:
        raise QuantityError(TOO_LARGE)
    if _WHOLE.fullmatch(typed):
        whole, quarters = typed, 0
    elif parts := (_PARTS.fullmatch(typed) or _POINT.fullmatch(typed)):
        whole, quarters = parts[1], _quarters(parts[2].ljust(2, "0"), _HUNDREDTHS)
    elif clock := _CLOCK.fullmatch(typed):
        whole, quarters = clock[1], _quarters(clock[2], _MINUTES)
    else:
        raise QuantityError(UNCLEAR if re.fullmatch(r"[0-9.,]+", typed) else WORDS)
    found = int(whole.replace(".", "")) * QUARTERS + quarters
    if found > LARGEST_HOURS * QUARTERS:
        raise QuantityError(TOO_LARGE)
    return found


def _quarters(typed: str, known: dict[str, int]) -> int:
    if typed not in known:
        raise QuantityError(NO_QUARTER)
    return known[typed]


def parse_cents(text: str) -> int:
    """Return the cents that a text in euros names: "6.000", "9.707,50". Raises QuantityError."""
    try:
        return int(parse_amount(text) * 100)
    except AmountError as error:
        raise QuantityError(error.message) from error


def parse_quantity(kind: str, text: str) -> int:
    """Return how much a text names, in the unit of a kind (ContributionKind). Raises QuantityError."""
    return parse_hours(text) if kind == ContributionKind.HOURS else parse_cents(text)


def hours_number(quarters: int) -> str:
    """Return hours as people type them: 12, 12,25, 1.250,5."""
    sign, (whole, rest) = "-" if quarters < 0 else "", divmod(abs(quarters), QUARTERS)
    return f"{sign}{_thousands(whole)}{('', ',25', ',5', ',75')[rest]}"


def hours_words(quarters: int) -> str:
    """Return hours as people read them: 12,25 uur."""
    return _("%(count)s hours") % {"count": hours_number(quarters)}


def euros_number(cents: int) -> str:
    """Return euros as people type them, with cents: 6.000,00."""
    sign, (whole, rest) = "-" if cents < 0 else "", divmod(abs(cents), 100)
    return f"{sign}{_thousands(whole)},{rest:02d}"


def euros_words(cents: int) -> str:
    """Return euros with the sign and a space that does not break: € 6.000,00."""
    return f"€\N{NO-BREAK SPACE}{euros_number(cents)}"


def quantity_number(kind: str, quantity: int) -> str:
    """Return how much as people type it, in the unit of a kind (ContributionKind)."""
    return hours_number(quantity) if kind == ContributionKind.HOURS else euros_number(quantity)


def quantity_words(kind: str, quantity: int) -> str:
    """Return how much as people read it, in the unit of a kind (ContributionKind)."""
    return hours_words(quantity) if kind == ContributionKind.HOURS else euros_words(quantity)


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def value_of_hours(quarters: int, rate: int) -> int:
    """Return the value in cents of quarters of an hour at a rate in cents an hour; half a cent goes up."""
    return (quarters * rate * 2 + QUARTERS) // (2 * QUARTERS)


def share(total: int, number: int, count: int) -> int:
    """Return part ``number`` (from 0) of a total divided evenly over ``count``; together exactly all."""
    return total * (number + 1) // count - total * number // count


def percent(part: int, whole: int) -> int:
    """Return how much of a whole a part is, in whole percents, half up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def without_vat(cents: int, percentage: int) -> int:
    """Return an amount that has VAT in it without that VAT, in cents; half a cent goes up."""
    return (200 * cents + 100 + percentage) // (2 * (100 + percentage))


def vat_over(cents: int, percentage: int) -> int:
    """Return the VAT over an amount without VAT, in cents; half a cent goes up."""
    return (2 * cents * percentage + 100) // 200
