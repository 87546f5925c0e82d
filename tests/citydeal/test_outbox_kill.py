"""Many mails through a real mail server while the process that sends them is killed: none lost."""

from __future__ import annotations

import re
import signal
import socketserver
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from citydeal.models import MailStatus, OutgoingMail
from citydeal.services import outbox

ROOT = Path(__file__).resolve().parents[2]
MAILS, KILLED_AT = 60, (20, 40)
SCRIPT = """
import django; django.setup()
from django.conf import settings
from django.db import connection
from citydeal import tasks
connection.settings_dict["NAME"] = {database!r}
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", {port}
tasks.drain_outbox()
"""


class Sink(socketserver.ThreadingTCPServer):
    """A mail server that takes everything, and calls ``after`` with how many it took."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.taken: list[tuple[str, str]] = []
        self.after: Callable[[int], None] = lambda number: None


class Conversation(socketserver.StreamRequestHandler):
    server: Sink

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        to = ""
        self.say("220 sink")
        for line in self.rfile:
            word = line[:4].upper()
            if word == b"QUIT":
                return self.say("221 bye")
            if word == b"RCPT":
                to = line.decode().strip()
            if word == b"DATA":
                self.say("354 go")
                mail = b"".join(iter(self.rfile.readline, b".\r\n"))
                found = re.search(rb"(?im)^Message-ID:\s*(\S+)", mail)
                assert found
                self.server.taken.append((to, found[1].decode()))
                self.say("250 taken")
                self.server.after(len(self.server.taken))
            else:
                self.say("250 ok")
        return None


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_twice_on_the_way_it_loses_none_and_repeats_one_each_time_at_most(sink, settings):
    for number in range(MAILS):
        outbox.queue_mail(key=f"{number}", to=f"lid{number}@example.nl", subject="x", text="x", kind="test")
    port = sink.server_address[1]
    for at in KILLED_AT:
        script = SCRIPT.format(database=connection.settings_dict["NAME"], port=port)
        with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stderr=subprocess.DEVNULL) as sender:
            sink.after = lambda number, at=at, sender=sender: sender.kill() if number == at else None
            assert sender.wait(timeout=60) == -signal.SIGKILL
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    # What was taken by who died is due again after a minute.
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        while outbox.drain().more:
            pass
    times = Counter(to for to, _id in sink.taken)
    assert len(times) == MAILS
    assert len(sink.taken) - MAILS <= len(KILLED_AT)
    assert len({message_id for _to, message_id in sink.taken}) == MAILS
    assert not OutgoingMail.objects.exclude(status=MailStatus.SENT).exists()
