"""The one way to poke a task.

The clock and the broker only poke; what must happen stands in the database. So a poke that
gets lost costs a minute, never a mail (docs/architecture.md, "The clock only pokes").
"""

from __future__ import annotations

import logging
import time
from typing import Any

from django.db import transaction

log = logging.getLogger(__name__)

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
            # Celery is large, and a web worker that only shows pages never pokes.
            from citydeal.celery import app

            app.send_task(task_name, args=args)
        except Exception as error:
            # Whatever the broker client raises: the row that was saved is the truth.
            _rests_until = time.monotonic() + REST_S
            log.warning("Task %s could not be queued now and will run later: %s", task_name, error)

    transaction.on_commit(send, robust=True)
