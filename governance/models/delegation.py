"""Who acts for a person: the executive secretariat and the adviser."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.common.dates import DateRange, period_constraints
from citydeal.common.history import ActedHistory
from governance.enums import DelegationKind, DelegationMail, DelegationReach
from governance.models.person import Person
from governance.querysets import PeriodQuerySet


class Delegation(models.Model):
    """``delegate`` acts for ``person`` (architecture, "Permissions"): replies and names a deputy, never
    votes, adopts or reads what is personal. ``reach``: up to which level the delegate may read.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="acts_for")
    kind = models.CharField(_("as"), max_length=20, choices=DelegationKind.choices)
    reach = models.CharField(
        _("may read"), max_length=10, choices=DelegationReach.choices, default=DelegationReach.DEAL
    )
    mail = models.CharField(
        _("gets of the mail"), max_length=10, choices=DelegationMail.choices, default=DelegationMail.COPY
    )
    start = models.DateField(_("first day"))
    end = models.DateField(_("last day"), null=True, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PeriodQuerySet.as_manager()
    history = HistoricalRecords(bases=[ActedHistory])

    class Meta:
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        ordering = ["start", "pk"]
        default_permissions = ()
        constraints = [
            *period_constraints("delegation"),
            models.CheckConstraint(condition=~Q(person=F("delegate")), name="delegation_to_another"),
            ExclusionConstraint(
                name="delegation_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("delegate", RangeOperators.EQUAL),
                    (DateRange("start", "end", Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        """Return who acts for whom; needs both loaded."""
        return f"{self.delegate} – {self.person}"
