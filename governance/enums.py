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


class DutyKind(models.TextChoices):
    """What a duty asks for; who handles an occurrence registers under one of these."""

    MEETING = "meeting", pgettext_lazy("duty", "A meeting")
    REPORT = "report", pgettext_lazy("duty", "A progress report")
    TASK = "task", pgettext_lazy("duty", "Something else")


class DutyPattern(models.TextChoices):
    """When a duty falls due (choices A2-1 and A2-2)."""

    DECEMBER_WEEK = "december_week", _("Every year in the first week of December")
    HALF_YEARLY = "half_yearly", _("Once in each half of the year")
    MONTHLY_IN_PHASE = "monthly_in_phase", _("Every month of a phase")
    NUMBER_IN_PHASE = "number_in_phase", _("So many times in a phase")
    EVERY_WEEKS = "every_weeks", _("Every so many weeks")
    AROUND_MEETING = "around_meeting", _("So many working days before or after a meeting")


class OccurrenceState(models.TextChoices):
    """Where an occurrence of a duty stands; one that is planned and past its last day is late."""

    PLANNED = "planned", pgettext_lazy("occurrence", "Planned")
    FULFILLED = "fulfilled", pgettext_lazy("occurrence", "Done")
    WAIVED = "waived", pgettext_lazy("occurrence", "Dropped, with a reason")
    LAPSED = "lapsed", pgettext_lazy("occurrence", "No longer due")


class LadderStep(models.TextChoices):
    """What is to be done before a meeting or report is due, in order of time.

    The first five belong to a meeting, ``WARN`` and ``SOON`` to anything else; ``LATE`` is not chosen: it
    follows by itself on the day after the last one.
    """

    RESERVE = "reserve", _("Reserve the date")
    CALL = "call", _("Ask for items")
    PAPERS = "papers", _("Papers in")
    INVITE = "invite", _("Send the invitation")
    REMIND = "remind", _("Remind who did not answer")
    WARN = "warn", pgettext_lazy("step", "Announce it")
    SOON = "soon", pgettext_lazy("step", "Remind of it")
    LATE = "late", pgettext_lazy("step", "Too late")


class RhythmKind(models.TextChoices):
    """What of a party's own calendar a meeting had better avoid."""

    RECESS = "recess", _("Recess")
    COUNCIL = "council", _("Council evening")
    COLLEGE = "college", _("Meeting of the college")


class MeetingState(models.TextChoices):
    """How far a meeting is."""

    DRAFT = "draft", pgettext_lazy("meeting", "In preparation")
    RESERVED = "reserved", pgettext_lazy("meeting", "Reserved")
    CONVENED = "convened", pgettext_lazy("meeting", "Convened")
    IN_SESSION = "in_session", pgettext_lazy("meeting", "In session")
    MINUTES = "minutes", pgettext_lazy("meeting", "Report in draft")
    ADOPTED = "adopted", pgettext_lazy("meeting", "Report adopted")
    CANCELLED = "cancelled", pgettext_lazy("meeting", "Cancelled")


class MeetingForm(models.TextChoices):
    """Where people meet."""

    ON_SITE = "on_site", _("On site")
    ONLINE = "online", _("Online")
    BOTH = "both", _("On site and online")


class AgendaSection(models.TextChoices):
    """The parts of an agenda, in their order."""

    OPENING = "opening", _("Opening and agenda")
    ANNOUNCEMENTS = "announcements", _("Announcements and incoming documents")
    PREVIOUS = "previous", _("Report, decisions and actions of last time")
    CONSENT = "consent", _("Consent items")
    DISCUSSION = "discussion", _("Discussion items")
    QUESTIONS = "questions", _("Round of questions")
    CLOSING = "closing", _("Closing")


class ItemKind(models.TextChoices):
    """What the meeting does with an item."""

    INFORM = "inform", _("To inform")
    OPINION = "opinion", _("To form an opinion")
    DECIDE = "decide", _("To decide")


class FixedItem(models.TextChoices):
    """Items that the covenant asks for, which an agenda may not lose (rule 6)."""

    PROGRESS = "progress", _("Progress of the deal")
    NEXT_STEPS = "next_steps", _("Proposed next steps within and after the term")
    PREVIOUS_MINUTES = "previous_minutes", _("Report of the last meeting")


class PaperKind(models.TextChoices):
    """How a paper belongs to an item."""

    WITH_ITEM = "with_item", _("With the item")
    FOR_INFORMATION = "for_information", _("For information")
    LATER = "later", _("Sent later")
    HANDED_OUT = "handed_out", _("Handed out")


class PackState(models.TextChoices):
    """How far the pack of a meeting is."""

    WAITING = "waiting", _("Waiting")
    BUILDING = "building", _("Being made")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Not made")


class Reply(models.TextChoices):
    """What somebody answers to an invitation."""

    NONE = "none", _("No answer yet")
    YES = "yes", _("Comes")
    NO = "no", _("Does not come")
    DEPUTY = "deputy", _("Sends a deputy")


class Presence(models.TextChoices):
    """How somebody who was invited was there."""

    PRESENT = "present", _("Present")
    WITH_NOTICE = "with_notice", _("Absent with notice")
    ABSENT = "absent", _("Absent")
    REPLACED = "replaced", _("Replaced")


class DecidedBy(models.TextChoices):
    """How a body decides (choice A2-10: consensus unless it says otherwise)."""

    CONSENSUS = "consensus", _("By consensus")
    SHOW = "show", _("By a show of hands")
    NAME = "name", _("By a vote by name")


class DecisionResult(models.TextChoices):
    """What came of a proposal."""

    ADOPTED = "adopted", pgettext_lazy("decision", "Adopted")
    REJECTED = "rejected", pgettext_lazy("decision", "Rejected")
    DEFERRED = "deferred", pgettext_lazy("decision", "Put off")


class AgreementState(models.TextChoices):
    """How a party stands to a decision that asks something of it (choice A2-10)."""

    UNKNOWN = "unknown", _("Not known yet")
    MANDATE = "mandate", _("Agreed within its mandate")
    SUBJECT_TO = "subject_to", _("Subject to its college or council")
    REFUSED = "refused", _("Not agreed")


class BallotChoice(models.TextChoices):
    """A vote."""

    FOR = "for", pgettext_lazy("vote", "For")
    AGAINST = "against", pgettext_lazy("vote", "Against")
    BLANK = "blank", pgettext_lazy("vote", "Blank")


class RoundKind(models.TextChoices):
    """What is asked outside a meeting."""

    PROPOSAL = "proposal", _("Written round")
    MINUTES = "minutes", _("Written round on the last report")
    URGENT = "urgent", _("Urgent decision of the chair")


class RoundState(models.TextChoices):
    """How far a written round is."""

    DRAFT = "draft", pgettext_lazy("round", "In preparation")
    OPEN = "open", pgettext_lazy("round", "Open")
    AGREED = "agreed", pgettext_lazy("round", "Agreed")
    REJECTED = "rejected", pgettext_lazy("round", "Not agreed")
    TO_MEETING = "to_meeting", pgettext_lazy("round", "To the next meeting")
    WITHDRAWN = "withdrawn", pgettext_lazy("round", "Withdrawn")


class RoundChoice(models.TextChoices):
    """What somebody answers in a written round."""

    AGREE = "agree", _("Agree")
    AGREE_REMARK = "agree_remark", _("Agree, with a remark")
    NOT_AGREE = "not_agree", _("Not agree")
    DISCUSS = "discuss", _("Want to discuss it")


class ActionState(models.TextChoices):
    """How far an action is."""

    OPEN = "open", pgettext_lazy("action", "Open")
    BUSY = "busy", pgettext_lazy("action", "In progress")
    DONE = "done", pgettext_lazy("action", "Done")
    DROPPED = "dropped", pgettext_lazy("action", "Dropped")
