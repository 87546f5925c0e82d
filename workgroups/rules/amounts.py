"""Amounts in euros as Dutch people type and read them: "10.000,-", "9.707", "9707,50"."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from citydeal.common.text import Text

# More than any deal has, and what the column holds.
LARGEST = Decimal("9999999999.99")

WORDS = _("Fill in the amount in digits, for example 10.000 or 9.707,50.")
UNCLEAR = _(
    "This amount can be read in two ways. Write points between thousands and two digits after the comma, "
    "for example 9.707,50."
)
TOO_LARGE = _("This amount is too large. Fill in at most € 9.999.999.999,99.")
NEGATIVE = _("Fill in an amount of 0 euros or more.")

_AROUND = re.compile(r"^(?:€|eur(?:o)?)|(?:€|eur(?:o)?)$")
_NO_CENTS = re.compile(r",(?:-{1,2}|=|00)$")
_PLAIN = re.compile(r"[0-9]+")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
_CENTS = re.compile(r"([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+),([0-9]{2})")
# A point before two digits at the end can only mean cents: thousands come in threes.
_POINT_CENTS = re.compile(r"([0-9]+)\.([0-9]{2})")
_DIGITS = re.compile(r"[0-9.,]+")


class AmountError(ValueError):
    """A text that is no amount; ``message`` says what to fill in."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


def parse_amount(text: str) -> Decimal:
    """Return the amount in EUR, with cents, that a text names.

    Points stand between thousands, the comma before the cents; "€", "euro" and ",-" may stand around it.
    Raises AmountError with what to fill in: on words, on what can be read in two ways ("9,707"), below zero
    and above what the portal keeps. Source: rule 41.
    """
    typed = re.sub(r"\s", "", text.casefold()).replace("–", "-").replace("—", "-")
    typed = _NO_CENTS.sub("", _AROUND.sub("", typed))
    if re.fullmatch(r"-[0-9.,]+", typed):
        raise AmountError(NEGATIVE)
    if _PLAIN.fullmatch(typed) or _THOUSANDS.fullmatch(typed):
        found = typed.replace(".", "")
    elif cents := (_CENTS.fullmatch(typed) or _POINT_CENTS.fullmatch(typed)):
        found = f"{cents[1].replace('.', '')}.{cents[2]}"
    else:
        raise AmountError(UNCLEAR if _DIGITS.fullmatch(typed) else WORDS)
    amount = Decimal(found)
    if amount > LARGEST:
        raise AmountError(TOO_LARGE)
    return amount


def amount_words(amount: Decimal) -> str:
    """Return an amount as people write it: 10.000, or 9.707,50 where there are cents."""
    whole, cents = divmod(int(amount * 100), 100)
    thousands = f"{whole:,}".replace(",", ".")
    return f"{thousands},{cents:02d}" if cents else thousands


def in_euros(amount: Decimal) -> str:
    """Return an amount with its sign and a space that does not break: € 10.000."""
    return f"€\N{NO-BREAK SPACE}{amount_words(amount)}"
