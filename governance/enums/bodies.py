"""Bodies, who sits in them, and what they may decide."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BodyKind(models.TextChoices):
    """The bodies that the sources know."""

    PROJECT_ORGANIZATION = "project_organization", _("Project organisation")
    EXECUTIVES_NETWORK = "executives_network", _("Executives' network")
    STEERING_GROUP = "steering_group", _("Steering group")
    CORE_GROUP = "core_group", _("Core group")
    QUALITY_TEAM = "quality_team", _("Quality team")
    RESIDENTS_PANEL = "residents_panel", _("Residents' panel")
    WORKING_GROUP = "working_group", _("Working group")
    DESIGN_TEAM = "design_team", _("Design team")
    REGIONAL_ALLIANCE = "regional_alliance", _("Regional alliance")
    COUNCIL = "council", _("Council")
    OTHER = "other", pgettext_lazy("body", "Other body")


class MembershipRole(models.TextChoices):
    """What a member does in a body."""

    CHAIR = "chair", _("Chair")
    SECRETARY = "secretary", _("Secretary")
    MEMBER = "member", _("Member")
    PROJECT_MANAGER = "project_manager", _("Project manager")
    PROJECT_SECRETARY = "project_secretary", _("Project secretary")


class DealRoleKind(models.TextChoices):
    """Roles on the whole deal that do not come from a membership."""

    DEALMAKER = "dealmaker", _("Dealmaker")
    AUDITOR = "auditor", _("Auditor")
    OBSERVER = "observer", _("Observer")


class SeatStatus(models.TextChoices):
    """How a seat stands on a date; one annotation computes it (SeatQuerySet.with_status)."""

    FILLED = "filled", _("Filled")
    ENDS_SOON = "ends_soon", _("Ends soon")
    CARRIED_OVER = "carried_over", _("Stays on")
    WAITING = "waiting", _("Waiting for the party")
    VACANT = "vacant", _("Not filled")


class RelationKind(models.TextChoices):
    """How one body stands to another, only as the source states it."""

    REPORTS_TO = "reports_to", _("reports to")
    PREPARES_FOR = "prepares_for", _("prepares decisions of")
    ADVISES = "advises", _("advises")
    FEEDBACK_TO = "feedback_to", _("gives feedback to")


class CompetenceLevel(models.TextChoices):
    """What a body may do with a subject (architecture, "One Body table")."""

    DECIDES = "decides", _("Decides")
    PREPARES = "prepares", _("Prepares the decision")
    ADVISES = "advises", pgettext_lazy("competence", "Advises")
    INFORMED = "informed", _("Is informed")
