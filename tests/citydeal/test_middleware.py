"""What every request passes through."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as portal_settings
from django.contrib.auth.models import AnonymousUser
from django.dispatch import Signal
from django.http import HttpResponse
from django.utils import timezone

from citydeal import signals
from citydeal.middleware import DailyRightsMiddleware, PrivateResponseMiddleware
from citydeal.models import User


@pytest.fixture
def asked(monkeypatch):
    """What asked for rights, as (account, date); nothing else listens."""
    calls: list[tuple[User, object]] = []

    def listen(sender, user, on, **_):
        calls.append((user, on))

    signal = Signal()
    signal.connect(listen)
    monkeypatch.setattr(signals, "rights_due", signal)
    return calls, listen


def request(rf, user, *, accessed: bool = True):
    made = rf.get("/")
    made.user = user
    made.session = type("Session", (), {"accessed": accessed})()
    return made


class TestPrivateResponse:
    def answer(self, rf, user, **values) -> HttpResponse:
        return PrivateResponseMiddleware(lambda _: HttpResponse())(request(rf, user, **values))

    def test_a_page_of_somebody_stays_out_of_every_cache(self, rf):
        answer = self.answer(rf, User(pk=1))
        assert answer["Cache-Control"] == "no-store, private"
        assert "HX-Request" in answer["Vary"]

    @pytest.mark.parametrize("accessed", [False, True])
    def test_a_public_page_may_be_kept(self, rf, accessed):
        answer = self.answer(rf, AnonymousUser(), accessed=accessed)
        assert "Cache-Control" not in answer
        assert answer["Vary"] == "HX-Request"


class TestDailyRights:
    def pass_through(self, rf, user) -> None:
        DailyRightsMiddleware(lambda _: HttpResponse())(request(rf, user))

    @pytest.mark.parametrize("days", [None, 1, 400])
    def test_the_first_request_of_a_day_derives_the_rights(self, rf, asked, days):
        today = timezone.localdate()
        user = User(pk=1)
        user.rights_as_of = today - timedelta(days=days) if days else None
        self.pass_through(rf, user)
        assert asked[0] == [(user, today)]

    def test_the_second_does_not_and_nobody_has_none(self, rf, asked):
        self.pass_through(rf, User(pk=1, rights_as_of=timezone.localdate()))
        self.pass_through(rf, AnonymousUser())
        assert asked[0] == []


def test_the_probes_come_first():
    assert portal_settings.MIDDLEWARE[0] == "citydeal.views.health.ProbeMiddleware"
