"""The pages for when something is wrong: in Dutch, with what to do now."""

from __future__ import annotations

import logging
import sys

from django.contrib.auth.models import AnonymousUser
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import add_never_cache_headers

log = logging.getLogger(__name__)

# When not even a template can be rendered; the words of 503.html.
LAST_RESORT = (
    '<!doctype html><html lang="nl"><meta charset="utf-8"><title>Storing</title>'
    "<h1>Het portaal heeft nu een storing</h1>"
    "<p>Wacht een paar minuten en probeer het dan opnieuw.</p></html>"
)
RETRY_AFTER_S = "60"
# PostgreSQL: 08 no connection, 53 no disk, memory or connections left, 57P shut down.
OUTAGE_CODES = ("08", "53", "57P")
HIDDEN_FIELDS = ("password", "token", "code", "key")
WORTH_KEEPING = 20


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: without the request, because its host name may be what is wrong."""
    return _plain("400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: this account may not do this."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was sent with an old or missing token; shows what was typed.

    ``typed`` holds the longer texts of the form, so that nobody has to write them again.
    """
    log.warning("A form was refused at %s: %s", request.path, reason)
    response = render(request, "403_csrf.html", {"typed": _typed_texts(request)}, status=403)
    add_never_cache_headers(response)
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: there is no such page, or not for this person."""
    return render(request, "404.html", status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429: allauth's limits; say how long to wait."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = RETRY_AFTER_S
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with one log line when the database is what fails.

    Rendered without the request: what failed may be what a context processor would ask again.
    """
    error = sys.exc_info()[1]
    if not is_outage(error):
        return _plain("500.html", 500)
    log.error("Database outage at %s: %s", request.path, " ".join(str(error).split()))
    # The middleware on the way out need not try the same database again for the same page.
    request.user = AnonymousUser()
    response = _plain("503.html", 503)
    response["Retry-After"] = RETRY_AFTER_S
    # Django would add a traceback per request; the line above says it all.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def is_outage(error: BaseException | None) -> bool:
    """Return whether this is the database that is away or full, and not our own mistake."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    code: str | None = getattr(error.__cause__, "pgcode", None)
    return code is None or code.startswith(OUTAGE_CODES)


def _plain(template: str, status: int) -> HttpResponse:
    try:
        html = str(render_to_string(template))
    except Exception:
        # An error page that fails would hide the error it is about.
        log.exception("The page %s could not be rendered", template)
        html = LAST_RESORT
    response = HttpResponse(html, status=status)
    add_never_cache_headers(response)
    return response


def _typed_texts(request: HttpRequest) -> list[str]:
    try:
        fields = list(request.POST.lists())
    except UnreadablePostError:
        return []
    return [
        value
        for name, values in fields
        if not any(word in name.lower() for word in HIDDEN_FIELDS)
        for value in values
        if len(value.strip()) >= WORTH_KEEPING
    ]
