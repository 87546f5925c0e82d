"""Components that are rows of lists, built in Python since a page may hold hundreds of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from citydeal.common.dates import in_words
from citydeal.common.markup import filled
from citydeal.templatetags.components import icon_of, register, status, term_bar


@register.simple_tag
def as_it_stands(day: date) -> str:
    """Say of which day the page is. Example: ``{% as_it_stands page.on %}``."""
    return _("As it stands on %(day)s.") % {"day": in_words(day)}


@register.simple_tag
def link_stack(links: Iterable[tuple[Any, str, Any]]) -> SafeString:
    """Show what can be done with a row of a list: links, as many on a line as fit.

    ``links``: words, address, and about whom (read out after the words) each.
    """
    link = '<a class="nl-link" href="{1}">{0}<span class="cd-hidden">: {2}</span></a>'
    return filled('<div class="cd-acts">{}</div>', (filled(link, *links),))


@register.simple_tag
def member_row(row: Any, page: Any) -> SafeString:
    """Show a seat of a body, or a member without a seat, as a row of the table of its members.

    ``row`` has ``name``, ``person_url``, ``lines``, ``member`` (None: nobody there), ``owner``, ``office``,
    ``since``, ``planned``, ``badge``, ``status_label``, ``actions`` and ``words``; ``page`` has ``on``,
    ``shows_people`` and ``may_manage``. Who sees no people sees whose seat it is, and how it stands.
    """
    words = row.words
    state = status(row.badge, row.status_label) if row.badge else row.status_label
    if page.shows_people:
        values = [_named(row.name, row.person_url, row.lines)]
        values += [words.party, row.owner, words.period, _period(row, page)]
    else:
        values = [_named(row.owner, "", [(row.office, "", "")] if row.office else [])]
    values += [words.status, state]
    row_class = "" if row.member else ' class="cd-table__vacancy"'
    pattern = f'<tr{row_class}><th scope="row">{{}}</th>' + '<td data-label="{}">{}</td>' * (len(values) // 2)
    if page.may_manage:
        pattern += '<td class="cd-noprint" data-label="{}">{}</td>'
        values += [words.acts, link_stack(row.actions)]
    return filled(f"{pattern}</tr>", values)


def _period(row: Any, page: Any) -> SafeString:
    member = row.member
    if member is None:
        return filled('<span class="cd-muted">{}</span>', (row.words.not_known,))
    if member.end is None:
        return filled("<div>{}</div>", (_named(row.since, "", row.planned),))
    bar = term_bar(member.start, member.end, page.on)
    return filled("<span>{} – {}{}</span>", (in_words(member.start), in_words(member.end), bar))


def _named(name: Any, url: str, lines: Iterable[tuple[Any, Any, str]]) -> SafeString:
    """Return a name, linked where there is a page, with small lines: words, then a name and its page."""
    small = [
        filled('<span class="cd-table__sub">{}: {}</span>', (words, _link(about, page)))
        if about
        else filled('<span class="cd-table__sub">{}</span>', (words,))
        for words, about, page in lines
    ]
    return filled("{}" * (1 + len(small)), (_link(name, url), *small))


def _link(words: Any, url: str) -> SafeString:
    return filled('<a class="nl-link" href="{1}">{0}</a>' if url else "{}", (words, url))


@register.simple_tag
def check_rows(rows: Iterable[Any]) -> SafeString:
    """Show how rules of the covenant stand: the lines of a list on ``cd-panel--flush``.

    Each of ``rows`` has ``scope`` with ``scope_url``; ``line`` (``rule``, ``kind``, ``status``, ``why``,
    ``source``, ``remedy`` at ``remedy_url``); and ``accept_words`` at ``accept_url``. Addresses may be empty.
    """
    shown, state = None, ""
    patterns: list[str] = []
    values: list[Any] = []
    for row in rows:
        if row.line.status is not shown:  # those that stand alike come together
            shown = row.line.status
            state = status(row.line.kind, shown).replace("{", "{{").replace("}", "}}")
        patterns.append(_check_row(row, state, values))
    return filled("".join(patterns), values)


def _check_row(row: Any, state: str, values: list[Any]) -> str:
    """Return the pattern of one of them and add its values; ``state``: its status, as a part of a pattern."""
    line = row.line
    values.append(line.rule)
    scope = "{}"
    if row.scope_url:
        scope = '<a class="nl-link" href="{}">{}</a>'
        values.append(row.scope_url)
    values += (row.scope, line.why)
    acts = ""
    if line.remedy_url:
        acts = '<a class="nl-link" href="{}">{}</a>'
        values += (line.remedy_url, line.remedy)
    if row.accept_url:
        acts += '<a class="nl-link" href="{}">{}<span class="cd-hidden"> – {}, {}</span></a>'
        values += (row.accept_url, row.accept_words, line.source, row.scope)
    if acts:
        acts = f'<span class="cd-acts cd-noprint">{acts}</span>'
    values.append(line.source)
    return (
        f'<li class="cd-check"><p class="cd-check__rule">{{}}</p>{state}<p class="cd-check__why">'
        f'{scope}<br />{{}}{acts}<span class="cd-check__source">{{}}</span></p></li>'
    )


@register.simple_tag
def tasks(items: Iterable[Any]) -> SafeString:
    """Show what needs somebody, each with its act: the lines of a list ``cd-items``.

    Each of ``items`` has ``title``, ``text``, ``says`` (about its day; may be empty), ``level`` (danger,
    warning or neutral), ``icon``, and ``action`` at ``url`` with ``about`` (read out after it).
    """
    patterns: list[str] = []
    values: list[Any] = []
    for item in items:
        patterns.append(_task(item.level, item.icon, bool(item.says)))
        values += (item.title, item.text)
        if item.says:
            values.append(item.says)
        values += (item.url, item.action, item.about)
    return filled("".join(patterns), values)


@cache
def _task(level: str, icon: str, has_day: bool) -> str:
    """Return the pattern of a task: title, text, what is said of its day, address, act, and about what."""
    words = '<strong class="cd-overdue">{}</strong>' if level == "danger" else "{}"
    says = f'<p class="cd-item__meta">{words}</p>' if has_day else ""
    return (
        f'<li class="cd-item cd-item--end"><span class="cd-item__icon cd-item__icon--{level}">{icon_of(icon)}'
        f'</span><div><h3 class="cd-item__title">{{}}</h3><p class="cd-item__text">{{}}</p>{says}</div>'
        '<div class="cd-item__end"><a class="nl-button nl-button--secondary" href="{}">'
        '<span class="nl-button__label">{}<span class="cd-hidden"> – {}</span></span></a></div></li>'
    )


@register.simple_tag
def body_lines(rows: Iterable[Any]) -> SafeString:
    """Show bodies with how they stand: the lines of a list ``cd-items`` in an aside.

    Each of ``rows`` has ``name`` at ``url``, and a status in ``words`` of ``kind``; nothing is said of a body
    without rules, and what is in order has no colour.
    """
    return filled(
        '<li class="cd-row cd-row--between cd-row--center cd-bodyrow">'
        '<a class="nl-link" href="{}">{}</a>{}</li>',
        *(
            (row.url, row.name, status(row.kind, row.words, bare=row.kind == "safe") if row.kind else "")
            for row in rows
        ),
    )


@register.simple_tag
def score_rows(rows: Iterable[Any], cells: str) -> SafeString:
    """Show the body of a table of scores: a candidate a row, with its mean and spread before the cells.

    Each of ``rows`` has ``title``, ``url``, ``mean``, ``spread``, ``is_divided``, and the words of its cells
    in the attribute ``cells``.
    """
    far = status("warning", _("far apart"))
    row = '<tr><th scope="row"><a class="nl-link" href="{1}">{0}</a></th><td><strong>{2}</strong></td>'
    return filled(
        "{}<td>{}{}</td>{}</tr>",
        *(
            (
                filled(row, (found.title, found.url, found.mean)),
                found.spread,
                filled("<br />{}", (far,)) if found.is_divided else "",
                filled("<td>{}</td>", *((cell,) for cell in getattr(found, cells))),
            )
            for found in rows
        ),
    )


@register.simple_tag
def candidate_rows(rows: Iterable[Any], shows_points: bool) -> SafeString:
    """Show the body of the table of a longlist; ``shows_points``: with a column of points.

    Each of ``rows`` has ``title``, ``url``, ``principle``, ``research`` with ``research_kind``, ``outcome``
    with ``outcome_kind``, ``reason``, and ``points``, ``spread``, ``version`` and ``is_divided``.
    """
    looked, points, decided = _("Desk research"), _("Points"), _("Decision")
    missing = filled('<span class="cd-muted">{}</span>', (_("no scores yet"),))
    sub = '<span class="cd-table__sub">{}</span>'
    cell = '<td data-label="{}"><span>{}{}</span></td>'
    lines = []
    for row in rows:
        cells = [(looked, status(row.research_kind, row.research), "")]
        if shows_points:
            far = f" · {_('far apart')}" if row.is_divided else ""
            span = _("spread %(span)s, %(version)s") % {"span": row.spread, "version": row.version}
            scored = filled("<strong>{}</strong>", (row.points,)), filled(sub, (f"{span}{far}",))
            cells.append((points, *scored) if row.points else (points, missing, ""))
        why = filled(sub, (row.reason,)) if row.reason else ""
        cells.append((decided, status(row.outcome_kind, row.outcome), why))
        name = filled('<a class="nl-link" href="{1}">{0}</a>', (row.title, row.url))
        under = filled(sub, (row.principle,)) if row.principle else ""
        lines.append((name, under, filled(cell, *cells)))
    return filled('<tr><th scope="row">{}{}</th>{}</tr>', *lines)
