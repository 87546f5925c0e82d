"""OpenDocument spreadsheets, read and written with the standard library (ADR 13)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import IO
from xml.etree import ElementTree
from xml.sax.saxutils import escape, quoteattr

_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STRING = 'office:value-type="string"'
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


class NotOdsError(Exception):
    """What was read holds no table."""


def ods_rows(content: IO[bytes], columns: int) -> Iterator[list[str]]:
    """Return the rows of the first table of ``content.xml``, with at most so many columns, one by one.

    Rows that are said to repeat come that often while somebody reads on; empty ones at the end never come.
    Raises NotOdsError where there is no table, and ParseError on what is no XML.
    """
    empty = 0
    seen_table = False
    # Expat stops entities that unfold without end; entities from elsewhere are not read.
    for event, element in ElementTree.iterparse(content, ("start", "end")):  # noqa: S314
        if element.tag == f"{_TABLE}table":
            if event == "end":
                return
            seen_table = True
        elif element.tag == f"{_TABLE}table-row" and event == "end":
            cells = _cells(element, columns)
            repeated = _repeated(element, "rows")
            element.clear()
            if not any(cells):
                empty += repeated
                continue
            for _row in range(empty):
                yield []
            empty = 0
            for _row in range(repeated):
                yield cells
    if not seen_table:
        raise NotOdsError


def _cells(row: ElementTree.Element, columns: int) -> list[str]:
    found: list[str] = []
    for cell in row:
        if cell.tag in _CELLS:
            room = columns - len(found)
            found += [_value(cell)] * min(room, _repeated(cell, "columns"))
    return found


def _repeated(element: ElementTree.Element, what: str) -> int:
    return max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1")))


def _value(cell: ElementTree.Element) -> str:
    """Return a cell as people write it: a day as 31-12-2027, a number with a comma."""
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind == "date":
        day = datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", ""))
        return day.strftime("%d-%m-%Y")
    if kind in ("float", "currency"):
        number = float(cell.get(f"{_OFFICE}value", ""))
        return str(int(number)) if number.is_integer() else str(number).replace(".", ",")
    return "\n".join(_words(text) for text in cell.iter(f"{_TEXT}p")).strip()


def _words(text: ElementTree.Element) -> str:
    """Return the text of a paragraph; a tab and several spaces are elements of their own."""
    parts = [text.text or ""]
    for child in text:
        if child.tag == f"{_TEXT}s":
            parts.append(" ")
        elif child.tag in (f"{_TEXT}tab", f"{_TEXT}line-break"):
            parts.append("\n" if child.tag.endswith("line-break") else " ")
        else:
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)


def ods_bytes(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Return a spreadsheet with one table of text; opens in LibreOffice and Excel."""
    lines = "".join(_row(row) for row in rows)
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content office:version="1.3"'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        f"<office:body><office:spreadsheet><table:table table:name={quoteattr(title or '1')}>"
        f'<table:table-column table:number-columns-repeated="{max(len(row) for row in rows)}"/>{lines}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.3"'
        ' xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_TYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        # The type stands first and unpacked, so that it can be told by the bytes.
        archive.writestr(zipfile.ZipInfo("mimetype"), _TYPE)
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return file.getvalue()


def _row(cells: Sequence[str]) -> str:
    written = "".join(f"<table:table-cell {_STRING}>{_paragraphs(cell)}</table:table-cell>" for cell in cells)
    return f"<table:table-row>{written}</table:table-row>"


def _paragraphs(cell: str) -> str:
    return "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.splitlines() or [""])
