"""Dead letters: mails that could not be delivered, sent again once the cause is mended."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import MailStatus, OutgoingMail, User
from citydeal.services.outbox import is_usable, poke_after_commit


@transaction.atomic
def resend(*, actor: User, mail: OutgoingMail) -> OutgoingMail:
    """Send a dead letter again, after whoever looks after the portal mended the cause.

    It keeps its text and its Message-ID, and begins its attempts anew. It goes to the address it was for,
    or to the one that the account has now: nobody reads along who was not written to. Raises DomainError
    for who is no platform manager, for a mail that is no dead letter or lost its text, for a closed account
    and an address that cannot be used. Side effects: the row waits again; a poke of the drain after commit.
    """
    if not (actor.is_active and actor.is_platform_manager):
        raise DomainError(_("Only a platform manager may do this."))
    mail = OutgoingMail.objects.select_for_update(of=("self",)).select_related("user").get(pk=mail.pk)
    if mail.status != MailStatus.DEAD:
        raise DomainError(_("This mail is sent already, or waits to be sent."))
    if not mail.text:
        raise DomainError(_("The portal does not have the text any more. Repeat what it told about."))
    if mail.user is not None:
        if not mail.user.is_active:
            raise DomainError(_("The account is closed, so it gets no mail."))
        mail.to = mail.user.email
    if not is_usable(mail.to):
        raise DomainError(_("This address cannot be used. Correct it first, and repeat what it told about."))
    mail.status, mail.attempts, mail.last_error = MailStatus.QUEUED, 0, ""
    mail.finished_at, mail.next_attempt_at = None, timezone.now()
    mail.save()
    poke_after_commit()
    return mail
