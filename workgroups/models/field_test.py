"""Field tests of instruments, front-runner municipalities, and design teams (rules 24, 53, 54, 56, 57)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.dates import EARLIEST, period_constraints
from governance.models import Body, Party
from governance.querysets import PeriodQuerySet
from workgroups.enums import TestState
from workgroups.models.assessment import DesignPrinciple
from workgroups.models.instrument import InstrumentVersion
from workgroups.models.working_group import RegionalAlliance


class FrontRunner(models.Model):
    """A front-runner municipality ("kopgroepgemeente"): it tests at least six instruments (rule 56)."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="front_runner_periods")
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("front-runner municipality")
        verbose_name_plural = _("front-runner municipalities")
        ordering = ["start", "pk"]
        default_permissions = ()
        constraints = [*period_constraints("frontrunner")]

    def __str__(self) -> str:
        """Return the first day."""
        return str(self.start)


class FieldTest(models.Model):
    """A test of a version in practice, by one party or by a regional alliance (rules 24, 56 and 57).

    ``project``: the existing project it runs in ("werk met werk"); empty: a test of its own.
    """

    __test__ = False  # for pytest: this is no class of tests

    version = models.ForeignKey(InstrumentVersion, on_delete=models.PROTECT, related_name="tests")
    party = models.ForeignKey(
        Party, null=True, blank=True, on_delete=models.PROTECT, related_name="field_tests"
    )
    alliance = models.ForeignKey(
        RegionalAlliance, null=True, blank=True, on_delete=models.PROTECT, related_name="field_tests"
    )
    project = models.CharField(_("existing project"), max_length=200, blank=True)
    plan = models.TextField(_("what is tested, and how"), blank=True)
    planned_start = models.DateField(_("planned first day"))
    planned_end = models.DateField(_("planned last day"))
    actual_start = models.DateField(_("began on"), null=True, blank=True)
    actual_end = models.DateField(_("ended on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=TestState.choices, default=TestState.PLANNED)
    result = models.TextField(_("test result"), blank=True)
    lessons = models.TextField(_("lessons"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("field test")
        verbose_name_plural = _("field tests")
        ordering = ["planned_start", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=True) ^ Q(alliance__isnull=True), name="fieldtest_by_one"
            ),
            models.CheckConstraint(
                condition=Q(planned_end__gte=F("planned_start")), name="fieldtest_planned_end_after_start"
            ),
            models.CheckConstraint(
                condition=Q(actual_end__isnull=True)
                | Q(actual_start__isnull=False, actual_end__gte=F("actual_start")),
                name="fieldtest_ended_after_it_began",
            ),
            models.CheckConstraint(condition=Q(planned_start__gte=EARLIEST), name="fieldtest_start_sane"),
        ]

    def __str__(self) -> str:
        """Return the planned first day."""
        return str(self.planned_start)


class FieldTestStatus(models.Model):
    """That a field test came in a state on a day; append-only."""

    test = models.ForeignKey(FieldTest, on_delete=models.PROTECT, related_name="statuses")
    state = models.CharField(_("state"), max_length=10, choices=TestState.choices)
    on = models.DateField(_("on"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("state of a field test")
        verbose_name_plural = _("states of a field test")
        ordering = ["on", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(on__gte=EARLIEST), name="fieldteststatus_day_sane"),
        ]

    def __str__(self) -> str:
        """Return the state and its day."""
        return f"{self.get_state_display()} ({self.on})"


class DesignTeam(models.Model):
    """What a design team is more than a body: its principle and its plan of approach (rules 53 and 54).

    ``plan_on``: the day from which the plan stands.
    """

    body = models.OneToOneField(Body, on_delete=models.PROTECT, related_name="design_team")
    principle = models.ForeignKey(DesignPrinciple, on_delete=models.PROTECT, related_name="teams")
    plan = models.TextField(_("plan of approach"), blank=True)
    plan_on = models.DateField(_("the plan stands since"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("design team")
        verbose_name_plural = _("design teams")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(plan="", plan_on__isnull=True)
                | ~Q(plan="") & Q(plan_on__isnull=False, plan_on__gte=EARLIEST),
                name="designteam_plan_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        """Return the name of the body; needs it loaded."""
        return str(self.body)


class TeamBudgetLine(models.Model):
    """A line of the budget of a design team, in money and hours (rules 54 and 65).

    ``amount`` in EUR with cents; ``hours`` in quarters of an hour.
    """

    team = models.ForeignKey(DesignTeam, on_delete=models.PROTECT, related_name="budget_lines")
    title = models.CharField(_("what for"), max_length=200)
    amount = models.DecimalField(_("euros"), max_digits=12, decimal_places=2, default=0)
    hours = models.DecimalField(_("hours"), max_digits=9, decimal_places=2, default=0)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("line of a budget")
        verbose_name_plural = _("lines of a budget")
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0, hours__gte=0), name="teambudget_not_negative"),
        ]

    def __str__(self) -> str:
        """Return what it is for."""
        return self.title
