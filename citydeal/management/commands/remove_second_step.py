"""``manage.py remove_second_step EMAIL``: for who lost the phone and the recovery codes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from citydeal.models import User
from citydeal.services.accounts import remove_second_step


class Command(BaseCommand):
    """Takes the second step of an account away, so that its owner can set up a new one."""

    help = "Remove the second step of an account. First make sure who asks for it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the address."""
        parser.add_argument("email")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove it; an unknown address is one line."""
        user = User.objects.filter(email__iexact=options["email"]).first()
        if user is None:
            raise CommandError(f"No account for {options['email']}.")
        removed = remove_second_step(actor=None, user=user)
        self.stdout.write(f"Removed {removed} ways of the second step. A mail tells the owner.")
