"""What the calendar owes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
