"""The readable history of a body: who named, changed and ended what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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
_BODY_FIELDS: dict[str, Show] = {
    "name": show_text,
    "remit": show_text,
    "article": show_text,
    "start": show_date,
    "end": show_date,
    "access": show_choice(Access.choices),
}


def body_history(body: Body) -> list[HistoryEntry]:
    """Return every act on a body, its seats and its memberships, newest first. Seven queries."""
    memberships = list(Membership.history.filter(body_id=body.pk).select_related("history_user"))
    seats = list(Seat.history.filter(body_id=body.pk).select_related("history_user"))
    own = list(Body.history.filter(id=body.pk).select_related("history_user"))
    people = {
        person.pk: person.name
        for person in Person.objects.filter(pk__in={row.person_id for row in memberships})
    }
    parties: Mapping[Any, str] = {
        party.pk: party.organization.name
        for party in Party.objects.filter(
            pk__in={row.party_id for row in seats if row.party_id}
        ).select_related("organization")
    }
    positions = {
        position.pk: f"{position.label}, {position.organization.name}"
        for position in Position.objects.filter(
            pk__in={row.position_id for row in memberships if row.position_id}
        ).select_related("organization")
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
        *entries(own, _BODY_FIELDS, lambda row: row.name),
    ]
    return sorted(found, key=lambda entry: entry.when, reverse=True)


def membership_changes_since(membership: Membership, history_id: int) -> list[Change]:
    """Return what others changed in a membership after a form was opened. Two queries."""
    return changes_since(membership, history_id, MEMBERSHIP_FIELDS)
