"""Sheets that people bring and take away: CSV, XLSX and ODS, as rows of text (ADR 13).

Reading is streamed and stops at a limit, so that a small file which unfolds into millions of cells costs
nothing. Writing never makes a formula of what somebody typed. The library for XLSX is large, so it is read
with the first XLSX and not when a web worker starts.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from itertools import islice
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.common.ods import NotOdsError, ods_bytes, ods_rows
from citydeal.common.uploads import MEGABYTE, TooLargeUpload

MAX_SHEET_BYTES = 5 * MEGABYTE
MAX_UNFOLDED_BYTES = 60 * MEGABYTE
MAX_ROWS = 2000
MAX_COLUMNS = 100
# A cell that begins so is a formula for a spreadsheet program.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
# What XML cannot hold; nobody can type it.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_BROKEN = (
    NotOdsError,
    zipfile.BadZipFile,
    zlib.error,
    csv.Error,
    SyntaxError,  # of XML, among others
    EOFError,
    OSError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    TypeError,
    ValueError,
    AttributeError,
)


class SheetKind(models.TextChoices):
    """The types of sheet the portal reads and writes."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"
    ODS = "ods", "ODS"


_MEDIA = {
    SheetKind.CSV: "text/csv; charset=utf-8",
    SheetKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    SheetKind.ODS: _ODS_TYPE.decode(),
}


class SheetRow(dict[str, str]):
    """A row of a sheet: heading in small letters → text. ``number``: as the spreadsheet program counts."""

    def __init__(self, number: int, cells: dict[str, str]) -> None:
        super().__init__(cells)
        self.number = number


# --- Reading -------------------------------------------------------------------------------------


def read_sheet(upload: UploadedFile, field: str = "file") -> list[SheetRow]:
    """Return the rows of the first sheet of an upload, under the headings of its first row.

    Headings are in small letters, with single spaces; cells are text as people write it: 31-12-2027, 12,5.
    Empty rows are left out. Raises DomainError at ``field`` on a file that is no sheet, is broken or too
    large, on a heading that stands there twice, and on a file without rows.
    """
    if isinstance(upload, TooLargeUpload) or (upload.size or 0) > MAX_SHEET_BYTES:
        limit = {"limit": MAX_SHEET_BYTES // MEGABYTE}
        raise DomainError(
            _("This file is too large. Choose a file of at most %(limit)s MB.") % limit, field=field
        )
    try:
        found = list(islice(_rows(upload), MAX_ROWS + 2))
    except _BROKEN as error:
        raise DomainError(
            _("The portal cannot read this file. Choose a CSV, XLSX or ODS file."), field=field
        ) from error
    if len(found) > MAX_ROWS + 1:
        raise DomainError(
            _("This file has more than %(count)s rows. Divide it over several files.") % {"count": MAX_ROWS},
            field=field,
        )
    return _under_headings(found, field)


def _under_headings(found: list[list[str]], field: str) -> list[SheetRow]:
    headings = [" ".join(text.casefold().split()) for text in (found[0] if found else [])]
    named = [heading for heading in headings if heading]
    twice = next((heading for heading in named if named.count(heading) > 1), None)
    if twice:
        raise DomainError(
            _("The heading “%(heading)s” stands there twice. Remove one.") % {"heading": twice}, field=field
        )
    # What ends before the last heading has empty cells there.
    empty = dict.fromkeys(named, "")
    rows = [
        SheetRow(number, empty | _named(headings, cells))
        for number, cells in enumerate(found[1:], start=2)
        if any(cells)
    ]
    if not named or not rows:
        raise DomainError(
            _("There is nothing in this file. The first row has the headings, the next rows what to add."),
            field=field,
        )
    return rows


def _named(headings: list[str], cells: list[str]) -> dict[str, str]:
    return {heading: _typed(text) for heading, text in zip(headings, cells, strict=False) if heading}


def _typed(text: str) -> str:
    """Return what was typed: without the apostrophe that writing put before it."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text


def _rows(upload: IO[bytes] | UploadedFile) -> Iterator[list[str]]:
    content: Any = upload
    content.seek(0)
    start = content.read(4)
    content.seek(0)
    if start != b"PK\x03\x04":
        yield from _csv_rows(content.read())
        return
    with zipfile.ZipFile(content) as archive:
        if sum(part.file_size for part in archive.infolist()) > MAX_UNFOLDED_BYTES:
            raise zipfile.BadZipFile
        names = archive.namelist()
        if "mimetype" in names and archive.read("mimetype").strip() == _ODS_TYPE:
            with archive.open("content.xml") as part:
                yield from ods_rows(part, MAX_COLUMNS)
            return
    content.seek(0)
    from openpyxl import load_workbook

    book = load_workbook(content, read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    # What the file says of its own size is not always so.
    sheet.reset_dimensions()
    for cells in sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS, values_only=True):
        yield [_text(cell) for cell in cells]


def _csv_rows(content: bytes) -> Iterator[list[str]]:
    if content.startswith(b"%PDF-"):
        raise ValueError
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252")
    # Nobody types these: it is a picture, a program, or another document under the name of a sheet.
    if _UNWRITABLE.search(text):
        raise ValueError
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
        yield [_text(cell) for cell in row[:MAX_COLUMNS]]


def _text(cell: Any) -> str:
    """Return a cell as people write it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if isinstance(cell, datetime) and cell.time() == time.min:
        cell = cell.date()
    if isinstance(cell, datetime):
        return cell.strftime("%d-%m-%Y %H.%M")
    if isinstance(cell, date):
        return cell.strftime("%d-%m-%Y")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell).replace(".", ",")
    return str(cell).strip()


# --- Writing -------------------------------------------------------------------------------------


def write_sheet(kind: str, header: Sequence[str], rows: Iterable[Sequence[Any]], title: str = "") -> bytes:
    """Return a sheet of a kind (SheetKind) with a heading row; days are written as 31-12-2027.

    What somebody typed never becomes a formula: a text that begins as one gets an apostrophe before it.
    """
    lines = [[_safe(cell) for cell in row] for row in (header, *rows)]
    if kind == SheetKind.ODS:
        return ods_bytes(title, lines)
    if kind == SheetKind.XLSX:
        return _xlsx_bytes(title, lines)
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows(lines)
    # With the mark that makes spreadsheet programs read it as UTF-8.
    return file.getvalue().encode("utf-8-sig")


def sheet_response(
    name: str, kind: str, header: Sequence[str], rows: Iterable[Sequence[Any]], title: str = ""
) -> HttpResponse:
    """Return a sheet to download; ``name``: of the file, without extension."""
    known = SheetKind(kind)
    response = HttpResponse(write_sheet(known, header, rows, title), content_type=_MEDIA[known])
    response["Content-Disposition"] = f'attachment; filename="{name}.{known}"'
    response["Cache-Control"] = "no-store, private"
    return response


def _safe(cell: Any) -> str:
    text = _UNWRITABLE.sub("", _text(cell))
    # A plain number may be negative; all else that begins as a formula is text.
    is_number = isinstance(cell, int | float) and not isinstance(cell, bool)
    return f"'{text}" if text.startswith(_FORMULA) and not is_number else text


def _xlsx_bytes(title: str, lines: list[list[str]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31].strip() or None)
    for line in lines:
        sheet.append(line)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
