"""Who was there at which item, and whether enough votes were: pure, over what was written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from governance.enums import Presence
from governance.rules.agenda import Line, places

THERE = frozenset({Presence.PRESENT, Presence.REPLACED})


@dataclass(frozen=True)
class Attendee:
    """Somebody who was asked to a meeting, and how that went.

    ``presence``: empty while nobody wrote it down. ``arrived`` and ``left``: only where it was not from
    begin to end. ``voter``: the id of the person who would cast the vote: the member, or the deputy.
    """

    id: int
    presence: str
    has_vote: bool
    deputy_votes: bool
    voter: int | None
    party: int | None = None
    arrived: time | None = None
    left: time | None = None

    @property
    def is_there(self) -> bool:
        """Whether the member was there, or somebody instead."""
        return self.presence in THERE


@dataclass(frozen=True)
class Window:
    """From when to when an item is planned, in local time."""

    start: datetime
    end: datetime


def windows(lines: Sequence[Line], starts_at: datetime) -> Mapping[int, Window]:
    """Return when each item is planned: id → window; ``lines`` in the order of the agenda.

    An item that has others under it lasts until the end of the last of them.
    """
    minutes = {line.item: line.minutes for line in lines}
    parents = {line.item: line.parent for line in lines}
    found: dict[int, Window] = {}
    for place in places(lines, starts_at):
        end = place.starts_at + timedelta(minutes=minutes[place.item])
        found[place.item] = Window(place.starts_at, end)
        parent = parents[place.item]
        if place.is_nested and parent is not None:
            found[parent] = Window(found[parent].start, end)
    return found


def is_there_at(who: Attendee, window: Window) -> bool:
    """Whether somebody was there during at least a part of a window."""
    if not who.is_there:
        return False
    day = window.start
    if who.arrived is not None and _on(day, who.arrived) >= max(window.end, day + timedelta(minutes=1)):
        return False
    return who.left is None or _on(day, who.left) > window.start


def _on(day: datetime, clock: time) -> datetime:
    return day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)


def casts_vote(who: Attendee, *, deputies_vote: bool) -> bool:
    """Whether there is a vote for this seat at the table: of the member, or of a deputy who has it."""
    if not who.has_vote:
        return False
    if who.presence == Presence.PRESENT:
        return True
    return who.presence == Presence.REPLACED and who.deputy_votes and deputies_vote


def voters(
    people: Iterable[Attendee],
    *,
    deputies_vote: bool,
    window: Window | None = None,
    abstains: frozenset[int] = frozenset(),
) -> list[Attendee]:
    """Return whose vote counts: who is there with a vote, and whose party did not leave the item.

    ``abstains``: ids of parties. Everybody at the table has one vote: who sits there himself, casts none for
    another (choice A2-3b).
    """
    there = [
        who
        for who in people
        if casts_vote(who, deputies_vote=deputies_vote)
        and (window is None or is_there_at(who, window))
        and (who.party is None or who.party not in abstains)
    ]
    own = sorted(there, key=lambda who: who.presence != Presence.PRESENT)
    taken: set[int | None] = set()
    counted = set()
    for who in own:
        if who.voter is not None and who.voter not in taken:
            taken.add(who.voter)
            counted.add(who.id)
    return [who for who in there if who.id in counted]


@dataclass(frozen=True)
class Quorum:
    """How many votes were there, of how many, and how many are needed; 0 needed: no quorum asked."""

    there: int
    of: int
    needed: int
    is_recorded: bool

    @property
    def is_met(self) -> bool:
        """Whether the body could decide."""
        return self.there >= self.needed


def quorum(
    people: Sequence[Attendee], needed: int | None, *, deputies_vote: bool, window: Window | None = None
) -> Quorum:
    """Return how the votes at the table stand to the quorum of the body (None: it has none).

    A party that leaves an item for its interest still counts: it was at the meeting.
    """
    return Quorum(
        there=len(voters(people, deputies_vote=deputies_vote, window=window)),
        of=sum(who.has_vote for who in people),
        needed=needed or 0,
        is_recorded=any(who.presence for who in people),
    )
