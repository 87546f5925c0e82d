"""A moment in one text box: a day, a month, a range of months, a season or a year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from workgroups.rules.moments import Moment, MomentError, moment_words, parse_moment


class MomentField(forms.CharField):
    """One text box; ``clean`` returns a Moment, or None for an empty box that is not required.

    ``initial`` may be a Moment, which the box shows in words.
    """

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 60)
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        kwargs.setdefault(
            "help_text",
            _("For example: januari 2021, januari t/m juli 2021, voorjaar 2022, 2021 or 1-12-2026."),
        )
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a moment in words; what was typed stays as it was typed."""
        if isinstance(value, Moment):
            return moment_words(value.start, value.end, value.precision)
        return value

    def clean(self, value: Any) -> Moment | None:
        """Return the moment. Raises ValidationError with what to fill in."""
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return parse_moment(typed)
        except MomentError as error:
            raise ValidationError(error.message, code="moment") from error
