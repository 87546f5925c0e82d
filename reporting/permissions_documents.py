"""Who makes the letter that a party takes along to its own council or board."""

from __future__ import annotations

from governance.models import Party
from governance.permissions import MANAGE_COMPOSITION, Actor, has_right
from reporting.permissions_contributions import own_parties


def can_make_letter(user: Actor, party: Party) -> bool:
    """Whether this account makes the letter of a party: its contact, and who keeps the deal.

    Also in a closed deal: it only reads. Needs the deal loaded.
    """
    return has_right(user, MANAGE_COMPOSITION, party.deal_id) or party.pk in own_parties(user, party.deal)
