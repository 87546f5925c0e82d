"""The watch over templates that no test renders does watch (``tests/templates_seen.py``)."""

from __future__ import annotations

from django.template.loader import render_to_string

from tests import templates_seen


def test_a_page_its_frame_and_its_parts_are_seen(monkeypatch):
    monkeypatch.setattr(templates_seen, "SEEN", set())
    render_to_string("404.html")
    assert {"404.html", "base.html", "components/brand_mark.html"} <= templates_seen.SEEN


def test_a_template_that_nothing_rendered_is_named(monkeypatch):
    monkeypatch.setattr(templates_seen, "all_names", lambda: {"404.html", "nieuw.html"})
    monkeypatch.setattr(templates_seen, "SEEN", {"404.html"})
    assert templates_seen.missing() == ["nieuw.html"]


def test_every_exception_is_a_template():
    assert templates_seen.ELSEWHERE.keys() <= templates_seen.all_names()
