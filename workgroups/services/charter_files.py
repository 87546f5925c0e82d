"""A version of a project charter as a file that a college can put on its agenda: PDF or ODT."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _

from governance.services.printable import printable
from governance.services.report_files import KINDS, PDF, MadeFile, html_to_odt
from governance.services.typesetting import TypesettingError, typeset
from workgroups.enums import CharterState
from workgroups.models import CharterVersion
from workgroups.selectors.charter_documents import DocumentPart, adoption_words

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"
# A column with more signs than this in a cell shares the width that the short ones leave.
SHORT_CELL = 16


def charter_file(version: CharterVersion, parts: Sequence[DocumentPart], kind: str) -> MadeFile:
    """Return a version as a PDF or an ODT; ``kind``: one of ``KINDS``. Needs charter and deal loaded.

    The PDF is PDF/A-2a and PDF/UA-1, or a plain one where the font lacks a sign that is used.
    """
    data = _data(version, parts)
    if kind == PDF:
        content = _as_pdf(data)
    else:
        html = render_to_string("workgroups/parts/charter_text.html", {"data": data})
        content = html_to_odt(html, data["title"])
    name = (
        f"projectopdracht-{slugify(version.title)[:80] or version.charter_id}-versie-{version.number}.{kind}"
    )
    return MadeFile(name, content, KINDS[kind])


def _as_pdf(data: dict[str, Any]) -> bytes:
    try:
        return typeset("charter.typ", data, standards=["a-2a", "ua-1"], folder=TEMPLATES)
    except TypesettingError:
        # Both standards refuse a sign without a glyph, such as an emoji; the charter is worth more.
        return typeset("charter.typ", data, folder=TEMPLATES)


def _data(version: CharterVersion, parts: Sequence[DocumentPart]) -> dict[str, Any]:
    """Return a version as plain data, without signs that no document can hold."""
    state = f"{version}, {str(CharterState(version.state).label).lower()}"
    if version.state == CharterState.ADOPTED:  # the day and the body say so
        state = str(version)
    cleaned: dict[str, Any] = printable(
        {
            "title": _("Project charter: %(title)s") % {"title": version.title},
            "deal": version.charter.deal.name,
            "state": f"{state}. {adoption_words(version)}.",
        }
    )
    return cleaned | {"nothing": _("Not filled in yet."), "parts": [_part(part) for part in parts]}


def _part(part: DocumentPart) -> dict[str, Any]:
    table = part.table
    said: dict[str, Any] = printable(
        {
            "heading": part.heading,
            "facts": part.facts,
            "text": part.text,
            "columns": table.columns if table else (),
            "rows": table.rows if table else (),
            "total": part.total,
            "notes": part.notes,
        }
    )
    widths = [
        max(len(cell) for cell in column) for column in zip(said["columns"], *said["rows"], strict=True)
    ]
    return said | {
        "level": part.level,
        "empty": part.is_empty,
        "numeric": list(table.numeric) if table else [],
        "widths": [0 if width <= SHORT_CELL else width for width in widths],
    }
