"""Who reads, writes and adopts the project charters of a deal."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from citydeal.common.compiled import compiled
from citydeal.models import User
from governance.models import CityDeal
from governance.permissions import Actor, bodies_open_to, takes_part
from workgroups.enums import CharterState
from workgroups.models import CharterVersion, ProjectCharter
from workgroups.permissions import can_keep_work, can_report, leads_group, led_groups


def can_add_charters(user: Actor, deal: CityDeal) -> bool:
    """Whether this account begins a charter: who keeps the work of the deal."""
    return can_keep_work(user, deal)


def can_write_charter(user: Actor, charter: ProjectCharter) -> bool:
    """Whether this account writes the concept of a charter; needs its deal, group and body loaded.

    Who keeps the work, and the lead of the group that the charter belongs to.
    """
    if charter.group is None:
        return can_keep_work(user, charter.deal)
    return can_report(user, charter.group)


def can_adopt_charter(user: Actor, charter: ProjectCharter) -> bool:
    """Whether this account records that a body adopted a charter: never the lead alone (rule 33)."""
    return can_keep_work(user, charter.deal)


def charters_open_to(user: Actor, deal: CityDeal) -> dict[str, Any]:
    """Return what ``among_open_charters`` needs to know of this account in a deal.

    ``states``: of which versions it may read; a concept is for who takes part in the deal. ``groups``: the
    working groups it leads, whose charters it reads whatever their level.
    """
    inside = takes_part(user, deal)
    states = list(CharterState) if inside else [CharterState.ADOPTED, CharterState.REPLACED]
    leads = led_groups(user) if isinstance(user, User) and user.is_active else []
    return bodies_open_to(user, deal) | {"states": [str(state) for state in states], "groups": leads}


def among_open_charters(deal: Any, levels: Any, own: Any, states: Any, groups: Any) -> Q:
    """Return the condition "a charter that the reader may open"; values or slots of ``charters_open_to``."""
    readable = Q(access__any=levels) | Q(group__body__any=own)
    there = CharterVersion.objects.filter(charter=OuterRef("pk"), state__any=states)
    return Q(deal=deal) & ((readable & Q(Exists(there))) | Q(group__any=groups))


def visible_charters(user: Actor, deal: CityDeal) -> list[ProjectCharter]:
    """Return the charters of a deal that this account (or nobody) may open, by title. One query."""
    return _charters(**charters_open_to(user, deal))


def visible_charter(user: Actor, deal: CityDeal, charter: int) -> list[ProjectCharter]:
    """Return this charter with deal, group and body, or nothing where the account may not open it."""
    return _charter(charter=charter, **charters_open_to(user, deal))


@compiled
def _charters(deal: Any, levels: Any, own: Any, states: Any, groups: Any) -> QuerySet[ProjectCharter]:
    found = ProjectCharter.objects.filter(among_open_charters(deal, levels, own, states, groups))
    return found.select_related("group__body")


def versions_of_group(user: Actor, deal: CityDeal, body: int) -> list[CharterVersion]:
    """Return the versions of the charters of a working group that this account may open. One query."""
    return _of_group(body=body, **charters_open_to(user, deal))


@compiled
def _of_group(
    body: Any, deal: Any, levels: Any, own: Any, states: Any, groups: Any
) -> QuerySet[CharterVersion]:
    open_ = ProjectCharter.objects.filter(among_open_charters(deal, levels, own, states, groups))
    found = CharterVersion.objects.filter(charter__in=open_.filter(group__body=body).order_by().values("pk"))
    return found.select_related("charter__group__body", "adopted_by", "decision").order_by(
        "charter__title", "charter", "-number"
    )


@compiled
def _charter(
    charter: Any, deal: Any, levels: Any, own: Any, states: Any, groups: Any
) -> QuerySet[ProjectCharter]:
    found = ProjectCharter.objects.filter(among_open_charters(deal, levels, own, states, groups))
    return found.filter(pk=charter).select_related("deal", "group__body__deal")


def can_read_version(user: Actor, charter: ProjectCharter, state: str) -> bool:
    """Whether this account, which may open the charter, reads a version in this state (CharterState)."""
    if state != CharterState.CONCEPT or takes_part(user, charter.deal):
        return True
    return charter.group is not None and leads_group(user, charter.group)
