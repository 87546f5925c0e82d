"""Settings of the web server: ``gunicorn --config python:citydeal.gunicorn_config``.

WEB_CONCURRENCY (processes), WEB_THREADS and PORT come from the environment.
"""

from __future__ import annotations

import gc
import os
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import get_resolver

bind = f"0.0.0.0:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Threads keep a browser's idle spare connection from holding up a whole process.
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
# The application is loaded once and shared: less memory, and a fault shows at the start.
preload_app = True
max_requests = 2000
max_requests_jitter = 400
timeout = 30
graceful_timeout = 25
control_socket_disable = True
# New objects before they are searched for cycles: a page makes thousands that its end frees by itself.
NEW_OBJECTS = 20_000
# What is read at the start stays: to search it for cycles, again and again, takes a fifth of the start.
gc.disable()


def when_ready(server: Any) -> None:
    """Read all pages before the workers part ways, so that they share them and no visitor waits for it.

    The search for cycles passes over the code, which stays: less time a page, and more memory shared.
    """
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
    gc.enable()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "citydeal.settings")
try:
    _ = settings.SECRET_KEY
except ImproperlyConfigured as error:
    # One line for the operator, where gunicorn would print its whole stack.
    raise SystemExit(str(error)) from None
