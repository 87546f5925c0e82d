"""``manage.py create_account EMAIL --name NAME``: an account for one person, by an operator."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from citydeal.common.errors import DomainError
from citydeal.models import User
from citydeal.services import accounts


class Command(BaseCommand):
    """Makes an account and invites its owner, or prints the link for it."""

    help = "Make an account. Its owner gets a mail with a link to choose a password."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare address, name and switches."""
        parser.add_argument("email")
        parser.add_argument("--name", required=True, help="first and last name")
        parser.add_argument(
            "--platform-manager",
            action="store_true",
            help="may create deals and appoint their first secretary",
        )
        parser.add_argument(
            "--print-link",
            action="store_true",
            help="print the link to choose a password, and send no mail",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account. Raises CommandError with one line when it is refused."""
        try:
            user = self._create(options)
        except DomainError as error:
            with translation.override("en"):
                raise CommandError(str(error.message)) from error
        self.stdout.write(f"Made account {user.pk} for {user.email}.")
        if options["print_link"]:
            days = accounts.link_days()
            self.stdout.write(f"Link to choose a password, good for {days} days:")
            self.stdout.write(accounts.password_link(user))
        else:
            self.stdout.write("An invitation is in the outbox.")

    @transaction.atomic
    def _create(self, options: dict[str, Any]) -> User:
        user = accounts.create_account(
            actor=None,
            email=options["email"],
            name=options["name"],
            send_invitation=not options["print_link"],
        )
        if options["platform_manager"]:
            accounts.make_platform_manager(actor=None, user=user)
        return user
