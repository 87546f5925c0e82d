"""Design principles, the assessment framework, the longlist and its scores (rules 48 to 52)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.dates import EARLIEST
from governance.models import CityDeal, Decision, Person
from workgroups.enums import CandidateOutcome, DeskResearch, FrameworkState
from workgroups.models.instrument import Instrument


class DesignPrinciple(models.Model):
    """A design principle ("ontwerpprincipe") of the deal (rules 48 and 49).

    ``discussed_on``: the day of the meeting about it, held or planned.
    """

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="principles")
    title = models.CharField(_("principle"), max_length=200)
    text = models.TextField(_("explanation"), blank=True)
    discussed_on = models.DateField(_("day of the meeting about it"), null=True, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("design principle")
        verbose_name_plural = _("design principles")
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["deal", "title"], name="principle_title_in_deal")]

    def __str__(self) -> str:
        """Return the principle."""
        return self.title


class FrameworkVersion(models.Model):
    """A version of the assessment framework ("toetsingskader") of a deal (rule 50).

    Once there are scores it does not change; a change makes a new version. ``scores_until``: the last day on
    which scores are taken. ``decision``: by which a body adopted it.
    """

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="frameworks")
    number = models.PositiveSmallIntegerField(_("version"))
    text = models.TextField(_("explanation"), blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=FrameworkState.choices, default=FrameworkState.DRAFT
    )
    opened_on = models.DateField(_("open since"), null=True, blank=True)
    scores_until = models.DateField(_("scores until"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="frameworks"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("version of the assessment framework")
        verbose_name_plural = _("versions of the assessment framework")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["deal", "number"], name="framework_number_in_deal"),
            models.UniqueConstraint(
                fields=["deal"], condition=Q(state=FrameworkState.OPEN), name="framework_one_open"
            ),
        ]

    def __str__(self) -> str:
        """Return the number of the version."""
        return str(_("Version %(number)s") % {"number": self.number})


class Criterion(models.Model):
    """A criterion of a framework with its scale and weight.

    ``weight``: percent, 100 in all; None at every criterion of a version: all count the same.
    """

    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="criteria")
    heading = models.CharField(_("under"), max_length=100, blank=True)
    title = models.CharField(_("criterion"), max_length=200)
    text = models.TextField(_("explanation"), blank=True)
    lowest = models.SmallIntegerField(_("lowest score"), default=1)
    highest = models.SmallIntegerField(_("highest score"), default=5)
    weight = models.DecimalField(
        _("weight in percent"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(highest__gt=F("lowest")), name="criterion_scale"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="criterion_weight"),
        ]

    def __str__(self) -> str:
        """Return the criterion."""
        return self.title


class FrameworkAssessor(models.Model):
    """Who gives scores with a version of the framework."""

    framework = models.ForeignKey(FrameworkVersion, on_delete=models.PROTECT, related_name="assessors")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assessor_of")

    DEAL_PATH = "framework__deal"

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("assessor")
        verbose_name_plural = _("assessors")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["framework", "person"], name="assessor_once")]

    def __str__(self) -> str:
        """Return the person; needs it loaded."""
        return str(self.person)


class Candidate(models.Model):
    """An instrument on the longlist since ``listed_on``, for one design principle (rules 49 to 52).

    ``principle`` None: nobody has said yet to which it belongs. ``research``: what desk research found, in
    the Netherlands and abroad, on ``researched_on``; empty: not looked yet. ``decision``: by which a body
    chose it or not.
    """

    instrument = models.OneToOneField(Instrument, on_delete=models.PROTECT, related_name="candidate")
    principle = models.ForeignKey(
        DesignPrinciple, null=True, blank=True, on_delete=models.PROTECT, related_name="candidates"
    )
    listed_on = models.DateField(_("on the longlist since"))
    research = models.CharField(
        _("outcome of desk research"), max_length=20, choices=DeskResearch.choices, blank=True
    )
    research_text = models.TextField(_("what was found, and where"), blank=True)
    researched_on = models.DateField(_("looked on"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=CandidateOutcome.choices, default=CandidateOutcome.OPEN
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="candidates"
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ["instrument__title", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=CandidateOutcome.OPEN) | Q(decision__isnull=False),
                name="candidate_decided_by_decision",
            ),
            models.CheckConstraint(
                condition=Q(research="", researched_on__isnull=True)
                | ~Q(research="") & Q(researched_on__isnull=False),
                name="candidate_research_has_day",
            ),
            models.CheckConstraint(condition=Q(listed_on__gte=EARLIEST), name="candidate_day_sane"),
        ]

    def __str__(self) -> str:
        """Return the instrument; needs it loaded."""
        return str(self.instrument)


class Assessment(models.Model):
    """What one assessor finds of a candidate, with one version of the framework; None: not handed in.

    ``conflict``: the assessor has an interest, says which, and gives no scores.
    """

    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="assessments")
    assessor = models.ForeignKey(FrameworkAssessor, on_delete=models.PROTECT, related_name="assessments")
    conflict = models.BooleanField(_("I have an interest"), default=False)
    conflict_text = models.CharField(_("which interest"), max_length=300, blank=True)
    remark = models.TextField(_("remark"), blank=True)
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["candidate", "assessor"], name="assessment_once")]

    def __str__(self) -> str:
        """Return the candidate; needs it loaded."""
        return str(self.candidate)


class Score(models.Model):
    """A score on one criterion."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    value = models.SmallIntegerField(_("score"))
    reason = models.CharField(_("why"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["assessment", "criterion"], name="score_once")]

    def __str__(self) -> str:
        """Return the score."""
        return str(self.value)
