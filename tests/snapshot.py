"""Rows made once in a process and put back for each test that asks for them.

To make the cast takes some 460 queries; to put its rows back takes one per table. The rows are those that the
services made: ``tests/test_snapshot.py`` compares them.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone

T = TypeVar("T")


@dataclass(frozen=True)
class Snapshot:
    """What a maker returned, and its rows per table as JSON; good for as long as ``made_for`` holds."""

    made_for: Hashable
    result: bytes
    rows: dict[str, str]


_kept: dict[Callable[[], Any], Snapshot] = {}


def once(maker: Callable[[], T]) -> T:
    """Return what ``maker()`` makes, from its rows of before when they still fit this day and database."""
    # A test that empties the tables makes the permissions anew, with other keys.
    now = (timezone.localdate(), Permission.objects.order_by("pk").values_list("pk", flat=True).first())
    kept = _kept.get(maker)
    if kept is None or kept.made_for != now:
        before = stored_rows()
        made = maker()
        _kept[maker] = Snapshot(now, pickle.dumps(made), _added(before))
        return made
    # In one transaction, at the end of which the keys from one table to another are checked.
    with transaction.atomic(), connection.cursor() as cursor:
        for table, rows in kept.rows.items():
            cursor.execute(
                f'INSERT INTO "{table}" SELECT * FROM json_populate_recordset(NULL::"{table}", %s)', [rows]
            )
    result: T = pickle.loads(kept.result)
    return result


def stored_rows() -> dict[str, dict[Any, str]]:
    """Return every row of every model as JSON text, per table and primary key."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table, key = model._meta.db_table, model._meta.pk.column
            cursor.execute(f'SELECT "{key}", row_to_json(t)::text FROM "{table}" t ORDER BY 1')
            found[table] = dict(cursor.fetchall())
    return found


def take_out_rows() -> None:
    """Take out every row that a test committed; content types and permissions stay, with their keys.

    Django's flush empties every table and makes these two anew, which takes longer than most tests, and after
    it no kept rows fit any more.
    """
    stay = {model._meta.db_table for model in (ContentType, Permission)}
    tables = sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)} - stay)
    with transaction.atomic(), connection.cursor() as cursor:
        found = " UNION ALL ".join(
            f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in tables
        )
        cursor.execute(found)
        # Keys from one table to another are checked at the end of the transaction.
        filled = [f'DELETE FROM "{table}"' for (table,) in cursor.fetchall()]
        if filled:
            cursor.execute("; ".join(filled))


def _added(before: dict[str, dict[Any, str]]) -> dict[str, str]:
    after = stored_rows()
    for table, rows in before.items():
        changed = [key for key, row in rows.items() if after[table].get(key) != row]
        if changed:
            raise AssertionError(
                f"{table}: rows {changed} were there and were changed; they can't be put back"
            )
    return {
        table: f"[{','.join(new)}]"
        for table, rows in after.items()
        if (new := [row for key, row in rows.items() if key not in before[table]])
    }
