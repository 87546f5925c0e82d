"""What the steering group finds of a progress report, and what comes of it (rule 10)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from governance.models import Decision, SetupVersion
from reporting.models.report import ProgressReport


class EvaluationFinding(models.Model):
    """A finding of the steering group about one section of a report that was sent."""

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="findings")
    key = models.CharField(max_length=40)
    text = models.TextField(_("finding"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("finding of an evaluation")
        verbose_name_plural = _("findings of an evaluation")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="evaluationfinding_once")]

    def __str__(self) -> str:
        """Return the finding."""
        return self.text


class ReportEvaluation(models.Model):
    """That the steering group evaluated a report, and what it made of the set-up; append-only.

    Either ``setup``, the new version, or ``is_unchanged``: it was decided explicitly to leave the set-up.
    ``decision``: the one it rests on; None only in a row from before the database asked for it.
    """

    report = models.OneToOneField(ProgressReport, on_delete=models.PROTECT, related_name="evaluation")
    on = models.DateField(_("evaluated on"))
    setup = models.OneToOneField(
        SetupVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="evaluation"
    )
    is_unchanged = models.BooleanField(_("the set-up is not changed"), default=False)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="report_evaluations"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("evaluation of a progress report")
        verbose_name_plural = _("evaluations of progress reports")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(setup__isnull=False, is_unchanged=False)
                | Q(setup__isnull=True, is_unchanged=True),
                name="evaluation_new_setup_or_unchanged",
            ),
            models.CheckConstraint(condition=Q(decision__isnull=False), name="evaluation_rests_on_decision"),
        ]

    def __str__(self) -> str:
        """Return the day."""
        return str(self.on)
