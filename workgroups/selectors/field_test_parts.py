"""Parts that tests, alliances and design teams put on other pages (``citydeal.common.slots``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from citydeal.common.compiled import compiled
from citydeal.common.slots import PagePart
from governance.enums import BodyKind
from governance.models import Body, CityDeal
from governance.permissions import Actor, can_manage_people, takes_part
from workgroups.models import FieldTest, WorkingGroup
from workgroups.permissions import can_report
from workgroups.permissions_tests import (
    among_open_tests,
    can_read_matrix,
    can_read_tests,
    reader_of_tests,
)
from workgroups.selectors.alliances import AllianceRow, alliance_rows, part_of_alliance
from workgroups.selectors.design_teams import part_of_team
from workgroups.selectors.field_tests import TestLine, as_lines, with_names
from workgroups.selectors.principles import principles_of


def body_part(*, user: Actor, body: Body, on: date, **about: Any) -> PagePart | None:
    """Return the part of the page of an alliance or a design team; None for other bodies, without a query."""
    if body.kind == BodyKind.REGIONAL_ALLIANCE:
        alliance = part_of_alliance(user, body, on)
        return PagePart("workgroups/parts/alliance.html", alliance) if alliance else None
    if body.kind == BodyKind.DESIGN_TEAM:
        team = part_of_team(user, body)
        return PagePart("workgroups/parts/team.html", team) if team else None
    return None


@dataclass(frozen=True)
class GroupTests:
    """What the page of a group says: tests of its instruments, and alliances around its question."""

    tests: Sequence[TestLine]
    alliances: Sequence[AllianceRow]
    reads_tests: bool
    may_plan: bool
    may_manage: bool
    question: int

    @property
    def results(self) -> list[TestLine]:
        """Return the tests of alliances that have a result: what comes back to the group (rule 24)."""
        return [line for row in self.alliances for line in row.tests if line.test.result]


def tests_of_group(*, user: Actor, group: WorkingGroup, deal: CityDeal, on: date, **about: Any) -> PagePart:
    """Return the part of a group's page about tests and alliances. At most four queries."""
    reads, reader = takes_part(user, deal), reader_of_tests(user, deal)
    found = _of_group(group=group.pk, **reader) if reads else []
    return PagePart(
        "workgroups/parts/group_tests.html",
        GroupTests(
            tests=as_lines(user, deal, found, on),
            alliances=alliance_rows(user, deal, on, reader, group.question_id),
            reads_tests=reads,
            may_plan=can_report(user, group),
            may_manage=can_manage_people(user, deal),
            question=group.question_id,
        ),
    )


@compiled
def _of_group(
    group: Any, deal: Any, levels: Any, own: Any, led: Any, contact: Any, on: Any
) -> QuerySet[FieldTest]:
    readable = among_open_tests(deal, levels, own, led, contact, on)
    found = FieldTest.objects.filter(readable, version__instrument__group=group)
    return with_names(found).order_by("-planned_start", "-pk")


@dataclass(frozen=True)
class AreaLinks:
    """Which pages of this area there are for the reader."""

    reads_tests: bool
    reads_matrix: bool
    has_principles: bool


def area_links(*, user: Actor, deal: CityDeal, **about: Any) -> PagePart:
    """Return the links to tests, matrix, alliances and design teams beside the other pages of the work.

    Design teams only where the deal knows design principles. One query, two for who takes no part.
    """
    principles = bool(principles_of(deal))
    links = AreaLinks(can_read_tests(user, deal), can_read_matrix(user, deal), principles)
    return PagePart("workgroups/parts/test_links.html", links)
