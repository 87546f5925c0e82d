"""How every text of the deal is changed and removed: locked, by who may, and not over somebody else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.models import CityDeal
from governance.services.checks import require_manager, save_checked

Record = TypeVar("Record", bound=Model)


def opened(record: Record, history_id: int) -> Record:
    """Return a record under its row lock, if it is still as it was when its form was opened.

    ``history_id``: the newest history row at that moment. Raises StaleError when somebody changed or
    removed it since.
    """
    locked = type(record)._default_manager.select_for_update(of=("self",)).filter(pk=record.pk).first()
    if locked is None or latest_history_id(locked) != history_id:
        raise StaleError(_("Somebody else changed this after you opened it. Look again first."))
    return locked


def save_text(
    *, actor: User, deal: CityDeal, record: Record, history_id: int, values: Mapping[str, Any]
) -> Record:
    """Save a new record of a deal (``history_id`` 0), or a change of one; returns it.

    Raises DomainError without the right and at the first field that is wrong, StaleError as ``opened``.
    Writes history.
    """
    require_manager(actor, deal)
    saved = record if record._state.adding else opened(record, history_id)
    for name, value in values.items():
        setattr(saved, name, value)
    return save_checked(saved, actor)


def remove_text(*, actor: User, deal: CityDeal, record: Model, history_id: int) -> None:
    """Remove a record of a deal on which nothing rests. Raises DomainError otherwise. Writes history."""
    require_manager(actor, deal)
    locked: Any = opened(record, history_id)
    locked._history_user = actor
    try:
        locked.delete()
    except ProtectedError as error:
        raise DomainError(
            _("“%(record)s” is still used elsewhere in the deal, so it cannot be removed.")
            % {"record": locked}
        ) from error
