"""Which files the portal takes, told by their bytes and never by their name.

An office file is a zip that holds its own type. What can run, such as a macro, is refused: whoever opens
the file trusts the portal.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO

_START_BYTES = 8
# More than an office file needs; less than what would fill the memory.
_MAX_DIRECTORY_BYTES = 2 * 1024 * 1024
_MAX_PART_BYTES = 1024 * 1024
_END_RECORD = b"PK\x05\x06"
_ZIP64_LOCATOR = b"PK\x06\x07"
_END_BYTES = 22
_MAX_COMMENT_BYTES = 65_535

_CONTENT_TYPES = "[Content_Types].xml"
_WORD_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
# Macros, ActiveX controls and embedded programs, as the list of types in the file names them.
_CAN_RUN = (b"macroenabled", b"vbaproject", b"activex", b"oleobject", b"application/x-msdownload")
_ODT_PARTS_THAT_RUN = ("Basic/", "Scripts/")

_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


@dataclass(frozen=True)
class FileKind:
    """A type of file: its media type, and the extension its name gets."""

    content_type: str
    extension: str


PDF = FileKind("application/pdf", "pdf")
PNG = FileKind("image/png", "png")
JPEG = FileKind("image/jpeg", "jpg")
DOCX = FileKind("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx")
ODT = FileKind("application/vnd.oasis.opendocument.text", "odt")
_BY_START = {b"%PDF-": PDF, b"\x89PNG\r\n\x1a\n": PNG, b"\xff\xd8\xff": JPEG}


class FileRunsError(Exception):
    """The file holds something that can run, such as a macro."""


def kind_of(content: IO[bytes]) -> FileKind | None:
    """Return the type of an open file by what stands in it; None for a type the portal does not take.

    Raises FileRunsError on an office file with macros or another program in it. Leaves the file at its
    beginning.
    """
    content.seek(0)
    start = content.read(_START_BYTES)
    try:
        for begin, kind in _BY_START.items():
            if start.startswith(begin):
                return kind
        return _office_kind(content) if start.startswith(b"PK\x03\x04") else None
    finally:
        content.seek(0)


def _office_kind(content: IO[bytes]) -> FileKind | None:
    """Return the type of a zip; None when it is broken, or no text document."""
    if not _has_small_directory(content):
        return None
    try:
        with zipfile.ZipFile(content) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                return _odt(archive, names)
            return _docx(archive, names) if _CONTENT_TYPES in names else None
    except _BROKEN_ZIP:
        return None


def _has_small_directory(content: IO[bytes]) -> bool:
    """Tell whether the list of parts is small enough to read: a zip may hold millions of empty ones."""
    size = content.seek(0, 2)
    content.seek(max(0, size - _END_BYTES - _MAX_COMMENT_BYTES))
    tail = content.read()
    place = tail.rfind(_END_RECORD)
    if place < 0 or len(tail) - place < _END_BYTES or _ZIP64_LOCATOR in tail:
        return False
    (directory_bytes,) = struct.unpack_from("<L", tail, place + 12)
    return bool(directory_bytes <= _MAX_DIRECTORY_BYTES)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(_MAX_PART_BYTES)


def _odt(archive: zipfile.ZipFile, names: list[str]) -> FileKind | None:
    if _part(archive, "mimetype").strip() != ODT.content_type.encode():
        return None
    if any(name.startswith(_ODT_PARTS_THAT_RUN) for name in names):
        raise FileRunsError
    return ODT


def _docx(archive: zipfile.ZipFile, names: list[str]) -> FileKind | None:
    types = _part(archive, _CONTENT_TYPES).lower()
    everything = types + "\n".join(names).lower().encode()
    if any(word in everything for word in _CAN_RUN):
        raise FileRunsError
    return DOCX if _WORD_DOCUMENT in types else None
