"""The half-yearly progress report, its sections and what people write in it (rules 9 and 10)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from citydeal.enums import Access
from citydeal.models import StoredFile
from governance.models import AgendaItem, CityDeal, DutyOccurrence
from reporting.enums import ReportFormat, ReportState, WorkState
from reporting.models.snapshot import Snapshot


class ProgressReport(models.Model):
    """A progress report of the project manager to the steering group.

    ``occurrence``: the duty it is for. ``period_start`` to ``period_end``: the days it is about.
    ``snapshot``: what was frozen when it was released. ``item``: where the steering group treats it.
    ``access``: who may read it once it is sent; public only by choice, and never BODY.
    """

    deal = models.ForeignKey(CityDeal, on_delete=models.PROTECT, related_name="progress_reports")
    occurrence = models.OneToOneField(
        DutyOccurrence, on_delete=models.PROTECT, related_name="progress_report"
    )
    period_start = models.DateField(_("from"))
    period_end = models.DateField(_("up to and including"))
    state = models.CharField(
        _("state"), max_length=10, choices=ReportState.choices, default=ReportState.DRAFT
    )
    access = models.CharField(
        _("who may read it"), max_length=10, choices=Access.choices, default=Access.DEAL
    )
    released_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    snapshot = models.OneToOneField(
        Snapshot, null=True, blank=True, on_delete=models.PROTECT, related_name="report"
    )
    item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="progress_reports"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-period_end", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")), name="report_end_after_start"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[ReportState.DRAFT, ReportState.IN_REVIEW])
                | Q(snapshot__isnull=False, released_at__isnull=False),
                name="report_released_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(access__in=[Access.PUBLIC, Access.DEAL]), name="report_access_of_the_deal"
            ),
        ]

    def __str__(self) -> str:
        """Return the days it is about."""
        return f"{self.period_start} – {self.period_end}"


class ReportStatus(models.Model):
    """That a report came in a state; append-only."""

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="statuses")
    state = models.CharField(_("state"), max_length=10, choices=ReportState.choices)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("state of a progress report")
        verbose_name_plural = _("states of a progress report")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the state."""
        return str(self.get_state_display())


class ReportSection(models.Model):
    """The data of one section of a report, made by the worker and made anew until the report is released.

    ``data``: None until it was made for the first time; ``made_at``: of when the data are.
    """

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=40)
    data = models.JSONField(null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=WorkState.choices, default=WorkState.WAITING)
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("section of a progress report")
        verbose_name_plural = _("sections of a progress report")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["report", "key"], name="reportsection_once"),
            models.CheckConstraint(
                condition=~Q(state=WorkState.READY) | Q(data__isnull=False, made_at__isnull=False),
                name="reportsection_ready_has_data",
            ),
        ]

    def __str__(self) -> str:
        """Return the key."""
        return self.key


class SectionText(models.Model):
    """What the project manager explains in a section, beside the numbers."""

    report = models.ForeignKey(ProgressReport, on_delete=models.CASCADE, related_name="texts")
    key = models.CharField(max_length=40)
    text = models.TextField(_("explanation"), blank=True)

    history = HistoricalRecords()

    class Meta:
        verbose_name = _("explanation in a progress report")
        verbose_name_plural = _("explanations in a progress report")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="sectiontext_once")]

    def __str__(self) -> str:
        """Return the key of the section."""
        return self.key


class ReportComment(models.Model):
    """A remark of the core group on a section that is with them; append-only but for its answer.

    ``key``: of the section; empty: on the whole report.
    """

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="comments")
    key = models.CharField(max_length=40, blank=True)
    text = models.TextField(_("remark"))
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(_("what was done with it"), max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("remark on a progress report")
        verbose_name_plural = _("remarks on a progress report")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the remark."""
        return self.text


class ReportFile(models.Model):
    """A document of a released report, made once by the worker and stored with it for ever."""

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="files")
    format = models.CharField(_("format"), max_length=10, choices=ReportFormat.choices)
    state = models.CharField(_("state"), max_length=10, choices=WorkState.choices, default=WorkState.WAITING)
    file = models.OneToOneField(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("document of a progress report")
        verbose_name_plural = _("documents of a progress report")
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["report", "format"], name="reportfile_once"),
            models.CheckConstraint(
                condition=Q(state=WorkState.READY, file__isnull=False)
                | (~Q(state=WorkState.READY) & Q(file__isnull=True)),
                name="reportfile_ready_is_stored",
            ),
        ]

    def __str__(self) -> str:
        """Return the format."""
        return str(self.get_format_display())


class ReportErratum(models.Model):
    """A correction of a released report; append-only. ``key``: of the section; empty: of the whole."""

    report = models.ForeignKey(ProgressReport, on_delete=models.PROTECT, related_name="errata")
    key = models.CharField(max_length=40, blank=True)
    text = models.TextField(_("correction"))
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("correction of a progress report")
        verbose_name_plural = _("corrections of a progress report")
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the correction."""
        return self.text
