"""Addresses that are found by their first word lead where Django's own resolver leads them."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.urls import Resolver404, URLResolver, get_resolver, include, path, re_path

from citydeal.common.routes import WordResolver, by_word


def view(request):
    return HttpResponse()


INNER = [path("<int:number>/", view, name="inner"), path("", view, name="inner_start")]
PATTERNS = [
    path("", view, name="start"),
    path("huis/", view, name="house"),
    path("<slug:thing>/oud/", view, name="old"),
    path("huis/<int:number>/", view, name="room"),
    path("tuin/", include(INNER)),
    path("", include([path("overal/<slug:thing>/", view, name="everywhere")])),
    re_path(r"^(?P<year>\d{4})/$", view, name="year"),
]
PLAIN = path("deals/<slug:deal>/", include((PATTERNS, "app")))
QUICK = by_word(path("deals/<slug:deal>/", include((PATTERNS, "app"))))


@pytest.mark.parametrize(
    "address",
    [
        "deals/a/",
        "deals/a/huis/",
        "deals/a/huis/oud/",
        "deals/a/huis/7/",
        "deals/a/iets/oud/",
        "deals/a/tuin/",
        "deals/a/tuin/3/",
        "deals/a/overal/x/",
        "deals/a/2026/",
    ],
)
def test_it_leads_where_the_usual_one_leads(address):
    usual, quick = PLAIN.resolve(address), QUICK.resolve(address)
    for what in ("url_name", "kwargs", "app_names", "namespaces", "route", "func"):
        assert getattr(quick, what) == getattr(usual, what), what


@pytest.mark.parametrize("address", ["deals/a/niets/", "deals/a/huis/x/", "elders/", "deals/a/tuin/x/"])
def test_what_leads_nowhere_is_said_so(address):
    for resolver in (PLAIN, QUICK):
        with pytest.raises(Resolver404):
            resolver.resolve(address)


def test_the_pages_of_deals_are_found_so():
    under = [each for each in get_resolver().url_patterns if isinstance(each, URLResolver)]
    inner = [each for app in under for each in app.url_patterns if isinstance(each, URLResolver)]
    of_deals = [each for each in inner if str(each.pattern) == "deals/<slug:deal>/"]
    assert len(of_deals) == 4
    assert all(isinstance(each, WordResolver) for each in of_deals)
