"""A document as plain data for the typesetter: no sign that no document can hold, and charts drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from django.utils.translation import gettext as _

from citydeal.common.chart_drawing import amount_words, svgs_for_paper
from governance.services.printable import printable
from reporting.rules.document import (
    Block,
    Bullets,
    Cell,
    Chart,
    Document,
    Heading,
    Paragraph,
    Series,
    Status,
    Table,
)

# A column with more signs than this in a cell shares the width that the short ones leave.
SHORT_CELL = 20
# However much stands in one column, the others keep a share of the width.
WIDEST = 60
NARROWEST = 14


def document_data(document: Document) -> dict[str, Any]:
    """Return the whole document as the typesetter reads it."""
    said: dict[str, Any] = printable(
        {
            "title": document.title,
            "subtitle": document.subtitle,
            "owner": document.owner,
            "state": document.state,
            "facts": [list(row) for row in document.facts],
            "words": {"contents": _("Contents")},
        }
    )
    return said | {
        "kind": document.kind,
        "language": document.language,
        "parts": [
            {"title": printable(part.title), "blocks": blocks_data(part.blocks)} for part in document.parts
        ],
    }


def charts_in(data: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the charts of a whole document (``document_data``), in order."""
    return [block for part in data["parts"] for block in part["blocks"] if block["shape"] == "chart"]


def blocks_data(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Return blocks as the typesetter reads them."""
    return [{"shape": block.shape, **_block(block)} for block in blocks]


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Chart):
        return _chart(block)
    if isinstance(block, Paragraph):
        return {"lines": printable(lines_of(block.text)), "tone": block.tone}
    if isinstance(block, Heading):
        status = _cell(block.status) if block.status else None
        return {"text": printable(block.text), "level": block.level, "status": status}
    if isinstance(block, Bullets):
        return {"items": printable([one_line(item) for item in block.items]), "numbered": block.numbered}
    return {"rows": printable([[label, one_line(value)] for label, value in block.rows])}


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def one_line(text: str) -> str:
    """Return a text on one line."""
    return " ".join(text.split("\n")).strip() if "\n" in text else text


def _cell(cell: Cell) -> Any:
    if isinstance(cell, Status):
        return {"kind": cell.kind, "label": printable(cell.label)}
    return printable(one_line(cell))


def _words(cell: Cell) -> str:
    return cell.label if isinstance(cell, Status) else cell


def _table(table: Table) -> dict[str, Any]:
    everything = [table.header, *table.rows, *([table.total] if table.total else [])]
    longest = [max(len(_words(cell)) for cell in column) for column in zip(*everything, strict=True)]
    return {
        "caption": printable(table.caption),
        "header": printable(list(table.header)),
        "rows": [[_cell(cell) for cell in row] for row in table.rows],
        "total": [_cell(cell) for cell in table.total],
        "numeric": sorted(table.numeric),
        "shares": _shares(longest),
        "widths": [0 if length <= SHORT_CELL else min(length, WIDEST) for length in longest],
    }


def _shares(longest: Sequence[int]) -> list[int]:
    """Return how many hundredths of the width each column gets, by what stands in it."""
    weights = [min(max(length, NARROWEST), WIDEST) for length in longest]
    return [weight * 100 // sum(weights) for weight in weights]


def _chart(chart: Chart) -> dict[str, Any]:
    cleaned = clean_chart(chart)
    return {
        "title": cleaned.title,
        "description": cleaned.description,
        "drawings": svgs_for_paper(cleaned),
        "table": _table(chart_table(cleaned)),
    }


def clean_chart(chart: Chart) -> Chart:
    """Return a chart without signs that no document can hold."""
    texts = {"title", "description", "labels", "notes", "unit", "absent"}
    said = printable({name: value for name, value in asdict(chart).items() if name in texts})
    series = [Series(printable(each.name), each.values) for each in chart.series]
    return replace(chart, series=series, **said)


def chart_table(chart: Chart) -> Table:
    """Return the numbers of a chart as the table beside it."""
    rows = [
        [label, *(amount_words(series.values[place], chart.unit, chart.absent) for series in chart.series)]
        for place, label in enumerate(chart.labels)
    ]
    return Table(
        caption=chart.title,
        header=["", *(series.name for series in chart.series)],
        rows=rows,
        numeric=frozenset(range(1, len(chart.series) + 1)),
    )
