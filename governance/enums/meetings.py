"""Meetings, their agendas and who comes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
