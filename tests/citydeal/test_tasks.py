"""Tasks and the log of their runs: each twice, and once beside itself."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone

from citydeal import tasks
from citydeal.common.alone import alone
from citydeal.models import JobRun, OutgoingMail
from citydeal.services import outbox
from citydeal.services.jobs import record_run


def queue(key: str) -> OutgoingMail:
    return outbox.queue_mail(key=key, to="a@example.nl", subject=key, text="x", kind="test")


@pytest.mark.django_db
class TestRecordRun:
    def test_a_run_leaves_its_summary_and_its_time(self):
        before = timezone.now()
        with record_run("job") as report:
            assert JobRun.objects.get().finished_at is None
            report.summary = "made 3"
        run = JobRun.objects.get()
        assert (str(run), run.summary, run.failed) == ("job", "made 3", False)
        assert before <= run.started_at <= run.finished_at

    def test_a_run_that_raises_is_recorded_and_raises_on(self):
        with pytest.raises(ValueError, match="x"), record_run("job"):
            raise ValueError("x: Jan de Vries")
        run = JobRun.objects.get()
        assert (run.summary, run.failed) == ("ValueError", True)

    def test_a_run_of_which_a_part_failed_says_so_itself(self):
        with record_run("job") as report:
            report.failed, report.summary = True, "y" * 600
        run = JobRun.objects.get()
        assert run.failed
        assert len(run.summary) == 500
        with record_run("job"):
            pass
        run.refresh_from_db()
        assert not run.failed
        assert JobRun.objects.count() == 1

    def test_a_run_that_hangs_grows_old(self):
        with record_run("job"):
            pass
        first = JobRun.objects.get().finished_at
        with record_run("job"):
            assert JobRun.objects.get().finished_at == first


@pytest.mark.django_db(transaction=True)
class TestDrainOutbox:
    def test_twice_sends_once(self, mailoutbox, caplog):
        queue("1")
        tasks.drain_outbox()
        tasks.drain_outbox()
        assert len(mailoutbox) == 1
        assert "Outbox: sent 1, retried 0, dead 0" in caplog.text
        assert JobRun.objects.get(name="drain_outbox").summary == "sent 0, retried 0, dead 0"

    def test_beside_itself_sends_once(self, mailoutbox):
        for number in range(10):
            queue(str(number))

        def work() -> None:
            tasks.drain_outbox()
            connections.close_all()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(mail.subject for mail in mailoutbox) == [str(n) for n in range(10)]

    def test_leaves_it_to_the_one_that_is_at_it(self, mailoutbox):
        queue("1")

        def work() -> None:
            tasks.drain_outbox()
            connections.close_all()

        with alone("drain_outbox"):
            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
        assert mailoutbox == []
        tasks.drain_outbox()
        assert len(mailoutbox) == 1

    def test_asks_for_itself_while_more_waits(self, monkeypatch, mailoutbox):
        kicked: list[str] = []
        monkeypatch.setattr(tasks, "kick", kicked.append)
        monkeypatch.setattr(outbox, "drain", lambda: outbox.DrainResult(sent=50, more=True))
        tasks.drain_outbox()
        assert kicked == [outbox.DRAIN_TASK]


@pytest.mark.django_db
class TestDaily:
    def test_sessions_that_are_over_go(self):
        now = timezone.now()
        Session.objects.create(session_key="old", expire_date=now - timedelta(days=1))
        Session.objects.create(session_key="new", expire_date=now + timedelta(days=1))
        tasks.clear_sessions()
        tasks.clear_sessions()
        assert Session.objects.get().session_key == "new"

    def test_old_mail_is_emptied(self):
        row = queue("1")
        OutgoingMail.objects.filter(pk=row.pk).update(
            status="sent", finished_at=timezone.now() - timedelta(days=100)
        )
        tasks.forget_old_mail()
        assert JobRun.objects.get().summary == "emptied 1"
        tasks.forget_old_mail()
        assert JobRun.objects.get().summary == "emptied 0"


def test_after_a_poke_that_failed_the_broker_is_left_alone_for_a_while(monkeypatch, db):
    """A hung broker must not cost every request its seconds."""
    from django.db import transaction

    from citydeal import celery, kick

    tried: list[str] = []

    def refuse(name, args):
        tried.append(name)
        raise OSError("nobody listens")

    monkeypatch.setattr(celery.app, "send_task", refuse)
    for now in (1000.0, 1010.0, 1031.0):
        monkeypatch.setattr(kick.time, "monotonic", lambda now=now: now)
        monkeypatch.setattr(transaction, "on_commit", lambda send, robust: send())
        kick.kick("citydeal.tasks.drain_outbox")
    assert len(tried) == 2


def test_a_wrong_setting_is_one_line_for_worker_and_beat(capsys):
    from django.core.exceptions import ImproperlyConfigured

    from citydeal.celery import _in_one_line

    error = ImproperlyConfigured("REDIS_URL is not set. Example: REDIS_URL=redis://valkey:6379/0")
    _in_one_line(type(error), error, None)
    assert capsys.readouterr().err == f"Error: {error}\n"
    _in_one_line(ValueError, ValueError("iets anders"), None)
    assert "ValueError" in capsys.readouterr().err
