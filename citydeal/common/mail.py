"""The words of a mail: a subject of one line, wrapped text, links that work outside the portal."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils.html import urlize
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

SUBJECT_LENGTH = 200
LINE_WIDTH = 76


@dataclass(frozen=True)
class MailText:
    """The subject and the text of one mail, plain and as HTML, ready for the outbox."""

    subject: str
    text: str
    html: str


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
    """Render ``<prefix>_subject.txt`` and ``<prefix>_message.txt``; the HTML is made of the same text.

    Nothing is escaped in the plain text. Every text may use ``portal_name`` and ``base_url``.
    """
    values = {"portal_name": _("City Deal portal"), "base_url": settings.BASE_URL, **context}

    def render(name: str) -> str:
        template: Any = get_template(name)
        return str(template.template.render(Context(values, autoescape=False)))

    subject, text = one_line(render(f"{prefix}_subject.txt")), render(f"{prefix}_message.txt")
    return MailText(subject=subject, text=wrap(text), html=as_html(subject, text))


def as_html(subject: str, text: str) -> str:
    """Return the text of a mail as HTML: paragraphs, lists of lines that begin with ``- ``, and links."""
    blocks = [block.splitlines() for block in re.split(r"\n\s*\n", text.replace("\x00", "").strip())]
    parts = []
    for lines in blocks:
        is_list = all(line.lstrip().startswith("- ") for line in lines)
        words = [line.strip().removeprefix("- ") if is_list else line.strip() for line in lines]
        parts.append((is_list, [_linked(line) for line in words]))
    return render_to_string("citydeal/mail/base_message.html", {"subject": subject, "parts": parts})


def _linked(line: str) -> SafeString:
    """Return a line with its addresses as links; all else is escaped."""
    return SafeString(urlize(line, autoescape=True))
