"""The closed lists of progress (docs/regels.md; glossary terms)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ReportState(models.TextChoices):
    """Where a progress report stands (rules 9 and 10)."""

    DRAFT = "draft", pgettext_lazy("progress report", "Draft")
    IN_REVIEW = "in_review", pgettext_lazy("progress report", "With the core group")
    RELEASED = "released", pgettext_lazy("progress report", "Released")
    SENT = "sent", pgettext_lazy("progress report", "Sent")
    EVALUATED = "evaluated", pgettext_lazy("progress report", "Evaluated")


class SnapshotKind(models.TextChoices):
    """What a snapshot of the data was taken for."""

    REPORT = "report", pgettext_lazy("snapshot", "Report")
    MONTH = "month", pgettext_lazy("snapshot", "Monthly")


class WorkState(models.TextChoices):
    """Where something stands that the worker makes: a section, a document."""

    WAITING = "waiting", pgettext_lazy("work", "Waiting")
    BUSY = "busy", pgettext_lazy("work", "Being made")
    READY = "ready", pgettext_lazy("work", "Ready")
    FAILED = "failed", pgettext_lazy("work", "Failed")


class ReportFormat(models.TextChoices):
    """The documents that are stored with a released report."""

    PDF = "pdf", _("PDF")
    ODT = "odt", _("ODT (OpenDocument)")
    DOCX = "docx", _("DOCX (Word)")
    SLIDES = "slides", _("Four slides (PDF)")


class ChangeKind(models.TextChoices):
    """How something differs between two snapshots."""

    NEW = "new", pgettext_lazy("change", "New")
    DONE = "done", pgettext_lazy("change", "Done")
    SLIPPED = "slipped", pgettext_lazy("change", "Moved to later")
    DROPPED = "dropped", pgettext_lazy("change", "Dropped")
    REOPENED = "reopened", pgettext_lazy("change", "Taken up again")
    SEATS = "seats", _("Seats changed")
    AMOUNTS = "amounts", _("Hours and money")


class RiskKind(models.TextChoices):
    """What stands in the register: what may happen, or what is happening."""

    RISK = "risk", _("Risk")
    ISSUE = "issue", pgettext_lazy("register of risks", "Issue")


class RiskLevel(models.TextChoices):
    """How likely something is, or how much it costs the deal."""

    LOW = "low", pgettext_lazy("of a risk", "Low")
    MEDIUM = "medium", pgettext_lazy("of a risk", "Medium")
    HIGH = "high", pgettext_lazy("of a risk", "High")


class RiskState(models.TextChoices):
    """Where a risk stands."""

    OPEN = "open", pgettext_lazy("risk", "Open")
    CLOSED = "closed", pgettext_lazy("risk", "Closed")


class ContributionKind(models.TextChoices):
    """What parties bring in (rules 61 and 62)."""

    HOURS = "hours", _("Hours")
    MONEY = "money", _("Euros")
    IN_KIND = "in_kind", _("In kind")


class BudgetUnit(models.TextChoices):
    """What a line of the budget is counted in (rule 65)."""

    MONEY = "money", _("Money")
    HOURS = "hours", _("Hours")


class BookingKind(models.TextChoices):
    """What is booked on a line of the budget."""

    COMMITMENT = "commitment", _("Commitment")
    REALISATION = "realisation", _("Realisation")
