"""System checks: each finds what it is for, and the portal itself passes all."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.core.checks import run_checks
from django.db import OperationalError, connections

from citydeal import checks


@pytest.mark.django_db
def test_the_portal_passes():
    found = run_checks(databases=["default"])
    assert [issue for issue in found if issue.id.startswith("citydeal.")] == []


def test_no_database_asked_no_database_checked():
    assert checks.check_database() == []


def fake(monkeypatch, **values) -> None:
    monkeypatch.setattr(checks, "connections", {"default": SimpleNamespace(**values)})


def test_another_driver_is_an_error(monkeypatch):
    fake(monkeypatch, Database=SimpleNamespace(__name__="psycopg"))
    assert [issue.id for issue in checks.check_driver()] == ["citydeal.E001"]


def test_an_old_postgresql_is_an_error(monkeypatch):
    fake(monkeypatch, pg_version=140_010)
    (issue,) = checks.check_database(databases=["default"])
    assert (issue.id, issue.msg) == ("citydeal.E003", "PostgreSQL 14 is too old.")
    fake(monkeypatch, pg_version=150_000)
    assert checks.check_database(databases=["default"]) == []


def test_a_dead_database_is_one_line(monkeypatch):
    class Dead:
        @property
        def pg_version(self) -> int:
            raise OperationalError("refused\n  Is the server running?")

    monkeypatch.setattr(checks, "connections", {"default": Dead()})
    (issue,) = checks.check_database(databases=["default"])
    assert issue.id == "citydeal.E002"
    assert issue.msg == "The database does not answer: refused Is the server running?"
    assert connections["default"]


def test_an_account_for_nobody_is_an_error(settings):
    settings.ANONYMOUS_USER_NAME = "AnonymousUser"
    assert [issue.id for issue in checks.check_rights()] == ["citydeal.E004"]


class TestTasks:
    @pytest.fixture
    def clock(self, monkeypatch) -> SimpleNamespace:
        """A Celery application with one task, as right as it gets."""
        conf = SimpleNamespace(
            task_routes={"own.task": {"queue": "default"}},
            task_time_limit=300,
            beat_schedule={"poke": {"task": "own.task"}},
        )
        router = SimpleNamespace(route=lambda _options, name: dict(conf.task_routes.get(name, {})))
        fake_app = SimpleNamespace(
            conf=conf,
            tasks={"own.task": SimpleNamespace(time_limit=None), "celery.chord": None},
            amqp=SimpleNamespace(router=router),
        )
        monkeypatch.setattr("citydeal.celery.app", fake_app)
        return fake_app

    def found(self) -> list[str]:
        return [issue.id for issue in checks.check_tasks()]

    def test_all_is_well(self, clock):
        assert self.found() == []

    def test_a_task_without_queue(self, clock):
        clock.conf.task_routes = None
        clock.amqp.router.route = lambda _options, _name: {"queue": "default"}
        assert self.found() == ["citydeal.E005"]

    def test_a_task_on_a_queue_nobody_serves(self, clock):
        clock.conf.task_routes = {"own.task": {"queue": "elsewhere"}}
        assert self.found() == ["citydeal.E005"]

    def test_a_task_without_limit(self, clock):
        clock.conf.task_time_limit = None
        assert self.found() == ["citydeal.E006"]
        clock.tasks["own.task"].time_limit = 10
        assert self.found() == []

    def test_a_clock_entry_for_a_task_that_does_not_exist(self, clock):
        clock.conf.beat_schedule = {"typo": {"task": "own.taks"}}
        assert self.found() == ["citydeal.W001"]
        clock.conf.beat_schedule = None
        assert self.found() == []
