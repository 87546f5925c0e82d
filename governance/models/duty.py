"""What the calendar owes: a norm as data, and its occurrences (architecture, "The house" 7)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.dates import period_constraints
from governance.enums import DutyKind, DutyPattern, LadderStep, OccurrenceState
from governance.models.body import Body
from governance.models.deal import CityDeal
from governance.models.deal_text import Phase
from governance.models.meeting import Meeting
from governance.querysets import PeriodQuerySet


class Duty(models.Model):
    """A norm of the covenant that comes back.

    ``body``: who must do it; None: the deal itself. ``number`` belongs to the pattern: every so many weeks,
    so many times in a phase, or working days before (negative) or after a meeting of ``around``. ``start`` is
    the anchor of "every so many weeks". What is due from ``start`` to ``end`` is owed; occurrences outside
    the term of the deal are not made.
    """

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="duties")
    body = models.ForeignKey(
        Body,
        verbose_name=_("body"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="duties",
    )
    kind = models.CharField(_("what"), max_length=20, choices=DutyKind.choices)
    name = models.CharField(_("name"), max_length=200)
    article = models.CharField(_("article"), max_length=50, blank=True)
    pattern = models.CharField(_("when"), max_length=20, choices=DutyPattern.choices)
    number = models.SmallIntegerField(_("number"), null=True, blank=True)
    phase = models.ForeignKey(Phase, null=True, blank=True, on_delete=models.PROTECT, related_name="duties")
    around = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="duties_around"
    )
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            *period_constraints("duty"),
            models.UniqueConstraint(fields=["deal", "name"], name="duty_name_in_deal"),
            models.CheckConstraint(
                condition=~Q(pattern=DutyPattern.EVERY_WEEKS) | Q(number__gte=1), name="duty_weeks_positive"
            ),
            models.CheckConstraint(
                condition=~Q(pattern__in=[DutyPattern.MONTHLY_IN_PHASE, DutyPattern.NUMBER_IN_PHASE])
                | Q(phase__isnull=False),
                name="duty_phase_known",
            ),
            models.CheckConstraint(
                condition=~Q(pattern=DutyPattern.NUMBER_IN_PHASE) | Q(number__gte=1),
                name="duty_times_positive",
            ),
            models.CheckConstraint(
                condition=~Q(pattern=DutyPattern.AROUND_MEETING)
                | Q(around__isnull=False, number__isnull=False),
                name="duty_around_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DutyKind.MEETING) | Q(body__isnull=False), name="duty_meeting_of_a_body"
            ),
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class DutyStep(models.Model):
    """A step of the ladder of a duty: so many calendar days before the last day of its window."""

    duty = models.ForeignKey(Duty, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=LadderStep.choices)
    days = models.PositiveSmallIntegerField(_("days before"))

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("step before a duty")
        verbose_name_plural = _("steps before a duty")
        ordering = ["-days"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["duty", "kind"], name="dutystep_once")]

    def __str__(self) -> str:
        """Return step and days."""
        return f"{self.get_kind_display()} ({self.days})"


class DutyOccurrence(models.Model):
    """One time that a duty is owed. ``key`` never holds the date, so that a moved deadline is a change.

    ``opens`` and ``due``: first and last day on which it counts, both included. ``fulfilled_on``: the day it
    was; ``meeting``: what fulfils it, or is planned to; a report has its own link in its app.
    """

    duty = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="occurrences")
    key = models.CharField(max_length=60)
    opens = models.DateField(_("from"))
    due = models.DateField(_("at the latest on"))
    state = models.CharField(
        _("state"), max_length=10, choices=OccurrenceState.choices, default=OccurrenceState.PLANNED
    )
    fulfilled_on = models.DateField(_("done on"), null=True, blank=True)
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="occurrences"
    )
    waived_reason = models.CharField(_("why dropped"), max_length=300, blank=True)
    waived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("occurrence of a duty")
        verbose_name_plural = _("occurrences of duties")
        ordering = ["due", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["duty", "key"], name="occurrence_key_of_duty"),
            models.CheckConstraint(condition=Q(due__gte=F("opens")), name="occurrence_due_after_opens"),
            models.CheckConstraint(
                condition=~Q(state=OccurrenceState.WAIVED) | ~Q(waived_reason=""),
                name="occurrence_waived_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=OccurrenceState.FULFILLED) | Q(fulfilled_on__isnull=False),
                name="occurrence_fulfilled_on_a_day",
            ),
        ]
        indexes = [models.Index(fields=["due"], name="occurrence_due")]

    def __str__(self) -> str:
        """Return the key."""
        return self.key


class OccurrenceStep(models.Model):
    """A step of the ladder of one occurrence that came due: reminded of, or overtaken by a newer one.

    ``kind`` once per occurrence, so that a moved deadline reminds nobody twice.
    """

    occurrence = models.ForeignKey(DutyOccurrence, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(_("step"), max_length=10, choices=LadderStep.choices)
    due_on = models.DateField(_("on"))
    is_superseded = models.BooleanField(_("overtaken"), default=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("step of an occurrence")
        verbose_name_plural = _("steps of an occurrence")
        ordering = ["due_on"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["occurrence", "kind"], name="occurrencestep_once"),
        ]

    def __str__(self) -> str:
        """Return step and day."""
        return f"{self.get_kind_display()} ({self.due_on})"


class DutyFailure(models.Model):
    """That the calendar of a deal could not be brought up to date; gone as soon as it can again.

    ``error`` is the name of what went wrong, for operators; nothing of the deal itself.
    """

    deal = models.OneToOneField(CityDeal, on_delete=models.CASCADE, related_name="duty_failure")
    failed_at = models.DateTimeField()
    error = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("calendar that could not be brought up to date")
        verbose_name_plural = _("calendars that could not be brought up to date")
        default_permissions = ()

    def __str__(self) -> str:
        """Return what went wrong."""
        return self.error
