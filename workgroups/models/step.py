"""How a working group works: who leads it, its goals, its steps, and its dated updates."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.dates import EARLIEST, period_constraints
from governance.models import CityDeal, Decision, Person
from governance.querysets import PeriodQuerySet
from workgroups.enums import Judgement, LeadRole, StepState
from workgroups.models.working_group import WorkingGroup


class GroupLead(models.Model):
    """Who leads a working group from day to day: the executive lead, the lead, and a deputy of each."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="leads")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leads")
    role = models.CharField(_("role"), max_length=20, choices=LeadRole.choices)
    is_deputy = models.BooleanField(_("deputy"), default=False)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)

    DEAL_PATH = "group__body__deal"

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("lead of a working group")
        verbose_name_plural = _("leads of working groups")
        ordering = ["role", "is_deputy", "start", "pk"]
        default_permissions = ()
        constraints = [*period_constraints("grouplead")]

    def __str__(self) -> str:
        """Return the role."""
        return self.get_role_display()


class GroupGoal(models.Model):
    """What a working group wants to reach."""

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="goals")
    text = models.CharField(_("goal"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        ordering = ["order", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the goal."""
        return self.text


class StepTemplate(models.Model):
    """A step that the groups of a deal start with."""

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="step_templates")
    title = models.CharField(_("step"), max_length=200)
    result = models.CharField(_("result"), max_length=300, blank=True)
    needs_decision = models.BooleanField(_("a body decides that it is done"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("step of the template")
        verbose_name_plural = _("steps of the template")
        ordering = ["order", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the step."""
        return self.title


class Step(models.Model):
    """A step towards the answer to a process question (rule 22).

    ``state``: where it stands; its rows are ``StepStatus``. ``weight``: percent, or None: all steps of a
    group count the same. ``needs_decision``: only a ``decision`` of a body makes it done.
    """

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="steps")
    title = models.CharField(_("step"), max_length=200)
    result = models.CharField(_("result"), max_length=300, blank=True)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="steps")
    weight = models.PositiveSmallIntegerField(_("weight in percent"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    planned_start = models.DateField(_("planned first day"))
    planned_end = models.DateField(_("planned last day"))
    actual_start = models.DateField(_("began on"), null=True, blank=True)
    actual_end = models.DateField(_("done on"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=StepState.choices, default=StepState.PLANNED)
    needs_decision = models.BooleanField(_("a body decides that it is done"), default=False)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="steps"
    )

    DEAL_PATH = "group__body__deal"

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(planned_end__gte=F("planned_start")), name="step_planned_end_after_start"
            ),
            models.CheckConstraint(
                condition=Q(actual_end__isnull=True)
                | Q(actual_start__isnull=False, actual_end__gte=F("actual_start")),
                name="step_done_after_it_began",
            ),
            models.CheckConstraint(condition=Q(planned_start__gte=EARLIEST), name="step_start_sane"),
            models.CheckConstraint(
                condition=Q(weight__isnull=True) | Q(weight__lte=100), name="step_weight_is_percent"
            ),
        ]

    def __str__(self) -> str:
        """Return the step."""
        return self.title


class StepStatus(models.Model):
    """That a step came in a state on a day; append-only."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="statuses")
    state = models.CharField(_("state"), max_length=10, choices=StepState.choices)
    on = models.DateField(_("on"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("state of a step")
        verbose_name_plural = _("states of a step")
        ordering = ["on", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the state and its day."""
        return f"{self.get_state_display()} ({self.on})"


class StepMove(models.Model):
    """That the planned days of a step moved, and why; append-only."""

    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="moves")
    planned_start_before = models.DateField()
    planned_end_before = models.DateField()
    planned_start = models.DateField()
    planned_end = models.DateField()
    reason = models.CharField(_("reason"), max_length=300)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("move of a step")
        verbose_name_plural = _("moves of a step")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the reason."""
        return self.reason


class GroupUpdate(models.Model):
    """An update ("stand van zaken") of a working group, about a step or all of it; append-only.

    What is wrong is put right by a new one that names it (``corrects``). ``judgement`` with its ``reason`` is
    kept per date, so that a trend is real. ``on``: the day it tells about.
    """

    group = models.ForeignKey(WorkingGroup, on_delete=models.PROTECT, related_name="updates")
    step = models.ForeignKey(Step, null=True, blank=True, on_delete=models.PROTECT, related_name="updates")
    on = models.DateField(_("about"))
    done = models.TextField(_("done"), blank=True)
    now = models.TextField(_("now"), blank=True)
    next = models.TextField(_("next step"), blank=True)
    judgement = models.CharField(_("judgement"), max_length=10, choices=Judgement.choices)
    reason = models.CharField(_("why"), max_length=300, blank=True)
    corrects = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrected_by"
    )
    # What a phone sends twice, after a moment without a connection, is one update.
    key = models.UUIDField(null=True, blank=True, unique=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-on", "-pk"]
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(on__gte=EARLIEST), name="groupupdate_day_sane")]
        # The newest of a group is one row of this index.
        indexes = [models.Index(fields=["group", "-on", "-id"], name="groupupdate_newest")]

    def __str__(self) -> str:
        """Return the judgement and its day."""
        return f"{self.get_judgement_display()} ({self.on})"
