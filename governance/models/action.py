"""What was agreed to do: action points of bodies, with dated notes; and the secret address of an agenda."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from governance.enums import ActionState
from governance.models.agenda import AgendaItem
from governance.models.body import Body, Seat
from governance.models.person import Person


class ActionItem(models.Model):
    """Something that somebody does, at the latest on ``due_on``.

    Owned by a seat (whoever sits there), by a person, or by the project organisation when neither is named
    (rule 3). ``item``: the agenda item it came from. ``reminded_on``: the day of the last reminder.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="actions")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    text = models.CharField(_("action"), max_length=300)
    seat = models.ForeignKey(Seat, null=True, blank=True, on_delete=models.PROTECT, related_name="actions")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="actions"
    )
    due_on = models.DateField(_("at the latest on"))
    state = models.CharField(_("state"), max_length=10, choices=ActionState.choices, default=ActionState.OPEN)
    finished_on = models.DateField(_("finished on"), null=True, blank=True)
    reminded_on = models.DateField(_("reminded on"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords(excluded_fields=["reminded_on"])

    class Meta:
        verbose_name = _("action")
        verbose_name_plural = _("actions")
        ordering = ["due_on", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(seat__isnull=True) | Q(person__isnull=True), name="action_one_owner"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ActionState.OPEN, ActionState.BUSY]) | Q(finished_on__isnull=False),
                name="action_finished_on_a_day",
            ),
        ]
        # What belongs to nobody waits for who keeps the deal (rule 3).
        indexes = [
            models.Index(
                fields=["body"], condition=Q(person__isnull=True, seat__isnull=True), name="action_of_nobody"
            )
        ]

    def __str__(self) -> str:
        """Return what is to be done."""
        return self.text


class ActionNote(models.Model):
    """A dated note on an action; append-only."""

    action = models.ForeignKey(ActionItem, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(_("note"))
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("note on an action")
        verbose_name_plural = _("notes on actions")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the note."""
        return self.text


class CalendarFeed(models.Model):
    """The secret address of a person's agenda; only a hash of it is kept. Revoked by a new one or by hand."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("address of an agenda")
        verbose_name_plural = _("addresses of agendas")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="feed_one_open"
            ),
        ]

    def __str__(self) -> str:
        """Return the day it was made."""
        return str(self.created_at.date())
