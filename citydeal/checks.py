"""System checks: what would go wrong later and quietly, said at the start and aloud."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connections
from django.utils.module_loading import autodiscover_modules

from citydeal.enums import Queue

MINIMUM_POSTGRESQL = 15


@register(Tags.compatibility)
def check_driver(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """The driver is psycopg2: Django silently prefers psycopg 3 when a tool brings it along."""
    connection: Any = connections["default"]
    driver = connection.Database.__name__
    if driver == "psycopg2":
        return []
    return [
        Error(
            f"The database driver is {driver} instead of psycopg2.",
            hint="Uninstall psycopg from this environment.",
            id="citydeal.E001",
        )
    ]


@register(Tags.database)
def check_database(
    app_configs: Any = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """The database answers and is PostgreSQL 15 or later."""
    messages: list[CheckMessage] = []
    for alias in databases or ():
        connection: Any = connections[alias]
        try:
            major = connection.pg_version // 10_000
        except DatabaseError as error:
            problem = f"The database does not answer: {' '.join(str(error).split())}"
            hint = "Start it, or correct DATABASE_URL."
            messages.append(Error(problem, hint=hint, id="citydeal.E002"))
            continue
        if major < MINIMUM_POSTGRESQL:
            problem = f"PostgreSQL {major} is too old."
            hint = f"Use PostgreSQL {MINIMUM_POSTGRESQL} or later."
            messages.append(Error(problem, hint=hint, id="citydeal.E003"))
    return messages


@register(Tags.security)
def check_files(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Uploaded files stand outside what a web server shows to everybody."""
    folder = Path(settings.MEDIA_ROOT).resolve()
    shown = [Path(str(place)).resolve() for place in (settings.STATIC_ROOT, *settings.STATICFILES_DIRS)]
    if not any(folder.is_relative_to(place) or place.is_relative_to(folder) for place in shown):
        return []
    problem = f"FILES_DIR ({folder}) overlaps with the folder of static files, which everybody may read."
    return [Error(problem, hint="Set FILES_DIR to a folder of its own.", id="citydeal.E007")]


@register(Tags.security)
def check_rights(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Guardian keeps no account for nobody: it would be an active account with rights."""
    name: str | None = getattr(settings, "ANONYMOUS_USER_NAME", "AnonymousUser")
    if name is None:
        return []
    return [Error("ANONYMOUS_USER_NAME must be None.", id="citydeal.E004")]


@register()
def check_tasks(app_configs: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """Every task has a queue of its own choice and time limits, and the clock pokes only tasks."""
    # Checks are imported in every process, and run only where somebody asks (citydeal/celery.py).
    from citydeal.celery import app

    autodiscover_modules("tasks")
    own = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}
    messages: list[CheckMessage] = []
    for name, task in own.items():
        queue = app.amqp.router.route({}, name).get("queue")
        explicit = name in (app.conf.task_routes or {})
        if not explicit or getattr(queue, "name", queue) not in Queue.values:
            problem = f"The task {name} has no route to a queue."
            hint = "Add it to CELERY_TASK_ROUTES."
            messages.append(Error(problem, hint=hint, id="citydeal.E005"))
        if not (task.time_limit or app.conf.task_time_limit):
            problem = f"The task {name} has no time limit."
            hint = "Set CELERY_TASK_TIME_LIMIT, or time_limit on the task."
            messages.append(Error(problem, hint=hint, id="citydeal.E006"))
    for entry, poke in (app.conf.beat_schedule or {}).items():
        if poke["task"] not in own:
            problem = f"The clock entry {entry} pokes {poke['task']}, which does not exist."
            messages.append(Warning(problem, id="citydeal.W001"))
    return messages
