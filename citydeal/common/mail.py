"""The words of a mail: a subject of one line, wrapped text, links that work outside the portal."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils.translation import gettext as _

SUBJECT_LENGTH = 200
LINE_WIDTH = 76


@dataclass(frozen=True)
class MailText:
    """The subject and the text of one mail, ready for the outbox."""

    subject: str
    text: str


def absolute_url(path: str) -> str:
    """Return the full address of a path of this portal, whatever host a request named."""
    return f"{settings.BASE_URL}{path}"


def one_line(text: str, *, length: int = SUBJECT_LENGTH) -> str:
    """Return ``text`` on one line of at most ``length`` characters, without control characters.

    A newline in a header would let a title write headers of its own.
    """
    words = " ".join(text.split())
    clean = "".join(char for char in words if unicodedata.category(char) != "Cc")
    return clean if len(clean) <= length else f"{clean[: length - 1].rstrip()}…"


def wrap(text: str) -> str:
    """Return ``text`` in lines of at most 76 characters; an address is never broken.

    Line ends of the text stay; more than one empty line in a row becomes one.
    """
    lines: list[str] = []
    for line in text.replace("\x00", "").strip().splitlines():
        indent = "  " if line.lstrip().startswith("- ") else ""
        wrapped = textwrap.wrap(
            line.strip(),
            LINE_WIDTH,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        if wrapped or (lines and lines[-1]):
            lines.extend(wrapped or [""])
    return "\n".join(lines) + "\n"


def render_mail(prefix: str, context: Mapping[str, Any]) -> MailText:
    """Render ``<prefix>_subject.txt`` and ``<prefix>_message.txt`` as plain text.

    Nothing is escaped: a mail is not HTML. Every text may use ``portal_name`` and ``base_url``.
    """
    values = {"portal_name": _("City Deal portal"), "base_url": settings.BASE_URL, **context}

    def render(name: str) -> str:
        template: Any = get_template(name)
        return str(template.template.render(Context(values, autoescape=False)))

    return MailText(
        subject=one_line(render(f"{prefix}_subject.txt")),
        text=wrap(render(f"{prefix}_message.txt")),
    )
