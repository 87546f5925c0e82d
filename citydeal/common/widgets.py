"""Controls of forms that Django renders too slowly: for long choices, and on every page with a day."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from citydeal.common.markup import filled

_SELECTED = mark_safe(" selected")


class QuickDateInput(forms.DateInput):
    """A text box for a day: the same HTML as Django's, without its two templates."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Return the box."""
        given = {"type": self.input_type, "name": name, "value": self.format_value(value)}
        return format_html("<input{}>", flatatt(given | self.build_attrs(self.attrs, attrs)))


class QuickSelect(forms.Select):
    """A select without groups: the same HTML as Django's, without a template for each of its options."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """Return the select with its options."""
        chosen = set(self.format_value(value) or ())
        options = filled(
            '<option value="{}"{}>{}</option>\n',
            *((key, _SELECTED if str(key) in chosen else "", label) for key, label in self.choices),
        )
        own = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>\n{}</select>', name, own, options)
