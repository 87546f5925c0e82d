"""What an account keeps of dashboards: that it looked, and that it wants the monthly digest."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import CityDeal
from reporting.models import DashboardVisit, DigestWish
from reporting.permissions_dashboards import can_open_dashboard


def note_visit(*, actor: User, deal: CityDeal, on: date, before: date | None) -> None:
    """Note that an account looked at the progress of a deal on a day; safe to call twice and beside itself.

    ``before``: the last day that was noted, if any; it stays known, so that "since my last visit" is the same
    all day. One query.
    """
    DashboardVisit.objects.bulk_create(
        [DashboardVisit(user=actor, deal=deal, last_on=on, before_on=before)],
        update_conflicts=True,
        unique_fields=["user", "deal"],
        update_fields=["last_on", "before_on"],
    )


@transaction.atomic
def want_digest(*, actor: User, deal: CityDeal, wanted: bool) -> None:
    """Say whether an account wants the monthly digest of a deal. Raises DomainError for who takes no part."""
    if not wanted:
        DigestWish.objects.filter(user=actor, deal=deal).delete()
        return
    if not can_open_dashboard(actor, deal):
        raise DomainError(_("You take no part in this deal."))
    DigestWish.objects.get_or_create(user=actor, deal=deal)
