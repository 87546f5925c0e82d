"""Celery tasks of reporting: thin, idempotent, by primary key."""

import logging

from celery import shared_task
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from reporting.services import report_documents, report_making

log = logging.getLogger(__name__)


@shared_task(name="reporting.tasks.make_report", throws=(OperationalError, InterfaceError))
def make_report(report: int) -> None:
    """Make the sections of a report that wait. Side effect: their data."""
    made = report_making.make_sections(report)
    log.info("Report %s: %s sections made", report, made)


@shared_task(name="reporting.tasks.make_files", throws=(OperationalError, InterfaceError))
def make_files(report: int) -> None:
    """Make the documents of a released report that are not there yet. Side effects: files."""
    made = report_documents.make_files(report)
    log.info("Report %s: %s documents made", report, made)


@shared_task(name="reporting.tasks.take_snapshot", throws=(OperationalError, InterfaceError))
def take_snapshot(deal: int) -> None:
    """Keep how a deal stands, once in a month. Side effect: a snapshot."""
    report_making.take_snapshot(deal, timezone.localdate())


@shared_task(name="reporting.tasks.refresh_reports", throws=(OperationalError, InterfaceError))
def refresh_reports() -> None:
    """Ask for what a lost task or a killed worker left behind. Side effect: tasks."""
    sections = report_making.ask_left_behind()
    files = report_documents.ask_left_behind()
    log.info("Reports left behind: %s with sections, %s with documents", sections, files)
