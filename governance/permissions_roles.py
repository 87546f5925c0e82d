"""Which role has which right in governance, and what rights an account has: the lowest of the permissions.

Roles come from memberships and deal roles that hold on the day (services/rights.py).
"""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from citydeal.common.object_permissions import Rights, rights_of
from citydeal.models import User
from governance.enums import BodyKind, DealRoleKind, MembershipRole
from governance.models import (
    BodyGroupObjectPermission,
    CityDealGroupObjectPermission,
    Membership,
)

Actor = User | AnonymousUser

READ_DEAL = "read_deal"
READ_BODIES = "read_bodies"
READ_HISTORY = "read_history"
READ_FINDING_NAMES = "read_finding_names"
MANAGE_COMPOSITION = "manage_composition"
ACCEPT_EXCEPTIONS = "accept_exceptions"
READ_BODY = "read_body"
MANAGE_MEETINGS = "manage_meetings"
CHAIR_BODY = "chair_body"

_ORGANISERS = frozenset({READ_DEAL, READ_BODIES, READ_HISTORY, READ_FINDING_NAMES, MANAGE_COMPOSITION})
# Everybody who sits in a body of the deal takes part in the deal.
PARTICIPANT = "participant"
# Who acts for somebody reads what that person may read, up to the reach of the delegation.
DELEGATE = "delegate"
# Who is named beside a member reads what the member reads, and acts only where nobody sits.
DEPUTY = "deputy"

DEAL_ROLE_RIGHTS: dict[str, frozenset[str]] = {
    MembershipRole.PROJECT_MANAGER.value: _ORGANISERS | {ACCEPT_EXCEPTIONS},
    MembershipRole.PROJECT_SECRETARY.value: _ORGANISERS,
    DealRoleKind.AUDITOR.value: frozenset({READ_DEAL, READ_BODIES, READ_HISTORY, READ_FINDING_NAMES}),
    DealRoleKind.DEALMAKER.value: frozenset({READ_DEAL, READ_FINDING_NAMES}),
    DealRoleKind.OBSERVER.value: frozenset({READ_DEAL}),
    PARTICIPANT: frozenset({READ_DEAL}),
    DELEGATE: frozenset({READ_DEAL}),
}
BODY_ROLE_RIGHTS: dict[str, frozenset[str]] = {
    **{role.value: frozenset({READ_BODY}) for role in MembershipRole},
    MembershipRole.SECRETARY.value: frozenset({READ_BODY, MANAGE_MEETINGS}),
    MembershipRole.CHAIR.value: frozenset({READ_BODY, CHAIR_BODY}),
    DELEGATE: frozenset({READ_BODY}),
    DEPUTY: frozenset({READ_BODY}),
}
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


def deal_rights(user: Actor) -> Rights:
    """Return what this account may do in each deal: id → rights."""
    return rights_of(user, CityDealGroupObjectPermission, BodyGroupObjectPermission)[0]


def body_rights(user: Actor) -> Rights:
    """Return what this account may do in each body: id → rights."""
    return rights_of(user, CityDealGroupObjectPermission, BodyGroupObjectPermission)[1]


def has_right(user: Actor, codename: str, deal_id: int) -> bool:
    """Whether this account has a right on the whole deal, whatever its state."""
    return codename in deal_rights(user).get(deal_id, frozenset())
