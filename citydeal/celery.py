"""The Celery application and its clock: for workers, and for who pokes them (``citydeal.kick``).

The web reads it with its first poke and not at the start, so nothing there imports this module above a
function.
"""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import Any

from celery import Celery
from celery.schedules import crontab
from celery.signals import worker_ready
from django.core.exceptions import ImproperlyConfigured

from citydeal.kick import kick

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citydeal.settings")


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


# What the clock pokes, and when.
app.conf.beat_schedule = {
    "ensure": {
        "task": "governance.tasks.ensure",
        "schedule": crontab(minute="17"),
        "options": {"expires": 3000},
    },
    "drain-outbox": {
        "task": "citydeal.tasks.drain_outbox",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "refresh-packs": {
        "task": "governance.tasks.refresh_packs",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "refresh-reports": {
        "task": "reporting.tasks.refresh_reports",
        "schedule": 300.0,
        "options": {"expires": 290},
    },
    "clear-sessions": {
        "task": "citydeal.tasks.clear_sessions",
        "schedule": crontab(hour="3", minute="40"),
    },
    "forget-old-mail": {
        "task": "citydeal.tasks.forget_old_mail",
        "schedule": crontab(hour="3", minute="50"),
    },
    "forget-stray-files": {
        "task": "citydeal.tasks.forget_stray_files",
        "schedule": crontab(hour="3", minute="55"),
    },
}


@worker_ready.connect
def ensure_at_start(**_: Any) -> None:
    """Catch up at once when a worker starts, instead of waiting for the next hour."""
    for task_name in ("governance.tasks.ensure", "citydeal.tasks.drain_outbox"):
        kick(task_name)
