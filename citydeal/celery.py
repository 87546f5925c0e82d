"""The Celery application, and the one way to poke a task.

The clock and the broker only poke; what must happen stands in the database. So a poke that
gets lost costs a minute, never a mail (docs/architecture.md, "The clock only pokes").
"""

from __future__ import annotations

import logging
import os
import sys
import time
from types import TracebackType
from typing import Any

from celery import Celery
from celery.signals import worker_ready
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citydeal.settings")

log = logging.getLogger(__name__)


def _in_one_line(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Show a wrong setting as one line; anything else as Python does."""
    if issubclass(kind, ImproperlyConfigured):
        sys.stderr.write(f"Error: {error}\n")
    else:
        sys.__excepthook__(kind, error, trace)


if "celery" in sys.argv[0]:
    # Worker and beat; the web server and manage.py say it in one line themselves.
    sys.excepthook = _in_one_line

app = Celery("citydeal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


# After a poke failed, no other is tried for so long: a broker that hangs costs seconds each time.
REST_S = 30
_rests_until = 0.0


def kick(task_name: str, *args: Any) -> None:
    """Ask for a task after the current transaction commits; never raises.

    ``args`` are primary keys. A broker that is down is logged: the hourly or minutely run
    of the same task does the work later.
    """

    def send() -> None:
        global _rests_until
        if time.monotonic() < _rests_until:
            return
        try:
            app.send_task(task_name, args=args)
        except Exception as error:
            # Whatever the broker client raises: the row that was saved is the truth.
            _rests_until = time.monotonic() + REST_S
            log.warning("Task %s could not be queued now and will run later: %s", task_name, error)

    transaction.on_commit(send, robust=True)


@worker_ready.connect
def ensure_at_start(**_: Any) -> None:
    """Catch up at once when a worker starts, instead of waiting for the next hour."""
    for task_name in ("governance.tasks.ensure", "citydeal.tasks.drain_outbox"):
        kick(task_name)
