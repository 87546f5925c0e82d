"""The readable history of a body: who named, changed and ended what."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

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
from governance.enums import BodyKind, CompetenceLevel, DecisionSubject, MembershipRole, Office, RelationKind
from governance.models import (
    Body,
    BodyCompetence,
    BodyRelation,
    Decision,
    Membership,
    Seat,
)
from governance.models.person import full_name
from governance.permissions import Actor, among_open_bodies, bodies_open_to

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
# Title and text of a decision never change: the text stands on its own page.
DECISION_FIELDS: dict[str, Show] = {
    "taken_on": show_date,
    "subject": show_choice(DecisionSubject.choices),
    "withdrawn_on": show_date,
}
COMPETENCE_FIELDS: dict[str, Show] = {"level": show_choice(CompetenceLevel.choices), "article": show_text}
RELATION_FIELDS: dict[str, Show] = {"article": show_text}


def body_history(user: Actor, body: Body) -> list[HistoryEntry]:
    """Return every act on a body, its seats, members, decisions, relations and competences, newest first.

    Relations only with bodies that ``user`` may open; competences are those of its kind in the deal.
    Seven queries.
    """
    memberships = _memberships(body=body.pk)
    seats = _seats(body=body.pk)
    own = _rows(Body, "id")(value=body.pk)
    offices = {value: str(label) for value, label in Office.choices}
    people = {
        row.person_id: full_name(row.given_name, row.prefix, row.family_name)
        for row in memberships
        if row.family_name is not None
    }
    parties = {row.party_id: row.party_name for row in seats if row.party_name is not None}
    positions = {
        row.position_id: f"{row.position_title or offices[row.position_office]}, {row.position_of}"
        for row in memberships
        if row.position_office is not None
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
        *entries(_rows(Decision, "body_id")(value=body.pk), DECISION_FIELDS, _decision_name),
        *entries(
            _relations(body=body.pk, **bodies_open_to(user, body.deal)), RELATION_FIELDS, _relation_name
        ),
        *entries(_competences_of_kind(deal=body.deal_id, kind=body.kind), COMPETENCE_FIELDS, competence_name),
    ]
    return sorted(found, key=lambda entry: entry.when, reverse=True)


@cache
def _rows(model: type[models.Model], column: str) -> Compiled:
    """Return the question for the history rows of a model with a value in a column."""

    def rows(value: Any) -> QuerySet[Any]:
        history: Any = model.history  # type: ignore[attr-defined]
        found: QuerySet[Any] = history.filter(**{column: value}).select_related("history_user")
        return found

    return compiled(rows)


@compiled
def _memberships(body: Any) -> QuerySet[Any]:
    """Rows with the names of whom they are about; none where a record is gone."""
    history: Any = Membership.history
    rows = history.filter(body=body).select_related("history_user")
    found: QuerySet[Any] = rows.annotate(
        given_name=F("person__given_name"),
        prefix=F("person__prefix"),
        family_name=F("person__family_name"),
        position_title=F("position__title"),
        position_office=F("position__office"),
        position_of=F("position__organization__name"),
    )
    return found


@compiled
def _seats(body: Any) -> QuerySet[Any]:
    history: Any = Seat.history
    rows = history.filter(body=body).select_related("history_user")
    found: QuerySet[Any] = rows.annotate(party_name=F("party__organization__name"))
    return found


@compiled
def _relations(body: Any, deal: Any, levels: Any, own: Any) -> QuerySet[Any]:
    history: Any = BodyRelation.history
    found: QuerySet[Any] = history.filter(
        Q(source=body) | Q(target=body),
        among_open_bodies(deal, levels, own, "source"),
        among_open_bodies(deal, levels, own, "target"),
    ).select_related("history_user", "source", "target")
    return found


@compiled
def _competences_of_kind(deal: Any, kind: Any) -> QuerySet[Any]:
    history: Any = BodyCompetence.history
    found: QuerySet[Any] = history.filter(deal=deal, kind=kind).select_related("history_user")
    return found


def _decision_name(row: Any) -> str:
    return _("Decision %(number)s: %(title)s") % {
        "number": f"{row.year}-{row.number:02d}",
        "title": row.title,
    }


def _relation_name(row: Any) -> str:
    words = dict(RelationKind.choices).get(row.kind, row.kind)
    return _("Relation: %(words)s") % {"words": f"{row.source.name} {words} {row.target.name}"}


def competence_name(row: Any) -> str:
    """Return what a history row of a competence is about: the kind of body and the subject."""
    return _("What it may do: %(kind)s, %(subject)s") % {
        "kind": dict(BodyKind.choices).get(row.kind, row.kind),
        "subject": dict(DecisionSubject.choices).get(row.subject, row.subject),
    }


def membership_changes_since(membership: Membership, history_id: int) -> list[Change]:
    """Return what others changed in a membership after a form was opened. Two queries."""
    return changes_since(membership, history_id, MEMBERSHIP_FIELDS)
