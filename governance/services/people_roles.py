"""End a role on the whole deal; giving one is part of setting the deal up."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from citydeal.models import User
from governance.models import DealRole
from governance.services.checks import check_period, require_manager, rights_follow, save_checked


@transaction.atomic
def end_deal_role(*, actor: User, role: DealRole, last_day: date) -> DealRole:
    """End a role on the deal: ``last_day`` is the last day on which it gives rights.

    Raises DomainError without the right and on a day before the first. Writes history, derives rights.
    """
    locked: DealRole = (
        DealRole.objects.select_for_update(of=("self",))
        .select_related("deal", "person__user")
        .get(pk=role.pk)
    )
    require_manager(actor, locked.deal)
    check_period(locked.start, last_day)
    locked.end = last_day
    save_checked(locked)
    rights_follow(locked.person)
    return locked
