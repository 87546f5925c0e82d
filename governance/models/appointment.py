"""Which parties appointed a member, and when (rule 2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.dates import EARLIEST
from governance.models.body import Membership
from governance.models.organization import Party


class Appointment(models.Model):
    """A party appointed this member on a day: the project manager by Agenda Stad and the initiators."""

    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="appointments")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="appointments")
    date = models.DateField(_("appointed on"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["date", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["membership", "party"], name="appointment_once_by_party"),
            models.CheckConstraint(condition=models.Q(date__gte=EARLIEST), name="appointment_date_sane"),
        ]

    def __str__(self) -> str:
        """Return the day."""
        return str(self.date)
