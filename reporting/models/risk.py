"""Risks and issues of a deal: what may go wrong, who looks after it, and how it went."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from citydeal.common.dates import EARLIEST
from governance.models import CityDeal, Person
from reporting.enums import RiskKind, RiskLevel, RiskState
from workgroups.models import WorkingGroup


class Risk(models.Model):
    """A risk, or an issue: a risk that came true, of which nobody asks the chance any more.

    ``group``: the working group it belongs to; None: the deal as a whole. ``chance`` and ``effect``: as
    judged last; ``state`` is where it stands, its dated rows are ``RiskUpdate``.
    """

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="risks")
    group = models.ForeignKey(
        WorkingGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="risks"
    )
    kind = models.CharField(_("kind"), max_length=10, choices=RiskKind.choices, default=RiskKind.RISK)
    title = models.CharField(_("what may go wrong"), max_length=200)
    text = models.TextField(_("cause and consequence"), blank=True)
    measure = models.TextField(_("measure"), blank=True)
    owner = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="risks")
    chance = models.CharField(_("chance"), max_length=10, choices=RiskLevel.choices, blank=True)
    effect = models.CharField(_("effect"), max_length=10, choices=RiskLevel.choices)
    state = models.CharField(_("state"), max_length=10, choices=RiskState.choices, default=RiskState.OPEN)
    noted_on = models.DateField(_("noted on"))

    DEAL_PATH = "deal"

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("risk")
        verbose_name_plural = _("risks")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=RiskKind.ISSUE, chance="") | (Q(kind=RiskKind.RISK) & ~Q(chance="")),
                name="risk_has_a_chance_and_an_issue_none",
            ),
            models.CheckConstraint(condition=Q(noted_on__gte=EARLIEST), name="risk_day_sane"),
        ]

    def __str__(self) -> str:
        """Return what may go wrong."""
        return self.title


class RiskUpdate(models.Model):
    """What became of a risk on a day; append-only.

    ``kind``, ``chance`` and ``effect``: as judged from then on; ``state``: where it stood from then on.
    """

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="updates")
    on = models.DateField(_("about"))
    text = models.TextField(_("what happened"))
    kind = models.CharField(_("kind"), max_length=10, choices=RiskKind.choices)
    chance = models.CharField(_("chance"), max_length=10, choices=RiskLevel.choices, blank=True)
    effect = models.CharField(_("effect"), max_length=10, choices=RiskLevel.choices)
    state = models.CharField(pgettext_lazy("of a risk", "state"), max_length=10, choices=RiskState.choices)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("update of a risk")
        verbose_name_plural = _("updates of a risk")
        ordering = ["on", "pk"]
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(on__gte=EARLIEST), name="riskupdate_day_sane")]

    def __str__(self) -> str:
        """Return what happened."""
        return self.text
