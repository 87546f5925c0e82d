"""Give an ODT that the converter made the looks of the house: font, colours, lines in tables, A4.

Styles change, and pictures get their names; never what is said.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from html import escape

_DARK, _RULE, _GREY = "#0a3d4d", "#cbd5e0", "#4a5568"
# Name of a style → what its letters look like.
_LETTERS = {
    "Title": {"fo:font-size": "20pt", "fo:font-weight": "bold", "fo:color": _DARK},
    "Heading_20_1": {"fo:font-size": "14pt", "fo:font-weight": "bold", "fo:color": _DARK},
    "Heading_20_2": {"fo:font-size": "12pt", "fo:font-weight": "bold", "fo:color": _DARK},
    "Heading_20_3": {"fo:font-size": "11pt", "fo:font-weight": "bold", "fo:color": _DARK},
    "TableCaption": {"fo:font-size": "9pt", "fo:color": _GREY},
    "Table_20_Contents": {"fo:font-size": "9.5pt"},
}
# The converter names this style and leaves it to the reader's program to have one.
_TITLE = (
    '<style:style style:name="Title" style:family="paragraph" style:class="chapter"'
    ' style:parent-style-name="Heading" style:next-style-name="Text_20_body"></style:style>'
)
# Attributes anywhere in the styles: the page, and the letter and size of all text.
_EVERYWHERE = (
    (r'fo:page-height="11in"', 'fo:page-height="29.7cm"'),
    (r'fo:page-width="8.5in"', 'fo:page-width="21cm"'),
    (r'fo:margin-(bottom|left|right|top)="1in"', r'fo:margin-\1="2.2cm"'),
    (r'style:font-name="Times New Roman"', 'style:font-name="Arial"'),
    (r'(<style:default-style style:family="paragraph">.*?fo:font-size=)"12pt"', r'\1"10.5pt"'),
)
_CELL = 'fo:border="none" fo:border-bottom="{} solid {}" fo:padding="0.06cm"'
# Lines in tables.
_CONTENT = (
    (r'(style:name="TableHeaderRowCell".*?)fo:border="none"', rf"\1{_CELL.format('1pt', _DARK)}"),
    (r'(style:name="TableRowCell".*?)fo:border="none"', rf"\1{_CELL.format('0.5pt', _RULE)}"),
)
_STYLE = re.compile(
    r'<style:style (?P<head>[^>]*style:name="(?P<name>[^"]+)"[^>]*?)(?P<end>/>|>.*?</style:style>)', re.DOTALL
)


def dressed(odt: bytes, pictures: Sequence[tuple[str, str]]) -> bytes:
    """Return the same text in other styles.

    ``pictures``: title and description of each picture in it, in order; the converter leaves them out.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(odt)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():  # the kind of file comes first, and is never packed
            data = old.read(entry)
            if entry.filename == "styles.xml":
                data = _styles(data.decode()).encode()
            elif entry.filename == "content.xml":
                data = _content(data.decode(), pictures).encode()
            new.writestr(entry, data, compress_type=entry.compress_type)
    return out.getvalue()


def _content(text: str, pictures: Sequence[tuple[str, str]]) -> str:
    # The styles stand before the body; what people typed is left alone.
    styles, mark, body = text.partition("<office:body>")
    for old, new in _CONTENT:
        styles = re.sub(old, new, styles, count=1, flags=re.DOTALL)
    return styles + mark + _with_titles(body, pictures)


def _with_titles(body: str, pictures: Sequence[tuple[str, str]]) -> str:
    """Return the text with title and description in each picture, for who cannot see it."""
    left = iter(pictures)

    def titled(found: re.Match[str]) -> str:
        title, text = next(left)
        return f"{found[0]}<svg:title>{escape(title)}</svg:title><svg:desc>{escape(text)}</svg:desc>"

    return re.sub(r"<draw:image [^>]*/>", titled, body)


def _styles(text: str) -> str:
    titled = text.replace("</office:styles>", f"{_TITLE}</office:styles>", 1)
    for old, new in _EVERYWHERE:
        titled = re.sub(old, new, titled, flags=re.DOTALL)
    return _STYLE.sub(_lettered, titled)


def _lettered(found: re.Match[str]) -> str:
    """Return a style with other letters, where it is one of ours."""
    looks = _LETTERS.get(found["name"])
    if looks is None:
        return found[0]
    inside = re.sub(r"<style:text-properties[^>]*/>", "", found["end"].removesuffix("</style:style>"))
    letters = " ".join(f'{name}="{value}"' for name, value in looks.items())
    inside = inside.removeprefix("/").removeprefix(">") + f"<style:text-properties {letters} />"
    return f"<style:style {found['head']}>{inside}</style:style>"
