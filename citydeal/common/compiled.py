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
from collections.abc import Callable
from functools import update_wrapper
from types import SimpleNamespace
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, ForeignObject, Lookup, QuerySet
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
    """``field__any=slot``: equal to one of a list of any length, in one and the same SQL."""

    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return ``column = ANY(list)``."""
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", (*left_params, self.rhs)


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


class _Question:
    """A question that was compiled; thread-safe, because nothing of a call stays on it."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        self._makes_records = queryset._iterable_class is ModelIterable
        self._compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self._sql, self._params = self._compiler.as_sql()
        columns = [column for column, *_rest in self._compiler.select]
        if (
            queryset._iterable_class not in (ModelIterable, ValuesListIterable)
            or queryset._prefetch_related_lookups  # type: ignore[attr-defined]
            or self._compiler.has_composite_fields(columns)
            or self._compiler.has_extra_select
        ):
            raise TypeError("only records without prefetch and plain values_list() can be compiled")
        self._converters = list(self._compiler.get_converters(columns).items())

    def ask(self, values: dict[str, Any]) -> list[Any]:
        """Return records, or tuples of a values_list, with these values in the slots."""
        params = tuple(values[p.name] if isinstance(p, Slot) else p for p in self._params)
        connection = connections[DEFAULT_DB_ALIAS]
        with connection.cursor() as cursor:
            cursor.execute(self._sql, params)
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
