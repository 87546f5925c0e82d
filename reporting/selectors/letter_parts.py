"""What the letter of a party puts on pages of others: the way to it."""

from __future__ import annotations

from typing import Any

from citydeal.common.addresses import address
from citydeal.common.slots import PagePart
from governance.models import Party
from governance.permissions import Actor
from reporting.permissions_documents import can_make_letter
from reporting.selectors.letters import letter_heading


def letter_link(*, user: Actor, party: Party, **_about: Any) -> PagePart | None:
    """Return the way to the letter of a party, for who may make it. At most one query."""
    if not can_make_letter(user, party):
        return None
    url = address("reporting:party_letter", party.deal.slug, party.organization.slug)
    return PagePart("reporting/parts/letter_link.html", (letter_heading(party), url))
