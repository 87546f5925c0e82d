"""A select and a box for a text or a day come out as Django itself renders them, only quicker."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.test.html import parse_html

from citydeal.common.controls import control_of
from citydeal.common.forms import DateFilterField, PortalForm

GROUPS = [("", "Kies"), ("Gemeenten", [("1", "Oost & West"), ("2", "<b>Noord</b>")]), ("3", "Rijk")]


class Form(PortalForm):
    plain = forms.ChoiceField(choices=[("a", "Een"), ("b", "Twee")])
    grouped = forms.ChoiceField(choices=GROUPS, required=False)
    name = forms.CharField(max_length=20, required=False, widget=forms.TextInput({"class": "cd-input--kort"}))
    long = forms.CharField(required=False, widget=forms.Textarea)
    op = DateFilterField(required=False, initial=date(2026, 11, 22))


@pytest.mark.parametrize("name", ["plain", "grouped", "name", "long", "op"])
@pytest.mark.parametrize(
    "data",
    [
        None,
        {"plain": "b", "grouped": "2", "name": '"x" <y>', "long": "z", "op": "1-2-2027"},
        {"plain": "x", "name": "n" * 30, "op": '"><script>'},
    ],
)
def test_is_what_django_renders(name, data):
    bound = Form(data)[name]
    shown = control_of(bound, "uitleg")
    classes = shown.split('class="')[1].split('"')[0]
    attrs = {"class": classes, "aria-describedby": "uitleg"}
    if bound.errors:
        attrs["aria-invalid"] = "true"
    if bound.field.required:
        attrs["aria-required"] = "true"
    assert parse_html(shown) == parse_html(bound.as_widget(attrs=attrs))
