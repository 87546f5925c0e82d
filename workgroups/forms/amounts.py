"""An amount in euros in one text box, typed the Dutch way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workgroups.rules.amounts import AmountError, amount_words, parse_amount


class AmountField(forms.CharField):
    """One text box; ``clean`` returns a Decimal in EUR, or None for an empty box that is not required."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 40)
        attrs = {"inputmode": "decimal", "autocomplete": "off", "class": "cd-input--short"}
        kwargs.setdefault("widget", forms.TextInput(attrs=attrs))
        kwargs.setdefault("help_text", _("In digits, for example 10.000 or 9.707,50."))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show an amount as people write it; what was typed stays as it was typed."""
        return amount_words(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        """Return the amount. Raises ValidationError with what to fill in."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return parse_amount(typed)
        except AmountError as error:
            raise ValidationError(error.message, code="amount") from error
