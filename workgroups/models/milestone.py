"""Milestones of the deal, planned against real, and what a phase owes (rules 40 and 44)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.dates import EARLIEST
from governance.models import CityDeal, Phase
from workgroups.enums import MilestoneState, Precision
from workgroups.models.working_group import WorkingGroup


class Milestone(models.Model):
    """A milestone: a day, a month, a range of months, a season or a year (rules 40 and 44).

    ``planned_start`` to ``planned_end`` is the time it is planned in, both days included; ``precision``
    says how people write it. ``actual_on``: the day it was reached.
    """

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="milestones")
    phase = models.ForeignKey(
        Phase, null=True, blank=True, on_delete=models.PROTECT, related_name="milestones"
    )
    group = models.ForeignKey(
        WorkingGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="milestones"
    )
    title = models.CharField(_("milestone"), max_length=200)
    text = models.TextField(_("explanation"), blank=True)
    precision = models.CharField(
        _("planned as"), max_length=10, choices=Precision.choices, default=Precision.MONTH
    )
    planned_start = models.DateField(_("planned from"))
    planned_end = models.DateField(_("planned until"))
    actual_on = models.DateField(_("reached on"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=MilestoneState.choices, default=MilestoneState.OPEN
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["planned_end", "planned_start", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_end__gte=F("planned_start")), name="milestone_end_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state=MilestoneState.REACHED, actual_on__isnull=False)
                | ~Q(state=MilestoneState.REACHED) & Q(actual_on__isnull=True),
                name="milestone_reached_on_a_day",
            ),
            models.CheckConstraint(condition=Q(planned_start__gte=EARLIEST), name="milestone_start_sane"),
        ]

    def __str__(self) -> str:
        """Return the milestone."""
        return self.title


class MilestoneMove(models.Model):
    """That a milestone was moved, reached, dropped or taken up again, and why; append-only.

    ``state``: where it stood from then on; ``on``: the day it was reached. The time it was planned in before
    is kept of each.
    """

    milestone = models.ForeignKey(Milestone, on_delete=models.PROTECT, related_name="moves")
    state = models.CharField(_("state"), max_length=10, choices=MilestoneState.choices)
    on = models.DateField(_("reached on"), null=True, blank=True)
    precision_before = models.CharField(max_length=10, choices=Precision.choices)
    planned_start_before = models.DateField()
    planned_end_before = models.DateField()
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("move of a milestone")
        verbose_name_plural = _("moves of a milestone")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return what became of it."""
        return self.get_state_display()


class PhaseGate(models.Model):
    """Something a phase owes before it closes: a rule of the covenant, shown as its finding."""

    phase = models.ForeignKey(Phase, on_delete=models.CASCADE, related_name="gates")
    number = models.PositiveSmallIntegerField(_("rule number"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("gate of a phase")
        verbose_name_plural = _("gates of a phase")
        ordering = ["number"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["phase", "number"], name="phasegate_once")]

    def __str__(self) -> str:
        """Return the rule number."""
        return str(self.number)
