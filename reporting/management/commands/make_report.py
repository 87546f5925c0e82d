"""``manage.py make_report DEAL --period 2026-H2 --format pdf|odt|docx|html|slides --output FILE``."""

from __future__ import annotations

import os
import re
import tempfile
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from governance.models import CityDeal
from reporting.enums import WorkState
from reporting.models import ProgressReport, ReportFile
from reporting.rules.periods import half_year_name
from reporting.selectors.documents import report_document
from reporting.services.rendering import FORMATS, render


def half_year(text: str) -> str:
    """Return the name of a half-year, as 2026-H2. Raises ArgumentTypeError for anything else."""
    if not re.fullmatch(r"\d{4}-H[12]", text):
        raise ArgumentTypeError(f"{text!r} is no half-year; write it as 2026-H2")
    return text


class Command(BaseCommand):
    """Writes the progress report of a half-year; of a released one the file that was stored then."""

    help = "Write the progress report of a deal to a file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the deal, --period, --format and --output."""
        parser.add_argument("deal", help="address of the deal, as dichtbij-geregeld")
        parser.add_argument("--period", type=half_year, required=True, help="half-year, as 2026-H2")
        parser.add_argument("--format", choices=list(FORMATS), default="pdf")
        parser.add_argument("--output", type=Path, required=True, help="file to write")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file, whole or not at all."""
        report = self._report(options["deal"], options["period"])
        missing = report.sections.filter(data__isnull=True).count() if report.snapshot is None else 0
        if missing:
            self.stderr.write(f"{missing} sections are still being made and are not in the file")
        with translation.override(settings.LANGUAGE_CODE):
            content = stored(report, options["format"]) or render(report_document(report), options["format"])
        write_whole(options["output"], content)
        self.stdout.write(f"{options['output']}: {len(content)} bytes")

    def _report(self, slug: str, period: str) -> ProgressReport:
        deal = CityDeal.objects.filter(slug=slug).first()
        if deal is None:
            known = ", ".join(CityDeal.objects.values_list("slug", flat=True)) or "none yet"
            raise CommandError(f"No deal {slug!r}. Known: {known}")
        reports = ProgressReport.objects.filter(deal=deal).select_related("deal", "snapshot")
        by_half_year = {half_year_name(report.period_end): report for report in reports}
        if period not in by_half_year:
            known = ", ".join(sorted(by_half_year)) or "none yet"
            raise CommandError(f"No report of {period} in {slug}. Known: {known}")
        return by_half_year[period]


def stored(report: ProgressReport, format: str) -> bytes | None:
    """Return the document that was stored when the report was released; None where there is none."""
    rows = ReportFile.objects.filter(report=report, format=format, state=WorkState.READY)
    made = rows.select_related("file").first()
    if made is None or made.file is None:
        return None
    with made.file.content.open("rb") as file:
        content: bytes = file.read()
    return content


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there whole or not at all. Raises CommandError where it cannot stand."""
    try:
        handle, name = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}.")
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        beside.chmod(0o644)
        beside.replace(path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        beside.unlink(missing_ok=True)
