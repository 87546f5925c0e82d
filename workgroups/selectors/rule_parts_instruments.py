"""What rules 22, 58 and 59 read: the instruments of a deal, how they are shared, and who is involved."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import Coalesce, Greatest, JSONObject

from governance.models import Membership
from governance.rules.base import PartSource
from governance.rules.facts import SITTING_ROLES
from governance.selectors.rule_parts import a_day, day, register
from workgroups.models import (
    FieldTest,
    Instrument,
    InstrumentInvolvement,
    InstrumentSharing,
    InstrumentStatus,
    InstrumentUse,
)
from workgroups.rules.instruments import (
    INSTRUMENT_RULES,
    INSTRUMENTS,
    InstrumentFact,
    InstrumentFacts,
    InvolvedFact,
    SharedFact,
)

_Row = dict[str, Any]


def _rows() -> QuerySet[Any]:
    of_this = {"instrument": OuterRef("pk")}
    of_version = {"version__instrument": OuterRef("pk")}
    period = JSONObject(start="start", end="end", organization="party__organization_id")
    tested = JSONObject(start="actual_start", organization="party__organization_id")
    tests = FieldTest.objects.filter(**of_version, actual_start__isnull=False).order_by("pk")
    status = JSONObject(on="on", state="state")
    shared = JSONObject(on="on", kind="kind")
    row = JSONObject(
        id="pk",
        slug="slug",
        title="title",
        group="group__body_id",
        states=ArraySubquery(
            InstrumentStatus.objects.filter(**of_this).order_by("on", "pk").values_list(status)
        ),
        shared=ArraySubquery(
            InstrumentSharing.objects.filter(**of_this).order_by("on", "pk").values_list(shared)
        ),
        involved=ArraySubquery(
            InstrumentInvolvement.objects.filter(**of_this).order_by("start", "pk").values_list(period)
        ),
        uses=ArraySubquery(
            InstrumentUse.objects.filter(**of_version).order_by("start", "pk").values_list(period)
        ),
        tests=ArraySubquery(tests.filter(party__isnull=False).values_list(tested)),
        alliances=ArraySubquery(_in_alliances()),
    )
    return Instrument.objects.filter(deal=OuterRef("pk")).order_by("title", "pk").values_list(row)


def _in_alliances() -> QuerySet[Any]:
    """Return who takes part in tests of alliances: from the day the test began, or that they came."""
    tests = "body__regional_alliance__field_tests"
    sitting = Membership.objects.filter(
        is_deputy=False,
        role__in=sorted(SITTING_ROLES),
        **{f"{tests}__version__instrument": OuterRef("pk"), f"{tests}__actual_start__isnull": False},
    )
    organization = Coalesce(
        "seat__party__organization_id", "seat__organization_id", "position__organization_id"
    )
    row = JSONObject(start=Greatest("start", f"{tests}__actual_start"), end="end", organization=organization)
    return sitting.order_by("start", "pk").values_list(row)


def _read(rows: list[_Row]) -> InstrumentFacts:
    return InstrumentFacts(
        tuple(
            InstrumentFact(
                row["id"],
                row["slug"],
                row["title"],
                row["group"],
                tuple((a_day(one["on"]), one["state"]) for one in row["states"]),
                tuple(SharedFact(a_day(one["on"]), one["kind"]) for one in row["shared"]),
                tuple(_involved(row)),
            )
            for row in rows
        )
    )


def _involved(row: _Row) -> list[InvolvedFact]:
    found = []
    for one in (*row["involved"], *row["uses"], *row["tests"], *row["alliances"]):
        start, end = a_day(one["start"]), day(one.get("end"))
        # Who left an alliance before its test began took no part in it.
        if one["organization"] and (end is None or start <= end):
            found.append(InvolvedFact(start, end, one["organization"]))
    return found


SOURCE = PartSource(_rows, _read)


def register_rules() -> None:
    """Register the rules about instruments; called once, at start."""
    register(INSTRUMENT_RULES, {INSTRUMENTS: SOURCE})
