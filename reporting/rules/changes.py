"""How two snapshots differ: what is new, done, later, dropped, or taken up again; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reporting.enums import ChangeKind

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Change:
    """A difference between two snapshots. ``kind``: ChangeKind; ``what``: the thing, in the words of people.

    ``part``: where it belongs, such as the name of a working group; ``before`` and ``after`` in words, where
    there are any ("from → to"); ``why``: the reason that was given.
    """

    kind: str
    what: str
    part: str = ""
    before: str = ""
    after: str = ""
    why: str = ""


@dataclass(frozen=True)
class States:
    """What the states of a kind of thing mean: in which it is done, and in which it was dropped."""

    done: frozenset[str]
    dropped: frozenset[str]


def by_id(rows: Iterable[Row]) -> dict[int, Row]:
    """Return rows by their id, in their order."""
    return {row["id"]: row for row in rows}


def item_changes(old: Iterable[Row], new: Iterable[Row], states: States, part: str = "") -> list[Change]:
    """Return how things with a state and a planned end differ.

    A row has ``id``, ``title``, ``state``, and where it has them ``end`` (last planned day, ISO),
    ``planned`` (that in words), ``why`` and ``part``. A row that is gone was dropped.
    """
    before, after = by_id(old), by_id(new)
    found = [change for row in after.values() for change in _of_row(before.get(row["id"]), row, states, part)]
    gone = [row for pk, row in before.items() if pk not in after and row["state"] not in states.dropped]
    return found + [Change(ChangeKind.DROPPED, row["title"], row.get("part", part)) for row in gone]


def _of_row(old: Row | None, new: Row, states: States, part: str) -> list[Change]:
    what = {"what": new["title"], "part": new.get("part", part), "why": new.get("why", "")}
    if old is None:
        return [] if new["state"] in states.dropped else [Change(ChangeKind.NEW, **what)]
    if new["state"] != old["state"]:
        kind = _kind_of_step(old["state"], new["state"], states)
        if kind is not None:
            return [Change(kind, **what)]
    if new.get("end") and old.get("end") and new["end"] > old["end"] and _is_open(new, states):
        return [Change(ChangeKind.SLIPPED, **what, before=old["planned"], after=new["planned"])]
    return []


def _kind_of_step(old: str, new: str, states: States) -> ChangeKind | None:
    """Return what a step from one state to another is; None for one that is just the work."""
    if new in states.dropped:
        return ChangeKind.DROPPED
    if new in states.done:
        return None if old in states.done else ChangeKind.DONE
    return ChangeKind.REOPENED if old in states.done | states.dropped else None


def _is_open(row: Row, states: States) -> bool:
    return row["state"] not in states.done | states.dropped
