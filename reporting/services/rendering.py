"""Make a document in one of its formats: PDF, ODT, DOCX, a page of HTML, or four slides.

What people typed goes to the typesetter and to the converter as JSON, so it is never markup.
The converter is imported where a document is made, and nowhere else; the typesetter runs elsewhere.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString

from citydeal.common.chart_drawing import PAPER_STYLE
from governance.services.printable import without_pictures
from governance.services.typesetting import TypesettingError, pictures, typeset
from reporting.rules.document import Document
from reporting.rules.slides import slides_of
from reporting.services.document_data import blocks_data, charts_in, document_data
from reporting.services.odt_looks import dressed
from reporting.services.word_text import word_text

TEMPLATES = Path(__file__).resolve().parent.parent / "typst"
PDF, ODT, DOCX, HTML, SLIDES = "pdf", "odt", "docx", "html", "slides"
# Format → type of its content and the end of its name.
FORMATS = {
    PDF: ("application/pdf", "pdf"),
    ODT: ("application/vnd.oasis.opendocument.text", "odt"),
    DOCX: ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    HTML: ("text/html; charset=utf-8", "html"),
    SLIDES: ("application/pdf", "pdf"),
}
# Pictures of charts for word processors, which do not all draw SVG: dots per inch.
SHARPNESS = 200


@dataclass(frozen=True)
class MadeDocument:
    """A document that was made to be handed out at once."""

    name: str
    content: bytes
    content_type: str


def render(document: Document, format: str) -> bytes:
    """Return a document as a file; ``format``: one of ``FORMATS``.

    A PDF is PDF/A-2a and PDF/UA-1 at once. Words of the portal are in the language of the document. Raises
    KeyError for another format, subprocess.TimeoutExpired for a converter that does not end.
    """
    make: dict[str, Callable[[Document], bytes]] = {
        PDF: _pdf,
        ODT: _odt,
        DOCX: _docx,
        HTML: _html,
        SLIDES: _slides,
    }
    with translation.override(document.language):
        return make[format](document)


def _pdf(document: Document) -> bytes:
    return _typeset("report.typ", document_data(document))


def _slides(document: Document) -> bytes:
    data = document_data(replace(document, parts=()))
    slides = [{"title": each.title, "blocks": blocks_data(each.blocks)} for each in slides_of(document)]
    return _typeset("slides.typ", data | {"slides": slides})


def _html(document: Document) -> bytes:
    style = (TEMPLATES / "document.css").read_text(encoding="utf-8") + PAPER_STYLE
    context = {"document": document, "style": SafeString(style)}
    return render_to_string("reporting/document_file.html", context).encode()


def _odt(document: Document) -> bytes:
    data = document_data(document)
    pictures = [
        (chart["title"], chart["description"]) for chart in charts_in(data) for _ in chart["drawings"]
    ]
    return dressed(_converted(data, "odt"), pictures)


def _docx(document: Document) -> bytes:
    return _converted(document_data(document), "docx")


def _converted(data: dict[str, Any], to: str) -> bytes:
    """Return a document (``document_data``) as the converter makes it, with a picture of each chart."""
    from governance.services.report_files import convert_tree

    _add_pictures(charts_in(data))
    return convert_tree(word_text(data), data["title"], to)


def _add_pictures(charts: list[dict[str, Any]]) -> None:
    """Give each chart its drawings as addresses of PNG that carry the picture themselves."""
    drawings = [drawing for chart in charts for drawing in chart["drawings"]]
    if not drawings:
        return
    made = iter(pictures("drawings.typ", drawings, sharpness=SHARPNESS, folder=TEMPLATES))
    for chart in charts:
        chart["pictures"] = [
            "data:image/png;base64," + base64.b64encode(next(made)).decode() for _ in chart["drawings"]
        ]


def _typeset(template: str, data: dict[str, Any]) -> bytes:
    """Return a PDF that is PDF/A-2a and PDF/UA-1.

    Both refuse a sign that the font lacks. Emoji become an asterisk then; with letters of a script that the
    font lacks it is a plain PDF.
    """
    for each in (data, without_pictures(data)):
        try:
            return typeset(template, each, standards=["a-2a", "ua-1"], folder=TEMPLATES)
        except TypesettingError:
            continue
    return typeset(template, data, folder=TEMPLATES)
