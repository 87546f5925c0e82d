"""Who opens which dashboard: the deal, the whole deal, a party, and all deals side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from citydeal.common.object_permissions import objects_with
from citydeal.enums import Access
from citydeal.models import User
from governance.models import CityDeal, Party
from governance.permissions import (
    READ_BODIES,
    READ_BODY,
    READ_DEAL,
    Actor,
    body_rights,
    deal_rights,
    has_right,
    is_party_contact,
    takes_part,
)
from workgroups.permissions import led_groups


def can_open_dashboard(user: Actor, deal: CityDeal) -> bool:
    """Whether this account opens the progress of a deal: who takes part; the public sees no judgements."""
    return takes_part(user, deal)


def can_open_manager_dashboard(user: Actor, deal: CityDeal) -> bool:
    """Whether this account opens the dashboard of the project manager: who reads every body of the deal."""
    return has_right(user, READ_BODIES, deal.pk)


def can_open_party_dashboard(user: Actor, party: Party) -> bool:
    """Whether this account opens the dashboard of a party: who takes part in the deal, and its contact.

    Needs the deal loaded.
    """
    return can_open_dashboard(user, party.deal) or is_party_contact(user, party)


@dataclass(frozen=True)
class ProgrammeReader:
    """What an account reads over all deals: in ``deals`` it takes part, in ``whole`` it reads every body.

    ``own`` and ``led``: the bodies, and the groups it leads, that it reads whatever their level.
    """

    deals: list[int]
    whole: list[int]
    own: list[int]
    led: list[int]


def programme_reader(user: User) -> ProgrammeReader:
    """Return what this account reads of the deals side by side. At most one query."""
    rights = deal_rights(user)
    return ProgrammeReader(
        deals=objects_with(rights, READ_DEAL),
        whole=objects_with(rights, READ_BODIES),
        own=objects_with(body_rights(user), READ_BODY),
        led=led_groups(user),
    )


def among_programme_groups(deals: Any, whole: Any, own: Any, led: Any, path: str = "") -> Q:
    """Return the condition "a working group of which the reader knows how it stands"; values or slots.

    The question of ``among_open_bodies`` over many deals at once, for who takes part in them. ``path``: the
    lookup path to the group, ending in ``__``; empty for the group itself.
    """
    body = f"{path}body"
    open_levels = [str(Access.PUBLIC), str(Access.DEAL)]
    of_deal = Q(**{f"{body}__deal__any": deals, f"{body}__access__in": open_levels})
    mine = Q(**{f"{body}__any": own}) | Q(**{f"{path}pk__any": led})
    return of_deal | Q(**{f"{body}__deal__any": whole}) | mine
