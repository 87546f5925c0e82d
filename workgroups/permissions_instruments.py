"""Who reads, makes and changes the instruments of a deal.

A lead works on the instruments of the own group. What a body decides about an instrument is written down
by who keeps the deal, never by a lead.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.object_permissions import objects_with
from citydeal.enums import Access
from citydeal.models import User
from governance.enums import DealState
from governance.models import CityDeal, Party, PartyContact
from governance.permissions import (
    READ_BODIES,
    READ_BODY,
    Actor,
    body_rights,
    can_view_deal,
    has_right,
    takes_part,
)
from workgroups.models import Instrument, WorkingGroup
from workgroups.permissions import can_keep_work, can_report, led_groups


def can_add_instrument(user: Actor, deal: CityDeal, group: WorkingGroup | None = None) -> bool:
    """Whether this account adds instruments to the deal, or for this group; needs its body loaded."""
    if group is not None and group.body.deal_id == deal.pk and can_report(user, group):
        return True
    return can_keep_work(user, deal)


def groups_to_make_for(user: Actor, deal: CityDeal) -> list[int] | None:
    """Return the groups for which this account adds instruments; None: for all, and for none."""
    if can_keep_work(user, deal):
        return None
    if deal.state == DealState.CLOSED or not isinstance(user, User) or not user.is_active:
        return []
    return led_groups(user)


def can_work_on_instrument(user: Actor, instrument: Instrument) -> bool:
    """Whether this account changes an instrument: its versions, its state, who uses it.

    Who keeps the deal, and the lead of its group. Needs deal, group and body of the group loaded.
    """
    if can_keep_work(user, instrument.deal):
        return True
    return instrument.group is not None and can_report(user, instrument.group)


def can_record_use(user: Actor, instrument: Instrument, party: Party) -> bool:
    """Whether this account says that a party uses an instrument: who works on it, and its contact."""
    if can_work_on_instrument(user, instrument):
        return True
    return can_view_instrument(user, instrument) and party.pk in parties_recorded_for(user, instrument.deal)


def parties_recorded_for(user: Actor, deal: CityDeal) -> frozenset[int]:
    """Return for which parties a contact says what they use: the list of ``can_record_use``. One query."""
    if deal.state == DealState.CLOSED or not isinstance(user, User) or not user.is_active:
        return frozenset()
    return frozenset(party for (party,) in _contact_of(user=user.pk, deal=deal.pk, on=timezone.localdate()))


@compiled
def _contact_of(user: Any, deal: Any, on: Any) -> QuerySet[Any]:
    mine = PartyContact.objects.filter(holds_on(on), person__user=user, party__deal=deal)
    return mine.order_by().values_list("party_id")


def can_decide_on_instrument(user: Actor, instrument: Instrument) -> bool:
    """Whether this account writes down what a body decided about an instrument: never a lead."""
    return can_keep_work(user, instrument.deal)


def can_view_instrument(user: Actor, instrument: Instrument) -> bool:
    """Whether this account (or nobody) reads an instrument; the same question as ``instruments_open_to``.

    Needs deal and group loaded.
    """
    deal = instrument.deal
    if has_right(user, READ_BODIES, deal.pk):
        return True
    if instrument.access == Access.PUBLIC:
        return can_view_deal(user, deal) or _is_of_mine(user, instrument)
    if instrument.access == Access.DEAL and takes_part(user, deal):
        return True
    return _is_of_mine(user, instrument)


def _is_of_mine(user: Actor, instrument: Instrument) -> bool:
    group = instrument.group
    if group is None:
        return False
    if READ_BODY in body_rights(user).get(group.body_id, frozenset()):
        return True
    return isinstance(user, User) and user.is_active and group.pk in led_groups(user)


def instruments_open_to(user: Actor, deal: CityDeal) -> dict[str, Any]:
    """Return what ``among_open_instruments`` needs to know of this account in a deal.

    ``deal``: its id; ``levels``: the access levels it reads; ``own`` and ``led``: the bodies and the groups
    whose instruments it reads whatever their level.
    """
    if has_right(user, READ_BODIES, deal.pk):
        # Who reads everything needs no question about what is his or her own.
        return {"deal": deal.pk, "levels": list(Access), "own": [], "led": []}
    levels: list[str] = []
    if takes_part(user, deal):
        levels = [Access.PUBLIC, Access.DEAL]
    elif can_view_deal(user, deal):
        levels = [Access.PUBLIC]
    led = led_groups(user) if isinstance(user, User) and user.is_active else []
    own = objects_with(body_rights(user), READ_BODY)
    return {"deal": deal.pk, "levels": levels, "own": own, "led": led}


def among_open_instruments(deal: Any, levels: Any, own: Any, led: Any, path: str = "") -> Q:
    """Return the condition "an instrument that is open to the reader"; values or slots.

    ``path``: the lookup path to the instrument, such as ``version__instrument``; empty for itself.
    """
    to = f"{path}__" if path else ""
    mine = Q(**{f"{to}group__body__any": own}) | Q(**{f"{to}group__any": led})
    return Q(**{f"{to}deal": deal}) & (Q(**{f"{to}access__any": levels}) | mine)
