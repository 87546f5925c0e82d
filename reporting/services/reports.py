"""The life of a report: written, with the core group, released and frozen (rules 9 and 10)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.enums import Access
from citydeal.kick import kick
from citydeal.models import User
from governance.permissions import has_right
from governance.services.checks import save_checked
from governance.services.deal_text import opened
from reporting.enums import ReportFormat, ReportState, SnapshotKind, WorkState
from reporting.models import (
    ProgressReport,
    ReportComment,
    ReportErratum,
    ReportFile,
    ReportSection,
    ReportStatus,
    SectionText,
    Snapshot,
)
from reporting.permissions import OPEN_STATES, can_comment, can_keep_reports
from reporting.rules.frozen import fingerprint
from reporting.selectors.report_data import report_data
from reporting.selectors.snapshots import as_stored, title_of
from reporting.services.report_making import lock_report, open_report
from reporting.services.report_notices import tell_answered, tell_back, tell_review
from reporting.workflow import Transition, report_steps

FILES_TASK = "reporting.tasks.make_files"
# Beside the sections, the difference with the report before may be explained.
CHANGES = "changes"


@transaction.atomic
def save_section_text(
    *, actor: User, report: ProgressReport, key: str, text: str, history_id: int
) -> SectionText:
    """Write the explanation of a section; ``history_id``: the row the form was opened with, 0 for none.

    Raises DomainError without the right, for a section the report does not have, and once it was released;
    StaleError when somebody else wrote in between. Writes history.
    """
    locked = open_report(actor, report)
    check_key(locked, key)
    known = SectionText.objects.filter(report=locked, key=key).first()
    record = opened(known, history_id) if known else SectionText(report=locked, key=key)
    record.text = text.strip()
    return save_checked(record, actor)


def check_key(report: ProgressReport, key: str) -> None:
    """Raise DomainError for a section that the report does not have."""
    if key != CHANGES and not report.sections.filter(key=key).exists():
        raise DomainError(_("This report does not have that section."))


@transaction.atomic
def comment(*, actor: User, report: ProgressReport, key: str, text: str) -> ReportComment:
    """Remark on a section of a report that is with the core group; ``key`` empty: on the whole.

    Raises DomainError for others, at another time, and for a section the report does not have.
    """
    locked = lock_report(report)
    if not can_comment(actor, locked):
        raise DomainError(_("You cannot remark on this report now."))
    if key:
        check_key(locked, key)
    return save_checked(ReportComment(report=locked, key=key, text=text.strip(), created_by=actor), actor)


@transaction.atomic
def answer_comment(*, actor: User, comment: ReportComment, answer: str) -> ReportComment:
    """Say what was done with a remark. Raises DomainError without the right, and once it was released.

    Side effect: mail to the project manager, when it was the last one without an answer.
    """
    report = open_report(actor, comment.report)
    locked = ReportComment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    locked.answer, locked.answered_at, locked.answered_by = answer.strip(), timezone.now(), actor
    saved = save_checked(locked, actor)
    tell_answered(report, actor)
    return saved


# --- From state to state ---------------------------------------------------------------------------


@transaction.atomic
def change_report_state(
    *, actor: User, report: ProgressReport, state: str, reason: str = ""
) -> ProgressReport:
    """Bring a report in another state, by the table in ``workflow.py``; releasing freezes it.

    Raises DomainError without the right, on a step that is not in the table, without a reason where one is
    asked, and on releasing while a section is still being made. Side effects: history; mail when it comes to
    the core group and when it is taken back; on releasing a snapshot, and a task that makes the documents.
    """
    locked = lock_report(report)
    step = _step(actor, locked, state)
    if step.asks_reason and not reason.strip():
        raise DomainError(_("Say why."), field="reason")
    if state == ReportState.RELEASED:
        _freeze(locked)
    set_state(locked, state, actor, reason)
    if state == ReportState.IN_REVIEW:
        tell_review(locked, actor)
    elif state == ReportState.DRAFT:
        tell_back(locked, actor, reason.strip())
    return locked


def _step(actor: User, report: ProgressReport, state: str) -> Transition:
    step = report_steps(report.state).get(state)
    if step is None or step.by_act:
        raise DomainError(_("The report cannot go there now. Load the page again."))
    if not can_keep_reports(actor, report.deal) or not has_right(actor, step.right, report.deal_id):
        raise DomainError(_("You may not do this with the report. The project manager may."))
    return step


def set_state(report: ProgressReport, state: str, actor: User | None, reason: str = "") -> ProgressReport:
    """Write the state of a report down, inside the service that checked it. Writes history."""
    report.state = state
    ReportStatus.objects.create(report=report, state=state, reason=reason.strip(), created_by=actor)
    return save_checked(report, actor, reason)


def _freeze(report: ProgressReport) -> None:
    """Keep what the report says for ever, and ask for its documents. Raises DomainError while one is made."""
    _check_made(list(report.sections.defer("data").order_by("pk")))
    found = report_data(report)
    data: dict[str, Any] = {
        "sections": dict(found.sections),
        "order": list(found.sections),
        "titles": dict(found.titles),
        "texts": dict(found.texts),
        "changes": as_stored(found.changes),
        "compared_with": found.compared_with.isoformat() if found.compared_with else "",
    }
    report.snapshot = Snapshot.objects.create(
        deal=report.deal, kind=SnapshotKind.REPORT, on=found.on, data=data, hash=fingerprint(data)
    )
    report.released_at = timezone.now()
    ReportFile.objects.bulk_create(ReportFile(report=report, format=each) for each in ReportFormat)
    kick(FILES_TASK, report.pk)


def _check_made(sections: Sequence[ReportSection]) -> None:
    failed = [title_of(row.key) for row in sections if row.state == WorkState.FAILED]
    busy = [title_of(row.key) for row in sections if row.state in (WorkState.WAITING, WorkState.BUSY)]
    if failed:
        raise DomainError(
            _("These sections could not be made: %(names)s. Renew the numbers, or ask for help.")
            % {"names": ", ".join(failed)}
        )
    if busy:
        raise DomainError(
            _("These sections are still being made: %(names)s. Wait until they are there.")
            % {"names": ", ".join(busy)}
        )


@transaction.atomic
def change_report_access(*, actor: User, report: ProgressReport, access: str) -> ProgressReport:
    """Say who may read a report once it is sent (Access PUBLIC or DEAL).

    Raises DomainError without the right, and on a public report of a deal that is not. Writes history.
    """
    locked = lock_report(report)
    if not can_keep_reports(actor, locked.deal):
        raise DomainError(_("You may not write the reports of this deal."))
    if access == Access.PUBLIC and locked.deal.access != Access.PUBLIC:
        raise DomainError(_("The deal itself is not public, so its report cannot be."), field="access")
    locked.access = access
    return save_checked(locked, actor)


@transaction.atomic
def add_erratum(*, actor: User, report: ProgressReport, key: str, text: str) -> ReportErratum:
    """Add a correction to a released report; what was released stays as it was.

    Raises DomainError without the right, before it is released, and without a text.
    """
    locked = lock_report(report)
    if not can_keep_reports(actor, locked.deal):
        raise DomainError(_("You may not write the reports of this deal."))
    if locked.state in OPEN_STATES:
        raise DomainError(_("This report was not released yet. Change the report itself."))
    if key:
        check_key(locked, key)
    return save_checked(ReportErratum(report=locked, key=key, text=text.strip(), created_by=actor), actor)
