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


class HelixSector(models.TextChoices):
    """The four sides of the quadruple helix, and other (rule 45)."""

    GOVERNMENT = "government", _("Governments")
    COMPANY = "company", _("Companies")
    KNOWLEDGE = "knowledge", _("Knowledge institutions")
    CIVIL_SOCIETY = "civil_society", _("Civil movements and organisations")
    OTHER = "other", pgettext_lazy("sector", "Other sector")


# The sector an organisation belongs to unless its record says otherwise.
SECTOR_OF_KIND = {
    OrganizationKind.MINISTRY: HelixSector.GOVERNMENT,
    OrganizationKind.MUNICIPALITY: HelixSector.GOVERNMENT,
    OrganizationKind.PROVINCE: HelixSector.GOVERNMENT,
    OrganizationKind.WATER_BOARD: HelixSector.GOVERNMENT,
    OrganizationKind.CITY_NETWORK: HelixSector.GOVERNMENT,
    OrganizationKind.PROGRAMME: HelixSector.GOVERNMENT,
    OrganizationKind.COMPANY: HelixSector.COMPANY,
    OrganizationKind.KNOWLEDGE: HelixSector.KNOWLEDGE,
    OrganizationKind.CIVIL_SOCIETY: HelixSector.CIVIL_SOCIETY,
    OrganizationKind.OTHER: HelixSector.OTHER,
}


class PositionState(models.TextChoices):
    """How somebody stands in an office (architecture, "Domain shapes")."""

    IN_OFFICE = "in_office", _("In office")
    CARETAKER = "caretaker", _("Caretaker")
    ON_LEAVE = "on_leave", _("On leave, with a stand-in")
    STEPPED_DOWN = "stepped_down", _("Stepped down")


class DealState(models.TextChoices):
    """Where a deal stands; its dates are those of the covenant."""

    PREPARATION = "preparation", _("In preparation")
    RUNNING = "running", _("Running")
    CLOSED = "closed", pgettext_lazy("deal", "Closed")


class DecemberRule(models.TextChoices):
    """What "the first week of December" means in a deal (choice A2-1)."""

    FIRST_SEVEN_DAYS = "first_seven_days", _("1 to 7 December")
    ISO_WEEK = "iso_week", _("The week that holds 1 December")
    FIRST_MONDAY = "first_monday", _("The week of the first Monday of December")


class ReportHalves(models.TextChoices):
    """What "twice a year" means in a deal (choice A2-2)."""

    CALENDAR = "calendar", _("Each half of the calendar year")
    DEAL_YEAR = "deal_year", _("Each half of the year of the deal, counted from its entry into force")


class PartyEventKind(models.TextChoices):
    """What happens to a party, on a day (facts A3-9)."""

    EXPLORING = "exploring", pgettext_lazy("event", "Starts exploring")
    COOPERATION = "cooperation", pgettext_lazy("event", "Starts cooperating, without being a party")
    INTENT = "intent", _("Letter of intent")
    SIGNING = "signing", _("Signing")
    LATER_SIGNING = "later_signing", _("Later signing")
    EXTENSION = "extension", _("Signing of the extension")
    WITHDRAWAL = "withdrawal", _("Withdrawal")


class SuccessionKind(models.TextChoices):
    """How an organisation is followed up by another (choice A2-12)."""

    MERGER = "merger", _("Merger")
    RENAMING = "renaming", _("New name")
    SPLIT = "split", _("Split")
    ACQUISITION = "acquisition", _("Taken over")


class DelegationKind(models.TextChoices):
    """Who acts for a person (architecture, "Permissions")."""

    SECRETARIAT = "secretariat", _("Executive secretariat")
    ADVISER = "adviser", _("Adviser")


class DelegationReach(models.TextChoices):
    """Up to which level a delegate may read what the person may read; never what is personal."""

    DEAL = "deal", _("What everyone in the deal may read")
    BODY = "body", _("Also what is for the members of the person's bodies")


class DelegationMail(models.TextChoices):
    """What a delegate gets of the mail to the person."""

    NONE = "none", _("No mail")
    COPY = "copy", _("A copy")
    INSTEAD = "instead", _("The mail instead of the person")


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


class DecisionSubject(models.TextChoices):
    """What a decision is about, as the competence of bodies is written."""

    OWN_ORDER = "own_order", _("The body's own order")
    QUALITY_TEAMS = "quality_teams", _("Adding or dissolving quality teams")
    SETUP = "setup", _("The set-up of the deal")
    COMPOSITION = "composition", _("Bodies and who sits in them")
    BUDGET = "budget", _("Money and hours")
    CONTENT = "content", _("The work itself")
    COVENANT = "covenant", _("The covenant: its text, term and parties")


class RequestKind(models.TextChoices):
    """What the portal asks of a party by a link."""

    NOMINATION = "nomination", _("Name somebody for a seat")
    MEMBER_CHECK = "member_check", _("Check names and offices")
    COLLEGE_CHANGE = "college_change", _("Tell about the new college")
