"""The budget of a deal, per phase, in money and in hours (rules 54 and 65).

``quantity`` counts cents (EUR) for money, quarters of an hour for hours.
"""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.dates import EARLIEST
from citydeal.models import StoredFile
from governance.models import CityDeal, Party, Phase
from reporting.enums import BookingKind, BudgetUnit


class BudgetLine(models.Model):
    """A line of the budget of a phase. ``funding``: where it comes from; ``party``: who carries it."""

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="budget_lines")
    phase = models.ForeignKey(Phase, on_delete=models.PROTECT, related_name="budget_lines")
    party = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, related_name="budget_lines"
    )
    title = models.CharField(_("line"), max_length=200)
    unit = models.CharField(_("in money or in hours"), max_length=10, choices=BudgetUnit.choices)
    quantity = models.PositiveBigIntegerField(_("how much"))
    funding = models.CharField(_("funding"), max_length=200, blank=True)
    made_on = models.DateField(_("in the budget since"))
    order = models.PositiveSmallIntegerField(_("order"), default=0, validators=[MaxValueValidator(32767)])

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("line of the budget")
        verbose_name_plural = _("lines of the budget")
        ordering = ["phase__order", "phase_id", "order", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["phase", "title", "unit"], name="budgetline_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="budgetline_of_something"),
            models.CheckConstraint(condition=Q(made_on__gte=EARLIEST), name="budgetline_day_sane"),
        ]

    def __str__(self) -> str:
        """Return the line."""
        return self.title


class BudgetBooking(models.Model):
    """A commitment or realisation on a line of the budget; a mistake is withdrawn with a reason."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="bookings")
    kind = models.CharField(_("what"), max_length=12, choices=BookingKind.choices)
    on = models.DateField(_("day"))
    quantity = models.PositiveBigIntegerField(_("how much"))
    what = models.CharField(_("what it is"), max_length=300)
    reference = models.CharField(_("number of the invoice or order"), max_length=50, blank=True)
    evidence = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("booking on the budget")
        verbose_name_plural = _("bookings on the budget")
        ordering = ["-on", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="budgetbooking_of_something"),
            models.CheckConstraint(condition=Q(on__gte=EARLIEST), name="budgetbooking_day_sane"),
        ]

    def __str__(self) -> str:
        """Return what it is."""
        return self.what
