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


class _Filled(SQLCompiler):
    """A compiler whose work is done: it hands out the SQL with the values of one call."""

    def __init__(self, done: SQLCompiler, sql: str, values: tuple[Any, ...], connection: Any) -> None:
        self.__dict__.update(done.__dict__)
        self.connection = connection
        self._filled = (sql, values)

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the SQL and the values."""
        return self._filled


class _Question:
    """A question that was compiled; thread-safe, because nothing of a call stays on it."""

    def __init__(self, queryset: QuerySet[Any]) -> None:
        if queryset._iterable_class not in (ModelIterable, ValuesListIterable) or (
            queryset._prefetch_related_lookups  # type: ignore[attr-defined]
        ):
            raise TypeError("only records without prefetch and values_list() can be compiled")
        self._makes_records = queryset._iterable_class is ModelIterable
        self._done = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        self._sql, self._params = self._done.as_sql()

    def ask(self, values: dict[str, Any]) -> list[Any]:
        """Return records, or tuples of a values_list, with these values in the slots."""
        params = tuple(values[p.name] if isinstance(p, Slot) else p for p in self._params)
        filled = _Filled(self._done, self._sql, params, connections[DEFAULT_DB_ALIAS])
        if not self._makes_records:
            return list(filled.results_iter(tuple_expected=True))
        query = SimpleNamespace(get_compiler=lambda **kwargs: filled)
        source: Any = SimpleNamespace(query=query, db=DEFAULT_DB_ALIAS, _known_related_objects={})
        return list(ModelIterable(source))


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
