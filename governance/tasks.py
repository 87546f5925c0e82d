"""Celery tasks of governance: thin, idempotent, by primary key."""

import logging

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from citydeal.services.jobs import record_run
from governance.services import packs
from governance.services.ensure import ensure as ensure_service

log = logging.getLogger(__name__)


@shared_task(name="governance.tasks.ensure", max_retries=0)
def ensure() -> None:
    """Run the hourly ``ensure`` for today. Side effects: rights of accounts, a JobRun."""
    result = ensure_service(timezone.localdate())
    log.info("ensure: %s", result)


@shared_task(name="governance.tasks.build_pack", throws=(OperationalError, InterfaceError))
def build_pack(pack: int) -> None:
    """Make the pack with this id, unless another worker is at it. Side effect: a file."""
    built = packs.build_pack(pack)
    if built is not None:
        log.info("Pack %s: %s, %s pages", pack, built.state, built.pages)


@shared_task(name="governance.tasks.refresh_packs", throws=(OperationalError, InterfaceError))
def refresh_packs() -> None:
    """Ask for the packs that wait or that something changed under. Side effect: tasks."""
    with record_run("refresh_packs") as report:
        report.summary = f"asked {packs.refresh_packs()}"
