"""The log of periodic jobs, so that silence is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from citydeal.models import JobRun

SUMMARY_LENGTH = 500


@dataclass
class JobReport:
    """What a job says about itself while it runs; ``summary`` holds numbers, no names.

    ``failed`` is for a job that went on after a part of it failed.
    """

    summary: str = ""
    failed: bool = False


@contextmanager
def record_run(name: str) -> Iterator[JobReport]:
    """Record a run of the job ``name``, also when it raises.

    Yields the report the job fills in. Call it outside a transaction: a rollback would take the
    record of the failure with it. ``finished_at`` stays that of the run before until this one
    ends, so a run that hangs grows old. Raises whatever the job raises.
    """
    JobRun.objects.update_or_create(name=name, defaults={"started_at": timezone.now()})
    report = JobReport()
    try:
        yield report
    except BaseException as error:
        _finish(name, summary=type(error).__name__, failed=True)
        raise
    _finish(name, summary=report.summary, failed=report.failed)


def _finish(name: str, *, summary: str, failed: bool) -> None:
    now: datetime = timezone.now()
    JobRun.objects.filter(name=name).update(finished_at=now, failed=failed, summary=summary[:SUMMARY_LENGTH])
