"""Celery tasks of governance: thin, idempotent, by primary key."""

import logging

from celery import shared_task
from django.utils import timezone

from governance.services.ensure import ensure as ensure_service

log = logging.getLogger(__name__)


@shared_task(name="governance.tasks.ensure", max_retries=0)
def ensure() -> None:
    """Run the hourly ``ensure`` for today. Side effects: rights of accounts, a JobRun."""
    result = ensure_service(timezone.localdate())
    log.info(
        "ensure: %s roles added, %s removed, %s groups mended",
        result.added,
        result.removed,
        result.regranted,
    )
