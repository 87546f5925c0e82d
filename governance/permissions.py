"""Who may do what in governance: the table role → rights, the checks, and the matching lists.

Roles come from memberships and deal roles that hold on the day (services/rights.py). A ``can_*``
combines a right with the state of the object; ``visible_*`` is the same question for a list.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.object_permissions import Rights, objects_with, rights_of
from citydeal.enums import Access
from citydeal.models import User
from governance.enums import BodyKind, DealRoleKind, MembershipRole
from governance.models import (
    Body,
    BodyGroupObjectPermission,
    CityDeal,
    CityDealGroupObjectPermission,
    Membership,
    Person,
)

Actor = User | AnonymousUser

READ_DEAL = "read_deal"
READ_BODIES = "read_bodies"
READ_HISTORY = "read_history"
READ_FINDING_NAMES = "read_finding_names"
MANAGE_COMPOSITION = "manage_composition"
READ_BODY = "read_body"

_ORGANISERS = frozenset({READ_DEAL, READ_BODIES, READ_HISTORY, READ_FINDING_NAMES, MANAGE_COMPOSITION})
# Everybody who sits in a body of the deal takes part in the deal.
PARTICIPANT = "participant"

DEAL_ROLE_RIGHTS: dict[str, frozenset[str]] = {
    MembershipRole.PROJECT_MANAGER.value: _ORGANISERS,
    MembershipRole.PROJECT_SECRETARY.value: _ORGANISERS,
    DealRoleKind.AUDITOR.value: frozenset({READ_DEAL, READ_BODIES, READ_HISTORY, READ_FINDING_NAMES}),
    PARTICIPANT: frozenset({READ_DEAL}),
}
BODY_ROLE_RIGHTS: dict[str, frozenset[str]] = {role.value: frozenset({READ_BODY}) for role in MembershipRole}
# Roles in the project organisation that are also a role on the whole deal.
ORGANISER_ROLES = frozenset({MembershipRole.PROJECT_MANAGER, MembershipRole.PROJECT_SECRETARY})


def deal_role_of(membership: Membership) -> str:
    """Return the role on the deal that a membership gives (architecture, "Permissions")."""
    if (
        membership.body.kind == BodyKind.PROJECT_ORGANIZATION
        and membership.role in ORGANISER_ROLES
        and not membership.is_deputy
    ):
        return str(membership.role)
    return PARTICIPANT


def _deal_rights(user: Actor) -> Rights:
    return rights_of(user, CityDealGroupObjectPermission)


def _body_rights(user: Actor) -> Rights:
    return rights_of(user, BodyGroupObjectPermission)


def _has(user: Actor, codename: str, deal_id: int) -> bool:
    return codename in _deal_rights(user).get(deal_id, frozenset())


# --- The deal ------------------------------------------------------------------------------


@compiled
def _deal_at(slug: Any, mine: Any) -> QuerySet[CityDeal]:
    return CityDeal.objects.filter(Q(access=Access.PUBLIC) | Q(pk__any=mine), slug=slug)


def visible_deal(user: Actor, slug: str) -> list[CityDeal]:
    """Return the deal with this address, or nothing where this account may not open it."""
    return _deal_at(slug=slug, mine=objects_with(_deal_rights(user), READ_DEAL))


def visible_deals(user: Actor) -> QuerySet[CityDeal]:
    """Return the deals this account (or nobody) may open."""
    mine = objects_with(_deal_rights(user), READ_DEAL)
    return CityDeal.objects.filter(Q(access=Access.PUBLIC) | Q(pk__in=mine))


def my_deals(user: Actor) -> QuerySet[CityDeal]:
    """Return the deals this account takes part in."""
    return CityDeal.objects.filter(pk__in=objects_with(_deal_rights(user), READ_DEAL))


def can_view_deal(user: Actor, deal: CityDeal) -> bool:
    """Whether the deal's page may be opened."""
    return deal.access == Access.PUBLIC or takes_part(user, deal)


def takes_part(user: Actor, deal: CityDeal) -> bool:
    """Whether this account takes part in the deal: sees people, not only seats."""
    return _has(user, READ_DEAL, deal.pk)


def can_read_finding_names(user: Actor, deal: CityDeal) -> bool:
    """Whether findings may name persons (facts A5); others see the seat."""
    return _has(user, READ_FINDING_NAMES, deal.pk)


def can_read_history(user: Actor, deal: CityDeal) -> bool:
    """Whether this account may read who changed what in the deal."""
    return _has(user, READ_HISTORY, deal.pk)


def can_manage_people(user: Actor, deal: CityDeal) -> bool:
    """Whether this account keeps the register of persons of the deal and gives them accounts."""
    return _has(user, MANAGE_COMPOSITION, deal.pk)


# --- Bodies --------------------------------------------------------------------------------


def visible_bodies(user: Actor, deal: CityDeal) -> QuerySet[Body]:
    """Return the bodies of a deal that this account (or nobody) may open."""
    open_to = bodies_open_to(user, deal)
    return Body.objects.filter(among_open_bodies(**open_to))


def bodies_open_to(user: Actor, deal: CityDeal) -> dict[str, Any]:
    """Return what ``among_open_bodies`` needs to know of this account in a deal.

    ``deal``: its id; ``levels``: the access levels of bodies it may read; ``own``: the ids of bodies
    it may read whatever their level.
    """
    levels: list[str] = []
    own: list[int] = []
    if _has(user, READ_BODIES, deal.pk):
        levels = list(Access)
    elif can_view_deal(user, deal):
        levels = [Access.PUBLIC, Access.DEAL] if takes_part(user, deal) else [Access.PUBLIC]
        own = objects_with(_body_rights(user), READ_BODY)
    return {"deal": deal.pk, "levels": levels, "own": own}


def among_open_bodies(deal: Any, levels: Any, own: Any, path: str = "") -> Q:
    """Return the condition "a body that is open to the reader"; values or slots of ``bodies_open_to``.

    ``path``: the lookup path to the body, such as ``body``; empty for the body itself.
    """
    to = f"{path}__" if path else ""
    readable = Q(**{f"{to}access__any": levels}) | Q(**{f"{to}pk__any": own})
    return Q(**{f"{to}deal": deal}) & readable


def can_view_body(user: Actor, body: Body) -> bool:
    """Whether the body's page may be opened; the same question as ``visible_bodies``."""
    if _has(user, READ_BODIES, body.deal_id):
        return True
    if READ_BODY in _body_rights(user).get(body.pk, frozenset()):
        return True
    if body.access == Access.BODY or not can_view_deal(user, body.deal):
        return False
    return body.access == Access.PUBLIC or takes_part(user, body.deal)


def can_manage_composition(user: Actor, body: Body) -> bool:
    """Whether members may be named and memberships changed: the right, and the body is not closed."""
    return _has(user, MANAGE_COMPOSITION, body.deal_id) and (
        body.end is None or body.end >= timezone.localdate()
    )


# --- People --------------------------------------------------------------------------------


def visible_persons(user: Actor, deal: CityDeal) -> QuerySet[Person]:
    """Return the persons of a deal whose page this account may open.

    Who takes part sees who sits in the bodies that he or she may open; who keeps or audits the
    register also sees who has a role on the deal. An organisation in two deals opens nobody's page:
    who is known in one deal is not thereby known in the other.
    """
    return _persons(**persons_open_to(user, deal))


def visible_person(user: Actor, deal: CityDeal, person: int) -> list[Person]:
    """Return this person of the deal, or nothing where the account may not open the page."""
    return _person(person=person, **persons_open_to(user, deal))


def persons_open_to(user: Actor, deal: CityDeal) -> dict[str, Any]:
    """Return what ``among_open_persons`` needs to know of this account in a deal."""
    involved = takes_part(user, deal)
    keeps = can_manage_people(user, deal) or can_read_history(user, deal)
    open_to = bodies_open_to(user, deal) if involved else {"deal": deal.pk, "levels": [], "own": []}
    return open_to | {"register": [deal.pk] if involved and keeps else []}


def among_open_persons(deal: Any, levels: Any, own: Any, register: Any) -> Q:
    """Return the condition "a person whose page is open to the reader"; may give doubles."""
    sits = among_open_bodies(deal, levels, own, "memberships__body")
    return sits | Q(deal_roles__deal__any=register)


def _persons(**open_to: Any) -> QuerySet[Person]:
    return Person.objects.filter(among_open_persons(**open_to)).distinct()


@compiled
def _person(person: Any, deal: Any, levels: Any, own: Any, register: Any) -> QuerySet[Person]:
    return _persons(deal=deal, levels=levels, own=own, register=register).filter(pk=person)
