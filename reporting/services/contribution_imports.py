"""Promises and contributions from a sheet: all of them, or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import Party
from reporting.services.contributions import ContributionDetails, add_contribution
from reporting.services.promises import PromiseDetails, add_promise


@transaction.atomic
def import_promises(*, actor: User, promises: Sequence[tuple[Party, PromiseDetails]]) -> int:
    """Add promises that come from a sheet, all or none; returns how many.

    Raises DomainError as ``add_promise``, with the party it is about. Writes history.
    """
    for party, details in promises:
        try:
            add_promise(actor=actor, party=party, details=details)
        except DomainError as error:
            raise DomainError(_words(party, error), field="file") from error
    return len(promises)


@transaction.atomic
def import_contributions(*, actor: User, contributions: Sequence[tuple[Party, ContributionDetails]]) -> int:
    """Add contributions that come from a sheet, all or none; returns how many.

    They are not confirmed: only their party does that. Raises DomainError as ``add_contribution``, with the
    party it is about. Writes history.
    """
    for party, details in contributions:
        try:
            add_contribution(actor=actor, party=party, details=details)
        except DomainError as error:
            raise DomainError(_words(party, error), field="file") from error
    return len(contributions)


def rehearse(add: Callable[[Any], object], rows: Sequence[Any]) -> list[str]:
    """Return for each row why ``add`` refuses it after those before it, and "" where it does not.

    Nothing of it is kept.
    """
    found = []
    with transaction.atomic():
        for row in rows:
            try:
                with transaction.atomic():
                    add(row)
            except DomainError as error:
                found.append(str(error.message))
            else:
                found.append("")
        transaction.set_rollback(True)
    return found


def _words(party: Party, error: DomainError) -> str:
    return _("%(party)s: %(why)s") % {"party": party, "why": error.message}
