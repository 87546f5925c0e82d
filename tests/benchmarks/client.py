"""A browser for measuring: open connections, cookies, forms, and the links of a page."""

from __future__ import annotations

import gzip
import http.client
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

HOST = "localhost"
SESSION_COOKIE = "sessionid"
# What a browser loads by itself; the "href" of a plain link is followed by a person.
LOADING = {"src", "srcset", "poster", "data"}
LOADING_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch"}


@dataclass(frozen=True)
class Answer:
    """An answer and what it took: seconds on the wall, statements, CPU seconds of the thread.

    ``size`` is in bytes as they came over the line; ``body`` is unpacked.
    """

    status: int
    wall: float
    size: int
    body: bytes
    statements: int = 0
    cpu: float = 0.0
    process: int = 0


@dataclass
class Browser:
    """Sends requests as one account; without a session it keeps no cookies: a first visit."""

    session: str = ""
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.session:
            self.cookies[SESSION_COOKIE] = self.session

    def ask(
        self,
        connection: http.client.HTTPConnection,
        address: str,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask a page, or send a form to it, and return the answer."""
        headers = {"Host": HOST, "Accept-Encoding": "gzip"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        body = None
        if form is not None:
            body = urlencode(form).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        begun = time.perf_counter()
        connection.request("GET" if body is None else "POST", address, body, headers)
        response = connection.getresponse()
        raw = response.read()
        wall = time.perf_counter() - begun
        if self.session:
            for line in response.headers.get_all("Set-Cookie", []):
                self.cookies.update({k: m.value for k, m in SimpleCookie(line).items()})
        statements, cpu, process = (response.headers.get("X-Bench") or "0 0 0").split()
        packed = response.headers.get("Content-Encoding") == "gzip"
        return Answer(
            status=response.status,
            wall=wall,
            size=len(raw),
            body=gzip.decompress(raw) if packed else raw,
            statements=int(statements),
            cpu=float(cpu),
            process=int(process),
        )


class _FormReader(HTMLParser):
    """Reads the fields of every form of a page, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.forms.append({})
            self._inside = True
        elif self._inside and tag == "input" and found.get("name"):
            chosen = "checked" in found or found.get("type") not in ("radio", "checkbox")
            if chosen:
                self.forms[-1][str(found["name"])] = found.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


def form_with(body: bytes, name: str) -> dict[str, str]:
    """Return the fields of the form that has a field ``name``. Raises LookupError."""
    reader = _FormReader()
    reader.feed(body.decode())
    for form in reader.forms:
        if name in form:
            return form
    raise LookupError(f"The page has no form with the field {name!r}.")


class _LinkReader(HTMLParser):
    """Reads what a browser loads by itself: every address, and which are styles and scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.code: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        for name in LOADING & found.keys():
            parts = found[name].split(",") if name == "srcset" else [found[name]]
            self.loaded += [part.split()[0] for part in parts if part.strip()]
        if tag == "script" and "src" in found:
            self.code.append(found["src"])
        kinds = set(found.get("rel", "").lower().split())
        if tag == "link" and kinds & LOADING_LINKS:
            self.loaded.append(found.get("href", ""))
            if "stylesheet" in kinds:
                self.code.append(found.get("href", ""))
        if tag == "use":
            self.loaded.append(found.get("href", ""))


def read_links(body: bytes) -> tuple[list[str], list[str]]:
    """Return what a page loads by itself, and of that the styles and scripts."""
    reader = _LinkReader()
    reader.feed(body.decode())
    return reader.loaded, list(dict.fromkeys(reader.code))


def is_elsewhere(address: str, page: str = "/") -> bool:
    """Tell whether an address on a page leads to another host."""
    parts = urlsplit(urljoin(f"http://{HOST}{page}", address.strip("\"' ")))
    return parts.scheme != "data" and parts.netloc != HOST
