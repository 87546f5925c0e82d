"""History for people: who changed what, when, in words; and the guard against overwriting.

django-simple-history writes the rows; these functions read them. History is for audit only and never
answers a question of the domain (architecture, "The house" 5).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from inspect import getattr_static
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from simple_history.manager import HistoryManager

Show = Callable[[Any], str]


class ActedHistory(models.Model):
    """Base of history rows of what may be done for somebody else: ``X namens Y``.

    A service puts the name of Y on the record as ``_on_behalf`` before it saves.
    """

    on_behalf = models.CharField(max_length=350, blank=True, default="")

    class Meta:
        abstract = True


class KeptHistoryManager(HistoryManager):
    """Manager of history rows whose class is made once; the library makes one at each look at ``history``.

    That took a third of the time of saving a record.
    """

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[models.QuerySet[Any]], class_name: str | None = None) -> Any:
        """Return the class of the manager with the methods of this queryset."""
        return super().from_queryset(queryset_class, class_name)


def keep_history_managers() -> None:
    """Let every model with history use the manager above; called once, at start."""
    for model in apps.get_models():
        name = getattr(model._meta, "simple_history_manager_attribute", None)
        if name is not None:
            getattr_static(model, name).manager_class = KeptHistoryManager


def note_on_behalf(instance: models.Model, history_instance: models.Model, **_kwargs: Any) -> None:
    """Write on a new history row for whom the act was done; receives ``pre_create_historical_record``."""
    if isinstance(history_instance, ActedHistory):
        history_instance.on_behalf = getattr(instance, "_on_behalf", "")


@dataclass(frozen=True)
class Change:
    """One field that changed; put in words only when it is shown."""

    field: Any
    old: Any
    new: Any
    show: Show

    @property
    def label(self) -> str:
        """Return what the field is called; a link without a name of its own as what it leads to."""
        name = self.field.verbose_name
        if self.field.related_model is not None and isinstance(name, str):  # Django's own, in English
            name = self.field.related_model._meta.verbose_name
        return str(name)

    @property
    def before(self) -> str:
        """Return the old value in words."""
        return self.show(self.old)

    @property
    def after(self) -> str:
        """Return the new value in words."""
        return self.show(self.new)


@dataclass(frozen=True)
class HistoryEntry:
    """One act on one record. ``kind``: ``+`` made, ``~`` changed, ``-`` removed."""

    when: datetime
    who: str
    kind: str
    subject: str
    changes: tuple[Change, ...]
    reason: str


def latest_history_id(record: models.Model) -> int:
    """Return the id of the newest history row of a record: what an edit form carries. One query."""
    manager: Any = type(record).history  # type: ignore[attr-defined]
    newest = manager.filter(id=record.pk).order_by("-history_id").values_list("history_id", flat=True)
    return int(newest.first() or 0)


def changes_since(record: models.Model, history_id: int, fields: Mapping[str, Show]) -> list[Change]:
    """Return what others changed in a record after the history row a form was opened with.

    ``fields``: field name → how its value is shown. Two queries.
    """
    manager: Any = type(record).history  # type: ignore[attr-defined]
    rows = list(manager.filter(id=record.pk, history_id__gte=history_id).order_by("history_id"))
    if len(rows) < 2:
        return []
    return _differences(rows[0], rows[-1], fields)


def entries(
    rows: Sequence[Any], fields: Mapping[str, Show], subject: Callable[[Any], str]
) -> list[HistoryEntry]:
    """Return the readable history of records of one model, newest first. No query of its own.

    ``rows``: all history rows of these records, with ``history_user`` loaded. A save that changed
    nothing people can see is left out.
    """
    by_record: dict[Any, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.history_date, row.history_id)):
        by_record[row.id].append(row)
    found = []
    for own in by_record.values():
        previous = None
        for row in own:
            changes = _differences(previous, row, fields) if row.history_type != "-" else []
            if changes or row.history_type != "~":
                found.append(
                    HistoryEntry(
                        when=row.history_date,
                        who=_who(row),
                        kind=row.history_type,
                        subject=subject(row),
                        changes=tuple(changes),
                        reason=row.history_change_reason or "",
                    )
                )
            previous = row
    return sorted(found, key=lambda entry: entry.when, reverse=True)


def _who(row: Any) -> str:
    who = str(row.history_user) if row.history_user else _("The system")
    on_behalf = getattr(row, "on_behalf", "")
    return _("%(who)s on behalf of %(person)s") % {"who": who, "person": on_behalf} if on_behalf else who


def _differences(before: Any, after: Any, fields: Mapping[str, Show]) -> list[Change]:
    found = []
    for name, show in fields.items():
        old = getattr(before, name) if before is not None else None
        new = getattr(after, name)
        # What is empty when a record is made says nothing.
        if old != new and (before is not None or new):
            field = after.instance_type._meta.get_field(name.removesuffix("_id"))
            found.append(Change(field, old, new, show))
    return found


def show_text(value: Any) -> str:
    """Show a plain value; nothing is shown as a dash in words."""
    return str(value) if value not in (None, "") else _("nothing")


def show_date(value: date | None) -> str:
    """Show a date in words."""
    return date_format(value, "DATE_FORMAT") if value else _("not set")


def show_flag(value: bool | None) -> str:
    """Show yes or no."""
    return _("yes") if value else _("no")


def show_choice(choices: Iterable[tuple[Any, Any]]) -> Show:
    """Return how a value of a closed list is shown."""
    words = dict(choices)
    return lambda value: str(words.get(value, value)) if value not in (None, "") else _("nothing")


def show_related(names: Mapping[Any, str]) -> Show:
    """Return how a reference (an id) is shown, by the names already loaded."""
    return lambda value: names.get(value, _("removed")) if value else _("nothing")
