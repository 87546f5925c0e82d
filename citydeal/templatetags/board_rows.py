"""Rows of dashboards, plannings and registers, built in Python since a page may hold a hundred of them.

What they show comes ready from selectors; see the templates that use them for what stands around them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from citydeal.common.dates import in_words
from citydeal.common.markup import filled
from citydeal.templatetags.components import icon_of, meter, register, status

# A text that may be absent, with what stands around it; three values of a pattern.
_META = SafeString('<p class="cd-item__meta">'), SafeString("</p>")
_SUB = SafeString('<span class="cd-table__sub">'), SafeString("</span>")
_ABSENT = ("", "", "")
# More parts than these say nothing at a glance.
_MOST_PARTS = 12


def first_words(text: str, most: int) -> str:
    """Return the first words of a text, as the filter ``truncatewords`` does."""
    words = text.split()
    if len(words) <= most:
        return " ".join(words)
    return f"{' '.join(words[:most])} …"


def _within(around: tuple[SafeString, SafeString], text: str) -> tuple[str, str, str]:
    return (around[0], text, around[1]) if text else _ABSENT


@register.simple_tag
def board_lines(lines: Iterable[Any]) -> SafeString:
    """Show what changed, or is at risk: lines of a list ``cd-items``.

    Each of ``lines`` has ``title`` at ``url``, ``meta`` (may be empty), and ``icon`` of ``kind``.
    """
    return filled(
        '<li class="cd-item"><span class="cd-item__icon cd-item__icon--{}">{}</span><div>'
        '<p class="cd-item__title"><a class="nl-link" href="{}">{}</a></p>{}{}{}</div></li>',
        *(
            (
                line.kind,
                icon_of(line.icon),
                line.url,
                line.title,
                *_within(_META, first_words(line.meta, 16)),
            )
            for line in lines
        ),
    )


@register.simple_tag
def group_rows(groups: Iterable[Any], word_state: str, word_trend: str, word_says: str) -> SafeString:
    """Show the body of the table of working groups; the words are the heads of its columns.

    Each of ``groups`` has ``name`` at ``url``, ``progress``, ``step_words``, ``course``, ``history``
    and ``says``.
    """
    nothing = _("Nothing reported yet.")
    trend_pattern = '<span class="cd-trend">{}{}</span>{}<span class="cd-hidden">{}</span>'
    rows = []
    for group in groups:
        course, far = group.course, group.progress
        bar = meter(far.done, far.total) if 0 < far.total <= _MOST_PARTS else ""
        trend = "–"
        if course.trend:
            drawn = icon_of(course.trend_icon), course.trend_words, group.history, course.history_words
            trend = filled(trend_pattern, drawn)
        says = first_words(group.says, 24) if group.says else nothing
        state = status(course.badge, course.label)
        rows.append((group.url, group.name, bar, group.step_words, state, trend, says))
    cells = filled(
        '<td data-label="{}">{{}}</td><td data-label="{}"><span>{{}}</span></td>'
        '<td data-label="{}">{{}}</td>',
        tuple(word.replace("{", "{{").replace("}", "}}") for word in (word_state, word_trend, word_says)),
    )
    return filled(
        '<tr><th scope="row"><span><a class="nl-link" href="{}">{}</a><span class="cd-table__sub">'
        f'<span class="cd-meter">{{}}{{}}</span></span></span></th>{cells}</tr>',
        *rows,
    )


@register.simple_tag
def milestone_rows(lines: Iterable[Any], of_group: Any = False) -> SafeString:
    """Show the body of a table of milestones: planned against real, and why the planning moved.

    ``lines``: as ``MilestoneLine``; ``of_group``: without whose they are and without their numbers.
    """
    planned, real, state = _("Planned"), _("Real"), _("State")
    whole = _("The deal as a whole")
    rows = []
    for line in lines:
        link = (line.url, line.milestone.title)
        if of_group:
            name = filled('<a class="nl-link" href="{}">{}</a>', link)
        else:
            whose = line.group or whole
            name = filled(
                '<span>{}. <a class="nl-link" href="{}">{}</a> <span class="cd-table__sub">{}</span></span>',
                (str(line.number), *link, f"{whose} – {line.phase}" if line.phase else whose),
            )
        moved = _moved_words(line) if line.moves else ""
        values = (planned, line.planned, *(_within(_SUB, moved) if line.moves else _ABSENT))
        rows.append((name, *values, real, line.real or "–", state, status(line.badge, line.label)))
    return filled(
        '<tr><th scope="row">{}</th><td data-label="{}"><span>{}{}{}{}</span></td>'
        '<td data-label="{}">{}</td><td data-label="{}">{}</td></tr>',
        *rows,
    )


def _moved_words(line: Any) -> str:
    """Return how a planning moved and why, in words."""
    if not line.first:
        return str(line.reason)
    first = _("At first: %(first)s") % {"first": line.first}
    shift = f" ({line.shift})" if line.shift else ""
    return f"{first}{shift}. {line.reason}"


@register.simple_tag
def mark_rows(rows: Iterable[Any]) -> SafeString:
    """Draw the rows of marks of a lane in a timeline; each as ``MarkRow``."""
    return SafeString("".join([_mark_row(row) for row in rows]))


def _mark_row(row: Any) -> str:
    """Return a row of marks: all in it are numbers, shapes and places that the drawing made."""
    line = '<line x1="{}" x2="{}"/>'.format
    spans = "".join([line(*each) for each in row.spans])
    shifts = "".join([line(*each) for each in row.shifts])
    marks = "".join([f'<use href="#m-{shape}" x="{x}"/>' for shape, x in row.marks])
    numbers = "".join([f'<text x="{x}">{number}</text>' for number, x in row.numbers])
    planned = f'<g class="cd-chart__span">{spans}</g>' if spans else ""
    moved = f'<g class="cd-chart__shift" marker-start="url(#m-van)">{shifts}</g>' if shifts else ""
    return (
        f'<g transform="translate(0 {row.y})">{planned}{moved}{marks}'
        f'<g class="cd-chart__number" transform="translate(0 -13)">{numbers}</g></g>'
    )


@register.simple_tag
def risk_rows(lines: Iterable[Any]) -> SafeString:
    """Show the body of a table of risks; ``lines``: as ``RiskLine``."""
    heavy, measure, owner = _("How heavy"), _("What we do"), _("Owner")
    nothing, updated = _("Nothing agreed yet"), _("Last update: %(day)s")
    sub = '<span class="cd-table__sub">{}</span>'
    return filled(
        f'<tr><th scope="row"><span><a class="nl-link" href="{{}}">{{}}</a> {sub}</span></th>'
        f'<td data-label="{{}}"><span>{{}}{sub}</span></td><td data-label="{{}}">{{}}</td>'
        f'<td data-label="{{}}"><span>{{}}{sub}</span></td></tr>',
        *(
            (
                line.url,
                line.risk.title,
                line.whose,
                heavy,
                status(line.badge, line.label),
                line.judged,
                measure,
                first_words(line.risk.measure, 24) or nothing,
                owner,
                line.owner,
                updated % {"day": in_words(line.last_on)},
            )
            for line in lines
        ),
    )
