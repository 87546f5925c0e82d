"""The outbox: every mail is a row, written in the transaction of the act it tells about."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class MailStatus(models.TextChoices):
    """Where a mail is: waiting, sent, given up on, or no longer wanted."""

    QUEUED = "queued", _("Waiting")
    SENT = "sent", _("Sent")
    DEAD = "dead", _("Not delivered")


class OutgoingMail(models.Model):
    """One mail to one address.

    ``key`` makes the act idempotent: the same key is queued once. The bodies are emptied after
    sending. ``at_most_once`` mails (login codes) are marked before they are handed over, so a
    crash loses one rather than sends two. ``calendar``: the calendar entry that goes along (iCalendar), and
    ``calendar_method`` what a calendar does with it (REQUEST, CANCEL).
    """

    key = models.CharField(max_length=200, unique=True)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=50)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    at_most_once = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=MailStatus.choices, default=MailStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=models.Q(status="queued"),
                name="outgoing_mail_waiting",
            )
        ]

    def __str__(self) -> str:
        """Return kind and status; never the address, so that logs stay free of it."""
        return f"{self.kind} ({self.status})"
