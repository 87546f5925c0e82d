"""Tasks of the lowest layer: each loads nothing, calls one service and logs the outcome."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import InterfaceError, OperationalError

from citydeal.common.alone import alone
from citydeal.kick import kick
from citydeal.services import accounts, files, outbox, posts
from citydeal.services.jobs import record_run

log = logging.getLogger(__name__)

# A database that is away is one line in the log, not a traceback every minute.
OUTAGES = (OperationalError, InterfaceError)


@shared_task(throws=OUTAGES)
def drain_outbox() -> None:
    """Send the mail that is due; asks for itself again while more is waiting.

    One at a time, so that of a worker that is killed one mail at most was sent and not yet marked.
    """
    with alone("drain_outbox") as is_alone:
        if is_alone:
            _drain()


def _drain() -> None:
    with record_run("drain_outbox") as report:
        result = outbox.drain()
        report.summary = f"sent {result.sent}, retried {result.retried}, dead {result.dead}"
    if result.sent or result.retried or result.dead:
        log.info("Outbox: %s", report.summary)
    if result.more:
        kick(outbox.DRAIN_TASK)


@shared_task(throws=OUTAGES)
def clear_sessions() -> None:
    """Delete the sessions whose time is over, and what was kept to see that a form comes in twice."""
    with record_run("clear_sessions"):
        accounts.clear_expired_sessions()
        posts.forget_posts()


@shared_task(throws=OUTAGES)
def forget_old_mail() -> None:
    """Empty addresses and subjects of mail that was finished long ago."""
    with record_run("forget_old_mail") as report:
        report.summary = f"emptied {outbox.forget_old_mail()}"
    log.info("Old mail: %s", report.summary)


@shared_task(throws=OUTAGES)
def forget_stray_files() -> None:
    """Delete files that a failed request left on disk."""
    with record_run("forget_stray_files") as report:
        report.summary = f"deleted {files.forget_strays()}"
    log.info("Stray files: %s", report.summary)
