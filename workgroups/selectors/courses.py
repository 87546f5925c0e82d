"""How a working group stands: the course its lead sees, and the plan of its steps, ready to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import NamedTuple

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from citydeal.common.dates import in_words
from workgroups.enums import Judgement, StepState
from workgroups.models import GroupUpdate, Step
from workgroups.rules.progress import Progress, StepFact, Trend, is_late, progress, trend

BADGES = {Judgement.ON_COURSE: "safe", Judgement.ATTENTION: "warning", Judgement.ADJUST: "danger"}
TREND_ICONS = {Trend.BETTER: "trending-up", Trend.SAME: "arrow-right", Trend.WORSE: "trending-down"}
STEP_BADGES = {
    StepState.PLANNED: "neutral",
    StepState.BUSY: "active",
    StepState.DONE: "safe",
    StepState.DROPPED: "neutral",
}


class Told(NamedTuple):
    """What a list reads of an update: plain values, since a dashboard has four of each group."""

    on: date
    judgement: str
    reason: str = ""
    done: str = ""
    now: str = ""
    next: str = ""


@lru_cache(maxsize=256)
def _label(judgement: str, _language: str) -> str:
    return str(Judgement(judgement).label)


@lru_cache(maxsize=256)
def _trend_words(trend: Trend, _language: str) -> str:
    words = {
        Trend.BETTER: pgettext("trend", "Gets better"),
        Trend.SAME: pgettext("trend", "The same"),
        Trend.WORSE: pgettext("trend", "Gets worse"),
    }
    return words[trend]


@lru_cache(maxsize=1024)
def _history_words(judgements: tuple[str, ...], language: str) -> str:
    words = ", ".join(_label(judgement, language).lower() for judgement in judgements)
    return _("Last judgements, old to new: %(words)s.") % {"words": words}


@dataclass(frozen=True)
class Course:
    """How a group stands in the eyes of its lead: the last judgements, old to new, with their words."""

    updates: Sequence[GroupUpdate | Told]
    due: date

    @property
    def last(self) -> GroupUpdate | Told | None:
        """Return the last update."""
        return self.updates[-1] if self.updates else None

    @cached_property
    def badge(self) -> str:
        """Return the shape of the judgement; a group that never reported has none."""
        return BADGES[Judgement(self.last.judgement)] if self.last else "neutral"

    @property
    def label(self) -> str:
        """Return the judgement in words."""
        if not self.last:
            return _("No update yet")
        return _label(self.last.judgement, get_language() or "")

    @cached_property
    def trend(self) -> Trend | None:
        """Return which way it goes; None for fewer than two updates."""
        return trend([update.judgement for update in self.updates])

    @property
    def trend_words(self) -> str:
        """Return which way it goes, in a word."""
        return _trend_words(self.trend, get_language() or "") if self.trend else ""

    @property
    def trend_icon(self) -> str:
        """Return the picture beside that word."""
        return TREND_ICONS[self.trend] if self.trend else ""

    @property
    def marks(self) -> list[tuple[str, int]]:
        """Return the shapes of the history with their place: 22 pixels apart."""
        return [
            (BADGES[Judgement(update.judgement)], 8 + 22 * place) for place, update in enumerate(self.updates)
        ]

    @property
    def last_place(self) -> int:
        """Return where the line of the history ends."""
        return 8 + 22 * (len(self.updates) - 1)

    @property
    def history_words(self) -> str:
        """Return the judgements for who does not see their shapes."""
        judgements = tuple(update.judgement for update in self.updates)
        return _history_words(judgements, get_language() or "")

    def is_due(self, on: date) -> bool:
        """Whether the next update should have been there before this day."""
        return self.due < on


@dataclass(frozen=True)
class StepLine:
    """A step in the row of steps on the page of its group; ``words``: when it was, is or will be."""

    title: str
    url: str
    is_done: bool
    is_current: bool
    is_late: bool
    words: str


def _step_words(step: Step) -> str:
    if step.state == StepState.DONE and step.actual_end is not None:
        return _("Done in %(day)s") % {"day": in_words(step.actual_end, "F Y")}
    if step.state == StepState.BUSY:
        return _("Busy now, until %(day)s") % {"day": in_words(step.planned_end, "F Y")}
    return _("From %(day)s") % {"day": in_words(step.planned_start, "F Y")}


@dataclass(frozen=True)
class Plan:
    """The steps of a group in order, and how far they are."""

    steps: Sequence[Step]

    @property
    def progress(self) -> Progress:
        """Return how far they are."""
        return progress([StepFact(step.state, step.weight) for step in self.steps])

    @property
    def current(self) -> Step | None:
        """Return the step that is at hand: the first that is busy, or else the first that is planned."""
        for state in (StepState.BUSY, StepState.PLANNED):
            for step in self.steps:
                if step.state == state:
                    return step
        return None

    @property
    def counting(self) -> list[Step]:
        """Return the steps that were not dropped."""
        return [step for step in self.steps if step.state != StepState.DROPPED]

    @property
    def weights_lapse(self) -> bool:
        """Whether steps have weights that count no more: they do not add to 100, or a step has none."""
        return not self.progress.weighted and any(step.weight is not None for step in self.counting)

    @property
    def number(self) -> int:
        """Return the place of the step at hand among those that count."""
        return self.counting.index(self.current) + 1 if self.current else len(self.counting)

    @property
    def heading(self) -> str:
        """Return in one line where the group is."""
        if not self.counting:
            return _("No steps yet")
        if self.current is None:
            return _("All steps are done")
        words = {"number": self.number, "total": len(self.counting), "step": self.current.title}
        return _("Step %(number)s of %(total)s: %(step)s") % words

    @property
    def sentence(self) -> str:
        """Return how far it is, counted and never typed; nothing where nothing counts."""
        found = self.progress
        if not found.total:
            return ""
        words = {"done": found.done, "total": found.total, "percent": found.percent}
        if found.weighted:
            return _("%(done)s of %(total)s steps done, %(percent)s%% of the work by weight.") % words
        return _("%(done)s of %(total)s steps done.") % words

    @property
    def short(self) -> str:
        """Return how far it is in a few words, beside the meter."""
        found = self.progress
        words = {"done": found.done, "total": found.total, "percent": found.percent}
        return (
            _("%(percent)s%% by weight") % words
            if found.weighted
            else _("%(done)s of %(total)s done") % words
        )

    def lines(self, on: date, step_url: str) -> list[StepLine]:
        """Return the steps that count, as a page shows them; ``step_url``: their page, with 0 for the id."""
        current, late = self.current, {step.pk for step in self.late(on)}
        return [
            StepLine(
                title=step.title,
                url=step_url.replace("/0/", f"/{step.pk}/"),
                is_done=step.state == StepState.DONE,
                is_current=step is current,
                is_late=step.pk in late,
                words=_step_words(step),
            )
            for step in self.counting
        ]

    @property
    def parts(self) -> list[bool]:
        """Return for each step that counts whether it is done: the parts of the meter."""
        return [step.state == StepState.DONE for step in self.counting]

    def late(self, on: date) -> list[Step]:
        """Return the steps that should have begun, or have been done."""
        return [s for s in self.steps if is_late(s.state, s.planned_start, s.planned_end, on)]
