"""Rights follow memberships by date: groups and grants are a projection that can be made again.

One auth group per (scope, role): ``deal:7:auditor``, ``body:12:chair``. Only these functions write
them (architecture, "Permissions").
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q

from citydeal.common.dates import holds_on
from citydeal.common.object_permissions import forget_rights, set_grants
from citydeal.models import User
from governance.enums import DelegationReach
from governance.models import (
    Body,
    BodyGroupObjectPermission,
    CityDeal,
    CityDealGroupObjectPermission,
    DealRole,
    Delegation,
    Membership,
    Person,
)
from governance.permissions import (
    BODY_ROLE_RIGHTS,
    DEAL_ROLE_RIGHTS,
    DELEGATE,
    DEPUTY,
    deal_role_of,
)


@dataclass(frozen=True, order=True)
class ScopedRole:
    """A role on one deal or in one body; its auth group carries this as its name."""

    scope: str
    scope_id: int
    role: str

    @property
    def group_name(self) -> str:
        """Return the name of the auth group."""
        return f"{self.scope}:{self.scope_id}:{self.role}"

    @property
    def rights(self) -> frozenset[str]:
        """Return the codenames of this role, empty for a role the table no longer knows."""
        table = DEAL_ROLE_RIGHTS if self.scope == "deal" else BODY_ROLE_RIGHTS
        return table.get(self.role, frozenset())

    @classmethod
    def parse(cls, group_name: str) -> ScopedRole:
        """Read the name of an auth group back."""
        scope, scope_id, role = group_name.split(":", 2)
        return cls(scope, int(scope_id), role)


@dataclass(frozen=True)
class SyncResult:
    """What a synchronisation changed: memberships of groups, and grants of groups."""

    added: int
    removed: int
    regranted: int


# Roles that do more in a body than read.
_ACTING = frozenset(role for role, rights in BODY_ROLE_RIGHTS.items() if rights > BODY_ROLE_RIGHTS[DEPUTY])
_OUR_GROUPS = Q(name__startswith="deal:") | Q(name__startswith="body:")


def roles_on(on: date, user_ids: Iterable[int] | None = None) -> dict[int, set[ScopedRole]]:
    """Return the roles that each active account holds on a day: account id → roles.

    ``user_ids`` narrows to those accounts. Three queries, five where somebody acts for another, and one more
    where somebody is deputy of a chair or a secretary.
    """
    who = Q(person__user__is_active=True)
    if user_ids is not None:
        who &= Q(person__user_id__in=list(user_ids))
    found: dict[int, set[ScopedRole]] = defaultdict(set)
    memberships = (
        Membership.objects.filter(who, holds_on(on), holds_on(on, "body__"))
        .select_related("body", "person")
        .only("role", "is_deputy", "seat_id", "body__deal_id", "body__kind", "person__user_id")
    )
    alone = _alone(on, memberships)
    for membership in memberships:
        roles = found[membership.person.user_id or 0]
        own = DEPUTY if membership.is_deputy and membership.pk not in alone else str(membership.role)
        roles.add(ScopedRole("body", membership.body_id, own))
        roles.add(ScopedRole("deal", membership.body.deal_id, deal_role_of(membership)))
    for role in DealRole.objects.filter(who, holds_on(on)).select_related("person"):
        found[role.person.user_id or 0].add(ScopedRole("deal", role.deal_id, str(role.role)))
    for user_id, acting in _acting_on(on, user_ids).items():
        found[user_id] |= acting
    return found


def _alone(on: date, memberships: Iterable[Membership]) -> set[int]:
    """Return the deputies who act as chair or secretary: nobody sits on their seat, or has that role.

    As long as somebody does, a deputy only reads: adopting and confirming are for who was chosen for it.
    """
    deputies = [each for each in memberships if each.is_deputy and each.role in _ACTING]
    if not deputies:
        return set()
    bodies = {each.body_id for each in deputies}
    held = Membership.objects.filter(holds_on(on), body__in=bodies, is_deputy=False).order_by()
    filled = {
        place
        for body, seat, role in held.values_list("body", "seat", "role")
        for place in (seat or 0, (body, role))
    }
    return {
        each.pk for each in deputies if each.seat_id not in filled and (each.body_id, each.role) not in filled
    }


def _acting_on(on: date, user_ids: Iterable[int] | None) -> dict[int, set[ScopedRole]]:
    """Return what accounts may read because they act for somebody, up to the reach of the delegation.

    Only the roles of that person's own count: what somebody may do for a third one is not handed on.
    Three queries.
    """
    held = Delegation.objects.filter(holds_on(on), delegate__user__is_active=True)
    if user_ids is not None:
        held = held.filter(delegate__user_id__in=list(user_ids))
    delegates: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for person, user_id, reach in held.order_by().values_list("person_id", "delegate__user_id", "reach"):
        delegates[person].append((user_id, reach))
    found: dict[int, set[ScopedRole]] = defaultdict(set)
    if not delegates:
        return found
    places = Membership.objects.filter(holds_on(on), holds_on(on, "body__"), person__in=list(delegates))
    for person, body, deal in places.values_list("person_id", "body_id", "body__deal_id"):
        for user_id, reach in delegates[person]:
            found[user_id].add(ScopedRole("deal", deal, DELEGATE))
            if reach == DelegationReach.BODY:
                found[user_id].add(ScopedRole("body", body, DELEGATE))
    on_deals = DealRole.objects.filter(holds_on(on), person__in=list(delegates))
    for person, deal in on_deals.values_list("person_id", "deal_id"):
        for user_id, _reach in delegates[person]:
            found[user_id].add(ScopedRole("deal", deal, DELEGATE))
    return found


@transaction.atomic
def sync_user(user: User, on: date) -> SyncResult:
    """Make the rights of one account what its roles on ``on`` give; remembers the day on the account.

    Idempotent. The row of the account is locked, so that two first requests do not race.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    result = _sync({locked.pk: roles_on(on, [locked.pk]).get(locked.pk, set())})
    if locked.rights_as_of != on:
        locked.rights_as_of = on
        locked.save(update_fields=["rights_as_of"])
    user.rights_as_of = on
    forget_rights(user)
    return result


def sync_person(person: Person, on: date) -> None:
    """Make the rights of a person's account what the roles give, and of who acts for the person.

    Those are who has a delegation, and the deputies of chairs and secretaries in the same bodies: they act
    once nobody sits there.
    """
    acting = Delegation.objects.filter(holds_on(on), person=person, delegate__user__isnull=False)
    bodies = Membership.objects.filter(person=person).order_by().values("body")
    deputies = Membership.objects.filter(holds_on(on), is_deputy=True, role__in=_ACTING, body__in=bodies)
    # Found one by one: of three conditions at once every account of every deal would be read.
    others = acting.order_by().values("delegate").union(deputies.order_by().values("person"))
    theirs = Person.objects.filter(pk__in=others, user__isnull=False).order_by().values("user")
    own = User.objects.filter(pk=person.user_id or 0).order_by().values("pk")
    accounts = User.objects.filter(pk__in=theirs.union(own))
    for user in accounts.order_by("pk"):
        sync_user(person.user if person.user and person.user_id == user.pk else user, on)


@transaction.atomic
def sync_all(on: date) -> SyncResult:
    """Make the rights of every account what the roles on ``on`` give, and mend every grant."""
    users = list(User.objects.select_for_update().order_by("pk"))
    wanted = roles_on(on)
    result = _sync({user.pk: wanted.get(user.pk, set()) for user in users}, every_group=True)
    User.objects.exclude(rights_as_of=on).update(rights_as_of=on)
    return result


@dataclass(frozen=True)
class DriftReport:
    """Where groups and grants differ from the roles, a line each.

    ``pending`` are differences of accounts whose first request of that day, which derives their
    rights before anything is shown, is still to come; they open nothing.
    """

    drift: list[str]
    pending: list[str]


def check_drift(on: date) -> DriftReport:
    """Compare groups and grants with what the roles on ``on`` give. Writes nothing."""
    wanted = roles_on(on)
    held = _current_roles(None)
    fresh = set(User.objects.filter(rights_as_of=on).values_list("pk", flat=True))
    report = DriftReport([], [])
    for user_id in sorted(wanted.keys() | held.keys()):
        lines = report.drift if user_id in fresh else report.pending
        for role in sorted(held[user_id] - wanted[user_id]):
            lines.append(f"account {user_id} holds {role.group_name} without the role")
        for role in sorted(wanted[user_id] - held[user_id]):
            lines.append(f"account {user_id} misses {role.group_name}")
    for name, (role, grants) in sorted(_granted().items()):
        if grants != role.rights:
            report.drift.append(
                f"group {name} holds {', '.join(sorted(grants)) or 'nothing'}"
                f" instead of {', '.join(sorted(role.rights)) or 'nothing'}"
            )
    return report


def _current_roles(user_ids: Iterable[int] | None) -> dict[int, set[ScopedRole]]:
    through = User.groups.through.objects.filter(
        Q(group__name__startswith="deal:") | Q(group__name__startswith="body:")
    )
    if user_ids is not None:
        through = through.filter(user_id__in=list(user_ids))
    found: dict[int, set[ScopedRole]] = defaultdict(set)
    for user_id, name in through.values_list("user_id", "group__name"):
        found[user_id].add(ScopedRole.parse(name))
    return found


def _granted() -> dict[str, tuple[ScopedRole, frozenset[str]]]:
    """Return what every group of ours is granted now, by its name. Three queries."""
    grants: dict[int, set[str]] = defaultdict(set)
    for table in (CityDealGroupObjectPermission, BodyGroupObjectPermission):
        rows = table.objects.values_list("group_id", "permission__codename")
        for group_id, codename in rows:
            grants[group_id].add(codename)
    return {
        group.name: (ScopedRole.parse(group.name), frozenset(grants[group.pk]))
        for group in Group.objects.filter(_OUR_GROUPS)
    }


def _sync(wanted: dict[int, set[ScopedRole]], *, every_group: bool = False) -> SyncResult:
    current = _current_roles(wanted)
    to_add = [(user, role) for user, roles in wanted.items() for role in roles - current[user]]
    to_remove = [(user, role) for user in wanted for role in current[user] - wanted[user]]
    groups = _groups({role for _user, role in to_add})
    through: Any = User.groups.through.objects
    through.bulk_create(
        [User.groups.through(user_id=user, group_id=groups[role].pk) for user, role in to_add],
        ignore_conflicts=True,
    )
    for user, role in to_remove:
        through.filter(user_id=user, group__name=role.group_name).delete()
    regranted = _mend_grants(None if every_group else set(groups))
    return SyncResult(len(to_add), len(to_remove), regranted)


def _groups(roles: set[ScopedRole]) -> dict[ScopedRole, Group]:
    """Return the auth group of each role, made where it does not exist yet."""
    names = {role.group_name: role for role in roles}
    Group.objects.bulk_create([Group(name=name) for name in sorted(names)], ignore_conflicts=True)
    return {names[group.name]: group for group in Group.objects.filter(name__in=names)}


def _mend_grants(roles: set[ScopedRole] | None) -> int:
    """Give the groups of these roles (None: all) exactly the rights of the table."""
    if roles is not None and not roles:
        return 0
    mended = 0
    scopes: dict[str, Any] = {"deal": CityDeal, "body": Body}
    for name, (role, grants) in _granted().items():
        if (roles is not None and role not in roles) or grants == role.rights:
            continue
        scope = scopes[role.scope].objects.get(pk=role.scope_id)
        mended += set_grants(Group.objects.get(name=name), scope, role.rights, grants)
    return mended
