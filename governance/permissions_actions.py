"""Who may do what with actions of bodies: rights on the body or its deal, and whose they are.

They are for who reads along with the members of the body. Who owns one sees it and says how far it is, also
without sitting in the body; who acts for the owner does so too.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.object_permissions import objects_with
from citydeal.models import User
from governance.enums import ActionState, DealState
from governance.models import (
    ActionItem,
    Body,
    Delegation,
    Membership,
    Person,
)
from governance.permissions import MANAGE_COMPOSITION, Actor, deal_rights
from governance.permissions_meetings import can_manage_meetings, is_chair, reads_as_member

# What still has to be done.
UNFINISHED = (ActionState.OPEN, ActionState.BUSY)


def can_read_actions(user: Actor, body: Body) -> bool:
    """Whether this account reads all actions of the body: its members, and who reads every body."""
    return reads_as_member(user, body)


def can_manage_actions(user: Actor, body: Body) -> bool:
    """Whether this account adds and changes actions: the secretary, the chair, who keeps the deal."""
    return can_manage_meetings(user, body) or is_chair(user, body)


def can_read_action(user: Actor, action: ActionItem) -> bool:
    """Whether this account reads one action; needs its body and deal loaded."""
    return can_read_actions(user, action.body) or owns_action(user, action)


def can_report_on_action(user: Actor, action: ActionItem) -> bool:
    """Whether this account says how far it is: who manages or owns it, in a deal that is not closed."""
    if action.body.deal.state == DealState.CLOSED:
        return False
    return can_manage_actions(user, action.body) or owns_action(user, action)


def owns_action(user: Actor, action: ActionItem) -> bool:
    """Whether an action is this account's: as its person, on its seat, for one of these, or as keeper."""
    if not isinstance(user, User) or not user.is_active:
        return False
    keeper = objects_with(deal_rights(user), MANAGE_COMPOSITION)
    return bool(_own(action=action.pk, user=user.pk, on=timezone.localdate(), keeper=keeper))


@compiled
def _own(action: Any, user: Any, on: Any, keeper: Any) -> QuerySet[Any]:
    found = ActionItem.objects.filter(among_own_actions(user, on, keeper), pk=action)
    return found.order_by().values_list("pk")


def own_actions(user: Actor, on: date) -> list[ActionItem]:
    """Return the unfinished actions of this account over all deals; the list of ``owns_action``.

    With body and deal; only in deals that are not closed. One query.
    """
    if not isinstance(user, User) or not user.is_active:
        return []
    keeper = objects_with(deal_rights(user), MANAGE_COMPOSITION)
    return _own_open(user=user.pk, on=on, keeper=keeper)


@compiled
def _own_open(user: Any, on: Any, keeper: Any) -> QuerySet[ActionItem]:
    found = ActionItem.objects.filter(among_own_actions(user, on, keeper), state__in=sorted(UNFINISHED))
    found = found.exclude(body__deal__state=DealState.CLOSED)
    return found.select_related("body__deal", "person", "seat__party__organization", "seat__organization")


def among_readable_actions(deal: Any, reader: Any, own: Any, user: Any, on: Any, keeper: Any) -> Q:
    """Return the condition "an action of a deal that the account reads"; the list of ``can_read_action``.

    ``reader``: the deal where it reads every body; ``own``: the bodies it reads along with; the rest as in
    ``among_own_actions``.
    """
    reads = Q(body__deal__any=reader) | Q(body__any=own)
    return Q(body__deal=deal) & (reads | among_own_actions(user, on, keeper))


def among_own_actions(user: Any, on: Any, keeper: Any) -> Q:
    """Return the condition "an action of this account on a day"; values or slots.

    ``keeper``: the deals that the account keeps; what belongs to nobody is its own there (rule 3).
    """
    acting = Delegation.objects.filter(holds_on(on), delegate__user=user).order_by().values("person")
    people = Person.objects.filter(Q(user=user) | Q(pk__any=ArraySubquery(acting)))
    mine = Q(person__any=ArraySubquery(people.order_by().values("pk")))
    seats = Membership.objects.filter(mine, holds_on(on), is_deputy=False, seat__isnull=False)
    kept = Body.objects.filter(deal__any=keeper).order_by().values("pk")
    nobody = Q(person__isnull=True, seat__isnull=True, body__any=ArraySubquery(kept))
    # Lists of keys that are known first: each of the three is then found by its index.
    return mine | Q(seat__any=ArraySubquery(seats.order_by().values("seat"))) | nobody
