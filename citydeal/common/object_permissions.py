"""The mechanics of rights on objects; what they mean stands in each app's ``permissions.py``.

Rights are rows in guardian's direct foreign-key group tables: one auth group per (scope, role),
never a row per user, never a model-level right. These functions are the only way to them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser, Group
from django.db import models
from guardian.shortcuts import assign_perm, remove_perm

from citydeal.common.compiled import Compiled, compiled
from citydeal.models import User

Rights = Mapping[int, frozenset[str]]
NO_RIGHTS: Rights = {}


def rights_of(user: User | AnonymousUser, *tables: type[models.Model]) -> tuple[Rights, ...]:
    """Return the rights of an account in each of these scopes: object id → codenames.

    ``tables``: the guardian group table of each scope. Nobody and deactivated accounts have none.
    One query for all scopes together, kept on the account for the rest of the request.
    """
    if not isinstance(user, User) or not user.is_active:
        return (NO_RIGHTS,) * len(tables)
    kept: dict[tuple[type[models.Model], ...], tuple[Rights, ...]] = user.__dict__.setdefault("_rights", {})
    if tables not in kept:
        found: list[dict[int, set[str]]] = [{} for _table in tables]
        for scope, object_id, codename in _granted(tables)(user=user.pk):
            found[scope].setdefault(object_id, set()).add(codename)
        kept[tables] = tuple({key: frozenset(names) for key, names in own.items()} for own in found)
    return kept[tables]


@cache
def _granted(tables: tuple[type[models.Model], ...]) -> Compiled:
    def granted(user: Any) -> models.QuerySet[Any]:
        first, *others = (
            table._default_manager.filter(group__user=user).values_list(
                models.Value(scope), "content_object_id", "permission__codename"
            )
            for scope, table in enumerate(tables)
        )
        return first.union(*others, all=True)

    return compiled(granted)


def forget_rights(user: User) -> None:
    """Drop the rights kept on this account object, after its groups changed."""
    user.__dict__.pop("_rights", None)


def objects_with(rights: Rights, codename: str) -> list[int]:
    """Return the ids of the objects on which a codename is held."""
    return [object_id for object_id, names in rights.items() if codename in names]


def set_grants(group: Group, scope: Any, codenames: Iterable[str], current: frozenset[str]) -> bool:
    """Give a group exactly these rights on an object; returns whether anything changed.

    ``current`` is what it holds now. Raises Permission.DoesNotExist on a codename nobody declared.
    """
    wanted = frozenset(codenames)
    for codename in wanted - current:
        assign_perm(codename, group, scope)
    for codename in current - wanted:
        remove_perm(codename, group, scope)
    return wanted != current
