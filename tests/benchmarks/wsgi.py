"""The portal and the limit page, each answer with what it took: ``gunicorn tests.benchmarks.wsgi``.

The header ``X-Bench: <queries> <CPU seconds of the thread> <process>`` exists only here.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection

HEADER = "X-Bench"
OWN_PAGES = "/bench/"

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def limit_application() -> WSGIHandler:
    """Return a handler with Django's default middleware; it is read when the handler is made."""
    own, settings.MIDDLEWARE = settings.MIDDLEWARE, settings.LIMIT_MIDDLEWARE
    try:
        return WSGIHandler()
    finally:
        settings.MIDDLEWARE = own


class Measured:
    """Counts the statements and the CPU time of the wrapped application, answer by answer."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        statements = 0
        begun = time.thread_time()

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:
            nonlocal statements
            statements += 1
            return execute(*arguments)

        def answer(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            took = time.thread_time() - begun
            headers.append((HEADER, f"{statements} {took:.6f} {os.getpid()}"))
            return start_response(status, headers, *rest)

        with connection.execute_wrapper(count):
            return self.application(environ, answer)


portal = Measured(get_wsgi_application())
limit = Measured(limit_application())


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer a request: the benchmark's own pages behind Django's default middleware."""
    chosen = limit if environ["PATH_INFO"].startswith(OWN_PAGES) else portal
    return chosen(environ, start_response)
