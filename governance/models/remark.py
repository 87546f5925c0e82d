"""What who was there remarks on the draft of a report."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from governance.models.agenda import AgendaItem
from governance.models.meeting import Meeting
from governance.models.person import Person


class MeetingRemark(models.Model):
    """A remark on the draft report of a meeting, on an item or on the whole; append-only.

    ``answer``: what the secretary did with it, once that is done.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="remarks")
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="remarks"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="remarks")
    text = models.TextField(_("remark"))
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.CharField(_("what was done with it"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("remark on a report")
        verbose_name_plural = _("remarks on reports")
        ordering = ["created_at", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the remark."""
        return self.text
