"""``manage.py renew_second_steps``: after another SECRET_KEY, before the old one goes."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from citydeal.services.accounts import renew_second_steps


class Command(BaseCommand):
    """Writes the secrets of second steps anew with the SECRET_KEY of today."""

    help = "Encrypt the secrets of every second step with the SECRET_KEY of today."

    def handle(self, *args: Any, **options: Any) -> None:
        """Renew them and say how many there were."""
        self.stdout.write(f"Renewed {renew_second_steps()} secrets of second steps.")
