"""The closed lists of the work (docs/regels.md; glossary terms)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LeadRole(models.TextChoices):
    """Who leads a working group: an executive who types nothing, and the lead who reports."""

    EXECUTIVE_LEAD = "executive_lead", _("Executive lead")
    LEAD = "lead", _("Lead")


class StepState(models.TextChoices):
    """Where a step of a working group stands (rule 22)."""

    PLANNED = "planned", pgettext_lazy("step", "Planned")
    BUSY = "busy", pgettext_lazy("step", "Busy")
    DONE = "done", pgettext_lazy("step", "Done")
    DROPPED = "dropped", pgettext_lazy("step", "Dropped")


class Judgement(models.TextChoices):
    """What a lead thinks of the course of a group: a traffic light, with words."""

    ON_COURSE = "on_course", _("On course")
    ATTENTION = "attention", pgettext_lazy("judgement", "Attention")
    ADJUST = "adjust", _("Adjust")


class InstrumentState(models.TextChoices):
    """The life of an instrument."""

    IDEA = "idea", _("Idea")
    LONGLIST = "longlist", _("On the longlist")
    CHOSEN = "chosen", _("Chosen")
    IN_DEVELOPMENT = "in_development", _("In development")
    IN_TEST = "in_test", _("In test")
    READY = "ready", _("Ready")
    IN_USE = "in_use", _("In use")
    EMBEDDED = "embedded", _("Embedded")
    DROPPED = "dropped", pgettext_lazy("instrument", "Dropped")


class InstrumentKind(models.TextChoices):
    """What an instrument is."""

    METHOD = "method", _("Method")
    LETTER = "letter", _("Letter or text")
    GUIDE = "guide", _("Guide")
    CHECKLIST = "checklist", _("Checklist or framework")
    SOFTWARE = "software", _("Software")
    DATA = "data", _("Data")
    TRAINING = "training", _("Training")
    AGREEMENT = "agreement", _("Agreement or contract text")
    OTHER = "other", pgettext_lazy("instrument", "Something else")


class FrozenFor(models.TextChoices):
    """What a version was offered for; from then on it does not change."""

    ADVICE = "advice", _("for advice")
    TEST = "test", _("for a test")
    USE = "use", _("for use")


class Involvement(models.TextChoices):
    """How a party is involved in an instrument (rule 59)."""

    DEVELOPMENT = "development", _("Development")
    TESTING = "testing", _("Testing")
    IMPLEMENTATION = "implementation", _("Implementation")


class SharingKind(models.TextChoices):
    """How an instrument is handed on (rule 58)."""

    TRAINING = "training", pgettext_lazy("sharing", "Training")
    SHARED = "shared", _("Shared with others")
    PUBLICATION = "publication", _("Publication")


class DeskResearch(models.TextChoices):
    """What desk research found of a candidate (rule 51); empty: not looked yet."""

    NOT_EXISTING = "not_existing", _("Does not exist yet")
    UNTESTED = "untested", _("Exists, not tested")
    TESTED = "tested", _("Exists and was tested")


class CandidateOutcome(models.TextChoices):
    """What became of a candidate."""

    OPEN = "open", _("Not decided yet")
    CHOSEN = "chosen", pgettext_lazy("candidate", "Chosen")
    REJECTED = "rejected", pgettext_lazy("candidate", "Not chosen")


class FrameworkState(models.TextChoices):
    """A version of the assessment framework: written, scored with, closed."""

    DRAFT = "draft", pgettext_lazy("framework", "Draft")
    OPEN = "open", _("Open for scores")
    CLOSED = "closed", pgettext_lazy("framework", "Closed")


class TestState(models.TextChoices):
    """Where a field test stands."""

    __test__ = False  # for pytest: this is no class of tests

    PLANNED = "planned", pgettext_lazy("test", "Planned")
    RUNNING = "running", pgettext_lazy("test", "Running")
    DONE = "done", pgettext_lazy("test", "Done")
    STOPPED = "stopped", pgettext_lazy("test", "Stopped")


class CharterState(models.TextChoices):
    """A version of a project charter: a concept until body and date are there (rule 33)."""

    CONCEPT = "concept", _("Concept")
    ADOPTED = "adopted", pgettext_lazy("charter", "Adopted")
    REPLACED = "replaced", pgettext_lazy("charter", "Replaced by a newer version")


class CharterRing(models.TextChoices):
    """The three rings of a project group (rule 38)."""

    CORE = "core", _("Core team")
    SHELL = "shell", _("Shell")
    EDITORS = "editors", _("Editorial group")


class BudgetKind(models.TextChoices):
    """Money once, or again each year (rule 41)."""

    ONE_OFF = "one_off", _("One-off")
    STRUCTURAL = "structural", _("Structural")


class BudgetReading(models.TextChoices):
    """How an amount over several years is read; the sources leave it open (rule 41)."""

    PER_YEAR = "per_year", _("per year")
    IN_TOTAL = "in_total", _("for all years together")


class Precision(models.TextChoices):
    """How precisely a moment is known (rules 40 and 44)."""

    DAY = "day", pgettext_lazy("precision", "A day")
    MONTH = "month", _("A month")
    MONTHS = "months", _("A range of months")
    SEASON = "season", _("A season")
    YEAR = "year", _("A year")


class MilestoneState(models.TextChoices):
    """Where a milestone stands."""

    OPEN = "open", pgettext_lazy("milestone", "Open")
    REACHED = "reached", _("Reached")
    DROPPED = "dropped", pgettext_lazy("milestone", "Dropped")
