"""What stood in a deal at a moment, kept as data that nothing changes any more."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import ExtractMonth, ExtractYear
from django.utils.translation import gettext_lazy as _

from governance.models import CityDeal
from reporting.enums import SnapshotKind
from reporting.rules.frozen import fingerprint

# How the data are built up; a section reads every version that was ever frozen.
DATA_VERSION = 1


class Snapshot(models.Model):
    """The data of every section on a day, frozen; written once, and never changed or deleted.

    The database refuses it as well, as it does for the documents of a report (migration 0003).

    ``data``: key of a section → what it collected. ``version``: of how the data are built up. ``hash``: their
    SHA-256 in hexadecimal, as canonical JSON (rules/frozen.py).
    """

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="snapshots")
    kind = models.CharField(_("for"), max_length=10, choices=SnapshotKind.choices)
    on = models.DateField(_("of"))
    version = models.PositiveSmallIntegerField(default=DATA_VERSION)
    data = models.JSONField()
    hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("snapshot")
        verbose_name_plural = _("snapshots")
        ordering = ["-on", "-pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                F("deal"),
                ExtractYear("on"),
                ExtractMonth("on"),
                condition=Q(kind=SnapshotKind.MONTH),
                name="snapshot_once_a_month",
            ),
        ]
        indexes = [models.Index(fields=["deal", "on"], name="snapshot_of_deal")]

    def __str__(self) -> str:
        """Return kind and day."""
        return f"{self.get_kind_display()} ({self.on})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it, once. Raises TypeError for one that is there."""
        if not self._state.adding:
            raise TypeError("a snapshot is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse. Raises TypeError."""
        raise TypeError("a snapshot is never deleted")

    @property
    def is_intact(self) -> bool:
        """Whether the data are what was frozen: their hash is the one that was written down then."""
        return fingerprint(self.data) == self.hash
