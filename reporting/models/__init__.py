"""The tables of reporting, one module per noun."""

from reporting.models.budget import BudgetBooking, BudgetLine
from reporting.models.contribution import (
    Contribution,
    ContributionQuestion,
    PromisedContribution,
    Treasurer,
)
from reporting.models.dashboard import DashboardVisit, DigestWish
from reporting.models.evaluation import EvaluationFinding, ReportEvaluation
from reporting.models.report import (
    ProgressReport,
    ReportComment,
    ReportErratum,
    ReportFile,
    ReportSection,
    ReportStatus,
    SectionText,
)
from reporting.models.risk import Risk, RiskUpdate
from reporting.models.snapshot import Snapshot

__all__ = [
    "BudgetBooking",
    "BudgetLine",
    "Contribution",
    "ContributionQuestion",
    "DashboardVisit",
    "DigestWish",
    "EvaluationFinding",
    "ProgressReport",
    "PromisedContribution",
    "ReportComment",
    "ReportErratum",
    "ReportEvaluation",
    "ReportFile",
    "ReportSection",
    "ReportStatus",
    "Risk",
    "RiskUpdate",
    "SectionText",
    "Snapshot",
    "Treasurer",
]
