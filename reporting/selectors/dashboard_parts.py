"""What dashboards put on pages of others: the way to the progress of a deal."""

from __future__ import annotations

from typing import Any

from citydeal.common.slots import PagePart
from governance.models import CityDeal
from governance.permissions import Actor
from reporting.permissions_dashboards import can_open_dashboard


def nav_link(*, user: Actor, deal: CityDeal, **_about: Any) -> PagePart | None:
    """Return the way to the progress of a deal, in the main menu; none for who takes no part. No query."""
    return PagePart("reporting/parts/nav.html") if can_open_dashboard(user, deal) else None
