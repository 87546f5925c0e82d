"""The closed lists of the deal's organisation (docs/regels.md; glossary terms)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganizationKind(models.TextChoices):
    """What an organisation is; rules 11 and 12 read it."""

    MINISTRY = "ministry", _("Ministry")
    MUNICIPALITY = "municipality", _("Municipality")
    PROVINCE = "province", _("Province")
    WATER_BOARD = "water_board", _("Water board")
    CITY_NETWORK = "city_network", _("Network of cities")
    PROGRAMME = "programme", _("Programme of the State")
    COMPANY = "company", _("Company")
    KNOWLEDGE = "knowledge", _("Knowledge institution")
    CIVIL_SOCIETY = "civil_society", _("Civil society organisation")
    OTHER = "other", pgettext_lazy("organisation", "Other organisation")


class Office(models.TextChoices):
    """What somebody holds at an organisation."""

    MINISTER = "minister", _("Minister")
    MAYOR = "mayor", _("Mayor")
    ALDERMAN = "alderman", _("Alderman")
    EXECUTIVE = "executive", _("Executive")
    DIRECTOR = "director", _("Director")
    OFFICIAL = "official", _("Civil servant")
    OTHER = "other", pgettext_lazy("office", "Other office")


# "Bestuurder" of an organisation, as rules 8 and 11 mean it.
EXECUTIVE_OFFICES = frozenset({Office.MINISTER, Office.MAYOR, Office.ALDERMAN, Office.EXECUTIVE})
# "Bestuurders en/of directeuren" (rule 8).
LEADING_OFFICES = EXECUTIVE_OFFICES | {Office.DIRECTOR}


class PartyState(models.TextChoices):
    """How an organisation takes part in a deal (choice A2-5)."""

    EXPLORING = "exploring", _("Exploring")
    INTENT = "intent", _("Signed the letter of intent")
    PARTY = "party", _("Party")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    COOPERATING = "cooperating", _("Cooperating, no party")


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

    AUDITOR = "auditor", _("Auditor")


class SeatStatus(models.TextChoices):
    """How a seat stands on a date; one annotation computes it (SeatQuerySet.with_status)."""

    FILLED = "filled", _("Filled")
    ENDS_SOON = "ends_soon", _("Ends soon")
    CARRIED_OVER = "carried_over", _("Stays on")
    WAITING = "waiting", _("Waiting for the party")
    VACANT = "vacant", _("Not filled")
