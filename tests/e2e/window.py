"""A browser window as a visitor uses it, that remembers what went wrong in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, ViewportSize

SIZES = {1280: 900, 820: 1180, 390: 844, 320: 640}
TIMEOUT_MS = 20_000


class Tabs:
    """Tabs of the browser for one window after another.

    Opening one takes longer than most pages, and a new one would fetch the style and the scripts again.
    What is given back is empty: no page, no cookies, nothing stored, the size and the media it began with.
    ``script`` is there in every page before its own scripts.
    """

    def __init__(self, browser: Browser, script: str) -> None:
        self._browser = browser
        self._script = script
        self._free: dict[tuple[str, bool], list[Page]] = defaultdict(list)

    def take(self, origin: str, *, javascript: bool) -> Page:
        """Return an empty tab with cookies of its own."""
        free = self._free[origin, javascript]
        if free:
            page = free.pop()
            # Of several open tabs only the one in front gets the focus back that left its page.
            page.bring_to_front()
            return page
        context = self._browser.new_context(
            base_url=origin,
            java_script_enabled=javascript,
            locale="nl-NL",
            reduced_motion="reduce",
            timezone_id="Europe/Amsterdam",
            viewport={"width": 1280, "height": SIZES[1280]},
        )
        context.set_default_timeout(TIMEOUT_MS)
        context.add_init_script(self._script)
        return context.new_page()

    def give_back(self, page: Page, origin: str, *, javascript: bool) -> None:
        """Empty a tab for the next window; one that was left with others open beside it is closed."""
        context = page.context
        if context.pages != [page]:
            context.close()
            return
        # The lightest answer of the portal: with an empty page Chromium would start the next one in a new
        # process, that reads every script anew.
        page.goto("/healthz")
        context.clear_cookies()
        stored = {"origin": origin, "storageTypes": "local_storage,indexeddb,cache_storage,service_workers"}
        session = context.new_cdp_session(page)
        session.send("Storage.clearDataForOrigin", stored)
        session.detach()
        page.set_viewport_size({"width": 1280, "height": SIZES[1280]})
        page.emulate_media(media="screen", forced_colors="none", reduced_motion="reduce")
        self._free[origin, javascript].append(page)


class Window:
    """One window with its own cookies; ``page`` is Playwright's page.

    ``faults`` collects what no page may ever do: errors of scripts or of the content security policy,
    files that are missing, and requests to another origin.
    """

    def __init__(self, tabs: Tabs, origin: str, *, javascript: bool = True) -> None:
        self.origin = origin
        self.javascript = javascript
        self.faults: list[str] = []
        self.expects_network_errors = False
        self._expected_errors: set[int] = set()
        self._tabs = tabs
        self.page: Page = tabs.take(origin, javascript=javascript)
        self.context = self.page.context
        self._listeners: dict[Any, Callable[[Any], None]] = {
            "console": self._on_console,
            "pageerror": lambda error: self.faults.append(f"script error: {error}"),
            "request": self._on_request,
            "response": self._on_response,
        }
        for event, listener in self._listeners.items():
            self.page.on(event, listener)

    def _on_console(self, message: ConsoleMessage) -> None:
        # Chromium reports each answer above 399 here too; _on_response tells page from file.
        if message.type not in ("error", "warning") or "Failed to load resource" in message.text:
            return
        if not self.expects_network_errors:
            self.faults.append(f"console at {self.page.url}: {message.text}")

    def _on_request(self, request: Request) -> None:
        if urlsplit(request.url).scheme in ("http", "https") and not request.url.startswith(self.origin):
            self.faults.append(f"request to another origin: {request.url}")

    def _on_response(self, response: Response) -> None:
        page_itself = response.request.resource_type in ("document", "xhr", "fetch")
        if response.status >= (500 if page_itself else 400) and response.status not in self._expected_errors:
            self.faults.append(f"{response.status} for {response.url}")

    def set_cookie(self, name: str, value: str) -> None:
        """Give this window a cookie of the portal."""
        self.context.add_cookies([{"name": name, "value": value, "url": self.origin}])

    def close(self) -> None:
        """Close the window: nothing of it is left for who opens the next."""
        for event, listener in self._listeners.items():
            self.page.remove_listener(event, listener)
        self._tabs.give_back(self.page, self.origin, javascript=self.javascript)

    def open(self, path: str, *, status: int = 200) -> None:
        """Open an address and expect this status."""
        self._expected_errors.add(status)
        response = self.page.goto(path)
        assert response is not None
        assert response.status == status, f"{path}: {response.status}"

    def resize(self, width: int) -> None:
        """Give the window one of the widths of ``SIZES``."""
        size: ViewportSize = {"width": width, "height": SIZES[width]}
        if self.page.viewport_size != size:
            self.page.set_viewport_size(size)

    def link(self, name: str) -> Locator:
        """Return the first link with exactly this text."""
        return self.page.get_by_role("link", name=name, exact=True).first

    def row(self, words: str) -> Locator:
        """Return the row of a table with these words."""
        return self.page.get_by_role("row").filter(has_text=words)

    def button(self, name: str) -> Locator:
        """Return the first button with exactly this text."""
        return self.page.get_by_role("button", name=name, exact=True).first

    def follow(self, name: str, within: Locator | None = None) -> None:
        """Click a link to another page and wait for that page.

        Inside ``within`` the link may say more than ``name``, as links in rows do for screen readers.
        """
        link = within.get_by_role("link", name=name).first if within else self.link(name)
        with self.page.expect_navigation():
            link.click()

    def send(self, name: str) -> None:
        """Click a button that sends a form and wait for the page that answers."""
        with self.page.expect_navigation():
            self.button(name).click()

    def fill(self, **fields: object) -> None:
        """Type into fields, by their name in the form."""
        for name, value in fields.items():
            self.page.locator(f"[name={name}]:not([type=hidden])").fill(str(value))

    def choose(self, name: str, value: str) -> None:
        """Choose an answer of a field with radio buttons."""
        self.page.locator(f"[name={name}][value='{value}']").check()

    def heading(self) -> str:
        """Return the text of the h1."""
        return self.page.locator("h1").inner_text()

    def text(self) -> str:
        """Return the words of the main part of the page."""
        return " ".join(self.page.locator("main").inner_text().split())

    def focused(self) -> str:
        """Return what has the focus: its id, name, or the beginning of its text."""
        # A page moves the focus to where it wants it with its first frame, which may come after its load.
        if self.page.locator("[autofocus]").count():
            self.page.locator(":focus").wait_for()
        found: str = self.page.evaluate(
            "() => { const e = document.activeElement;"
            " return e.id || e.getAttribute('name') || e.textContent.trim().slice(0, 80) }"
        )
        return " ".join(found.split())

    @contextmanager
    def without_loading(self) -> Iterator[None]:
        """Expect that what happens inside replaces a part and does not load another page."""
        self.page.evaluate("window.sameDocument = true")
        yield
        assert self.page.evaluate("window.sameDocument === true"), "the whole page was loaded"
