"""Rows of lists about the work, built in Python since a page may hold hundreds of cells or controls."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from citydeal.common.markup import filled
from citydeal.templatetags.components import field, register, status

_SUB = '<span class="cd-table__sub">{}</span>'


@register.simple_tag
def choice_rows(lines: Iterable[tuple[Any, BoundField, BoundField]]) -> SafeString:
    """Show candidates to decide about: the lines of a list, a candidate with its two fields each.

    A candidate has ``principle``, ``research``, ``points``, ``spread``, ``version`` and ``is_divided``.
    """
    scored = _("%(points)s points, spread %(span)s, under %(version)s")
    far, missing = _("far apart"), _("no scores yet")

    def about(row: Any) -> str:
        if not row.points:
            return " · ".join(filter(None, (row.principle, row.research, missing)))
        points = scored % {"points": row.points, "span": row.spread, "version": row.version}
        return " · ".join(filter(None, (row.principle, row.research, points, row.is_divided and far)))

    return filled(
        '<li class="cd-panel cd-stack cd-stack--sm"><p class="cd-item__meta">{}</p>{}{}</li>',
        *((about(row), field(outcome), field(reason)) for row, outcome, reason in lines),
    )


@register.simple_tag
def timeline_axis(drawing: Any) -> SafeString:
    """Show the years and quarters of a timeline: lines with their words, in its drawing."""
    quarter = _("Q%(quarter)s")
    bottom = drawing.bottom
    return filled(
        '<g{}><line class="cd-chart__axis" x1="{}" x2="{}" y1="24" y2="{}"/>'
        '<text class="{}" x="{}" y="16" text-anchor="{}">{}</text></g>',
        *(
            (
                SafeString(' class="cd-chart__minor"') if tick.is_minor else "",
                *(tick.x, tick.x, bottom),
                "cd-chart__subtle" if tick.quarter else "cd-chart__strong",
                *(tick.x, tick.anchor),
                quarter % {"quarter": tick.quarter} if tick.quarter else tick.year,
            )
            for tick in drawing.ticks
        ),
    )


@register.simple_tag
def field_test_rows(rows: Iterable[Any]) -> SafeString:
    """Show the body of the matrix of field tests: an instrument a row, a municipality a column.

    A row has ``title`` at ``url``, and ``cells``, each with ``url`` (empty: no test), ``badge``, ``label``,
    ``municipality`` and ``alliance``.
    """
    none = filled(
        '<td><span aria-hidden="true">–</span><span class="cd-hidden">{}</span></td>', (_("no test"),)
    )
    alliance = filled(_SUB, (_("in an alliance"),))

    def cell(row: Any, found: Any) -> SafeString:
        if not found.url:
            return none
        state = status(found.badge, found.label, bare=True)
        about = (found.url, state, found.municipality, row.title, alliance if found.alliance else "")
        link = '<a class="nl-link" href="{}">{}<span class="cd-hidden">, {}, {}</span></a>'
        return filled(f"<td>{link}{{}}</td>", about)

    return filled(
        '<tr><th scope="row"><a class="nl-link" href="{}">{}</a></th>{}</tr>',
        *(
            (row.url, row.title, SafeString("".join([cell(row, found) for found in row.cells])))
            for row in rows
        ),
    )
