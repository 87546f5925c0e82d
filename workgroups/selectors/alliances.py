"""Regional alliances (rule 24): the list of a deal, and what their pages and those of groups show."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from governance.models import Body, CityDeal, Membership
from governance.permissions import Actor, among_open_bodies, bodies_open_to, can_manage_people, takes_part
from workgroups.models import FieldTest, RegionalAlliance
from workgroups.permissions_tests import among_open_tests, can_plan_tests, keeps_body, reader_of_tests
from workgroups.selectors.field_tests import TestLine, as_lines, with_names


@dataclass(frozen=True)
class AllianceRow:
    """An alliance in a list, with how many sit in it on the day and its tests, as far as the reader may."""

    alliance: RegionalAlliance
    url: str
    members: int
    tests: Sequence[TestLine]
    is_over: bool


@dataclass(frozen=True)
class AlliancePage:
    """The alliances of a deal on a day, those that ended apart."""

    rows: Sequence[AllianceRow]
    former: Sequence[AllianceRow]
    may_manage: bool
    reads_tests: bool


def alliance_page(user: Actor, deal: CityDeal, on: date) -> AlliancePage:
    """Return the alliances of a deal that this account (or nobody) may open. At most three queries."""
    rows = alliance_rows(user, deal, on, reader_of_tests(user, deal))
    return AlliancePage(
        rows=[row for row in rows if not row.is_over],
        former=[row for row in rows if row.is_over],
        may_manage=can_manage_people(user, deal),
        reads_tests=takes_part(user, deal),
    )


def alliance_rows(
    user: Actor, deal: CityDeal, on: date, reader: dict[str, Any], question: int | None = None
) -> list[AllianceRow]:
    """Return the alliances of a deal, or around one question, by name; ``reader`` of ``reader_of_tests``.

    At most two queries.
    """
    open_to = bodies_open_to(user, deal)
    found = _alliances(on=on, **open_to)
    found = [one for one in found if question is None or one.question_id == question]
    tests: dict[int, list[FieldTest]] = defaultdict(list)
    if found and takes_part(user, deal):
        for test in _tests(alliances=[one.pk for one in found], **reader):
            tests[test.alliance_id or 0].append(test)
    rows = []
    for alliance in found:
        body = alliance.body
        body.deal = deal
        rows.append(
            AllianceRow(
                alliance=alliance,
                url=address("governance:body_detail", deal.slug, body.slug),
                members=alliance.sitting,
                tests=as_lines(user, deal, tests[alliance.pk], on),
                is_over=body.end is not None and body.end < on,
            )
        )
    return rows


@compiled
def _alliances(deal: Any, levels: Any, own: Any, on: Any) -> QuerySet[RegionalAlliance]:
    sitting = Membership.objects.filter(holds_on(on), body=OuterRef("body"), is_deputy=False).order_by()
    counted = sitting.values("body").annotate(count=Count("pk"))
    found = RegionalAlliance.objects.filter(among_open_bodies(deal, levels, own, "body"))
    found = found.annotate(sitting=Coalesce(Subquery(counted.values("count")), 0))
    return found.select_related("body", "question").order_by("body__name", "pk")


@compiled
def _tests(
    alliances: Any, deal: Any, levels: Any, own: Any, led: Any, contact: Any, on: Any
) -> QuerySet[FieldTest]:
    readable = among_open_tests(deal, levels, own, led, contact, on)
    found = FieldTest.objects.filter(readable, alliance__any=alliances)
    return with_names(found).order_by("-planned_start", "-pk")


def alliance_of(body: Body) -> RegionalAlliance | None:
    """Return what an alliance is more than its body, with its question; None while it has none yet.

    One query, kept on the body: several parts of a page ask it.
    """
    kept: dict[str, Any] = body.__dict__
    if "_alliance" not in kept:
        kept["_alliance"] = next(iter(_alliance_of(body=body.pk)), None)
    found: RegionalAlliance | None = kept["_alliance"]
    return found


@compiled
def _alliance_of(body: Any) -> QuerySet[RegionalAlliance]:
    return RegionalAlliance.objects.filter(body=body).select_related("question")


@dataclass(frozen=True)
class AlliancePart:
    """What the page of an alliance says of its agreement and its tests."""

    alliance: RegionalAlliance
    tests: Sequence[TestLine]
    reads_tests: bool
    may_keep: bool
    may_plan: bool


def part_of_alliance(user: Actor, body: Body, on: date) -> AlliancePart | None:
    """Return that part; None while the alliance has no process question yet. At most four queries."""
    alliance = alliance_of(body)
    if alliance is None:
        return None
    reads = takes_part(user, body.deal)
    open_tests = _tests(alliances=[alliance.pk], **reader_of_tests(user, body.deal)) if reads else []
    return AlliancePart(
        alliance=alliance,
        tests=as_lines(user, body.deal, open_tests, on),
        reads_tests=reads,
        may_keep=keeps_body(user, body),
        may_plan=reads and can_plan_tests(user, body.deal),
    )
