"""``manage.py drain_outbox``: send what is due now, without the task queue."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from citydeal.services import outbox


class Command(BaseCommand):
    """Runs one drain; harmless beside the worker."""

    help = "Send the mail that is due now."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the limit."""
        parser.add_argument("--limit", type=int, default=50, help="number of mails, default 50")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send and say what happened."""
        result = outbox.drain(options["limit"])
        self.stdout.write(f"Sent {result.sent}, to be tried again {result.retried}, given up {result.dead}.")
