"""What a legal succession of parties did to the work, so that it can be taken back as a whole."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.models import Party, PartySuccession
from workgroups.models.field_test import FieldTest, FrontRunner
from workgroups.models.instrument import InstrumentInvolvement, InstrumentUse


class PassedOn(models.Model):
    """That a succession let a test, a use, an involvement or a front-runner go on for another party, or end.

    Exactly one record. ``made``: the act made it; else ``end_before`` is what stood there, and
    ``party_before`` whose it was. ``history_id``: its newest history row after the act; a later one means
    that somebody built on it.
    """

    succession = models.ForeignKey(PartySuccession, on_delete=models.PROTECT, related_name="passed_on")
    test = models.ForeignKey(FieldTest, null=True, on_delete=models.CASCADE, related_name="+")
    use = models.ForeignKey(InstrumentUse, null=True, on_delete=models.CASCADE, related_name="+")
    involvement = models.ForeignKey(
        InstrumentInvolvement, null=True, on_delete=models.CASCADE, related_name="+"
    )
    front_runner = models.ForeignKey(FrontRunner, null=True, on_delete=models.CASCADE, related_name="+")
    made = models.BooleanField()
    end_before = models.DateField(null=True)
    party_before = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="+")
    history_id = models.PositiveBigIntegerField()

    class Meta:
        verbose_name = _("work that a succession passed on")
        verbose_name_plural = _("work that successions passed on")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(test__isnull=False)
                | Q(use__isnull=False)
                | Q(involvement__isnull=False)
                | Q(front_runner__isnull=False),
                name="passedon_of_a_record",
            ),
        ]

    def __str__(self) -> str:
        """Return the record; costs queries."""
        return str(self.record)

    @property
    def record(self) -> Any:
        """Return what was passed on."""
        return self.test or self.use or self.involvement or self.front_runner
