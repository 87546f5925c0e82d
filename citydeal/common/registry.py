"""What apps register, and lower layers use without knowing who did (architecture, "Layers inside an app").

Each app fills these in ``AppConfig.ready()``, at start; nothing is registered later. What is stored is
typed where it is used: the lowest app does not know what a rule or a workspace item is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Registry(Mapping[K, V]):
    """What was registered, by key, in the order in which it was."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._known: dict[K, V] = {}

    def register(self, key: K, value: V) -> None:
        """Add one. Raises ValueError for a key that something else already has."""
        if self._known.setdefault(key, value) is not value:
            raise ValueError(f"{self._what} {key!r} is registered twice")

    def __getitem__(self, key: K) -> V:
        """Return what stands under this key."""
        return self._known[key]

    def __iter__(self) -> Iterator[K]:
        """Go through the keys."""
        return iter(self._known)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._known)


# Rule number → governance.rules.base.Rule.
rules: Registry[int, Any] = Registry("rule")
# Name → governance.selectors.workspace.Source.
workspace_items: Registry[str, Any] = Registry("source of workspace items")
# Kind of a duty → governance.services.duties_handlers.DutyHandler.
duty_handlers: Registry[str, Any] = Registry("handler of duties")
# Name of the URL of its page → citydeal.common.menu.MenuLink, in the order in which the menu has them.
menu_links: Registry[str, Any] = Registry("link of the menu")
# (page, name) → what an app puts on a page of another: citydeal.common.slots.Slot.
page_slots: Registry[tuple[str, str], Any] = Registry("part of a page")
# Key of a section → reporting.selectors.sections.Section, in the order in which a report has them.
report_sections: Registry[str, Any] = Registry("section of a report")
