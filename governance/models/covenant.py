"""Which rules of the covenant hold in a deal, from when, and with which numbers."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.dates import period_constraints
from governance.models.deal import CityDeal
from governance.querysets import PeriodQuerySet
from governance.rules.registry import RULES


class CovenantRule(models.Model):
    """A rule of docs/regels.md that holds in a deal.

    ``text`` is the sentence people read; ``parameters`` the numbers, checked by the rule itself.
    A rule without a row is not asked (architecture, "Findings").
    """

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="covenant_rules")
    number = models.PositiveSmallIntegerField(_("rule number"))
    article = models.CharField(_("article"), max_length=50, blank=True)
    text = models.CharField(_("sentence"), max_length=300)
    parameters = models.JSONField(_("parameters"), default=dict, blank=True)
    start = models.DateField(_("holds from"))
    end = models.DateField(_("holds until"), null=True, blank=True)

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("rule of the covenant")
        verbose_name_plural = _("rules of the covenant")
        ordering = ["number"]
        default_permissions = ()
        constraints = [
            *period_constraints("covenantrule"),
            models.UniqueConstraint(fields=["deal", "number"], name="covenantrule_once"),
        ]

    def __str__(self) -> str:
        """Return number and sentence."""
        return f"{self.number}. {self.text}"

    def clean(self) -> None:
        """Check that the rule exists and takes these parameters. Raises ValidationError."""
        rule = RULES.get(self.number)
        if rule is None:
            raise ValidationError({"number": _("The portal does not know rule %s.") % self.number})
        problems = rule.problems(self.parameters)
        if problems:
            raise ValidationError({"parameters": problems})
