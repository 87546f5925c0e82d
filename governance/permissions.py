"""Who may do what in governance: the table role → rights, the checks, and the matching lists.

Roles come from memberships and deal roles that hold on the day (services/rights.py). A ``can_*``
combines a right with the state of the object; ``visible_*`` is the same question for a list.
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from citydeal.common.dates import holds_on
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
    bodies = Body.objects.filter(deal=deal)
    if _has(user, READ_BODIES, deal.pk):
        return bodies
    if not can_view_deal(user, deal):
        return bodies.none()
    levels = [Access.PUBLIC, Access.DEAL] if takes_part(user, deal) else [Access.PUBLIC]
    return bodies.filter(Q(access__in=levels) | Q(pk__in=objects_with(_body_rights(user), READ_BODY)))


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
    if not takes_part(user, deal):
        return Person.objects.none()
    shown = Q(memberships__body__in=visible_bodies(user, deal))
    if can_manage_people(user, deal) or can_read_history(user, deal):
        shown |= Q(deal_roles__deal=deal)
    return Person.objects.filter(shown).distinct()


def current_roles(user: Actor, deal: CityDeal) -> QuerySet[Membership]:
    """Return the memberships an account holds today in a deal: what its role line shows."""
    if not isinstance(user, User):
        return Membership.objects.none()
    return (
        Membership.objects.filter(person__user=user, body__deal=deal)
        .filter(holds_on(timezone.localdate()))
        .order_by("body__order", "pk")
    )
