"""``manage.py ensure [--on DATE]``: what the hourly task does, by hand or from cron."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from governance.services.ensure import ensure


class Command(BaseCommand):
    """Makes what the date owes; safe to run at any time, also beside the worker."""

    help = "Make what the calendar owes up to today (or --on a day)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --on."""
        parser.add_argument("--on", type=date.fromisoformat, help="day, as 2026-12-31")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run and say what changed."""
        on = options["on"] or timezone.localdate()
        result = ensure(on)
        self.stdout.write(f"{on}: {result}")
