"""Decisions of bodies, what bodies may decide, how they stand to each other, and accepted exceptions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from citydeal.common.dates import EARLIEST, period_constraints
from governance.enums import (
    BodyKind,
    CompetenceLevel,
    DecidedBy,
    DecisionResult,
    DecisionSubject,
    RelationKind,
)
from governance.models.body import Body
from governance.models.deal import CityDeal
from governance.querysets import PeriodQuerySet


class Decision(models.Model):
    """A decision of a body; ``number`` runs per body and ``year``. Only a competent body may take it.

    ``recommendation`` of ``recommended_by`` is what the preparing body advised, apart from what was decided.
    ``vote``: the vote it rests on. ``on_record``: who had something put on record. ``asks_parties``: it takes
    effect per party, on its ``PartyAgreement`` (choice A2-10). ``public_from``: an embargo beside the access
    of the body.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="decisions")
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveSmallIntegerField(_("number"))
    taken_on = models.DateField(_("taken on"))
    subject = models.CharField(_("subject"), max_length=20, choices=DecisionSubject.choices)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    # A meeting, its item and a written round stand above decisions in the order of modules: by name.
    item = models.ForeignKey(
        "governance.AgendaItem", null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    question = models.TextField(_("question"), blank=True)
    recommendation = models.TextField(_("recommendation"), blank=True)
    recommended_by = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="recommendations"
    )
    result = models.CharField(
        _("result"), max_length=10, choices=DecisionResult.choices, default=DecisionResult.ADOPTED
    )
    decided_by = models.CharField(
        _("decided"), max_length=10, choices=DecidedBy.choices, default=DecidedBy.CONSENSUS
    )
    vote = models.OneToOneField(
        "governance.VoteEvent", null=True, blank=True, on_delete=models.PROTECT, related_name="decision"
    )
    on_record = models.TextField(_("put on record"), blank=True)
    effective_on = models.DateField(_("takes effect on"), null=True, blank=True)
    asks_parties = models.BooleanField(_("asks money, people or law of parties"), default=False)
    public_from = models.DateField(_("public from"), null=True, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdrawn_reason = models.CharField(_("why withdrawn"), max_length=300, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-taken_on", "-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["body", "year", "number"], name="decision_number_per_year"),
            models.CheckConstraint(condition=Q(taken_on__gte=EARLIEST), name="decision_date_sane"),
        ]

    def __str__(self) -> str:
        """Return number and title."""
        return f"{self.label} {self.title}"

    @property
    def label(self) -> str:
        """Return the number as people write it: 2026-03."""
        return f"{self.year}-{self.number:02d}"


class BodyCompetence(models.Model):
    """What a kind of body may do with a subject in this deal, over the default of ``body_kinds``."""

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="competences")
    kind = models.CharField(_("kind of body"), max_length=30, choices=BodyKind.choices)
    subject = models.CharField(_("subject"), max_length=20, choices=DecisionSubject.choices)
    level = models.CharField(
        pgettext_lazy("competence", "may"), max_length=10, choices=CompetenceLevel.choices
    )
    article = models.CharField(_("article"), max_length=50, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("competence")
        verbose_name_plural = _("competences")
        ordering = ["kind", "subject"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["deal", "kind", "subject"], name="competence_once"),
        ]

    def __str__(self) -> str:
        """Return kind, subject and level."""
        return f"{self.get_kind_display()}: {self.get_subject_display()} – {self.get_level_display()}"


class BodyRelation(models.Model):
    """How a body stands to another, only as the source states it (``article``)."""

    source = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="relations")
    target = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="related_from")
    kind = models.CharField(_("relation"), max_length=20, choices=RelationKind.choices)
    article = models.CharField(_("article"), max_length=50, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("relation between bodies")
        verbose_name_plural = _("relations between bodies")
        ordering = ["source__order", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["source", "target", "kind"], name="bodyrelation_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="bodyrelation_to_another"),
        ]

    def __str__(self) -> str:
        """Return it as a sentence; needs both bodies loaded."""
        return f"{self.source} {self.get_kind_display()} {self.target}"


class FindingException(models.Model):
    """That a body or the project manager accepts that a rule is not met, until a day (facts A5).

    ``body``: whose finding; None for a rule of the deal itself. Accepted by ``decision`` of a body or by
    ``accepted_by``, the account of the project manager: exactly one of the two.
    """

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="exceptions")
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="exceptions")
    number = models.PositiveSmallIntegerField(_("rule number"))
    reason = models.CharField(_("reason"), max_length=300)
    start = models.DateField(_("from"))
    end = models.DateField(_("until"))
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="exceptions"
    )
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        ordering = ["-start", "pk"]
        default_permissions = ()
        constraints = [
            *period_constraints("exception"),
            models.CheckConstraint(
                condition=Q(decision__isnull=True) ^ Q(accepted_by__isnull=True),
                name="exception_accepted_by_one",
            ),
        ]

    def __str__(self) -> str:
        """Return rule number and reason."""
        return f"{self.number}: {self.reason}"
