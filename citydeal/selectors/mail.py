"""The mails that the portal sent to an account, and those that could not be delivered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from citydeal.common.mail_kinds import kind_label
from citydeal.common.text import Text
from citydeal.models import MailStatus, NewsLine, OutgoingMail, User

_BADGES = {MailStatus.QUEUED: "active", MailStatus.SENT: "safe", MailStatus.DEAD: "danger"}


@dataclass(frozen=True)
class MailRow:
    """A mail in a list; its text is not kept. ``can_resend``: its text is, for a while.

    ``kind``: what this kind of mail is called.
    """

    mail: OutgoingMail
    badge: str
    label: Text
    kind: Text
    can_resend: bool = False


def own_mails(user: User) -> QuerySet[OutgoingMail]:
    """Return the mails to an account of the last 90 days, the newest first, without their texts."""
    return OutgoingMail.objects.filter(user=user).defer("text", "html", "calendar").order_by("-pk")


def waiting_news(user: User) -> Sequence[NewsLine]:
    """Return the news that waits for the weekly list of an account. One query."""
    return list(NewsLine.objects.filter(user=user, listed_on=None))


def dead_letters() -> QuerySet[OutgoingMail]:
    """Return the mails that could not be delivered, the newest first: never their words."""
    found = OutgoingMail.objects.filter(status=MailStatus.DEAD).exclude(to="")
    found = found.annotate(keeps_text=ExpressionWrapper(~Q(text=""), BooleanField()))
    return found.only("kind", "to", "status", "attempts", "last_error", "finished_at").order_by("-pk")


def mail_rows(mails: Sequence[OutgoingMail]) -> list[MailRow]:
    """Return mails as rows. No query."""
    return [
        MailRow(
            mail,
            _BADGES[MailStatus(mail.status)],
            mail.get_status_display(),
            kind_label(mail.kind),
            bool(getattr(mail, "keeps_text", False)),
        )
        for mail in mails
    ]
