"""Fixtures of every test."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import CaptureQueriesContext
from hypothesis import settings as hypothesis_settings

from tests.cast import Cast, make_cast
from tests.snapshot import once, take_out_rows

# What a run of the whole suite is judged by, apart from the tests.
pytest_plugins = ["tests.templates_seen", "tests.coverage_gate"]

# A timing is never a test: a busy machine may take as long as it takes.
hypothesis_settings.register_profile("patient", deadline=None)
hypothesis_settings.load_profile("patient")


# New objects before they are searched for cycles, as in the web server.
NEW_OBJECTS = 20_000


def pytest_collection_finish() -> None:
    """Search the code and the tests no more for cycles: they stay, and it takes a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)


@pytest.fixture(autouse=True)
def _fast_and_unlimited(settings, tmp_path, monkeypatch) -> None:
    """Cheap passwords, no rate limits (those have tests of their own), no demo, a rested broker."""
    monkeypatch.setattr("citydeal.kick._rests_until", 0.0)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.ACCOUNT_RATE_LIMITS = False
    settings.DEMO = False
    # Every test client makes the middleware anew: it needn't list all static files each time.
    settings.WHITENOISE_AUTOREFRESH = True
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    settings.MEDIA_ROOT = str(tmp_path / "files")


@pytest.fixture(scope="session", autouse=True)
def _quick_to_empty() -> Iterator[None]:
    """Let a test that commits take out its own rows, and no more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: take_out_rows())
        yield


@pytest.fixture
def cast(db) -> Cast:
    """Return one deal with an account per role."""
    return once(make_cast)


@pytest.fixture
def queries() -> Callable[[int], AbstractContextManager[None]]:
    """Return a context that expects a literal number of queries.

    The savepoint of a request inside a test's transaction is not counted: it is the test's own.
    """

    @contextmanager
    def expect(number: int) -> Iterator[None]:
        with CaptureQueriesContext(connection) as captured:
            yield
        asked = [q["sql"] for q in captured if "SAVEPOINT" not in q["sql"]]
        assert len(asked) == number, f"{len(asked)} queries:\n" + "\n".join(asked)

    return expect
