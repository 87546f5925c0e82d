"""``manage.py outbox``: what waits, what was given up and why."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from citydeal.models import MailStatus, OutgoingMail
from citydeal.selectors.health import outbox_state
from citydeal.services import outbox

NEWEST = 50


class Command(BaseCommand):
    """Shows the outbox, or makes waiting mail due at once."""

    help = "Show the outbox: what waits, what was given up and why."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the switches."""
        parser.add_argument("--dead", action="store_true", help=f"list the newest {NEWEST} dead letters")
        parser.add_argument("--retry", metavar="ID", help="make a waiting mail due now; 'all' for every one")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print counts, then what was asked. Raises CommandError for a mail that cannot wait."""
        if options["retry"]:
            self._retry(options["retry"])
        state = outbox_state()
        oldest = f", oldest since {_local(state.oldest)}" if state.oldest else ""
        self.stdout.write(f"Waiting: {state.waiting}{oldest}")
        self.stdout.write(f"Dead letters: {state.dead}")
        self._list(MailStatus.DEAD if options["dead"] else MailStatus.QUEUED)

    def _retry(self, wanted: str) -> None:
        if wanted != "all" and not wanted.isdigit():
            raise CommandError("--retry takes the number of a mail, or 'all'.")
        count = outbox.retry_now(None if wanted == "all" else int(wanted))
        if wanted != "all" and not count:
            raise CommandError(
                f"Mail {wanted} is not waiting. A platform manager sends a dead letter again on "
                "/beheer/mail/, as long as its text is kept."
            )
        self.stdout.write(f"Due now: {count}")

    def _list(self, status: MailStatus) -> None:
        mails = OutgoingMail.objects.filter(status=status)
        if status == MailStatus.QUEUED:
            mails = mails.exclude(last_error="")
        for mail in mails.order_by("-pk")[:NEWEST]:
            when = _local(mail.finished_at or mail.next_attempt_at)
            word = "given up" if status == MailStatus.DEAD else "next attempt"
            reason = " ".join(mail.last_error.split())
            self.stdout.write(
                f"{mail.pk}  {mail.kind}  {mail.to}  {mail.attempts} attempts, {word} {when}: {reason}"
            )


def _local(moment: Any) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
