"""Plain data without the signs that no document can hold, before it is printed or converted."""

from __future__ import annotations

import json
import re
from typing import Any

# Emoji and other pictures among the signs of Unicode; several in a row are one of them, with its colour.
_PICTURES = re.compile("[\u2300-\u2bff\ufe0f\U00010000-\U0010ffff]+")


def printable(value: Any) -> Any:
    """Return data without the signs that cannot be printed, however deep they sit."""
    if isinstance(value, str):
        # A space that does not break, as in "€ 15.000", counts as unprintable in Python.
        return "".join(char for char in value if char.isprintable() or char == "\N{NO-BREAK SPACE}")
    if isinstance(value, dict):
        return {key: printable(each) for key, each in value.items()}
    return [printable(each) for each in value]


def without_pictures(data: dict[str, Any]) -> dict[str, Any]:
    """Return data with an asterisk in the place of pictures."""
    cleaned: dict[str, Any] = json.loads(_PICTURES.sub("*", json.dumps(data, ensure_ascii=False)))
    return cleaned
