"""The forward agenda of a body and its template, as their pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from citydeal.common.compiled import compiled
from governance.models import AgendaItem, Body, ForwardItem, TemplateItem

# How many months ahead a subject may be planned.
MONTHS = 36


def months_from(first: date, number: int = MONTHS) -> list[date]:
    """Return the first day of a month and of those that follow."""
    start = first.year * 12 + first.month - 1
    return [date((start + ahead) // 12, (start + ahead) % 12 + 1, 1) for ahead in range(number)]


@dataclass(frozen=True)
class ForwardRow:
    """A planned subject. ``item``: where it stands on an agenda; ``is_late``: its month has passed."""

    planned: ForwardItem
    item: AgendaItem | None
    is_late: bool

    @property
    def is_open(self) -> bool:
        """Whether it still waits for a meeting."""
        return self.item is None and not self.planned.dropped_reason


@dataclass(frozen=True)
class ForwardMonth:
    """The subjects that are planned for one month."""

    month: date
    rows: Sequence[ForwardRow]


def forward_rows(body: Body, on: date) -> list[ForwardRow]:
    """Return every planned subject of a body by month. Two queries."""
    placed = {item.forward_id: item for item in _placed(body=body.pk)}
    first = on.replace(day=1)
    return [
        ForwardRow(planned, item, is_late=planned.month < first and item is None)
        for planned in _planned(body=body.pk)
        for item in [placed.get(planned.pk)]
    ]


def by_month(rows: Sequence[ForwardRow]) -> list[ForwardMonth]:
    """Return the rows grouped by month, in order. No query."""
    months: dict[date, list[ForwardRow]] = {}
    for row in rows:
        months.setdefault(row.planned.month, []).append(row)
    return [ForwardMonth(month, found) for month, found in sorted(months.items())]


@compiled
def _planned(body: Any) -> QuerySet[ForwardItem]:
    return ForwardItem.objects.filter(body=body).select_related("owner")


@compiled
def _placed(body: Any) -> QuerySet[AgendaItem]:
    found = AgendaItem.objects.filter(forward__body=body, carried_from=None)
    return found.select_related("meeting").order_by("pk")


def template_of(body: Body) -> list[TemplateItem]:
    """Return the template of a body in order; empty: the standard holds. One query."""
    return list(_template(body=body.pk))


@compiled
def _template(body: Any) -> QuerySet[TemplateItem]:
    return TemplateItem.objects.filter(body=body)
