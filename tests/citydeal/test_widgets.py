"""The quick controls give what Django's own give."""

from datetime import date

import pytest
from django import forms
from django.test.html import parse_html
from django.utils.translation import gettext_lazy

from citydeal.common.widgets import QuickDateInput, QuickSelect

CHOICES = [("", "Alle organen"), ("a&b", "Zorg & <b>meer</b>"), (3, gettext_lazy("Bodies"))]
ATTRS = {"id": "id_orgaan", "class": "x", "aria-invalid": "true"}


@pytest.mark.parametrize("value", [None, "", "a&b", "3", 3, "bestaat niet", '"><script>'])
def test_it_gives_the_same_as_the_select_of_django(value):
    ours, django = (
        kind(choices=CHOICES).render("orgaan", value, ATTRS) for kind in (QuickSelect, forms.Select)
    )
    assert parse_html(ours) == parse_html(django)
    assert "<b>" not in ours


@pytest.mark.parametrize("value", [None, "", date(2026, 11, 22), "31-12", '"><script>'])
def test_a_day_gives_the_same_as_the_box_of_django(value):
    ours, django = (
        kind(format="%d-%m-%Y", attrs={"inputmode": "numeric"}).render("op", value, ATTRS)
        for kind in (QuickDateInput, forms.DateInput)
    )
    assert parse_html(ours) == parse_html(django)
    assert "<script>" not in ours
