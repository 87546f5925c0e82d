"""How an agenda is counted: the number and the time of each item, and until when an item is confidential."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Line:
    """What counting needs of an item. ``parent``: the item it stands under; ``minutes``: planned time."""

    item: int
    parent: int | None
    minutes: int


@dataclass(frozen=True)
class Place:
    """Where an item stands: its number ("2" or "2.1"), and when it begins."""

    item: int
    number: str
    starts_at: datetime
    is_nested: bool


def places(lines: Sequence[Line], starts_at: datetime) -> list[Place]:
    """Return the items in the order in which they are treated, with number and computed time.

    ``lines``: in the order of the agenda; what stands under an item comes right after it, whatever its
    own place. An item under one that is not in ``lines`` counts as an item by itself.
    """
    known = {line.item for line in lines}
    under: dict[int, list[Line]] = {}
    for line in lines:
        if line.parent in known and line.parent is not None:
            under.setdefault(line.parent, []).append(line)
    found: list[Place] = []
    at = starts_at
    tops = [line for line in lines if line.parent not in known]
    for number, top in enumerate(tops, start=1):
        found.append(Place(top.item, str(number), at, is_nested=False))
        at += timedelta(minutes=top.minutes)
        for inner, line in enumerate(under.get(top.item, ()), start=1):
            found.append(Place(line.item, f"{number}.{inner}", at, is_nested=True))
            at += timedelta(minutes=line.minutes)
    return found


def is_confidential_on(*, confidential: bool, until: date | None, imposed_by: str, on: date) -> bool:
    """Whether an item is confidential on a day.

    An agreement lapses after its last day; secrecy that a competent body imposed does not, because only
    that body lifts it.
    """
    if not confidential:
        return False
    return bool(imposed_by) or until is None or on <= until


# An item and what stands under it, in order.
Branch = tuple[int, tuple[int, ...]]

UP, DOWN, UNDER, OUT = "up", "down", "under", "out"


def branches(lines: Sequence[Line]) -> list[Branch]:
    """Return the agenda as items with what stands under each; ``lines`` as in ``places``."""
    known = {line.item for line in lines}
    return [
        (top.item, tuple(line.item for line in lines if line.parent == top.item))
        for top in lines
        if top.parent not in known
    ]


def moved(agenda: Sequence[Branch], item: int, where: str) -> list[Branch] | None:
    """Return the agenda after one step of an item; None where that step cannot be made.

    ``where``: ``up`` and ``down`` among its neighbours, ``under`` the item before it, ``out`` to right after
    the item it stands under. One level: what has items under it does not go under another.
    """
    for place, (top, under) in enumerate(agenda):
        if top == item:
            return _moved_top(list(agenda), place, where)
        if item in under:
            return _moved_inner(list(agenda), place, under.index(item), where)
    return None


def _moved_top(agenda: list[Branch], place: int, where: str) -> list[Branch] | None:
    if where in (UP, DOWN):
        other = place - 1 if where == UP else place + 1
        if not 0 <= other < len(agenda):
            return None
        agenda[place], agenda[other] = agenda[other], agenda[place]
        return agenda
    item, under = agenda[place]
    if where != UNDER or place == 0 or under:
        return None
    before, inner = agenda[place - 1]
    agenda[place - 1 : place + 1] = [(before, (*inner, item))]
    return agenda


def _moved_inner(agenda: list[Branch], place: int, inner: int, where: str) -> list[Branch] | None:
    top, under = agenda[place]
    items = list(under)
    if where == OUT:
        item = items.pop(inner)
        agenda[place : place + 1] = [(top, tuple(items)), (item, ())]
        return agenda
    other = {UP: inner - 1, DOWN: inner + 1}.get(where, -1)
    if not 0 <= other < len(items):
        return None
    items[inner], items[other] = items[other], items[inner]
    agenda[place] = (top, tuple(items))
    return agenda


def dropped(agenda: Sequence[Branch], item: int, after: int) -> list[Branch] | None:
    """Return the agenda with an item right after another one, at its level; 0: the first of all.

    None where it cannot stand there: unknown, after itself, or under an item with items of its own.
    """
    own = next((branch for branch in agenda if branch[0] == item), (item, ()))
    rest = [(top, tuple(each for each in under if each != item)) for top, under in agenda if top != item]
    if len(rest) == len(agenda) and rest == list(agenda):
        return None
    if not after:
        return [own, *rest]
    for place, (top, under) in enumerate(rest):
        if top == after:
            return [*rest[: place + 1], own, *rest[place + 1 :]]
        if after in under and not own[1]:
            inner = under.index(after) + 1
            rest[place] = (top, (*under[:inner], item, *under[inner:]))
            return rest
    return None
