"""Who reads the register of risks of a deal, and who keeps it.

It is for who takes part in the deal; what belongs to a working group asks its body as well. Who keeps the
work of the deal keeps the register; the owner of a risk, and the lead of its group, say how it goes.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from governance.enums import DealState
from governance.models import CityDeal
from governance.permissions import Actor, bodies_open_to, is_person, takes_part
from reporting.models import Risk
from workgroups.permissions import can_keep_work, can_report
from workgroups.permissions_planning import leads_in
from workgroups.permissions_steps import can_view_group


def can_read_risks(user: Actor, deal: CityDeal) -> bool:
    """Whether this account opens the register of a deal: who takes part in it."""
    return takes_part(user, deal)


def can_keep_risks(user: Actor, deal: CityDeal) -> bool:
    """Whether this account adds, changes and closes risks: who keeps the work of an open deal."""
    return can_keep_work(user, deal)


def risks_open_to(user: Actor, deal: CityDeal, led: list[int] | None = None) -> dict[str, Any]:
    """Return what ``among_open_risks`` needs to know of this account in a deal.

    ``inside``: the deal, where the account takes part; ``led``: the groups that it leads (``leads_in``; given
    where the page knows them); the rest as in ``bodies_open_to``.
    """
    inside = [deal.pk] if can_read_risks(user, deal) else []
    return {
        **bodies_open_to(user, deal),
        "led": leads_in(user, deal) if led is None else led,
        "inside": inside,
    }


def among_open_risks(deal: Any, levels: Any, own: Any, led: Any, inside: Any, path: str = "") -> Q:
    """Return the condition "a risk that is open to the reader"; values or slots of ``risks_open_to``.

    ``path``: the lookup path to the risk, ending in ``__``; empty for the risk itself.
    """
    readable = Q(**{f"{path}group__body__access__any": levels}) | Q(**{f"{path}group__body__any": own})
    readable |= Q(**{f"{path}group__any": led})
    of_deal = Q(**{f"{path}group__isnull": True})
    return Q(**{f"{path}deal": deal, f"{path}deal__any": inside}) & (of_deal | readable)


def can_view_risk(user: Actor, risk: Risk) -> bool:
    """Whether this account opens a risk; needs deal, and group with its body and deal, loaded."""
    if not can_read_risks(user, risk.deal):
        return False
    return risk.group is None or can_view_group(user, risk.group)


def can_update_risk(user: Actor, risk: Risk) -> bool:
    """Whether this account says how a risk goes: who keeps it, its owner, and the lead of its group.

    Needs deal, owner, and group with its body and deal, loaded.
    """
    if can_keep_risks(user, risk.deal):
        return True
    if risk.group is not None and can_report(user, risk.group):
        return True
    return risk.owner is not None and can_own_risk(user, risk)


def can_own_risk(user: Actor, risk: Risk) -> bool:
    """Whether this account is the owner of a risk that it may read, in a deal that is open."""
    open_deal = risk.deal.state != DealState.CLOSED
    return open_deal and risk.owner is not None and is_person(user, risk.owner) and can_view_risk(user, risk)
