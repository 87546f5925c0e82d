"""The watch over templates that no test renders does watch (``tests/templates_seen.py``)."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from tests import templates_seen, whole_run

# What allauth says in the frame of the next page; it cannot come to each of them in this portal.
MESSAGES = sorted(name for name in templates_seen.all_names() if "/messages/" in name)


def test_a_page_its_frame_and_its_parts_are_seen(monkeypatch):
    monkeypatch.setattr(templates_seen, "SEEN", set())
    render_to_string("404.html")
    assert {"404.html", "base.html", "components/brand_mark.html"} <= templates_seen.SEEN


def test_a_template_that_nothing_rendered_is_named(monkeypatch):
    monkeypatch.setattr(templates_seen, "all_names", lambda: {"404.html", "nieuw.html"})
    monkeypatch.setattr(templates_seen, "SEEN", {"404.html"})
    assert templates_seen.missing() == ["nieuw.html"]


def test_a_run_of_a_part_judges_nothing(pytestconfig, monkeypatch):
    monkeypatch.setattr(pytestconfig.option, "keyword", "seat")
    assert not whole_run.is_whole_run(pytestconfig)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_of_allauth_is_in_dutch(name):
    values = {"email": "lid@voorbeeld.example", "user": "Lid"}
    text = render_to_string(name, values).strip()
    with override("en"):
        english = render_to_string(name, values).strip()
    assert text.endswith(".")
    assert text != english
