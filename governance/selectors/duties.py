"""What a deal owes: its duties in words, and where each time of them stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from citydeal.common.compiled import compiled
from citydeal.common.registry import duty_handlers
from citydeal.common.text import Text
from governance.enums import DutyKind, DutyPattern, OccurrenceState, RhythmKind
from governance.models import CityDeal, Duty, DutyOccurrence, DutyStep, OccurrenceStep
from governance.permissions import Actor, bodies_open_to
from governance.permissions_duties import among_open_duties, duties_open_to, visible_occurrence
from governance.rules.calendar import december_week
from governance.rules.day_choice import DayChoice
from governance.selectors.duties_days import best_days

LATE: Text = gettext_lazy("Too late")
# Nearer than this, in days, what is planned asks for attention.
SOON = timedelta(days=30)


@dataclass(frozen=True)
class OccurrenceRow:
    """A time that a duty is owed, with its status. ``warns``: what is unusual about it."""

    occurrence: DutyOccurrence
    badge: str
    label: Text
    warns: str = ""


@dataclass(frozen=True)
class DutyRow:
    """A duty in the list. ``next``: the first time that is still to be done, late ones first."""

    duty: Duty
    when: str
    next: OccurrenceRow | None
    late: int


@dataclass(frozen=True)
class DutyPage:
    """A duty with all its times, the newest first, and its ladder."""

    duty: Duty
    when: str
    rows: Sequence[OccurrenceRow]
    steps: Sequence[DutyStep]


@dataclass(frozen=True)
class DayLine:
    """A day that a meeting could be on, and what there is to say about it."""

    day: date
    says: Sequence[str]
    is_free: bool


@dataclass(frozen=True)
class OccurrencePage:
    """A time of a duty: its status, the reminders that were sent, the days to choose from.

    ``not_by_hand``: why nobody marks it as done; empty where somebody may.
    """

    row: OccurrenceRow
    when: str
    steps: Sequence[OccurrenceStep]
    days: Sequence[DayLine]
    not_by_hand: str

    @property
    def is_planned(self) -> bool:
        """Whether it is still to be done."""
        return self.row.occurrence.state == OccurrenceState.PLANNED

    @property
    def may_be_owed_again(self) -> bool:
        """Whether it was dropped, or marked as done by hand."""
        occurrence = self.row.occurrence
        done = occurrence.state == OccurrenceState.FULFILLED and occurrence.meeting_id is None
        by_hand = done and not self.not_by_hand
        return by_hand or occurrence.state == OccurrenceState.WAIVED


def occurrence_status(occurrence: DutyOccurrence, on: date) -> tuple[str, Text]:
    """Return shape and words of where a time of a duty stands on a day."""
    if occurrence.state == OccurrenceState.FULFILLED:
        return "safe", occurrence.get_state_display()
    if occurrence.state != OccurrenceState.PLANNED:
        return "neutral", occurrence.get_state_display()
    if occurrence.due < on:
        return "danger", LATE
    if occurrence.due <= on + SOON:
        return "warning", pgettext_lazy("occurrence", "To be done soon")
    return "active", occurrence.get_state_display()


def occurrence_row(occurrence: DutyOccurrence, on: date) -> OccurrenceRow:
    """Return a time of a duty with its status; needs its meeting loaded."""
    badge, label = occurrence_status(occurrence, on)
    warns = ""
    meeting = occurrence.meeting
    if meeting is not None and not occurrence.opens <= meeting.day <= occurrence.due:
        day = date_format(meeting.day, "DATE_FORMAT")
        warns = _("The meeting is on %(day)s, outside these days.") % {"day": day}
    return OccurrenceRow(occurrence, badge, label, warns)


def when_in_words(duty: Duty, deal: CityDeal, on: date) -> str:
    """Return when a duty is due, in words; needs phase and body around loaded."""
    number = duty.number or 0
    if duty.pattern == DutyPattern.DECEMBER_WEEK:
        first, last = december_week(deal.december_rule, on.year)
        return _("Every year in the first week of December; in %(year)s from %(first)s until %(last)s") % {
            "year": on.year,
            "first": date_format(first, "j F"),
            "last": date_format(last, "j F"),
        }
    if duty.pattern == DutyPattern.EVERY_WEEKS:
        return ngettext("Every week", "Every %(number)s weeks", number) % {"number": number}
    if duty.pattern == DutyPattern.NUMBER_IN_PHASE:
        words = ngettext("Once in the phase %(phase)s", "%(number)s times in the phase %(phase)s", number)
        return words % {"number": number, "phase": duty.phase}
    if duty.pattern == DutyPattern.MONTHLY_IN_PHASE:
        return _("Every month of the phase %(phase)s") % {"phase": duty.phase}
    if duty.pattern == DutyPattern.AROUND_MEETING:
        return _around_in_words(number, duty)
    return str(deal.get_report_halves_display())


def _around_in_words(number: int, duty: Duty) -> str:
    if number == 0:
        return _("On the day of each meeting of %(body)s") % {"body": duty.around}
    words = (
        ngettext(
            "%(number)s working day before each meeting of %(body)s",
            "%(number)s working days before each meeting of %(body)s",
            -number,
        )
        if number < 0
        else ngettext(
            "%(number)s working day after each meeting of %(body)s",
            "%(number)s working days after each meeting of %(body)s",
            number,
        )
    )
    return words % {"number": abs(number), "body": duty.around}


def duty_rows(user: Actor, deal: CityDeal, on: date) -> list[DutyRow]:
    """Return what the deal owes, as far as this account may see it. Two queries."""
    duties = _duties(**duties_open_to(user, deal))
    planned: dict[int, list[DutyOccurrence]] = defaultdict(list)
    for occurrence in _planned(duties=[duty.pk for duty in duties]):
        planned[occurrence.duty_id].append(occurrence)
    return [
        DutyRow(
            duty=duty,
            when=when_in_words(duty, deal, on),
            next=next((occurrence_row(found, on) for found in planned[duty.pk]), None),
            late=sum(found.due < on for found in planned[duty.pk]),
        )
        for duty in duties
    ]


def duty_page(duty: Duty, deal: CityDeal, on: date) -> DutyPage:
    """Return the page of a duty that the reader may see. Two queries."""
    return DutyPage(
        duty=duty,
        when=when_in_words(duty, deal, on),
        rows=[occurrence_row(found, on) for found in _all_of(duty=duty.pk)],
        steps=list(duty.steps.all()),
    )


def occurrence_page(
    user: Actor, deal: CityDeal, duty: int, occurrence: int, on: date
) -> OccurrencePage | None:
    """Return the page of a time of a duty; ``None`` where there is none to see. At most five queries."""
    found = visible_occurrence(user, deal, duty, occurrence)
    if not found:
        return None
    row = found[0]
    is_meeting = row.duty.kind == DutyKind.MEETING
    wants_day = is_meeting and row.state == OccurrenceState.PLANNED and row.due >= on
    days = best_days(row, max(row.opens, on), bodies_open_to(user, deal)) if wants_day else []
    return OccurrencePage(
        row=occurrence_row(row, on),
        when=f"{date_format(row.opens, 'DATE_FORMAT')} – {date_format(row.due, 'DATE_FORMAT')}",
        steps=list(row.steps.all()),
        days=[_day_line(choice) for choice in days],
        not_by_hand=not_by_hand(row, on),
    )


def not_by_hand(occurrence: DutyOccurrence, on: date) -> str:
    """Return why nobody says by hand that this was done, or takes that back; empty where somebody may.

    What handles its kind says so; needs the duty loaded.
    """
    handler = duty_handlers.get(occurrence.duty.kind)
    return handler.not_by_hand(occurrence, on) if handler else ""


def _day_line(choice: DayChoice) -> DayLine:
    says = [str(_RHYTHM_WORDS[rhythm.kind]) % {"party": rhythm.party} for rhythm in choice.rhythms]
    named = sorted({body for body in choice.busy if body})
    says += [_("Some members also meet in %(body)s") % {"body": body} for body in named]
    says += [_("Some members also meet elsewhere")] if "" in choice.busy else []
    flags = (
        (choice.is_sint_eve, _("Evening of Sinterklaas")),
        (choice.is_election, _("Month of elections")),
        (choice.is_formation, _("Months in which new colleges are formed")),
    )
    says += [words for holds, words in flags if holds]
    is_free = not says
    if choice.is_usual:
        says.insert(0, _("Usual day of the body"))
    return DayLine(choice.day, says, is_free)


_RHYTHM_WORDS: dict[str, Text] = {
    RhythmKind.RECESS: gettext_lazy("Recess of %(party)s"),
    RhythmKind.COUNCIL: gettext_lazy("Council evening of %(party)s"),
    RhythmKind.COLLEGE: gettext_lazy("College of %(party)s meets"),
}


@compiled
def _duties(deal: Any, levels: Any, own: Any, inside: Any) -> QuerySet[Duty]:
    found = Duty.objects.filter(among_open_duties(deal, levels, own, inside))
    return found.select_related("body", "phase", "around").order_by("body__order", "name")


@compiled
def _planned(duties: Any) -> QuerySet[DutyOccurrence]:
    found = DutyOccurrence.objects.filter(duty__any=duties, state=OccurrenceState.PLANNED)
    return found.select_related("meeting").order_by("due", "pk")


@compiled
def _all_of(duty: Any) -> QuerySet[DutyOccurrence]:
    found = DutyOccurrence.objects.filter(duty=duty)
    return found.select_related("meeting", "waived_by").order_by("-due", "-pk")
