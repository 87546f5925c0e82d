"""The documents of a released report: made once by the worker, stored, and never changed."""

from __future__ import annotations

import io
import logging

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from citydeal.common.alone import alone
from citydeal.common.errors import DomainError
from citydeal.common.file_kinds import DOCX, ODT, PDF, FileKind
from citydeal.kick import kick
from citydeal.models import User
from citydeal.services.files import keep_made
from reporting.enums import ReportFormat, WorkState
from reporting.models import ProgressReport, ReportFile
from reporting.permissions import can_keep_reports
from reporting.rules.document import Document
from reporting.rules.periods import half_year_name
from reporting.selectors.documents import report_document
from reporting.services.reports import FILES_TASK

log = logging.getLogger(__name__)

KINDS: dict[str, FileKind] = {
    ReportFormat.PDF: PDF,
    ReportFormat.ODT: ODT,
    ReportFormat.DOCX: DOCX,
    ReportFormat.SLIDES: PDF,
}


def make_files(pk: int) -> int:
    """Make the documents of a released report that are not there yet; returns how many were made.

    Each is stored by itself, whole or not at all: a worker that is killed goes on where it was. What cannot
    be made is marked as failed and logged. Side effects: files.
    """
    with alone("progress_report_files", pk) as is_alone:
        if not is_alone:
            return 0
        undone = [WorkState.WAITING, WorkState.BUSY]
        waiting = list(ReportFile.objects.filter(report=pk, state__in=undone).order_by("pk"))
        if not waiting:
            return 0
        report = ProgressReport.objects.select_related("deal", "snapshot").get(pk=pk)
        document = report_document(report)
        return sum(_make(report, document, row) for row in waiting)


def _make(report: ProgressReport, document: Document, row: ReportFile) -> bool:
    from reporting.services.rendering import render

    rows = ReportFile.objects.filter(pk=row.pk)
    rows.update(state=WorkState.BUSY)
    try:
        content = render(document, row.format)
        with transaction.atomic():
            stored = keep_made(
                name=_name(report, row.format), content=io.BytesIO(content), kind=KINDS[row.format]
            )
            rows.update(state=WorkState.READY, file=stored, made_at=timezone.now())
    except (OperationalError, InterfaceError):
        # The database is away: the task is tried again.
        raise
    except Exception as error:
        # Whatever is wrong with one format, the page says so and the others are made.
        log.error("The %s of report %s could not be made: %s", row.format, report.pk, error, exc_info=True)
        rows.update(state=WorkState.FAILED)
        return False
    return True


def _name(report: ProgressReport, format: str) -> str:
    words = {"deal": slugify(report.deal.name), "half": half_year_name(report.period_end)}
    if format == ReportFormat.SLIDES:
        return _("progress-%(deal)s-%(half)s-slides") % words
    return _("progress-%(deal)s-%(half)s") % words


@transaction.atomic
def ask_files_again(*, actor: User, report: ProgressReport) -> int:
    """Let the worker try the documents again that failed; returns how many.

    Raises DomainError without the right. Side effect: a task.
    """
    if not can_keep_reports(actor, report.deal):
        raise DomainError(_("You may not write the reports of this deal."))
    asked: int = ReportFile.objects.filter(report=report, state=WorkState.FAILED).update(
        state=WorkState.WAITING
    )
    kick(FILES_TASK, report.pk)
    return asked


def ask_left_behind() -> int:
    """Ask for documents that a lost task or a killed worker left; returns of how many reports."""
    undone = ReportFile.objects.filter(state__in=[WorkState.WAITING, WorkState.BUSY])
    reports = sorted(set(undone.values_list("report", flat=True)))
    for pk in reports:
        kick(FILES_TASK, pk)
    return len(reports)
