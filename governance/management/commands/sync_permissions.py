"""``manage.py sync_permissions [--on DATE] [--check]``."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from governance.services.rights import check_drift, sync_all


class Command(BaseCommand):
    """Derives the rights of every account from its roles, or only says where they differ."""

    help = "Make rights follow memberships by date. With --check: report drift, change nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --on and --check."""
        parser.add_argument("--on", type=date.fromisoformat, help="day, as 2026-12-31")
        parser.add_argument("--check", action="store_true", help="report only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sync or check; ``--check`` exits with 1 on drift."""
        on = options["on"] or timezone.localdate()
        if not options["check"]:
            result = sync_all(on)
            self.stdout.write(
                f"{on}: {result.added} roles added, {result.removed} removed,"
                f" {result.regranted} groups mended"
            )
            return
        report = check_drift(on)
        for line in report.drift:
            self.stdout.write(f"drift: {line}")
        for line in report.pending:
            self.stdout.write(f"at the next request or hourly run: {line}")
        if report.drift:
            raise CommandError(f"{on}: {len(report.drift)} differences")
        self.stdout.write(f"{on}: no drift")
