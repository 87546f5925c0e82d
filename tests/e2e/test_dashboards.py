"""The dashboard of an executive on paper: two pages, with its drawings and without what is folded."""

from __future__ import annotations

import io

import pikepdf
import pytest
from django.urls import reverse

from tests.cast import Cast
from tests.e2e.states.base import Visit
from tests.e2e.states.dashboards import fill
from tests.e2e.window import Window

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_is_printed_on_two_pages_with_the_timeline(cast: Cast, open_window):
    fill(Visit(cast, None, open_window))
    window: Window = open_window(cast.users["member"])
    window.open(reverse("reporting:dashboard", args=[cast.deal.slug]))
    page = window.page
    page.emulate_media(media="print")
    assert page.locator(".cd-chart--wide svg[role=img]").is_visible()
    assert not page.locator("details").first.is_visible()
    with pikepdf.open(io.BytesIO(page.pdf(format="A4"))) as printed:
        assert len(printed.pages) <= 2
