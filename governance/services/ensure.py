"""What the clock owes, made when it is missing: idempotent, catches up by itself."""

from __future__ import annotations

from datetime import date

from citydeal.services.jobs import record_run
from governance.services.requests import withdraw_from_the_gone
from governance.services.requests_checks import ensure_member_checks
from governance.services.rights import SyncResult, sync_all

JOB = "ensure"


def ensure(on: date) -> SyncResult:
    """Bring everything that follows from the date up to ``on``: the rights of every account, the end of
    what is asked of parties that are gone, and the member check of every party in this half-year.

    Safe to run twice, late, or beside itself. Writes a JobRun that ``/readyz`` reads.
    """
    with record_run(JOB) as run:
        result = sync_all(on)
        withdrawn = withdraw_from_the_gone(on)
        asked = ensure_member_checks(on)
        run.summary = (
            f"rights: {result.added} added, {result.removed} removed, {result.regranted} groups mended;"
            f" questions: {withdrawn} withdrawn; member checks: {asked} asked"
        )
    return result
