"""``manage.py load_demo [--if-empty]``: the demo deals and their accounts."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from citydeal.common.demo import import_demo_modules
from citydeal.common.errors import DomainError
from citydeal.models import User
from citydeal.services.accounts import create_account
from governance.management.demo_data import (
    DealData,
)
from governance.management.demo_data.dichtbij_geregeld import dichtbij_geregeld
from governance.management.demo_data.een_slimme_stad import een_slimme_stad
from governance.management.demo_data.people import ACCOUNTS, PLATFORM_MANAGER
from governance.management.demo_data.slim_maatwerk import slim_maatwerk
from governance.management.demo_deals import DealLoader
from governance.models import CityDeal

DEALS: tuple[Callable[[date], DealData], ...] = (slim_maatwerk, een_slimme_stad, dichtbij_geregeld)

# How long this waits for another load_demo before it gives up.
WAIT = "60s"


class Command(BaseCommand):
    """Loads what is missing, each deal whole or not at all; never touches what is there."""

    help = "Load the demo deals and accounts. Needs DEMO=true. Safe to run again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare --if-empty."""
        parser.add_argument(
            "--if-empty",
            action="store_true",
            help="do nothing where a deal stands that is not of the demo",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and say what was loaded. Raises CommandError with one line when it is refused."""
        if not settings.DEMO:
            raise CommandError(
                "load_demo puts invented people and accounts with a known password in the database;"
                " it runs only with DEMO=true."
            )
        if options["if_empty"] and CityDeal.objects.filter(is_demo=False).exists():
            self.stdout.write("Demo: not loaded, there are deals of your own.")
            return
        import_demo_modules()
        try:
            self._load()
        except DomainError as error:
            raise CommandError(f"The demo does not fit in this database: {error}") from error

    def _load(self) -> None:
        with transaction.atomic():
            _wait_for_others()
            made = load_accounts()
        self.stdout.write(f"Demo: {made} accounts made, {len(ACCOUNTS) - made} already there.")
        for make in DEALS:
            data = make(timezone.localdate())
            with transaction.atomic():
                _wait_for_others()
                found = CityDeal.objects.filter(slug=data.slug).first()
                if found is None:
                    summary = DealLoader(data).load()
                elif found.is_demo:
                    summary = "already there"
                else:
                    raise CommandError(
                        f"A deal {data.slug} stands here that is not of the demo; it is left alone."
                    )
            self.stdout.write(f"Demo: {data.slug}: {summary}.")


def _wait_for_others() -> None:
    """Take the lock of load_demo until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('lock_timeout', %(wait)s, true),"
            " set_config('statement_timeout', %(wait)s, true)",
            {"wait": WAIT},
        )
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('load_demo'))")


def load_accounts() -> int:
    """Make the demo accounts that are missing; returns how many. No mail is sent.

    They share one password, so it is hashed once.
    """
    known = set(User.objects.values_list("email", flat=True))
    missing = [account for account in ACCOUNTS if account.email not in known]
    password = make_password(settings.DEMO_PASSWORD) if missing else ""
    for account in missing:
        user = create_account(actor=None, email=account.email, name=account.name, send_invitation=False)
        user.password = password
        user.is_platform_manager = account.email == PLATFORM_MANAGER
        user.save(update_fields=["password", "is_platform_manager"])
    return len(missing)
