"""Looks at one state of a page at every width: axe, and what axe cannot see."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

from tests.e2e.window import SIZES, Window

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
OWN = (Path(__file__).parent / "audit.js").read_text(encoding="utf-8")
NARROWEST = min(SIZES)
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
    _keep_shot(page, name, max(SIZES))
    page.evaluate("document.querySelectorAll('details').forEach((more) => { more.open = true })")
    page.evaluate(AXE)
    for width in SIZES:
        window.resize(width)
        if width < max(SIZES):
            _keep_shot(page, name, width)
        note(f"{width} px", _faults_at_this_width(page, "document"))
        with _menu_open(page) as opened:
            if opened:
                _keep_shot(page, f"{name}-menu", width, full=False)
                note(f"{width} px with the menu open", _faults_at_this_width(page, "header"))
    window.resize(NARROWEST)
    note(f"{NARROWEST} px", _own(page, "wide_text", "normal_text"))
    window.resize(max(SIZES))
    page.emulate_media(forced_colors="active")
    note("forced colours", _own(page, "statuses"))
    _keep_shot(page, f"{name}-forced-colours", max(SIZES))
    # Paper shows what is folded; nobody opens it first.
    page.evaluate("document.querySelectorAll('details').forEach((more) => { more.open = false })")
    page.emulate_media(forced_colors="none", media="print")
    note("on paper", _own(page, "paper", "statuses"))
    _keep_shot(page, f"{name}-print", max(SIZES))
    page.emulate_media(media="screen")
    return [f"{fault} ({', '.join(places)})" for fault, places in found.items()]


def _faults_at_this_width(page: Page, part: str) -> list[str]:
    return [*_axe(page, part), *_own(page, "sideways", "targets", "clipped")]


def _own(page: Page, *checks: str) -> list[str]:
    found: list[str] = page.evaluate(OWN, checks)
    return found


def _axe(page: Page, part: str) -> list[str]:
    options: dict[str, Any] = {"runOnly": {"type": "tag", "values": TAGS}, "reporter": "no-passes"}
    if page.viewport_size is not None and page.viewport_size["width"] == NARROWEST:
        # The styles are those of the width before it (see test_audit): only places and sizes differ.
        options["runOnly"] = {"type": "rule", "values": OF_PLACE_AND_SIZE}
    # The style sheets are read for one rule, that a page may be turned; it is the same at every width.
    options["preload"] = page.viewport_size is not None and page.viewport_size["width"] == max(SIZES)
    # As text: what passed is left out in the browser, since each value costs more to bring over than to find.
    look = """([part, options]) => axe.run(part === 'document' ? document : part, options)
        .then((found) => JSON.stringify(found.violations))"""
    found = json.loads(page.evaluate(look, [part, options]))
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: "
        + "; ".join(f"{node['target']} {_why(node)}" for node in rule["nodes"][:3])
        for rule in found
    ]


def _why(node: dict[str, Any]) -> str:
    checks = [check for kind in ("any", "all", "none") for check in node[kind]]
    return ", ".join(check["message"] for check in checks)


@contextmanager
def _menu_open(page: Page) -> Iterator[bool]:
    menu = page.locator(".cd-header__menu")
    if not menu.is_visible():
        yield False
        return
    menu.click()
    yield True
    page.keyboard.press("Escape")


def _keep_shot(page: Page, name: str, width: int, *, full: bool = True) -> None:
    if SHOTS and width in SHOT_SIZES:
        path = Path(SHOTS) / f"{name}-{width}.png"
        page.screenshot(path=path, full_page=full, caret="initial")
