"""What differs between two texts, word by word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECES = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """A stretch of text; ``changed``: it stands only on this side."""

    text: str
    changed: bool = False


Line = tuple[Piece, ...]


def compare_lines(before: Sequence[str], after: Sequence[str]) -> list[tuple[Line, Line]]:
    """Return the lines of two texts in pairs, beside each other; an empty side where a line is missing.

    A line that was changed into another shows the words that differ; one that was added or left out is
    marked whole.
    """
    pairs: list[tuple[Line, Line]] = []
    for tag, first, last, other_first, other_last in SequenceMatcher(None, before, after).get_opcodes():
        left, right = before[first:last], after[other_first:other_last]
        if tag == "equal":
            pairs += [((Piece(line),), (Piece(line),)) for line in left]
            continue
        both = min(len(left), len(right))
        pairs += [compare_words(left[place], right[place]) for place in range(both)]
        pairs += [((Piece(line, changed=True),), ()) for line in left[both:]]
        pairs += [((), (Piece(line, changed=True),)) for line in right[both:]]
    return pairs


def compare_words(before: str, after: str) -> tuple[Line, Line]:
    """Return two lines in pieces, with what stands on one side only marked."""
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    matcher = SequenceMatcher(None, old, new)
    left: list[Piece] = []
    right: list[Piece] = []
    for tag, first, last, other_first, other_last in matcher.get_opcodes():
        _add(left, old[first:last], changed=tag != "equal")
        _add(right, new[other_first:other_last], changed=tag != "equal")
    return tuple(left), tuple(right)


def _add(pieces: list[Piece], words: list[str], *, changed: bool) -> None:
    """Add a stretch; a space between two changed stretches belongs to them."""
    text = "".join(words)
    if not text:
        return
    if changed and len(pieces) > 1 and pieces[-1].text.isspace() and pieces[-2].changed:
        text = pieces.pop(-2).text + pieces.pop(-1).text + text
    pieces.append(Piece(text, changed))
