"""The readable history of a body: who named, changed and ended what."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import models
from django.db.models import QuerySet

from citydeal.common.compiled import Compiled, compiled
from citydeal.common.history import (
    Change,
    HistoryEntry,
    Show,
    changes_since,
    entries,
    show_choice,
    show_date,
    show_flag,
    show_related,
    show_text,
)
from citydeal.enums import Access
from governance.enums import MembershipRole, Office
from governance.models import Body, Membership, Party, Person, Position, Seat

MEMBERSHIP_FIELDS: dict[str, Show] = {
    "start": show_date,
    "end": show_date,
    "term_end": show_date,
    "role": show_choice(MembershipRole.choices),
    "is_deputy": show_flag,
}
BODY_FIELDS: dict[str, Show] = {
    "name": show_text,
    "remit": show_text,
    "article": show_text,
    "start": show_date,
    "end": show_date,
    "access": show_choice(Access.choices),
}


def body_history(body: Body) -> list[HistoryEntry]:
    """Return every act on a body, its seats and its memberships, newest first. Seven queries."""
    memberships = _rows(Membership, "body_id")(value=body.pk)
    seats = _rows(Seat, "body_id")(value=body.pk)
    own = _rows(Body, "id")(value=body.pk)
    people = {p.pk: p.name for p in _people(ids=_ids(memberships, "person_id"))}
    parties: Mapping[Any, str] = dict(_parties(ids=_ids(seats, "party_id")))
    positions = {
        position.pk: f"{position.label}, {position.organization.name}"
        for position in _positions(ids=_ids(memberships, "position_id"))
    }
    seat_names = {seat.id: seat.label or parties.get(seat.party_id, "") for seat in seats}
    membership_fields = {
        "person_id": show_related(people),
        "seat_id": show_related(seat_names),
        "position_id": show_related(positions),
        **MEMBERSHIP_FIELDS,
    }
    seat_fields: dict[str, Show] = {
        "label": show_text,
        "party_id": show_related(parties),
        "office": show_choice(Office.choices),
        "is_office_bound": show_flag,
        "asked_on": show_date,
        "start": show_date,
        "end": show_date,
    }
    found = [
        *entries(memberships, membership_fields, lambda row: people.get(row.person_id, "")),
        *entries(seats, seat_fields, lambda row: seat_names[row.id]),
        *entries(own, BODY_FIELDS, lambda row: row.name),
    ]
    return sorted(found, key=lambda entry: entry.when, reverse=True)


def _ids(rows: list[Any], name: str) -> list[int]:
    return list({getattr(row, name) for row in rows} - {None})


@cache
def _rows(model: type[models.Model], column: str) -> Compiled:
    """Return the question for the history rows of a model with a value in a column."""

    def rows(value: Any) -> QuerySet[Any]:
        history: Any = model.history  # type: ignore[attr-defined]
        found: QuerySet[Any] = history.filter(**{column: value}).select_related("history_user")
        return found

    return compiled(rows)


@compiled
def _people(ids: Any) -> QuerySet[Person]:
    return Person.objects.filter(pk__any=ids)


@compiled
def _parties(ids: Any) -> QuerySet[Any]:
    return Party.objects.filter(pk__any=ids).values_list("pk", "organization__name")


@compiled
def _positions(ids: Any) -> QuerySet[Position]:
    return Position.objects.filter(pk__any=ids).select_related("organization")


def membership_changes_since(membership: Membership, history_id: int) -> list[Change]:
    """Return what others changed in a membership after a form was opened. Two queries."""
    return changes_since(membership, history_id, MEMBERSHIP_FIELDS)
