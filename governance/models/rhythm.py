"""The calendar of a party itself: what a proposed day of a meeting had better avoid."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from governance.enums import RhythmKind
from governance.models.organization import Party


class PartyRhythm(models.Model):
    """A recess of a party (``start`` to ``end``, both included), or a day of every week (``weekday``).

    ``weekday``: 0 is Monday. A council meets in the evening and a college by day; both are better avoided.
    """

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="rhythms")
    kind = models.CharField(_("what"), max_length=10, choices=RhythmKind.choices)
    name = models.CharField(_("name"), max_length=100, blank=True)
    weekday = models.PositiveSmallIntegerField(_("day of the week"), null=True, blank=True)
    start = models.DateField(_("first day"), null=True, blank=True)
    end = models.DateField(_("last day"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rhythm of a party")
        verbose_name_plural = _("rhythms of parties")
        ordering = ["kind", "start", "weekday", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=RhythmKind.RECESS, start__isnull=False, end__gte=F("start"), weekday=None)
                | (~Q(kind=RhythmKind.RECESS) & Q(weekday__lte=6, start=None, end=None)),
                name="rhythm_days_or_weekday",
            ),
        ]

    def __str__(self) -> str:
        """Return what it is, with its name."""
        return f"{self.get_kind_display()} {self.name}".strip()
