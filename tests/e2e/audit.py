"""Looks at one state of a page at every width: axe, and what axe cannot see."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

from tests.e2e.window import SIZES, Window

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# Goes into every page (see ``Tabs``); axe itself starts where it is asked.
OWN = (Path(__file__).parent / "audit.js").read_text(encoding="utf-8")
SCRIPT = f"{OWN}audit.startAxe = () => {{{AXE}}};"
WIDEST, NARROWEST = max(SIZES), min(SIZES)
# What axe finds by where things stand and how large they are.
OF_PLACE_AND_SIZE = ["color-contrast", "scrollable-region-focusable", "target-size"]
# Where people want to look at the pages, they name a folder in SHOTS.
SHOTS = os.environ.get("SHOTS", "")
SHOT_SIZES = (1280, 820, 390)


def audit(window: Window, name: str) -> list[str]:
    """Return every fault of the page that the window shows; ``name`` is that of the state."""
    page = window.page
    found: defaultdict[str, list[str]] = defaultdict(list)

    def note(where: str, faults: list[str]) -> None:
        for fault in faults:
            found[fault].append(where)

    note("everywhere", _own(page, "frame"))
    _keep_shot(page, name, WIDEST)
    for width in SIZES:
        window.resize(width)
        for where, faults in zip(("", " with the menu open"), _look(page, width), strict=False):
            note(f"{width} px{where}", faults)
        if width < WIDEST:
            _keep_shot(page, name, width)
            _keep_shot_of_menu(page, name, width)
    note(f"{NARROWEST} px", _own(page, "wide_text", "normal_text"))
    window.resize(WIDEST)
    page.emulate_media(forced_colors="active")
    note("forced colours", _own(page, "statuses"))
    _keep_shot(page, f"{name}-forced-colours", WIDEST)
    page.emulate_media(forced_colors="none", media="print")
    note("on paper", _own(page, "paper", "statuses"))
    _keep_shot(page, f"{name}-print", WIDEST)
    page.emulate_media(media="screen")
    return [f"{fault} ({', '.join(places)})" for fault, places in found.items()]


def _own(page: Page, *checks: str) -> list[str]:
    found: list[str] = page.evaluate("(checks) => audit.own(...checks)", checks)
    return found


def _look(page: Page, width: int) -> list[list[str]]:
    # What passed is left out, since each value costs more to bring over than to find.
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": TAGS}, "reporter": "no-passes"}
    if width == NARROWEST:
        # The styles are those of the width before it (see test_audit): only places and sizes differ.
        options["runOnly"] = {"type": "rule", "values": OF_PLACE_AND_SIZE}
    # The style sheets are read for one rule, that a page may be turned; it is the same at every width.
    options["preload"] = width == WIDEST
    found: list[list[str]] = page.evaluate("(options) => audit.look(options)", options)
    return found


def _keep_shot(page: Page, name: str, width: int, *, full: bool = True) -> None:
    if SHOTS and width in SHOT_SIZES:
        path = Path(SHOTS) / f"{name}-{width}.png"
        page.screenshot(path=path, full_page=full, caret="initial")


def _keep_shot_of_menu(page: Page, name: str, width: int) -> None:
    menu = page.locator(".cd-header__menu")
    if SHOTS and menu.is_visible():
        menu.click()
        _keep_shot(page, f"{name}-menu", width, full=False)
        page.keyboard.press("Escape")
