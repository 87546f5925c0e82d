"""The main menu inside a deal: the ways to its parts, to which other apps add theirs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from citydeal.common.registry import menu_links
from citydeal.common.text import Text


def everybody(_user: Any, _deal: Any) -> bool:
    """Show a link to all who may open the deal."""
    return True


@dataclass(frozen=True)
class MenuLink:
    """A part of a deal in the main menu: its words, and the name of the URL of its first page.

    A page says with ``menu_part`` in its context to which of them it belongs; without that it belongs where
    what it is about does (``record``: its name in the context). ``may_see``: whether an account sees the
    link, from account and deal; no query.
    """

    words: Text
    page: str
    record: str = ""
    may_see: Callable[[Any, Any], bool] = everybody


def register_menu(link: MenuLink) -> None:
    """Put a link of an app in the menu; called at start."""
    menu_links.register(link.page, link)
