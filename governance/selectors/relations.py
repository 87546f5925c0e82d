"""How the bodies of a deal stand to each other: as sentences, and as a drawing that says the same.

The drawing lists the bodies under each other, and a line at their left goes from one to the other; its
arrow stands at the body towards which the relation goes. Only the heights are counted here: it has no
other width than that of the page, and its text no other size.
"""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from governance.enums import RelationKind
from governance.models import Body, BodyRelation, CityDeal
from governance.permissions import Actor, among_open_bodies, bodies_open_to, can_manage_people

# Heights and widths in pixels.
ROW, LINE = 52, 20
LANE = 14
EDGE = 6
_SPREAD = 8
# A name fits on the narrowest phone; the list beside the drawing has it whole.
_LETTERS, _LINES = 20, 2


@dataclass(frozen=True)
class RelationLine:
    """One relation, as a sentence with its source."""

    source: Body
    target: Body
    kind: str
    words: str
    article: str
    remove_url: str = ""


@dataclass(frozen=True)
class Arc:
    """What goes from one body to others in one kind of relation; ``path`` and ``heads`` are SVG."""

    kind: str
    path: str
    heads: str


@dataclass(frozen=True)
class Drawing:
    """The drawing: height in pixels, where the names begin, the lines of the names, the arcs."""

    height: int
    text_x: int
    names: Sequence[tuple[str, int]]
    arcs: Sequence[Arc]
    legend: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Relations:
    """What the deal's page shows of its bodies among each other; no drawing where nothing is recorded."""

    lines: Sequence[RelationLine]
    drawing: Drawing | None
    may_manage: bool


def relations_of(user: Actor, deal: CityDeal, on: date) -> Relations:
    """Return the relations between bodies that this account may open, on a day. One query."""
    may_manage = can_manage_people(user, deal)
    bodies = _bodies(on=on, **bodies_open_to(user, deal))
    for body in bodies:
        body.deal = deal
    return relations_among(bodies, may_manage)


def with_relations(bodies: QuerySet[Body]) -> QuerySet[Body]:
    """Add to bodies what goes from each to others: rows of ``relates``, for ``relations_among``."""
    row = JSONObject(id="pk", target="target_id", kind="kind", article="article")
    going = BodyRelation.objects.filter(source=OuterRef("pk")).order_by("target__order", "pk")
    return bodies.annotate(relates=ArraySubquery(going.values_list(row)))


def relations_among(bodies: Sequence[Any], may_manage: bool) -> Relations:
    """Return the relations between these bodies, which have ``with_relations`` and their deal. No query."""
    known = {body.pk: body for body in bodies}
    lines = [
        RelationLine(
            body,
            known[row["target"]],
            row["kind"],
            str(RelationKind(row["kind"]).label),
            row["article"],
            address("governance:relation_remove", body.deal.slug, row["id"]) if may_manage else "",
        )
        for body in bodies
        for row in body.relates
        if row["target"] in known
    ]
    return Relations(lines, draw(lines) if lines else None, may_manage)


def was_relation(deal: CityDeal, relation: int) -> bool:
    """Whether this id is of a relation of the deal, of now or taken away. One query."""
    history: Any = BodyRelation.history
    return bool(history.filter(id=relation, source__deal=deal).exists())


@compiled
def _bodies(on: Any, deal: Any, levels: Any, own: Any) -> QuerySet[Body]:
    return with_relations(Body.objects.filter(among_open_bodies(deal, levels, own), holds_on(on)))


def draw(lines: Sequence[RelationLine]) -> Drawing:
    """Return the drawing of these relations; bodies without a relation are left out.

    What goes from one body to several in the same kind of relation is one line with branches.
    """
    bodies = {body.pk: body for line in lines for body in (line.source, line.target)}
    order = sorted(bodies.values(), key=lambda body: (body.order, body.name))
    row = {body.pk: place for place, body in enumerate(order)}
    branches: dict[tuple[int, str], list[int]] = defaultdict(list)
    for line in lines:
        branches[row[line.source.pk], line.kind].append(row[line.target.pk])
    lanes = _lanes([(source, *targets) for (source, _kind), targets in branches.items()])
    text_x = EDGE + LANE * (max(lanes) + 1) + 14
    heights = _Heights()
    kinds = {line.kind for line in lines}
    return Drawing(
        height=ROW * len(order),
        text_x=text_x,
        names=[line for place, body in enumerate(order) for line in _name(body.name, place)],
        arcs=[
            _arc(kind, source, targets, (text_x - 8, text_x - 14 - LANE * (lane + 1)), heights)
            for ((source, kind), targets), lane in zip(branches.items(), lanes, strict=True)
        ],
        legend=[(kind.value, str(kind.label)) for kind in RelationKind if kind in kinds],
    )


def _name(name: str, place: int) -> list[tuple[str, int]]:
    parts = textwrap.wrap(name, _LETTERS, max_lines=_LINES, placeholder="…")
    top = ROW * place + ROW // 2 + 5 - (len(parts) - 1) * LINE // 2
    return [(part, top + number * LINE) for number, part in enumerate(parts)]


def _arc(kind: str, source: int, targets: Sequence[int], x: tuple[int, int], heights: _Heights) -> Arc:
    near, far = x
    start = heights.next(source)
    path, heads = f"M{near} {start}H{far}", ""
    for target in targets:
        end = heights.next(target)
        path += f"M{far} {start}V{end}H{near - 6}"
        heads += f"M{near} {end}l-9 -5v10z"
    return Arc(kind, path, heads)


class _Heights:
    """Hands out the heights at which lines meet a row: the middle first, then above and below it."""

    def __init__(self) -> None:
        self._used: dict[int, int] = defaultdict(int)

    def next(self, place: int) -> int:
        """Return the next free height at a row, in pixels."""
        used = self._used[place]
        self._used[place] += 1
        step = (used + 1) // 2 * _SPREAD
        limit = ROW // 2 - 6
        return ROW * place + ROW // 2 + max(-limit, min(limit, step if used % 2 else -step))


def _lanes(spans: Sequence[tuple[int, ...]]) -> list[int]:
    """Return per line the lane, the innermost that no crossing line has; short lines choose first."""
    chosen: dict[int, int] = {}
    for number in sorted(range(len(spans)), key=lambda number: max(spans[number]) - min(spans[number])):
        low, high = min(spans[number]), max(spans[number])
        taken = {
            lane
            for other, lane in chosen.items()
            if max(low, min(spans[other])) <= min(high, max(spans[other]))
        }
        chosen[number] = next(lane for lane in range(len(spans)) if lane not in taken)
    return [chosen[number] for number in range(len(spans))]
