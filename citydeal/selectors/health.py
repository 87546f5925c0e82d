"""How the portal is doing, for ``/readyz`` and for operators: numbers and words, no names."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, Min, Q
from django.utils import timezone

from citydeal.models import JobRun, MailStatus, OutgoingMail

log = logging.getLogger(__name__)

BROKER_TIMEOUT_S = 1.0
# The shortest that PostgreSQL's own client knows.
DATABASE_TIMEOUT_S = 2
# The oldest a last run may be: ``ensure`` runs every hour, the outbox every minute.
MAXIMUM_AGE = {"ensure": timedelta(hours=3), "drain_outbox": timedelta(minutes=10)}
OUTBOX_MAXIMUM_AGE = timedelta(minutes=15)

OK, DEGRADED, UNAVAILABLE = "ok", "degraded", "unavailable"


@dataclass(frozen=True)
class Readiness:
    """The answer of ``/readyz``: one word for the whole, and one entry per part."""

    parts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """The worst word among the parts."""
        words = {part["status"] for part in self.parts.values()}
        return next((word for word in (UNAVAILABLE, DEGRADED) if word in words), OK)

    @property
    def serves(self) -> bool:
        """Whether pages can be served at all."""
        return self.status != UNAVAILABLE

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "status": self.status,
            "parts": {key: dict(part) for key, part in self.parts.items()},
        }


@dataclass(frozen=True)
class OutboxState:
    """What stands in the outbox: numbers of mails, and since when the oldest one waits."""

    waiting: int
    dead: int
    oldest: datetime | None


def readiness() -> Readiness:
    """Ask every part how it is.

    At most five queries, two seconds for a database that hangs and one for a broker that does.
    """
    try:
        _connect_in_time()
        unapplied = unapplied_migrations()
        if unapplied:
            return Readiness(
                {
                    "database": {"status": OK},
                    "migrations": {"status": UNAVAILABLE, "unapplied": unapplied},
                }
            )
        parts = {
            "database": {"status": OK},
            "migrations": {"status": OK},
            **{name: _job(name) for name in MAXIMUM_AGE},
            "outbox": _outbox(),
        }
    except DatabaseError as error:
        log.error("The database does not answer: %s", " ".join(str(error).split()))
        return Readiness({"database": {"status": UNAVAILABLE}})
    return Readiness({**parts, "broker": {"status": OK if broker_answers() else DEGRADED}})


def unapplied_migrations() -> int:
    """Return how many migrations of this version the database lacks. Raises DatabaseError."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sum(key not in applied for key in _known_migrations())


def outbox_state() -> OutboxState:
    """Count the outbox in one query."""
    waiting = Q(status=MailStatus.QUEUED)
    row = OutgoingMail.objects.aggregate(
        waiting=Count("pk", filter=waiting),
        dead=Count("pk", filter=Q(status=MailStatus.DEAD)),
        oldest=Min("created_at", filter=waiting),
    )
    return OutboxState(**row)


def broker_answers() -> bool:
    """Return whether the broker takes a connection within a second."""
    # Not at the start of every web worker: see citydeal/celery.py.
    from citydeal.celery import app

    options = {
        **app.conf.broker_transport_options,
        "socket_connect_timeout": BROKER_TIMEOUT_S,
        "socket_timeout": BROKER_TIMEOUT_S,
    }
    try:
        with app.connection_for_write(connect_timeout=BROKER_TIMEOUT_S, transport_options=options) as broker:
            # Unlike connect(), this asks once and does not wait and ask again.
            _ = broker.default_channel
    except Exception as error:
        # Whatever the broker client raises, the portal works on.
        log.warning("The broker does not answer: %s", error)
        return False
    return True


def _connect_in_time() -> None:
    """Connect once with a short patience, since a page may wait longer than a probe may."""
    probe = connections.create_connection(DEFAULT_DB_ALIAS)
    options = {**probe.settings_dict["OPTIONS"], "connect_timeout": DATABASE_TIMEOUT_S}
    probe.settings_dict = {**probe.settings_dict, "OPTIONS": options}
    try:
        probe.ensure_connection()
    finally:
        probe.close()


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Read the migrations of this version from disk, once per process."""
    return frozenset(MigrationLoader(None).graph.nodes)


def _job(name: str) -> dict[str, Any]:
    run = JobRun.objects.filter(name=name).first()
    if run is None or run.finished_at is None:
        return {"status": DEGRADED, "last_run_minutes_ago": None}
    age = timezone.now() - run.finished_at
    fine = age <= MAXIMUM_AGE[name] and not run.failed
    return {
        "status": OK if fine else DEGRADED,
        "last_run_minutes_ago": int(age.total_seconds() // 60),
        "failed": run.failed,
    }


def _outbox() -> dict[str, Any]:
    state = outbox_state()
    age = timezone.now() - state.oldest if state.oldest else timedelta()
    return {
        "status": OK if age <= OUTBOX_MAXIMUM_AGE else DEGRADED,
        "waiting": state.waiting,
        "oldest_minutes": int(age.total_seconds() // 60),
        "dead": state.dead,
    }
