"""A document as neutral parts: what a report says, apart from how it is printed.

A section of a report gives blocks; the page, the PDF, ODT and DOCX each render the same blocks. Text is plain
text: what people typed is never markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Literal

from citydeal.common.charts import Chart, Series

__all__ = [
    "Block",
    "Bullets",
    "Cell",
    "Chart",
    "Document",
    "Facts",
    "Heading",
    "Paragraph",
    "Part",
    "Series",
    "Status",
    "Table",
]


@dataclass(frozen=True)
class Status:
    """A status in a cell or beside a heading: shape and word, never colour alone."""

    kind: Literal["safe", "warning", "danger", "neutral", "active"]
    label: str


Cell = str | Status


@dataclass(frozen=True)
class Heading:
    """A heading inside a section: ``level`` 3 or 4 (the title of the document is 1, of a section 2)."""

    shape: ClassVar[str] = "heading"

    text: str
    level: int = 3
    status: Status | None = None


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; ``text`` may hold line breaks of the one who typed it.

    ``tone``: ``lead`` for the sentence that a section opens with, ``note`` for small print under a table.
    """

    shape: ClassVar[str] = "paragraph"

    text: str
    tone: Literal["plain", "lead", "note"] = "plain"


@dataclass(frozen=True)
class Bullets:
    """A list; ``numbered`` where its order counts, such as decisions that are asked."""

    shape: ClassVar[str] = "bullets"

    items: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class Facts:
    """Names with values, two columns."""

    shape: ClassVar[str] = "facts"

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """A table: ``rows`` are as long as ``header``; ``numeric``: the columns (from 0) that hold numbers.

    ``total``: a last row that adds up, as long as the header; empty: none.
    """

    shape: ClassVar[str] = "table"

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    numeric: frozenset[int] = frozenset()
    total: Sequence[Cell] = field(default_factory=tuple)

    @property
    def labelled(self) -> list[list[tuple[str, Cell, bool]]]:
        """Return each row as cells: the name of the column, what it says, whether that is a number."""
        return [
            [
                (name, cell, place in self.numeric)
                for place, (name, cell) in enumerate(zip(self.header, row, strict=True))
            ]
            for row in self.rows
        ]


Block = Heading | Paragraph | Bullets | Facts | Table | Chart


@dataclass(frozen=True)
class Part:
    """A section of a document: ``key`` is unique within it and serves as its anchor."""

    key: str
    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Document:
    """A whole document: title page facts, then parts in order.

    ``owner``: above the title and in its properties: the deal. ``state``: at the foot of each page, such as
    "Concept" or "Uitgebracht op 1 december 2026". ``kind``: a report has numbered sections and contents, a
    letter neither.
    """

    title: str
    subtitle: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part] = field(default_factory=tuple)
    language: str = "nl"
    owner: str = ""
    state: str = ""
    kind: Literal["report", "letter"] = "report"
