"""What governance does when something happens below."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.dispatch import receiver
from simple_history.signals import pre_create_historical_record

from citydeal.common.history import note_on_behalf
from citydeal.models import OutgoingMail, User
from citydeal.signals import mail_due, rights_due
from governance.services.duties_ladder import no_longer_needed
from governance.services.rights import sync_user


@receiver(rights_due)
def derive_rights(sender: type[User], user: User, on: date, **_: Any) -> None:
    """Derive the rights of an account on its first request of a day."""
    sync_user(user, on)


@receiver(mail_due, dispatch_uid="duty_done")
def drop_reminder(sender: type[OutgoingMail], mail: OutgoingMail, **_: Any) -> str:
    """Say that a reminder of a duty need not be sent, when that was done in the meantime."""
    return no_longer_needed(mail)


pre_create_historical_record.connect(note_on_behalf, dispatch_uid="note_on_behalf")
