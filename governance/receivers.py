"""What governance does when something happens below."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.dispatch import receiver
from simple_history.signals import pre_create_historical_record

from citydeal.common.history import note_on_behalf
from citydeal.models import User
from citydeal.signals import rights_due
from governance.services.rights import sync_user


@receiver(rights_due)
def derive_rights(sender: type[User], user: User, on: date, **_: Any) -> None:
    """Derive the rights of an account on its first request of a day."""
    sync_user(user, on)


pre_create_historical_record.connect(note_on_behalf, dispatch_uid="note_on_behalf")
