"""Fixed questions to the database, turned into SQL once per process (ADR 10).

Django builds and compiles a queryset anew each time it is asked, which costs more than the database
needs to answer. What every page asks in the same words is written as a function from slots to a
queryset; the first call compiles it, every call fills the slots::

    @compiled
    def members_of(body: Any, on: Any) -> QuerySet[Membership]:
        return Membership.objects.filter(body=body).filter(holds_on(on))

    members_of(body=7, on=date(2026, 11, 22))  # a list of Membership
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from functools import update_wrapper
from types import SimpleNamespace
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, ForeignObject, JSONField, Lookup, QuerySet
from django.db.models.query import ModelIterable, ValuesListIterable
from django.db.models.sql.compiler import SQLCompiler


class Slot(Expression):
    """The place of a value in a compiled question."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return a placeholder, and the slot itself where its value will stand."""
        return "%s", (self,)

    @property
    def contains_aggregate(self) -> bool:
        """A value is no aggregate."""
        return False


@Field.register_lookup
@ForeignObject.register_lookup
class AnyOf(Lookup):
    """``field__any=slot``: equal to one of a list of any length, in one and the same SQL.

    Of an ``ArraySubquery`` the database first makes the list, whatever it guesses about the other table.
    """

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return ``column = ANY(list)``."""
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", (*left_params, *right_params)


class _Answer:
    """What ``ModelIterable`` asks of a compiler, about rows that are there already."""

    def __init__(self, compiler: SQLCompiler, rows: list[Any]) -> None:
        self.select = compiler.select
        self.klass_info = compiler.klass_info
        self.annotation_col_map = compiler.annotation_col_map
        self._rows = rows

    def execute_sql(self, **_kwargs: Any) -> list[Any]:
        """Return the rows."""
        return self._rows

    def results_iter(self, results: list[Any]) -> list[Any]:
        """Return the rows: their values are converted."""
        return results


_ROWS_AS_TEXT = "array_to_json(ARRAY(%(subquery)s))::text"


def _written_out(sql: str, params: Any) -> tuple[str, list[str]]:
    """Return SQL with every value in it that no slot holds, and the names of its slots in their order.

    A question may have hundreds of them, such as the names of the values of a row: they are quoted once.
    """
    operations: Any = connections[DEFAULT_DB_ALIAS].ops
    compose = operations.compose_sql
    fixed = ["%s" if isinstance(each, Slot) else compose("%s", [each]).replace("%", "%%") for each in params]
    names = [each.name for each in params if isinstance(each, Slot)]
    return sql.replace("%%", "%%%%") % tuple(fixed), names


def _read_rows(value: Any, _expression: Any, _connection: Any) -> Any:
    """Return rows that came as one text as Python has them."""
    return json.loads(value) if value != "[]" else []


def _as_texts(queryset: QuerySet[Any]) -> None:
    """Let arrays of JSON rows come as one text: the driver and Django read an array row by row.

    Pages have dozens of such rows (ADR 12).
    """
    for column in queryset.query.annotations.values():
        if isinstance(column, ArraySubquery) and _has_rows(column.output_field):
            column.template = _ROWS_AS_TEXT


def _has_rows(field: Any) -> bool:
    base: Any = field.base_field
    return type(base) is JSONField and base.decoder is None


def _converters_of(column: Any, usual: list[Any]) -> list[Any]:
    """Return what turns a column into what Python has."""
    return [_read_rows] if getattr(column, "template", "") == _ROWS_AS_TEXT else usual


class _Question:
    """A question that was compiled; thread-safe, because nothing of a call stays on it."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        _as_texts(queryset)
        self._makes_records = queryset._iterable_class is ModelIterable
        self._compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self._sql, self._names = _written_out(*self._compiler.as_sql())
        columns = [column for column, *_rest in self._compiler.select]
        if (
            queryset._iterable_class not in (ModelIterable, ValuesListIterable)
            or queryset._prefetch_related_lookups  # type: ignore[attr-defined]
            or self._compiler.has_composite_fields(columns)
            or self._compiler.has_extra_select
        ):
            raise TypeError("only records without prefetch and plain values_list() can be compiled")
        found = self._compiler.get_converters(columns).items()
        self._converters = [
            (place, (_converters_of(column, usual), column)) for place, (usual, column) in found
        ]

    def ask(self, values: dict[str, Any]) -> list[Any]:
        """Return records, or tuples of a values_list, with these values in the slots."""
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, [values[name] for name in self._names])
            rows: list[Any] = cursor.fetchall()
        if self._converters:
            rows = [self._converted(row, connection) for row in rows]
        if not self._makes_records:
            return rows
        query = SimpleNamespace(get_compiler=lambda **kwargs: _Answer(self._compiler, rows))
        source: Any = SimpleNamespace(query=query, db=DEFAULT_DB_ALIAS, _known_related_objects={})
        return list(ModelIterable(source))

    def _converted(self, row: tuple[Any, ...], connection: Any) -> tuple[Any, ...]:
        """Return a row with the values that Python has in another form than the database, such as JSON."""
        values = list(row)
        for place, (converters, column) in self._converters:
            for convert in converters:
                values[place] = convert(values[place], column, connection)
        return tuple(values)


class Compiled:
    """A question as a function of its slots, all given by name; see ``compiled``."""

    def __init__(self, build: Callable[..., QuerySet[Any]]) -> None:
        update_wrapper(self, build)
        self._build = build
        self._names = tuple(inspect.signature(build).parameters)
        self._question: _Question | None = None

    def __call__(self, **values: Any) -> list[Any]:
        """Ask it; one query. Values are plain: ids, days, text, lists of them. Raises KeyError."""
        if self._question is None:
            self._question = _Question(self._build(**{name: Slot(name) for name in self._names}))
        return self._question.ask(values)


def compiled(build: Callable[..., QuerySet[Any]]) -> Compiled:
    """Make a question of a function from slots to a queryset, compiled at its first call.

    The function gets a ``Slot`` for each of its arguments and may not look at their values. The call
    returns a list of records (with ``select_related``, without prefetch) or of ``values_list`` tuples.
    """
    return Compiled(build)
