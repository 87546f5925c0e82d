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


def rights_of(user: User | AnonymousUser, table: type[models.Model]) -> Rights:
    """Return the rights of an account in one scope: object id → codenames.

    ``table`` is the guardian group table of the scope. Nobody and deactivated accounts have none.
    One query per scope, kept on the account for the rest of the request.
    """
    if not isinstance(user, User) or not user.is_active:
        return NO_RIGHTS
    kept: dict[type[models.Model], Rights] = user.__dict__.setdefault("_rights", {})
    if table not in kept:
        found: dict[int, set[str]] = {}
        for object_id, codename in _granted(table)(user=user.pk):
            found.setdefault(object_id, set()).add(codename)
        kept[table] = {key: frozenset(names) for key, names in found.items()}
    return kept[table]


@cache
def _granted(table: type[models.Model]) -> Compiled:
    def granted(user: Any) -> models.QuerySet[Any]:
        rows = table._default_manager.filter(group__user=user)
        return rows.values_list("content_object_id", "permission__codename")

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
