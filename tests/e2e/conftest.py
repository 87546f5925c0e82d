"""Fixtures of the tests in a browser: one Chromium per process, one window per visitor."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as django_settings
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from citydeal.models import User
from tests.cast import Cast
from tests.e2e.audit import SCRIPT
from tests.e2e.window import Tabs, Window

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder, so that no test here runs among the others by accident."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium, started once.

    Playwright keeps an event loop in this thread, at which Django would refuse every query.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            program = os.environ.get("CHROMIUM") or CHROMIUM
            chromium = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
            yield chromium
            chromium.close()


@pytest.fixture(scope="session")
def tabs(browser) -> Tabs:
    """Return the tabs of Chromium that one test after another uses."""
    return Tabs(browser, SCRIPT)


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """Return the cast with proved addresses, which the login form asks; giving an account makes them."""
    for user in cast.users.values():
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return cast


@pytest.fixture
def open_window(tabs, live_server) -> Iterator[Callable[..., Window]]:
    """Return a function that opens a window with cookies of its own; at the end nothing went wrong in any.

    ``user`` is signed in without the login form; ``javascript=False`` turns scripts off.
    """
    windows: list[Window] = []

    def open_one(user: User | None = None, *, javascript: bool = True) -> Window:
        window = Window(tabs, live_server.url, javascript=javascript)
        windows.append(window)
        if user is not None:
            client = Client()
            client.force_login(user)
            name = django_settings.SESSION_COOKIE_NAME
            window.set_cookie(name, client.cookies[name].value)
        return window

    yield open_one
    for window in windows:
        window.close()
    assert [fault for window in windows for fault in window.faults] == []


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def javascript(request) -> bool:
    """Every journey is made with and without JavaScript."""
    return request.param
