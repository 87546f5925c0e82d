"""On which day a meeting had best be: what speaks against each day of a window, and the best of them.

Days on which nobody works are left out. All else only counts against a day, so that there is always a
proposal; what is said about a day travels along with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from governance.enums import RhythmKind
from governance.rules.calendar import is_working_day

# Against a day: parties in recess, people who meet elsewhere, colleges and councils, another usual day.
IN_RECESS, MEETS_ELSEWHERE, COLLEGE, COUNCIL, OTHER_WEEKDAY = 6, 5, 3, 2, 1
SINT_EVE = 5
DECEMBER = 12
# Municipal councils are elected every four years (2026 …), provincial ones and water boards in between.
MUNICIPAL, PROVINCIAL = 2022, 2023
CYCLE = 4
ELECTION_MONTH = 3
FORMATION_MONTHS = range(4, 7)


@dataclass(frozen=True)
class Rhythm:
    """A recess (``start`` to ``end``) or a day of every week of a party."""

    party: str
    kind: str
    name: str = ""
    weekday: int | None = None
    start: date | None = None
    end: date | None = None

    def holds(self, day: date) -> bool:
        """Whether this falls on a day."""
        if self.weekday is not None:
            return day.weekday() == self.weekday
        return self.start is not None and self.end is not None and self.start <= day <= self.end


@dataclass(frozen=True)
class Wishes:
    """What is known about the people who would meet.

    ``busy``: day → names of bodies in which some of them meet. ``weekday``: the usual one of the body.
    """

    rhythms: Sequence[Rhythm] = ()
    busy: dict[date, list[str]] = field(default_factory=dict)
    weekday: int | None = None


@dataclass(frozen=True)
class DayChoice:
    """A day with what speaks against it. ``weight``: how much; the smaller the better.

    ``rhythms`` and ``busy``: of whom; ``is_sint_eve``, ``is_election``, ``is_formation``: only flagged.
    """

    day: date
    weight: int
    rhythms: tuple[Rhythm, ...] = ()
    busy: tuple[str, ...] = ()
    is_usual: bool = False
    is_sint_eve: bool = False
    is_election: bool = False
    is_formation: bool = False


def is_election_month(day: date) -> bool:
    """Whether councils or provinces are elected in this month."""
    return day.month == ELECTION_MONTH and (day.year - MUNICIPAL) % CYCLE in (0, PROVINCIAL - MUNICIPAL)


def is_formation_month(day: date) -> bool:
    """Whether new colleges are usually formed in this month."""
    return day.month in FORMATION_MONTHS and (day.year - MUNICIPAL) % CYCLE in (0, PROVINCIAL - MUNICIPAL)


def day_choices(first: date, last: date, wishes: Wishes) -> list[DayChoice]:
    """Return the working days of a window, the best first; of equally good ones the earliest.

    Source: rule 7, choice A2-1 ("5 December is Sinterklaas evening").
    """
    days = (first + timedelta(days=nth) for nth in range((last - first).days + 1))
    choices = [_choice(day, wishes) for day in days if is_working_day(day)]
    return sorted(choices, key=lambda choice: (choice.weight, choice.day))


_WEIGHTS = {
    RhythmKind.RECESS.value: IN_RECESS,
    RhythmKind.COLLEGE.value: COLLEGE,
    RhythmKind.COUNCIL.value: COUNCIL,
}


def _choice(day: date, wishes: Wishes) -> DayChoice:
    rhythms = tuple(rhythm for rhythm in wishes.rhythms if rhythm.holds(day))
    busy = tuple(wishes.busy.get(day, ()))
    is_usual = wishes.weekday is not None and day.weekday() == wishes.weekday
    is_sint_eve = (day.month, day.day) == (DECEMBER, SINT_EVE)
    weight = sum(_WEIGHTS[rhythm.kind] for rhythm in rhythms) + MEETS_ELSEWHERE * len(busy)
    if wishes.weekday is not None and not is_usual:
        weight += OTHER_WEEKDAY
    return DayChoice(
        day=day,
        weight=weight + is_sint_eve,
        rhythms=rhythms,
        busy=busy,
        is_usual=is_usual,
        is_sint_eve=is_sint_eve,
        is_election=is_election_month(day),
        is_formation=is_formation_month(day),
    )
