"""The readable history of a deal, a party and a person: who changed what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from django.db import models
from django.db.models import QuerySet

from citydeal.common.compiled import Compiled, compiled
from citydeal.common.history import (
    HistoryEntry,
    Show,
    entries,
    show_choice,
    show_date,
    show_flag,
    show_related,
    show_text,
)
from citydeal.enums import Access
from citydeal.models import User
from governance.enums import (
    DealRoleKind,
    DealState,
    DecemberRule,
    HelixSector,
    Office,
    OrganizationKind,
    PositionState,
    ReportHalves,
)
from governance.models import (
    Body,
    BodyCompetence,
    Challenge,
    CityDeal,
    CovenantArticle,
    CovenantRule,
    DealDocument,
    DealRole,
    Membership,
    Organization,
    Party,
    PartyContact,
    Person,
    Phase,
    Position,
    Seat,
)
from governance.permissions import visible_bodies
from governance.selectors.covenant_rules import show_parameters
from governance.selectors.history import COMPETENCE_FIELDS, MEMBERSHIP_FIELDS, competence_name

Subject = Callable[[Any], str]
_DAYS: dict[str, Show] = {"start": show_date, "end": show_date}
_DEAL: dict[str, Show] = {
    "name": show_text,
    "tagline": show_text,
    "summary": show_text,
    **_DAYS,
    "signed_on": show_date,
    "state": show_choice(DealState.choices),
    "warning_days": show_text,
    "december_rule": show_choice(DecemberRule.choices),
    "report_halves": show_choice(ReportHalves.choices),
    "hours_per_day": show_text,
    "access": show_choice(Access.choices),
    "contact_email": show_text,
}
_RULE: dict[str, Show] = {"article": show_text, "text": show_text, "parameters": show_parameters, **_DAYS}
_ARTICLE: dict[str, Show] = {"number": show_text, "title": show_text, "text": show_text}
_CHALLENGE: dict[str, Show] = {"title": show_text, "text": show_text}
_PHASE: dict[str, Show] = {
    "name": show_text,
    "planned_start": show_date,
    "planned_end": show_date,
    "actual_start": show_date,
    "actual_end": show_date,
}
_DOCUMENT: dict[str, Show] = {"title": show_text, "date": show_date}
_ORGANIZATION: dict[str, Show] = {
    "name": show_text,
    "legal_name": show_text,
    "kind": show_choice(OrganizationKind.choices),
    "sector": show_choice(HelixSector.choices),
    "website": show_text,
}
_SEAT: dict[str, Show] = {
    "label": show_text,
    "office": show_choice(Office.choices),
    "is_office_bound": show_flag,
    "asked_on": show_date,
    **_DAYS,
}
_PERSON: dict[str, Show] = {"given_name": show_text, "prefix": show_text, "family_name": show_text}
_POSITION: dict[str, Show] = {
    "office": show_choice(Office.choices),
    "title": show_text,
    "portfolio": show_text,
    "state": show_choice(PositionState.choices),
    **_DAYS,
}


@cache
def _question(model: type[models.Model], *keys: str) -> Compiled:
    """Return the question for the history rows of a model that belong to a record; see ``_rows``."""

    def rows(first: Any, second: Any = None) -> QuerySet[Any]:
        history: Any = model.history  # type: ignore[attr-defined]
        values = dict(zip(keys, (first, second), strict=False))
        found: QuerySet[Any] = history.filter(**values).select_related("history_user")
        return found

    def one(first: Any) -> QuerySet[Any]:
        return rows(first)

    return compiled(rows if len(keys) > 1 else one)


def _rows(model: type[models.Model], **keys: Any) -> list[Any]:
    """Return the history rows of a model where these columns have these values. One query."""
    return _question(model, *keys)(**dict(zip(("first", "second"), keys.values(), strict=False)))


def _names(model: type[models.Model], ids: Iterable[Any]) -> dict[Any, str]:
    """Return how the records with these ids are called: id → name. One query, none without ids."""
    wanted = {pk for pk in ids if pk}
    records = model._default_manager.filter(pk__in=wanted) if wanted else ()
    return {record.pk: str(record) for record in records}


def _newest_first(*found: Iterable[HistoryEntry]) -> list[HistoryEntry]:
    return sorted((entry for part in found for entry in part), key=lambda entry: entry.when, reverse=True)


def deal_history(deal: CityDeal) -> list[HistoryEntry]:
    """Return every act on a deal itself: its settings, text, rules, phases, roles and competences, newest
    first. Ten queries at most.
    """
    roles = _rows(DealRole, deal_id=deal.pk)
    people = _names(Person, (row.person_id for row in roles))
    role_names = dict(DealRoleKind.choices)
    titled: list[tuple[type[models.Model], Mapping[str, Show], Subject]] = [
        (CovenantRule, _RULE, lambda row: f"{row.number}. {row.text}"),
        (CovenantArticle, _ARTICLE, lambda row: f"{row.number} {row.title}"),
        (Challenge, _CHALLENGE, lambda row: str(row.title)),
        (Phase, _PHASE, lambda row: str(row.name)),
        (DealDocument, _DOCUMENT, lambda row: str(row.title)),
        (BodyCompetence, COMPETENCE_FIELDS, competence_name),
    ]
    return _newest_first(
        entries(_rows(CityDeal, id=deal.pk), _DEAL, lambda row: str(row.name)),
        *(entries(_rows(model, deal_id=deal.pk), fields, subject) for model, fields, subject in titled),
        entries(
            roles,
            _DAYS,
            lambda row: f"{role_names.get(row.role, row.role)}: {people.get(row.person_id, '')}",
        ),
    )


def party_history(party: Party) -> list[HistoryEntry]:
    """Return every act on a party: its organisation, its seats and its contacts, newest first.

    Signings and states are not in it: those are the party's own dated list. Five queries at most.
    """
    seats = _rows(Seat, party_id=party.pk)
    contacts = _rows(PartyContact, party_id=party.pk)
    bodies = _names(Body, (row.body_id for row in seats))
    people = _names(Person, (row.person_id for row in contacts))
    return _newest_first(
        entries(_rows(Organization, id=party.organization_id), _ORGANIZATION, lambda row: str(row.name)),
        entries(seats, _SEAT, lambda row: row.label or bodies.get(row.body_id, "")),
        entries(contacts, _DAYS, lambda row: people.get(row.person_id, "")),
    )


def person_history(user: User, deal: CityDeal, person: Person) -> list[HistoryEntry]:
    """Return every act on a person, the offices, and what the person does in this deal, newest first.

    Memberships only of bodies that ``user`` may open; what somebody does in another deal stays
    there. Seven queries at most.
    """
    open_bodies = {body.pk: body.name for body in visible_bodies(user, deal)}
    seated = [row for row in _rows(Membership, person_id=person.pk) if row.body_id in open_bodies]
    positions = _rows(Position, person_id=person.pk)
    organizations = _names(Organization, (row.organization_id for row in positions))
    offices, roles = dict(Office.choices), dict(DealRoleKind.choices)
    fields = {"body_id": show_related(open_bodies), **MEMBERSHIP_FIELDS}
    return _newest_first(
        entries(_rows(Person, id=person.pk), _PERSON, lambda row: person.name),
        entries(
            positions,
            _POSITION,
            lambda row: (
                f"{row.title or offices.get(row.office, '')}, {organizations.get(row.organization_id, '')}"
            ),
        ),
        entries(seated, fields, lambda row: open_bodies[row.body_id]),
        entries(
            _rows(DealRole, person_id=person.pk, deal_id=deal.pk),
            _DAYS,
            lambda row: str(roles.get(row.role, row.role)),
        ),
    )
