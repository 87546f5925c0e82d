"""What the clock owes, made when it is missing: idempotent, catches up by itself."""

from __future__ import annotations

from datetime import date

from citydeal.services.jobs import record_run
from governance.services.rights import SyncResult, sync_all

JOB = "ensure"


def ensure(on: date) -> SyncResult:
    """Bring everything that follows from the date up to ``on``: today, the rights of every account.

    Safe to run twice, late, or beside itself. Writes a JobRun that ``/readyz`` reads.
    """
    with record_run(JOB) as run:
        result = sync_all(on)
        run.summary = (
            f"rights: {result.added} added, {result.removed} removed, {result.regranted} groups mended"
        )
    return result
