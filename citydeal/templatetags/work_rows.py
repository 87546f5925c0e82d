"""Rows of lists about the work, built in Python since a page may hold hundreds of cells or controls."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from citydeal.common.markup import filled
from citydeal.templatetags.components import field, register, status

# Shapes of a legend: a planned period, a move of the planning, and a phase.
_SPAN = '<line class="cd-chart__span" x1="0" x2="36" y1="10" y2="10" />'
_SHIFT = (
    '<path class="cd-chart__shift-from" d="M1 3v14" />'
    '<line class="cd-chart__shift" x1="0" x2="36" y1="10" y2="10" />'
)
_PHASE = (
    '<rect class="cd-chart__pledge" x="1" y="2" width="34" height="16" />'
    '<rect class="cd-chart__bar" x="1" y="7" width="20" height="6" />'
)
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
def timeline_legend() -> SafeString:
    """Show what the shapes of a timeline mean; decoration beside the table with the same in words."""
    return _timeline_legend(get_language())


@lru_cache(maxsize=8)
def _timeline_legend(_language: str | None) -> SafeString:
    mark = '<svg width="20" height="20" focusable="false"><use href="#m-{}" x="10" y="10" /></svg>'
    wide = '<svg width="36" height="20" focusable="false">{}</svg>'
    dropped = pgettext("milestone", "Dropped")
    shapes = (
        (mark.format("gehaald"), _("Reached")),
        (mark.format("open"), pgettext("milestone", "Open")),
        (mark.format("laat"), _("Too late")),
        (mark.format("vervallen"), dropped),
        (wide.format(_SPAN), _("Time it is planned in")),
        (wide.format(_SHIFT), _("Moved, from the first planning")),
        (wide.format(_PHASE), _("Phase: planned, and in it what is real")),
    )
    items = filled(
        '<li class="cd-legend__item">{}{}</li>', *((SafeString(shape), words) for shape, words in shapes)
    )
    return filled('<ul class="cd-legend" aria-hidden="true">{}</ul>', (items,))


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
