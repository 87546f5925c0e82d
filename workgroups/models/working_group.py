"""Process questions, and the bodies that form around them."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.dates import period_constraints
from governance.models import Body, Challenge, CityDeal
from governance.querysets import PeriodQuerySet


class ProcessQuestion(models.Model):
    """A process question ("procesvraag") of the deal (rules 21 and 22)."""

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="process_questions")
    challenge = models.ForeignKey(
        Challenge, null=True, blank=True, on_delete=models.PROTECT, related_name="process_questions"
    )
    text = models.CharField(_("process question"), max_length=300)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("process question")
        verbose_name_plural = _("process questions")
        ordering = ["order", "pk"]
        default_permissions = ()
        constraints = [*period_constraints("processquestion")]

    def __str__(self) -> str:
        """Return the question."""
        return self.text


class WorkingGroup(models.Model):
    """What a working group is more than a body: its process question (rule 21, choice A2-7).

    ``update_weeks``: after so many weeks its lead owes the next update.
    """

    body = models.OneToOneField(Body, on_delete=models.PROTECT, related_name="working_group")
    question = models.ForeignKey(ProcessQuestion, on_delete=models.PROTECT, related_name="working_groups")
    update_weeks = models.PositiveSmallIntegerField(
        _("weeks between updates"),
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(26)],
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        default_permissions = ()

    def __str__(self) -> str:
        """Return the name of the body; needs it loaded."""
        return str(self.body)


class RegionalAlliance(models.Model):
    """A regional alliance: parties around exactly one process question (rule 24)."""

    body = models.OneToOneField(Body, on_delete=models.PROTECT, related_name="regional_alliance")
    question = models.ForeignKey(ProcessQuestion, on_delete=models.PROTECT, related_name="alliances")
    region = models.CharField(_("region"), max_length=100, blank=True)
    agreement = models.TextField(_("what the parties agreed"), blank=True)
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("regional alliance")
        verbose_name_plural = _("regional alliances")
        default_permissions = ()

    def __str__(self) -> str:
        """Return the name of the body; needs it loaded."""
        return str(self.body)
