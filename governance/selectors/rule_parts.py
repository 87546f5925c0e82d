"""What rules read beside bodies and parties: each part is a list of rows that hang on the deal.

All parts that a page needs come in **one** query, however many rules there are: each is an array of
JSON rows beside the deal. Higher apps register rules with a ``PartSource`` of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from citydeal.common.compiled import Compiled, compiled
from governance.models import Appointment, Body, CityDeal, DealExtension, DealRole
from governance.rules.base import PartSource, Rule
from governance.rules.composition import COMPOSITION_RULES
from governance.rules.network import EXTENSIONS, NETWORK_RULES, ExtensionFact, ExtensionFacts
from governance.rules.project import (
    APPOINTMENTS,
    PROJECT_RULES,
    ROLES,
    AppointmentFact,
    AppointmentFacts,
    RoleFact,
    RoleFacts,
)
from governance.rules.registry import RULES
from governance.rules.teams import FOUNDING, TEAM_RULES, DecisionFact, FoundingFacts

Row = dict[str, Any]


def load_parts(deal_id: int, sources: Mapping[str, PartSource]) -> dict[str, Any]:
    """Return the parts of a deal by their names. One query, none where nothing is asked."""
    if not sources:
        return {}
    names = tuple(sorted(sources))
    ((*columns,),) = _question(names, tuple(sources[name].rows for name in names))(deal=deal_id)
    return {name: sources[name].read(rows) for name, rows in zip(names, columns, strict=True)}


@lru_cache(maxsize=128)
def _question(_names: tuple[str, ...], rows: tuple[Callable[[], Any], ...]) -> Compiled:
    """Compile the question for these parts; deals differ in which they need, so each mix is kept."""

    def question(deal: Any) -> QuerySet[Any]:
        arrays = {f"part_{n}": ArraySubquery(part()) for n, part in enumerate(rows)}
        return CityDeal.objects.filter(pk=deal).order_by().annotate(**arrays).values_list(*arrays)

    return compiled(question)


def day(value: str | None) -> date | None:
    """Return a day as it stands in a JSON row."""
    return date.fromisoformat(value) if value else None


def a_day(value: str) -> date:
    """Return a day that is always there."""
    return date.fromisoformat(value)


def _role_rows() -> QuerySet[Any]:
    row = JSONObject(start="start", end="end", person="person_id", role="role")
    return DealRole.objects.filter(deal=OuterRef("pk")).order_by("start", "pk").values_list(row)


def _roles(rows: list[Row]) -> RoleFacts:
    return RoleFacts(
        tuple(RoleFact(a_day(row["start"]), day(row["end"]), row["person"], row["role"]) for row in rows)
    )


def _appointment_rows() -> QuerySet[Any]:
    row = JSONObject(
        membership="membership_id",
        name="party__organization__name",
        slug="party__organization__slug",
        date="date",
    )
    made = Appointment.objects.filter(party__deal=OuterRef("pk"))
    return made.order_by("date", "party__order", "pk").values_list(row)


def _appointments(rows: list[Row]) -> AppointmentFacts:
    return AppointmentFacts(
        tuple(
            AppointmentFact(row["membership"], row["name"], row["slug"], a_day(row["date"])) for row in rows
        )
    )


def _extension_rows() -> QuerySet[Any]:
    row = JSONObject(signed_on="signed_on", end_before="end_before", end="end")
    return DealExtension.objects.filter(deal=OuterRef("pk")).order_by("signed_on", "pk").values_list(row)


def _extensions(rows: list[Row]) -> ExtensionFacts:
    return ExtensionFacts(
        tuple(
            ExtensionFact(a_day(row["signed_on"]), a_day(row["end_before"]), a_day(row["end"]))
            for row in rows
        )
    )


_DECISION = {
    "year": "year",
    "number": "number",
    "body": "body__name",
    "taken_on": "taken_on",
    "withdrawn_on": "withdrawn_on",
}


def _founding_rows() -> QuerySet[Any]:
    def decision(path: str) -> JSONObject:
        return JSONObject(**{name: f"{path}__{field}" for name, field in _DECISION.items()})

    row = JSONObject(id="pk", added=decision("founding_decision"), dissolved=decision("closing_decision"))
    rests = Q(founding_decision__isnull=False) | Q(closing_decision__isnull=False)
    return Body.objects.filter(rests, deal=OuterRef("pk")).order_by("pk").values_list(row)


def _founding(rows: list[Row]) -> FoundingFacts:
    def decisions(name: str) -> dict[int, DecisionFact]:
        return {row["id"]: _decision(row[name]) for row in rows if row[name]["taken_on"]}

    return FoundingFacts(decisions("added"), decisions("dissolved"))


def _decision(row: Row) -> DecisionFact:
    label = f"{row['year']}-{row['number']:02d}"
    return DecisionFact(label, row["body"], a_day(row["taken_on"]), day(row["withdrawn_on"]))


_SOURCES = {
    ROLES: PartSource(_role_rows, _roles),
    APPOINTMENTS: PartSource(_appointment_rows, _appointments),
    EXTENSIONS: PartSource(_extension_rows, _extensions),
    FOUNDING: PartSource(_founding_rows, _founding),
}


def register(rules: tuple[Rule, ...], sources: Mapping[str, PartSource]) -> None:
    """Register rules of an app, each with the source of its part of the facts."""
    for rule in rules:
        RULES.register(rule.number, replace(rule, source=sources.get(rule.part)))


def register_rules() -> None:
    """Register the rules of this app; called once, at start."""
    register((*PROJECT_RULES, *COMPOSITION_RULES, *TEAM_RULES, *NETWORK_RULES), _SOURCES)
