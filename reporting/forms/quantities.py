"""Hours and euros in one text box, typed the Dutch way; they come out as whole quarters and whole cents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reporting.enums import ContributionKind
from reporting.rules.quantities import (
    QuantityError,
    euros_number,
    hours_number,
    parse_cents,
    parse_hours,
)

HOURS_HELP = _("In digits and whole quarters, for example 12 or 12,25.")
EUROS_HELP = _("In digits, for example 10.000 or 9.707,50.")


class _QuantityField(forms.CharField):
    """One text box; ``clean`` returns a whole number, or None for an empty box that is not required."""

    parse: Callable[[str], int]
    show: Callable[[int], str]

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "cd-input--short"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a quantity as people type it; what was typed stays as it was typed."""
        return type(self).show(value) if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        """Return the quantity. Raises ValidationError with what to fill in."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return type(self).parse(typed)
        except QuantityError as error:
            raise ValidationError(error.message, code="quantity") from error


class HoursField(_QuantityField):
    """Hours; ``clean`` returns quarters of an hour."""

    parse = staticmethod(parse_hours)
    show = staticmethod(hours_number)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", HOURS_HELP)
        super().__init__(**kwargs)


class EurosField(_QuantityField):
    """Euros; ``clean`` returns cents."""

    parse = staticmethod(parse_cents)
    show = staticmethod(euros_number)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", EUROS_HELP)
        super().__init__(**kwargs)


def quantity_field(kind: str, **kwargs: Any) -> forms.Field:
    """Return the field of a kind (ContributionKind): hours, or euros."""
    return HoursField(**kwargs) if kind == ContributionKind.HOURS else EurosField(**kwargs)
