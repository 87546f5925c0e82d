"""Project charters ("projectopdracht", source 002; rules 33 to 43), in versions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.dates import EARLIEST
from citydeal.enums import Access
from citydeal.models import StoredFile
from governance.models import Body, CityDeal, Decision
from workgroups.enums import BudgetKind, BudgetReading, CharterRing, CharterState, Precision
from workgroups.models.working_group import WorkingGroup


class ProjectCharter(models.Model):
    """A project charter; what it says stands in its versions.

    ``title``: that of the version that counts now: the adopted one, or else its concept.
    """

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="charters")
    group = models.ForeignKey(
        WorkingGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="charters"
    )
    title = models.CharField(_("title"), max_length=200)
    access = models.CharField(_("who may read"), max_length=10, choices=Access.choices, default=Access.DEAL)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("project charter")
        verbose_name_plural = _("project charters")
        ordering = ["title", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class CharterVersion(models.Model):
    """A version of a charter: four questions, three roles, five headings of constraints (rules 33 to 37).

    A concept until the adopting body and the date are both there, by a ``decision`` (rule 33); from then on
    it does not change. ``contractor``: "ambtelijk opdrachtnemer"; empty: the project leader is (rule 34).
    """

    charter = models.ForeignKey(ProjectCharter, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(
        _("state"), max_length=10, choices=CharterState.choices, default=CharterState.CONCEPT
    )
    adopted_on = models.DateField(_("adopted on"), null=True, blank=True)
    adopted_by = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="adopted_charters"
    )
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="charter_versions"
    )
    principal = models.CharField(_("political principal"), max_length=200, blank=True)
    spokesperson = models.CharField(_("spokesperson of the principal"), max_length=200, blank=True)
    official_principal = models.CharField(_("official principal"), max_length=200, blank=True)
    project_leader = models.CharField(_("project leader"), max_length=200, blank=True)
    contractor = models.CharField(_("official contractor"), max_length=200, blank=True)
    occasion = models.TextField(_("What is the occasion of the project?"), blank=True)
    purpose = models.TextField(_("What is the aim of the project?"), blank=True)
    effects = models.TextField(_("What are the effects that are wanted?"), blank=True)
    result = models.TextField(_("What is the concrete result?"), blank=True)
    people_text = models.TextField(_("efforts and involvement of people"), blank=True)
    planning_text = models.TextField(_("planning"), blank=True)
    communication_text = models.TextField(_("communication"), blank=True)
    budget_text = models.TextField(_("budget"), blank=True)
    quality_text = models.TextField(_("quality"), blank=True)
    reporting_text = models.TextField(_("how is reported"), blank=True)
    communication_annex = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="charter_annexes"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("version of a charter")
        verbose_name_plural = _("versions of a charter")
        ordering = ["-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["charter", "number"], name="charter_number_once"),
            models.UniqueConstraint(fields=["charter", "decision"], name="charter_decision_once"),
            models.UniqueConstraint(
                fields=["charter"], condition=Q(state=CharterState.CONCEPT), name="charter_one_concept"
            ),
            models.UniqueConstraint(
                fields=["charter"], condition=Q(state=CharterState.ADOPTED), name="charter_one_adopted"
            ),
            models.CheckConstraint(
                condition=Q(state=CharterState.CONCEPT)
                | Q(adopted_on__isnull=False, adopted_by__isnull=False, decision__isnull=False),
                name="charter_adopted_by_a_body_on_a_day",
            ),
        ]

    def __str__(self) -> str:
        """Return the number of the version."""
        return str(_("Version %(number)s") % {"number": self.number})


class CharterPart(models.Model):
    """A part of the result with its period, apart from the day it is delivered (rule 37).

    ``start`` to ``end`` with their ``precision``: "Deel I: 2020"; ``delivery_*``: "gereed januari 2021".
    """

    version = models.ForeignKey(CharterVersion, on_delete=models.CASCADE, related_name="parts")
    title = models.CharField(_("part"), max_length=100)
    text = models.CharField(_("result"), max_length=300)
    start = models.DateField(_("from"))
    end = models.DateField(_("until"))
    precision = models.CharField(_("as"), max_length=10, choices=Precision.choices, default=Precision.YEAR)
    delivery_start = models.DateField(_("delivered from"), null=True, blank=True)
    delivery_end = models.DateField(_("delivered until"), null=True, blank=True)
    delivery_precision = models.CharField(_("as"), max_length=10, choices=Precision.choices, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("part of the result")
        verbose_name_plural = _("parts of the result")
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="charterpart_end_after_start"),
            models.CheckConstraint(condition=Q(start__gte=EARLIEST), name="charterpart_start_sane"),
        ]

    def __str__(self) -> str:
        """Return the part."""
        return self.title


class CharterMember(models.Model):
    """Who is in one of the three rings of a project group: a role, and a name where it is known (rule 38)."""

    version = models.ForeignKey(CharterVersion, on_delete=models.CASCADE, related_name="members")
    ring = models.CharField(_("ring"), max_length=10, choices=CharterRing.choices)
    role = models.CharField(_("role"), max_length=200)
    name = models.CharField(_("name"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("member of a project group")
        verbose_name_plural = _("members of a project group")
        ordering = ["order", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the role."""
        return self.role


class CharterConsultation(models.Model):
    """A consultation of the project: who meets, what for, how often (rule 39)."""

    version = models.ForeignKey(CharterVersion, on_delete=models.CASCADE, related_name="consultations")
    title = models.CharField(_("consultation"), max_length=200)
    who = models.CharField(_("who"), max_length=200, blank=True)
    purpose = models.CharField(_("what for"), max_length=300, blank=True)
    rhythm = models.CharField(_("how often"), max_length=100, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")
        ordering = ["order", "pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the consultation."""
        return self.title


class CharterMoment(models.Model):
    """A line of the planning: a month or a range of months, not only a day (rule 40)."""

    version = models.ForeignKey(CharterVersion, on_delete=models.CASCADE, related_name="moments")
    title = models.CharField(_("what"), max_length=200)
    start = models.DateField(_("from"))
    end = models.DateField(_("until"))
    precision = models.CharField(_("as"), max_length=10, choices=Precision.choices, default=Precision.MONTH)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("line of the planning")
        verbose_name_plural = _("lines of the planning")
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="chartermoment_end_after_start"),
            models.CheckConstraint(condition=Q(start__gte=EARLIEST), name="chartermoment_start_sane"),
        ]

    def __str__(self) -> str:
        """Return what."""
        return self.title


class CharterBudgetLine(models.Model):
    """A line of the budget, with its funding ("dekking"); ``amount`` in EUR with cents (rule 41).

    ``reading``: whether a structural amount is per year or for ``year_from`` to ``year_to`` together; the
    page says which reading the total rests on.
    """

    version = models.ForeignKey(CharterVersion, on_delete=models.CASCADE, related_name="budget_lines")
    title = models.CharField(_("what for"), max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=BudgetKind.choices)
    amount = models.DecimalField(_("amount in euros"), max_digits=12, decimal_places=2)
    year_from = models.PositiveSmallIntegerField(_("first year"))
    year_to = models.PositiveSmallIntegerField(_("last year"))
    reading = models.CharField(
        _("read as"), max_length=10, choices=BudgetReading.choices, default=BudgetReading.PER_YEAR
    )
    funding = models.CharField(_("funding"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("line of the budget")
        verbose_name_plural = _("lines of the budget")
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="charterbudget_not_negative"),
            models.CheckConstraint(condition=Q(year_to__gte=F("year_from")), name="charterbudget_years"),
            models.CheckConstraint(
                condition=Q(kind=BudgetKind.STRUCTURAL) | Q(year_to=F("year_from")),
                name="charterbudget_once_in_one_year",
            ),
        ]

    def __str__(self) -> str:
        """Return what it is for."""
        return self.title
