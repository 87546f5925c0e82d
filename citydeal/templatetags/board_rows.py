"""Rows of dashboards, plannings and registers, built in Python since a page may hold a hundred of them.

What they show comes ready from selectors; see the templates that use them for what stands around them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from citydeal.common.dates import in_words
from citydeal.common.markup import filled
from citydeal.templatetags.components import badge, icon_of, link_button, meter, register, status

# A text that may be absent, with what stands around it; three values of a pattern.
_META = SafeString('<p class="cd-item__meta">'), SafeString("</p>")
_SUB = SafeString('<span class="cd-table__sub">'), SafeString("</span>")
_OF = SafeString(' <span class="cd-figure__of">'), SafeString("</span>")
_DELTA = SafeString('<span class="cd-figure__delta">'), SafeString("</span>")
_PARAGRAPH = SafeString('<p class="nl-paragraph">')
_ABSENT = ("", "", "")
# More parts than these say nothing at a glance.
_MOST_PARTS = 12
# Letters of the name above a lane.
_MOST_LETTERS = 60


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
def figure_items(figures: Iterable[Any]) -> SafeString:
    """Show figures with their comparison: lines of a list ``cd-figures``, each as ``Figure``."""
    of_total = _("of %(total)s")
    return filled(
        '<li class="cd-figure"><span class="cd-figure__value">{}{}{}{}</span>'
        '<span class="cd-figure__label">{}</span>{}{}{}</li>',
        *(
            (
                each.value,
                *_within(_OF, of_total % {"total": each.total} if each.total else ""),
                each.label,
                *_within(_DELTA, each.delta),
            )
            for each in figures
        ),
    )


@register.simple_tag
def asked_items(items: Iterable[Any]) -> SafeString:
    """Show what is asked of the reader: panels in a grid, each as ``Asked``."""
    heading, note = _("Where each party stands"), SafeString('<span class="cd-muted cd-small">')
    holds, you = _("The decision holds for a party when that party has confirmed it."), _("(you)")

    def stand(rows: Iterable[Any]) -> SafeString:
        facts = filled(
            "<dt>{}</dt><dd>{}{}{}{}</dd>",
            *(
                (
                    f"{each.party} {you}" if each.is_mine else each.party,
                    status(each.kind, each.label, bare=True),
                    *_within((SafeString("<br />") + note, SafeString("</span>")), each.note),
                )
                for each in rows
            ),
        )
        return filled(
            '<h4 class="cd-item__title">{}</h4><dl class="cd-facts">{}</dl><p class="cd-item__meta">{}</p>',
            (heading, facts, holds),
        )

    return filled(
        '<article class="cd-panel cd-decision" aria-labelledby="{}">'
        '<p class="cd-decision__due">{}<span>{}</span>'
        '</p><h3 class="nl-heading nl-heading--level-3" id="{}">{}</h3>{}{}{}{}{}{}'
        '<p class="utrecht-action-group cd-decision__actions">{}{}{}{}</p></article>',
        *(
            (
                item.slug,
                status("danger", item.label) if item.presses else badge(item.label),
                *(item.moment, item.slug, item.title),
                _lines(item.lines),
                *_within((_PARAGRAPH, SafeString("</p>")), first_words(item.text, 30)),
                _facts(item.facts),
                stand(item.stand) if item.stand else "",
                link_button(item.action, item.url, kind="primary", hidden=item.title),
                *_within((note, SafeString("</span>")), item.note),
            )
            for item in items
        ),
    )


def _lines(lines: Sequence[str]) -> SafeString | str:
    """Return what is asked: a sentence, or a numbered list of them."""
    if len(lines) > 1:
        rows = filled("<li>{}</li>", *((line,) for line in lines))
        return filled('<ol class="cd-list cd-list--numbered">{}</ol>', (rows,))
    return filled('<p class="nl-paragraph">{}</p>', lines) if lines else ""


def _facts(facts: Sequence[tuple[str, str]]) -> SafeString | str:
    if not facts:
        return ""
    rows = filled("<dt>{}</dt><dd>{}</dd>", *((label, first_words(value, 16)) for label, value in facts))
    return filled('<dl class="cd-facts cd-noprint">{}</dl>', (rows,))


@register.simple_tag
def group_rows(groups: Iterable[Any], word_state: str, word_trend: str, word_says: str) -> SafeString:
    """Show the body of the table of working groups; the words are the heads of its columns.

    Each of ``groups`` has ``name`` at ``url``, ``progress``, ``step_words``, ``course``, ``history``
    and ``says``.
    """
    nothing = _("Nothing reported yet.")
    seen, read = SafeString('<span class="cd-trend">'), SafeString('<span class="cd-hidden">')
    end = SafeString("</span>")
    rows = []
    for group in groups:
        course, far = group.course, group.progress
        trend: tuple[Any, ...] = ("–", *[""] * 7)
        if course.trend:
            icon, words = icon_of(course.trend_icon), course.trend_words
            trend = (seen, icon, words, end, group.history, read, course.history_words, end)
        rows.append(
            (
                *(group.url, group.name),
                meter(far.done, far.total) if 0 < far.total <= _MOST_PARTS else "",
                group.step_words,
                *(word_state, status(course.badge, course.label)),
                *(word_trend, *trend),
                *(word_says, first_words(group.says, 24) if group.says else nothing),
            )
        )
    return filled(
        '<tr><th scope="row"><span><a class="nl-link" href="{}">{}</a><span class="cd-table__sub">'
        '<span class="cd-meter">{}{}</span></span></span></th><td data-label="{}">{}</td>'
        '<td data-label="{}"><span>{}{}{}{}{}{}{}{}</span></td><td data-label="{}">{}</td></tr>',
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
        name = [line.url, line.milestone.title]
        if not of_group:
            whose = line.group or whole
            name = [str(line.number), *name, f"{whose} – {line.phase}" if line.phase else whose]
        moved = _moved_words(line) if line.moves else ""
        values = (planned, line.planned, *(_within(_SUB, moved) if line.moves else _ABSENT))
        rows.append((*name, *values, real, line.real or "–", state, status(line.badge, line.label)))
    head = '<a class="nl-link" href="{}">{}</a>'
    if not of_group:
        head = f'<span>{{}}. {head} <span class="cd-table__sub">{{}}</span></span>'
    return filled(
        f'<tr><th scope="row">{head}</th><td data-label="{{}}"><span>{{}}{{}}{{}}{{}}</span></td>'
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
def lane_rows(lanes: Iterable[Any]) -> SafeString:
    """Draw the lanes of a timeline: the name of each, and its rows of marks; each as ``LaneRow``."""
    return filled(
        '<text class="cd-chart__strong cd-chart__halo" x="0" y="{}">{}</text>{}',
        *(
            (
                SafeString(lane.y),
                _cut(lane.name),
                SafeString("".join([_mark_row(row) for row in lane.rows])),
            )
            for lane in lanes
        ),
    )


def _cut(name: str) -> str:
    """Return a name that fits above its lane, as the filter ``truncatechars`` does."""
    return name if len(name) <= _MOST_LETTERS else f"{name[: _MOST_LETTERS - 1]}…"


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
