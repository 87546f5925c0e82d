"""What contributions put on pages of others: the way to those of a party."""

from __future__ import annotations

from typing import Any

from citydeal.common.addresses import address
from citydeal.common.slots import PagePart
from governance.models import Party
from governance.permissions import Actor
from reporting.permissions_contributions import can_read_contributions


def party_link(*, user: Actor, party: Party, **_about: Any) -> PagePart | None:
    """Return the way to the contributions of a party, for who reads them; needs deal and organisation loaded.

    No query for who takes part in the deal, at most two for others.
    """
    if not can_read_contributions(user, party.deal):
        return None
    url = address("reporting:contribution_party", party.deal.slug, party.organization.slug)
    return PagePart("reporting/parts/party_contributions.html", url)
