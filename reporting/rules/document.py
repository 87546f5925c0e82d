"""A document as neutral parts: what a report says, apart from how it is printed.

A section of a report gives blocks; the page, the PDF, ODT and DOCX each render the same blocks. Text is plain
text: what people typed is never markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True)
class Heading:
    """A heading inside a section: ``level`` 3 or 4 (the title of the document is 1, of a section 2)."""

    text: str
    level: int = 3


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``text`` may hold line breaks of the one who typed it."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list without order."""

    items: Sequence[str]


@dataclass(frozen=True)
class Facts:
    """Names with values, two columns."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A table: ``rows`` are as long as ``header``; ``numeric``: the columns (from 0) that hold numbers."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Series:
    """The values of a chart, one per label of its axis; None where nothing is known."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True)
class Chart:
    """A chart as data: columns or lines over ``labels``; ``description`` says what it shows in a sentence.

    The table beside it is made from the same labels and series. ``unit``: behind a value, such as "uur".
    """

    kind: Literal["columns", "lines", "bars"]
    title: str
    description: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""


Block = Heading | Paragraph | Bullets | Facts | Table | Chart


@dataclass(frozen=True)
class Part:
    """A section of a document: ``key`` is unique within it and serves as its anchor."""

    key: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Document:
    """A whole document: title page facts, then parts in order."""

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part] = field(default_factory=tuple)
    language: str = "nl"
