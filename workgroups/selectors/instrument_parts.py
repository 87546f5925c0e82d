"""What instruments put on other pages: the link of the work, and the instruments of a group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.slots import PagePart
from governance.models import CityDeal
from governance.permissions import Actor
from workgroups.models import Instrument, WorkingGroup
from workgroups.permissions_instruments import (
    among_open_instruments,
    can_add_instrument,
    instruments_open_to,
)
from workgroups.selectors.instruments import InstrumentRow, annotated, instrument_row


@dataclass(frozen=True)
class GroupInstruments:
    """The instruments of a group that a reader may open; ``add_url``: empty for who adds none."""

    rows: Sequence[InstrumentRow]
    add_url: str


def area_link(**about: Any) -> PagePart:
    """Return the link to the instruments beside the other pages about the work."""
    return PagePart("workgroups/parts/instrument_link.html")


def group_part(*, user: Actor, deal: CityDeal, group: WorkingGroup, on: date, **about: Any) -> PagePart:
    """Return the instruments of a group for its page, the furthest first. One query.

    Needs the body of the group loaded, with its deal.
    """
    found = _of_group(group=group.pk, on=on, **instruments_open_to(user, deal))
    rows = [instrument_row(user, deal, instrument) for instrument in found]
    rows.sort(key=lambda row: -row.place)
    add_url = ""
    if can_add_instrument(user, deal, group):
        add_url = f"{address('workgroups:instrument_create', deal.slug)}?groep={group.pk}"
    return PagePart("workgroups/parts/group_instruments.html", GroupInstruments(rows, add_url))


@compiled
def _of_group(deal: Any, levels: Any, own: Any, led: Any, group: Any, on: Any) -> QuerySet[Instrument]:
    found = Instrument.objects.filter(among_open_instruments(deal, levels, own, led), group=group)
    return annotated(found, on)
