"""Parts that one app puts on the page of another, which does not know it (architecture, "registry").

An app registers in ``AppConfig.ready()``; the page asks ``parts_of`` and includes the template of each.
They are rendered with the page, so they show without JavaScript, and their queries are the page's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from citydeal.common.registry import page_slots


@dataclass(frozen=True)
class PagePart:
    """A part of a page: its template, which reads ``part.data``."""

    template: str
    data: Any = None


# From what the page is about (user, deal, body, on …) to its part; None where there is nothing to show.
Slot = Callable[..., PagePart | None]


def register_slot(page: str, name: str, slot: Slot) -> None:
    """Put a part on a page; ``name`` is unique on that page, and gives the order in which it registers."""
    page_slots.register((page, name), slot)


def parts_of(page: str, **about: Any) -> list[PagePart]:
    """Return the parts that apps put on a page, in the order in which they were registered."""
    found = [slot(**about) for (where, _name), slot in page_slots.items() if where == page]
    return [part for part in found if part is not None]
