"""What comes of meetings and written rounds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DecisionSubject(models.TextChoices):
    """What a decision is about, as the competence of bodies is written."""

    OWN_ORDER = "own_order", _("The body's own order")
    QUALITY_TEAMS = "quality_teams", _("Adding or dissolving quality teams")
    SETUP = "setup", _("The set-up of the deal")
    COMPOSITION = "composition", _("Bodies and who sits in them")
    BUDGET = "budget", _("Money and hours")
    CONTENT = "content", _("The work itself")
    COVENANT = "covenant", _("The covenant: its text, term and parties")


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
