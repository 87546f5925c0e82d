"""The outbox: every mail goes out once, whatever stops on the way."""

from __future__ import annotations

import smtplib
import socket
import subprocess
import sys
import threading
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.core import mail as django_mail
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.utils import timezone

from citydeal.models import MailStatus, OutgoingMail, User
from citydeal.services import outbox

ROOT = Path(__file__).resolve().parents[2]


def queue(key: str = "a", **values) -> OutgoingMail:
    fields = {"to": "lid@example.nl", "subject": "Besluit", "text": "Lees het.", "kind": "test"}
    return outbox.queue_mail(**{"key": key, **fields, **values})


class TroubledBackend(BaseEmailBackend):
    """A mail server of which a test says what it does; mails it takes go to ``taken``."""

    trouble: BaseException | None = None
    after: BaseException | None = None
    taken: list = []
    seen: list = []

    def send_messages(self, messages) -> int:
        cls = type(self)
        cls.seen.append(
            OutgoingMail.objects.values("status", "text", "attempts").get(
                message_id=messages[0].extra_headers["Message-ID"].strip("<").split("@")[0]
            )
        )
        if cls.trouble:
            raise cls.trouble
        cls.taken.extend(messages)
        if cls.after:
            raise cls.after
        return len(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.TroubledBackend"
    TroubledBackend.trouble = TroubledBackend.after = None
    TroubledBackend.taken, TroubledBackend.seen = [], []
    return TroubledBackend


@pytest.mark.django_db
class TestQueue:
    def test_the_same_key_is_queued_once(self):
        first = queue(subject="Een")
        second = queue(subject="Twee")
        assert first == second
        assert OutgoingMail.objects.get().subject == "Een"

    def test_a_title_with_line_ends_becomes_one_short_line(self):
        mail = queue(subject="Nieuw\r\nBcc: x@example.nl\x07 " + "lang " * 100, text="a\x00b")
        assert "\n" not in mail.subject
        assert mail.subject.startswith("Nieuw Bcc: x@example.nl lang")
        assert len(mail.subject) <= 200
        assert mail.text == "ab"

    def test_an_address_that_cannot_be_used_is_a_dead_letter_and_stops_nothing(self):
        mail = queue(to="geen adres" + "x" * 300, html="<p>")
        mail.refresh_from_db()
        assert (mail.status, mail.text, mail.html) == (MailStatus.DEAD, "Lees het.", "<p>")
        assert mail.last_error == outbox.BAD_ADDRESS

    def test_many_mails_of_one_act_poke_once(self, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks() as callbacks:
            for number in range(5):
                queue(str(number))
            queue("0")
        assert callbacks == [outbox._poke]

    def test_no_act_no_mail(self):
        with transaction.atomic():
            queue()
            transaction.set_rollback(True)
        assert not OutgoingMail.objects.exists()

    def test_its_name_holds_no_address(self):
        assert str(queue()) == "test (queued)"


@pytest.mark.django_db(transaction=True)
def test_the_poke_comes_after_the_commit_and_a_dead_broker_is_only_a_line(caplog, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError("nobody listens")

    monkeypatch.setattr("citydeal.celery.app.send_task", refuse)
    with transaction.atomic():
        queue()
        assert "could not be queued" not in caplog.text
    assert "could not be queued" in caplog.text
    assert outbox.drain().sent == 1


@pytest.mark.django_db
class TestDrain:
    def test_a_mail_goes_out_once_and_loses_its_text(self, mailoutbox, settings):
        settings.BASE_URL = "https://portaal.example.nl"
        row = queue(html="<p>Lees het.</p>")
        assert outbox.drain() == outbox.DrainResult(sent=1)
        assert outbox.drain() == outbox.DrainResult()
        (sent,) = mailoutbox
        assert sent.to == ["lid@example.nl"]
        assert sent.body == "Lees het."
        assert sent.alternatives[0].content == "<p>Lees het.</p>"
        message = sent.message()
        assert message["Message-ID"] == f"<{row.message_id}@portaal.example.nl>"
        assert message["Auto-Submitted"] == "auto-generated"
        row.refresh_from_db()
        assert (row.status, row.text, row.html, row.attempts) == (MailStatus.SENT, "", "", 1)
        assert row.finished_at is not None

    def test_oldest_first_up_to_the_limit(self, mailoutbox):
        for number in range(3):
            queue(str(number), subject=str(number))
        assert outbox.drain(2) == outbox.DrainResult(sent=2, more=True)
        assert [mail.subject for mail in mailoutbox] == ["0", "1"]

    def test_stops_when_its_time_is_over(self):
        queue("1"), queue("2")
        assert outbox.drain(seconds=0) == outbox.DrainResult(sent=1, more=True)

    def test_what_is_not_due_waits(self):
        OutgoingMail.objects.filter(pk=queue().pk).update(
            next_attempt_at=timezone.now() + timedelta(minutes=1)
        )
        assert outbox.drain() == outbox.DrainResult()

    def test_a_closed_account_gets_no_mail(self, mailoutbox):
        user = User.objects.create_user("weg@example.nl")
        row = queue(user=user)
        User.objects.update(is_active=False)
        assert outbox.drain() == outbox.DrainResult(dead=1, more=False)
        row.refresh_from_db()
        assert (row.status, row.text, row.last_error) == ("dead", "", outbox.INACTIVE)
        assert mailoutbox == []

    def test_a_drain_that_slept_leaves_the_mail_to_the_one_that_took_it_over(self, mailoutbox):
        queue()
        claim = outbox._claim_next()
        OutgoingMail.objects.update(attempts=2)
        assert outbox._deliver(claim) == (outbox.Outcome.TAKEN, True)
        assert mailoutbox == []


@pytest.mark.django_db
class TestFailure:
    @pytest.mark.parametrize(
        "trouble",
        [
            smtplib.SMTPRecipientsRefused({"x@example.nl": (450, b"later")}),
            smtplib.SMTPDataError(451, b"later"),
            smtplib.SMTPAuthenticationError(535, b"wrong password"),
            smtplib.SMTPSenderRefused(553, b"not you", "noreply@example.nl"),
            smtplib.SMTPServerDisconnected("gone"),
            ConnectionRefusedError(111, "refused"),
            socket.gaierror(-2, "no such host"),
            TimeoutError("timed out"),
            ImproperlyConfigured("no such folder"),
            RuntimeError("never seen before"),
        ],
        ids=lambda error: type(error).__name__,
    )
    def test_a_passing_failure_is_tried_again_and_bounded(self, server, trouble):
        server.trouble = trouble
        row = queue()
        start = timezone.now()
        with time_machine.travel(start, tick=False) as clock:
            waits = []
            for _ in range(outbox.MAX_ATTEMPTS - 1):
                assert outbox.drain().retried == 1
                row.refresh_from_db()
                assert row.text == "Lees het."
                assert type(trouble).__name__ in row.last_error
                waits.append(row.next_attempt_at - timezone.now())
                clock.move_to(row.next_attempt_at)
            assert tuple(waits) == outbox.WAITS
            assert outbox.drain().dead == 1
        row.refresh_from_db()
        assert (row.status, row.text) == (MailStatus.DEAD, "Lees het.")
        assert type(trouble).__name__ in row.last_error

    @pytest.mark.parametrize(
        "trouble",
        [
            smtplib.SMTPRecipientsRefused({"lid@example.nl": (550, b"<lid@example.nl> unknown")}),
            smtplib.SMTPDataError(554, b"spam"),
            smtplib.SMTPNotSupportedError("SMTPUTF8"),
            django_mail.BadHeaderError("newline"),
            UnicodeEncodeError("ascii", "é", 0, 1, "no"),
        ],
        ids=lambda error: type(error).__name__,
    )
    def test_what_will_never_work_is_given_up_at_once(self, server, trouble, caplog):
        server.trouble = trouble
        row = queue(text="https://portaal.example.nl/geheim")
        assert outbox.drain().dead == 1
        row.refresh_from_db()
        assert (row.status, row.text) == (MailStatus.DEAD, "https://portaal.example.nl/geheim")
        assert row.last_error
        assert "lid@example.nl" not in caplog.text

    def test_a_bad_title_that_slipped_in_stops_nobody_else(self, mailoutbox):
        first, _second = queue("1"), queue("2")
        OutgoingMail.objects.filter(pk=first.pk).update(subject="a\nBcc: x@example.nl")
        assert outbox.drain() == outbox.DrainResult(sent=1, dead=1)
        assert len(mailoutbox) == 1

    def test_a_server_that_is_away_costs_the_others_no_attempt(self, server):
        server.trouble = ConnectionRefusedError(111, "refused")
        queue("1")
        second = queue("2")
        assert outbox.drain() == outbox.DrainResult(retried=1, more=False)
        second.refresh_from_db()
        assert second.attempts == 0


@pytest.mark.django_db(transaction=True)
class TestCrash:
    def test_between_sending_and_marking_repeats_once_after_a_wait(self, server):
        row = queue()
        server.after = KeyboardInterrupt()
        with pytest.raises(KeyboardInterrupt):
            outbox.drain()
        server.after = None
        row.refresh_from_db()
        assert (row.status, row.text, row.attempts) == (MailStatus.QUEUED, "Lees het.", 1)
        assert outbox.drain().sent == 0
        with time_machine.travel(timezone.now() + timedelta(minutes=1, seconds=1)):
            assert outbox.drain().sent == 1
            assert outbox.drain().sent == 0
        ids = {mail.extra_headers["Message-ID"] for mail in server.taken}
        assert len(server.taken) == 2
        assert len(ids) == 1

    def test_every_time_ends_in_a_dead_letter(self, server):
        row = queue()
        OutgoingMail.objects.update(attempts=outbox.MAX_ATTEMPTS)
        assert outbox.drain().dead == 1
        row.refresh_from_db()
        assert row.last_error == outbox.NEVER_FINISHED
        assert server.taken == []

    @pytest.mark.slow
    def test_a_worker_that_is_killed_leaves_the_mail_in_the_outbox(self, mailoutbox, tmp_path):
        row = queue()
        script = (
            "import django, os, signal; django.setup()\n"
            "from django.conf import settings\n"
            "from django.core.mail.backends import filebased\n"
            "from django.db import connection\n"
            "from citydeal.services import outbox\n"
            f"connection.settings_dict['NAME'] = {connection.settings_dict['NAME']!r}\n"
            "settings.EMAIL_BACKEND = 'django.core.mail.backends.filebased.EmailBackend'\n"
            f"settings.EMAIL_FILE_PATH = {str(tmp_path)!r}\n"
            "send = filebased.EmailBackend.send_messages\n"
            "def send_and_die(self, messages):\n"
            "    send(self, messages)\n"
            "    os.kill(os.getpid(), signal.SIGKILL)\n"
            "filebased.EmailBackend.send_messages = send_and_die\n"
            "outbox.drain()\n"
        )
        done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, timeout=60)
        assert done.returncode == -9
        (file,) = tmp_path.iterdir()
        assert str(row.message_id) in file.read_text()
        with time_machine.travel(timezone.now() + timedelta(minutes=1, seconds=1)):
            assert outbox.drain().sent == 1
        assert str(row.message_id) in mailoutbox[0].message()["Message-ID"]


@pytest.mark.django_db(transaction=True)
def test_drains_beside_each_other_share_the_work(mailoutbox):
    for number in range(24):
        queue(str(number), subject=str(number))
    results: list[outbox.DrainResult] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        results.append(outbox.drain())
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(result.sent for result in results) == 24
    assert sorted(int(mail.subject) for mail in mailoutbox) == list(range(24))
    assert not OutgoingMail.objects.exclude(status=MailStatus.SENT).exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_act_in_two_requests_at_once_is_one_mail():
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        queue("same")
        connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert OutgoingMail.objects.count() == 1


@pytest.mark.django_db(transaction=True)
class TestAtMostOnce:
    def test_is_marked_before_it_is_handed_over(self, server):
        queue(at_most_once=True)
        assert outbox.drain().sent == 1
        assert server.seen == [{"status": "sent", "text": "", "attempts": 1}]
        assert server.taken[0].body == "Lees het."

    def test_a_crash_loses_it_rather_than_sends_it_twice(self, server):
        queue(at_most_once=True)
        server.after = KeyboardInterrupt()
        with pytest.raises(KeyboardInterrupt):
            outbox.drain()
        server.after = None
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            assert outbox.drain() == outbox.DrainResult()
        assert len(server.taken) == 1

    def test_a_server_that_surely_did_not_take_it_gets_it_again(self, server):
        row = queue(at_most_once=True)
        server.trouble = ConnectionRefusedError(111, "refused")
        assert outbox.drain().retried == 1
        row.refresh_from_db()
        assert (row.status, row.text, row.finished_at) == ("queued", "Lees het.", None)
        server.trouble = None
        with time_machine.travel(timezone.now() + timedelta(minutes=2)):
            assert outbox.drain().sent == 1
        assert len(server.taken) == 1

    def test_but_only_a_few_times(self, server):
        row = queue(at_most_once=True)
        server.trouble = ConnectionRefusedError(111, "refused")
        with time_machine.travel(timezone.now(), tick=False) as clock:
            for _ in range(outbox.MAX_ATTEMPTS_AT_MOST_ONCE):
                outbox.drain()
                clock.shift(timedelta(hours=1))
        row.refresh_from_db()
        assert (row.status, row.attempts, row.text) == ("dead", 3, "")

    def test_a_server_that_may_have_taken_it_does_not(self, server):
        row = queue(at_most_once=True)
        server.trouble = TimeoutError("timed out")
        assert outbox.drain().dead == 1
        row.refresh_from_db()
        assert (row.status, row.text) == (MailStatus.DEAD, "")


@pytest.mark.django_db
class TestOperator:
    def run(self, *arguments: str) -> str:
        out = StringIO()
        call_command("outbox", *arguments, stdout=out)
        return out.getvalue()

    def test_an_empty_outbox(self):
        assert self.run() == "Waiting: 0\nDead letters: 0\n"

    def test_shows_what_waits_and_what_was_given_up_and_why(self, server):
        server.trouble = smtplib.SMTPRecipientsRefused({"lid@example.nl": (550, b"unknown")})
        queue("1")
        outbox.drain()
        server.trouble = ConnectionRefusedError(111, "refused")
        queue("2")
        outbox.drain()
        assert "Waiting: 1, oldest since" in self.run()
        assert "ConnectionRefusedError" in self.run()
        dead = self.run("--dead")
        assert "Dead letters: 1" in dead
        assert "550" in dead
        assert "given up" in dead

    def test_makes_waiting_mail_due_at_once(self, server):
        server.trouble = ConnectionRefusedError(111, "refused")
        row = queue("1")
        outbox.drain()
        server.trouble = None
        assert outbox.drain().sent == 0
        assert "Due now: 1" in self.run("--retry", str(row.pk))
        assert outbox.drain().sent == 1
        assert "Due now: 0" in self.run("--retry", "all")

    @pytest.mark.parametrize(("wanted", "words"), [("x", "takes the number"), ("12", "not waiting")])
    def test_says_what_cannot_be_retried(self, wanted, words):
        with pytest.raises(CommandError, match=words):
            self.run("--retry", wanted)

    def test_sends_by_hand(self, mailoutbox):
        queue()
        out = StringIO()
        call_command("drain_outbox", stdout=out)
        assert out.getvalue() == "Sent 1, to be tried again 0, given up 0.\n"
        assert len(mailoutbox) == 1


@pytest.mark.django_db
def test_old_mail_forgets_to_whom_but_not_that_it_was_sent():
    user = User.objects.create_user("lid@example.nl")
    old, new, waiting = queue("old", user=user), queue("new"), queue("waiting")
    long_ago = timezone.now() - timedelta(days=91)
    OutgoingMail.objects.filter(pk=old.pk).update(status="sent", finished_at=long_ago)
    OutgoingMail.objects.filter(pk=new.pk).update(status="sent", finished_at=timezone.now())
    assert outbox.forget_old_mail() == 1
    assert outbox.forget_old_mail() == 0
    old.refresh_from_db()
    assert (old.to, old.subject, old.user, old.key) == ("", "", None, "old")
    for row in (new, waiting):
        row.refresh_from_db()
        assert row.to == "lid@example.nl"
    assert queue("old").status == MailStatus.SENT
