"""A document as the tree of texts that the converter reads, from which ODT and DOCX are made.

The converter makes such a tree of HTML as well, but that takes longer than the rest of its work. A text in it
is never markup. The shapes are those of pandoc-types 1.23: ``t`` is the kind, ``c`` the contents, and
``NO_ATTRIBUTES`` stands where HTML has an id, classes and attributes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

Node = dict[str, Any]
VERSION = [1, 23, 1]
NO_ATTRIBUTES: list[Any] = ["", [], []]
# A space that may not break is none of these.
_SPACES = re.compile(r"[ \t\r\n]+")
# How wide a picture stands on the paper, in pixels of 1/96 inch.
PICTURE_WIDTH = 600
# Of a table with a name and what it is, in hundredths of the width.
FACT_SHARES = (25, 75)


def word_text(data: dict[str, Any]) -> str:
    """Return a document (``document_data``, with the pictures of its charts) as JSON for the converter."""
    blocks: list[Node] = []
    if data["subtitle"]:
        blocks.append(_paragraph(data["subtitle"], "Strong"))
    if data["owner"]:
        blocks.append(_paragraph(data["owner"]))
    if data["facts"]:
        blocks.append(_facts(data["facts"]))
    for number, part in enumerate(data["parts"], start=1):
        title = f"{number}. {part['title']}" if data["kind"] == "report" else part["title"]
        blocks.append(_heading(1, title))
        for block in part["blocks"]:
            blocks += _block(block)
    if data["state"]:
        blocks.append(_paragraph(data["state"], "Emph"))
    return json.dumps({"pandoc-api-version": VERSION, "meta": {}, "blocks": blocks})


def _block(block: dict[str, Any]) -> list[Node]:
    shape = block["shape"]
    if shape == "heading":
        status = f" – {block['status']['label']}" if block["status"] else ""
        return [_heading(block["level"] - 1, block["text"] + status)]
    if shape == "paragraph":
        tone = {"lead": "Strong", "note": "Emph"}.get(block["tone"], "")
        return [_paragraph(line, tone) for line in block["lines"]]
    if shape == "bullets":
        return [_bullets(block["items"], numbered=block["numbered"])]
    if shape == "facts":
        return [_facts(block["rows"])]
    if shape == "chart":
        pictures = [_picture(block["title"], each) for each in block["pictures"]]
        return [_paragraph(block["description"]), *pictures, _table(block["table"])]
    return [_table(block)]


def _text(text: str, tone: str = "") -> list[Node]:
    """Return a text in one tone: "Strong", "Emph" or none."""
    found = [{"t": "Str", "c": _SPACES.sub(" ", text).strip(" ")}]
    return [{"t": tone, "c": found}] if tone else found


def _paragraph(text: str, tone: str = "") -> Node:
    return {"t": "Para", "c": _text(text, tone)}


def _plain(text: str, tone: str = "") -> list[Node]:
    return [{"t": "Plain", "c": _text(text, tone)}] if text else []


def _heading(level: int, text: str) -> Node:
    return {"t": "Header", "c": [level, NO_ATTRIBUTES, _text(text)]}


def _bullets(items: Iterable[str], *, numbered: bool) -> Node:
    found = [_plain(item) for item in items]
    if not numbered:
        return {"t": "BulletList", "c": found}
    return {"t": "OrderedList", "c": [[1, {"t": "Decimal"}, {"t": "DefaultDelim"}], found]}


def _picture(title: str, address: str) -> Node:
    about = ["", [], [["width", str(PICTURE_WIDTH)]]]
    return {"t": "Para", "c": [{"t": "Image", "c": [about, _text(title), [address, ""]]}]}


# --- Tables ------------------------------------------------------------------------------------------


def _facts(rows: Iterable[Sequence[str]]) -> Node:
    return _whole_table("", FACT_SHARES, [], [_row(row, frozenset()) for row in rows])


def _table(table: dict[str, Any]) -> Node:
    numeric = frozenset(table["numeric"])
    rows = [_row(row, numeric) for row in table["rows"]]
    if table["total"]:
        rows.append(_row(table["total"], numeric, "Strong"))
    return _whole_table(table["caption"], table["shares"], [_row(table["header"], numeric)], rows)


def _whole_table(caption: str, shares: Iterable[int], head: list[Any], rows: list[Any]) -> Node:
    columns = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": share / 100}] for share in shares]
    body = [NO_ATTRIBUTES, 0, [], rows]
    return {
        "t": "Table",
        "c": [
            NO_ATTRIBUTES,
            [None, _plain(caption)],
            columns,
            [NO_ATTRIBUTES, head],
            [body],
            [NO_ATTRIBUTES, []],
        ],
    }


def _row(cells: Sequence[Any], numeric: frozenset[int], tone: str = "") -> list[Any]:
    return [NO_ATTRIBUTES, [_cell(each, place in numeric, tone) for place, each in enumerate(cells)]]


def _cell(cell: Any, is_number: bool, tone: str) -> list[Any]:
    text = cell["label"] if isinstance(cell, dict) else cell
    align = "AlignRight" if is_number else "AlignDefault"
    return [NO_ATTRIBUTES, {"t": align}, 1, 1, _plain(text, tone)]
