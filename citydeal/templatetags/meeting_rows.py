"""Lists on the page of a meeting, built in Python: it may hold dozens of items and hundreds of people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from citydeal.common.markup import filled
from citydeal.templatetags.components import badge, icon_of, register, status

_PAPER = (
    '<li class="cd-file">{}<span><a class="nl-link" href="{}">{}</a> '
    '<span class="cd-file__meta">({})</span></span></li>'
)
_META = '<p class="cd-item__meta">{}</p>'


@dataclass(frozen=True)
class _Words:
    """What items may need to say, looked up once for a whole agenda; ``kinds`` and ``minutes`` fill up."""

    consent: SafeString
    confidential: SafeString
    confidential_item: str
    own_interest: SafeString
    cover: str
    abstains: str
    paper: SafeString
    kinds: dict[str, SafeString]
    minutes: dict[int, str]


def _words() -> _Words:
    interest = _(
        "Your party has an interest in this item and leaves it to the others. You do not see text and papers."
    )
    return _Words(
        consent=badge(_("Consent item")),
        confidential=status("warning", _("Confidential")),
        confidential_item=_("Confidential item"),
        own_interest=filled('<p class="nl-paragraph">{}</p>', (interest,)),
        cover=_("Cover note"),
        abstains=_("Abstains:"),
        paper=icon_of("file-text"),
        kinds={},
        minutes={},
    )


@register.simple_tag
def agenda_items(rows: Iterable[Any]) -> SafeString:
    """Show the items of an agenda: the lines of a list ``cd-agenda``, each as far as the reader may know it.

    A row has ``item`` (``pk``, ``title``, ``section``, ``minutes``, ``explanation``), ``kind``, ``number``,
    ``starts_at``, ``url``, ``presenter``, ``papers`` (see ``paper_line``), ``abstainers``, ``has_cover``, and
    ``is_nested``, ``is_known``, ``is_open``, ``is_confidential`` and ``is_own_abstention``.
    """
    words = _words()
    line = (
        '<li class="cd-agenda__item{}" id="punt-{}"><p class="cd-item__text cd-agenda__time">{}</p>'
        '<div class="cd-stack cd-stack--xs">{}</div></li>'
    )
    return filled(
        line,
        *(
            (
                " cd-agenda__item--nested" if row.is_nested else "",
                row.item.pk,
                f"{timezone.localtime(row.starts_at):%H.%M}",
                _known(row, words) if row.is_known else _hidden(row, words),
            )
            for row in rows
        ),
    )


def _hidden(row: Any, words: _Words) -> SafeString:
    return filled('<h3 class="cd-item__title">{}. {}</h3>', (row.number, words.confidential_item))


def _known(row: Any, words: _Words) -> SafeString:
    """Return what an item says to this reader: one pattern for all of it, since each that is filled costs."""
    item = row.item
    link = '<a class="nl-link" href="{}">{}</a>' if row.is_open else "{}"
    pattern = f'<div class="cd-row"><h3 class="cd-item__title">{{}}. {link}</h3>{{}}{{}}{{}}</div>{_META}'
    values: list[Any] = [
        row.number,
        *([row.url] if row.is_open else []),
        item.title,
        _kind(row.kind, words),
        words.consent if item.section == "consent" else "",
        words.confidential if row.is_confidential else "",
        ", ".join(filter(None, (_minutes(item.minutes, words), row.presenter))),
    ]
    if row.is_own_abstention:
        pattern += "{}"
        values.append(words.own_interest)
    if row.is_open:
        text, more = _text(row, words)
        pattern += text
        values += more
    if row.abstainers:
        pattern += _META
        values.append(f"{words.abstains} {', '.join(row.abstainers)}")
    return filled(pattern, values)


def _kind(label: str, words: _Words) -> SafeString:
    if label not in words.kinds:
        words.kinds[label] = badge(label)
    return words.kinds[label]


def _minutes(number: int, words: _Words) -> str:
    if number and number not in words.minutes:
        pattern = ngettext("%(minutes)s minute", "%(minutes)s minutes", number)
        words.minutes[number] = pattern % {"minutes": number}
    return words.minutes.get(number, "")


def _text(row: Any, words: _Words) -> tuple[str, list[Any]]:
    """Return the pattern and the values of what an item says, for who may read it."""
    pattern = ""
    values: list[Any] = []
    if row.item.explanation:
        pattern += '<div class="cd-prose">{}</div>'
        values.append(SafeString(linebreaks(row.item.explanation, autoescape=True)))
    if row.has_cover:
        pattern += (
            '<p class="nl-paragraph"><a class="nl-link" href="{}#oplegnotitie">{}'
            '<span class="cd-hidden">: {}</span></a></p>'
        )
        values += [row.url, words.cover, row.item.title]
    if row.papers:
        lines = "{}" * len(row.papers)
        pattern += f'<ul class="cd-files">{lines}</ul>'
        values += [_paper(paper, words.paper) for paper in row.papers]
    return pattern, values


@lru_cache(maxsize=1024)
def _size(number: int, _language: str) -> str:
    return filesizeformat(number)


@register.simple_tag
def paper_line(row: Any) -> SafeString:
    """Show a paper of an item: a line of a list ``cd-files``.

    ``row`` has ``url``, ``is_withdrawn``, and ``paper`` with ``title``, ``file``, ``version``, ``kind`` and
    ``withdrawn_reason``.
    """
    return _paper(row, icon_of("file-text"))


def _paper(row: Any, picture: SafeString) -> SafeString:
    paper = row.paper
    line = '<li class="cd-file">{}<span>{} <span class="cd-file__meta">({})</span></span></li>'
    if row.is_withdrawn:
        meta = _("withdrawn: %(reason)s") % {"reason": paper.withdrawn_reason}
        return filled(line, (picture, paper.title, meta))
    about = [paper.file.kind, _size(paper.file.size, get_language() or "")]
    if paper.version > 1:
        about.append(_("version %(number)s") % {"number": paper.version})
    if paper.kind != "with_item":
        about.append(paper.get_kind_display().lower())
    return filled(_PAPER, (picture, row.url, paper.title, ", ".join(about)))


@register.simple_tag
def invited_people(lines: Iterable[Any], with_answers: bool) -> SafeString:
    """Show who is invited to a meeting: the lines of a list ``cd-people``.

    A line has ``name``, ``role``, ``is_guest``, ``label`` (the answer) and ``deputy`` (a name, or empty);
    ``with_answers``: people were asked to answer.
    """
    guest, invited = _("guest"), _("invited")

    def about(line: Any) -> str:
        answer = line.label.lower() if with_answers else invited
        if with_answers and line.deputy:
            answer = f"{answer}: {line.deputy}"
        return ", ".join(filter(None, (line.role, guest if line.is_guest else "", answer)))

    picture = icon_of("user")
    pattern = f'<li>{picture}<span>{{}} <span class="cd-muted">({{}})</span></span></li>'
    return filled(pattern, *((line.name, about(line)) for line in lines))
