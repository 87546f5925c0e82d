"""Work that is done by one process at a time, wherever it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def alone(name: str, number: int = 0) -> Iterator[bool]:
    """Hold the lock of a piece of work; yields False, without waiting, where another process holds it.

    ``number``: of what it is about, such as a primary key. The database lets go of the lock when a process
    dies. The lock belongs to the connection: call it outside a transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, %s))", [name, number])
        (is_alone,) = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, %s))", [name, number])
