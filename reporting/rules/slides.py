"""A report in four slides, for the executives' network: how it stands, what moved, what comes (rule 6).

The words are those of the report, taken from its sections; what does not fit is left out and said to be so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from reporting.rules.document import (
    Block,
    Bullets,
    Cell,
    Chart,
    Document,
    Facts,
    Heading,
    Paragraph,
    Part,
    Table,
)

# What a slide can hold: more makes it a page.
MOST_ITEMS, MOST_ROWS, MOST_COLUMNS, MOST_BLOCKS, LONGEST_TEXT = 6, 7, 4, 4, 260
MOST_STATUSES = 15


@dataclass(frozen=True)
class Slide:
    """One slide."""

    title: str
    blocks: Sequence[Block]


# Title of each slide, and the sections of the report that it is made of.
SLIDES: Sequence[tuple[Promise, Sequence[str]]] = (
    (gettext_lazy("How the deal stands"), ("summary",)),
    (gettext_lazy("Progress of the working groups"), ("groups",)),
    (gettext_lazy("Milestones and contributions"), ("milestones", "contributions")),
    (gettext_lazy("Next steps within and after the term"), ("outlook", "asked")),
)


def slides_of(document: Document) -> list[Slide]:
    """Return the four slides of a report, always four."""
    parts = {part.key: part for part in document.parts}
    return [
        Slide(str(title), _filled([parts[key] for key in keys if key in parts])) for title, keys in SLIDES
    ]


def _filled(parts: Sequence[Part]) -> Sequence[Block]:
    """Return what fits of these sections: each has an equal share of the slide."""
    share = MOST_BLOCKS // max(1, len(parts))
    found: list[Block] = []
    for part in parts:
        fitting = _statuses(part) or list(_fitting(part.blocks, share))
        if len(parts) > 1 and fitting:
            found.append(Heading(part.title))
        found += fitting
    return found or [Paragraph(_("The report says nothing about this."))]


def _statuses(part: Part) -> list[Block]:
    """Return the first chart of a section and a table of its headings, where those have a status."""
    rows: list[list[Cell]] = [
        [block.text, block.status] for block in part.blocks if isinstance(block, Heading) and block.status
    ]
    if not rows:
        return []
    charts = [block for block in part.blocks if isinstance(block, Chart)]
    return [*charts[:1], Table(part.title, [part.title, pgettext("slides", "Status")], rows[:MOST_STATUSES])]


def _fitting(blocks: Sequence[Block], most: int) -> Iterator[Block]:
    """Give the first blocks, each shortened; of charts and tables one together, since both say the same."""
    given, has_picture = 0, False
    for block in blocks:
        if given == most:
            return
        if isinstance(block, Heading) or (has_picture and isinstance(block, Chart | Table)):
            continue
        has_picture = has_picture or isinstance(block, Chart | Table)
        given += 1
        yield _short(block)


def _short(block: Block) -> Block:
    if isinstance(block, Paragraph):
        return replace(block, text=_cut(block.text))
    if isinstance(block, Facts):
        return replace(block, rows=[(label, _cut(value)) for label, value in block.rows[:MOST_ROWS]])
    if isinstance(block, Bullets):
        return replace(block, items=_first([_cut(item) for item in block.items], MOST_ITEMS))
    if isinstance(block, Table):
        rows = [list(row[:MOST_COLUMNS]) for row in block.rows[:MOST_ROWS]]
        return replace(
            block,
            header=block.header[:MOST_COLUMNS],
            rows=rows,
            numeric=frozenset(place for place in block.numeric if place < MOST_COLUMNS),
            total=block.total[:MOST_COLUMNS],
        )
    return block


def _first(items: Sequence[str], most: int) -> list[str]:
    if len(items) <= most:
        return list(items)
    left = len(items) - most + 1
    more = ngettext("and %(count)s more in the report", "and %(count)s more in the report", left)
    return [*items[: most - 1], more % {"count": left}]


def _cut(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(LONGEST_TEXT)
