"""What the front page and the page of a deal show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import ngettext_lazy

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.text import Text
from citydeal.models import User
from governance.enums import BodyKind, MembershipRole, PartyState
from governance.models import Body, CityDeal, DealRole, Membership, Party
from governance.permissions import (
    Actor,
    among_open_bodies,
    bodies_open_to,
    can_create_deals,
    can_manage_people,
    can_read_history,
    deals_without_organiser,
    my_deals,
    readable_names,
    takes_part,
    visible_deals,
)
from governance.selectors.findings import findings_of
from governance.selectors.presenting import FindingLine, finding_line
from governance.selectors.relations import Relations, relations_among, with_relations

_STEERING = (
    BodyKind.PROJECT_ORGANIZATION,
    BodyKind.STEERING_GROUP,
    BodyKind.CORE_GROUP,
    BodyKind.EXECUTIVES_NETWORK,
    BodyKind.COUNCIL,
)


@dataclass(frozen=True)
class FrontPage:
    """The deals somebody takes part in, and the others that are open to read.

    ``unmanaged``: for a platform manager, the deals that need a first secretary.
    """

    mine: Sequence[CityDeal]
    others: QuerySet[CityDeal]
    may_create: bool = False
    unmanaged: Sequence[CityDeal] = ()


# More bodies of a kind than this stand in one box; kinds of which a deal has only one are not here.
FEW = 2
_MANY: dict[str, Any] = {
    BodyKind.QUALITY_TEAM: ngettext_lazy("%(count)s quality team", "%(count)s quality teams", "count"),
    BodyKind.WORKING_GROUP: ngettext_lazy("%(count)s working group", "%(count)s working groups", "count"),
    BodyKind.DESIGN_TEAM: ngettext_lazy("%(count)s design team", "%(count)s design teams", "count"),
    BodyKind.REGIONAL_ALLIANCE: ngettext_lazy(
        "%(count)s regional alliance", "%(count)s regional alliances", "count"
    ),
}


@dataclass(frozen=True)
class BodyBox:
    """A body, or several of one kind: their number in words, their list, and each by name."""

    title: Text
    url: str
    text: str = ""
    bodies: Sequence[Body] = ()


@dataclass(frozen=True)
class DealPage:
    """A deal with its bodies in two columns, its parties by state, and what needs attention.

    ``checks_nothing``: no rule is asked about a body, as in a deal that is still being set up.
    """

    steering: Sequence[BodyBox]
    making: Sequence[BodyBox]
    parties: Sequence[Party]
    preparing: Sequence[Party]
    cooperating: Sequence[Party]
    former: Sequence[Party]
    relations: Relations
    problems: Sequence[tuple[FindingLine, Body]]
    checks_nothing: bool
    takes_part: bool
    may_manage: bool
    may_read_history: bool


def front_page(user: Actor) -> FrontPage:
    """Return the deals for the front page; the others are to be shown in pages.

    At most one query besides the rights, and those of a page; one more for a manager.
    """
    mine = list(my_deals(user)) if isinstance(user, User) else []
    others = visible_deals(user).exclude(pk__in=[deal.pk for deal in mine]).order_by("name", "pk")
    if not can_create_deals(user):
        return FrontPage(mine, others)
    return FrontPage(mine, others, may_create=True, unmanaged=list(deals_without_organiser(user)))


def deal_page(user: Actor, deal: CityDeal, on: date) -> DealPage:
    """Return what the page of a deal shows to this account on a day.

    Who takes part also sees which rules need attention, as far as the body may be opened.
    """
    bodies = _bodies(on=on, **bodies_open_to(user, deal))
    for body in bodies:
        body.deal = deal
    parties = _parties(deal=deal.pk, on=on)
    for party in parties:
        party.deal = deal
    involved = takes_part(user, deal)
    by_id = {body.pk: body for body in bodies}
    names, may_manage = readable_names(user, deal), can_manage_people(user, deal)
    findings = findings_of(deal, bodies, on) if involved else []
    problems = [
        (
            finding_line(finding, deal, names=names, may_manage=may_manage),
            by_id[finding.scope_id],
        )
        for finding in findings
        if finding.is_problem
    ]
    return DealPage(
        steering=_boxes(deal, [body for body in bodies if body.kind in _STEERING]),
        making=_boxes(deal, [body for body in bodies if body.kind not in _STEERING]),
        parties=[p for p in parties if p.state == PartyState.PARTY],
        preparing=[p for p in parties if p.state in _PREPARING],
        cooperating=[p for p in parties if p.state == PartyState.COOPERATING],
        former=[p for p in parties if p.state == PartyState.WITHDRAWN],
        relations=relations_among(bodies, may_manage),
        problems=problems,
        checks_nothing=not findings,
        takes_part=involved,
        may_manage=may_manage,
        may_read_history=can_read_history(user, deal),
    )


def _boxes(deal: CityDeal, bodies: Sequence[Body]) -> list[BodyBox]:
    """Return a box per body, in order; many of one kind share the box of the first."""
    counts = Counter(body.kind for body in bodies)
    boxes: dict[Any, BodyBox] = {}
    for body in bodies:
        count = counts[body.kind]
        if count <= FEW or body.kind not in _MANY:
            boxes[body.pk] = BodyBox(body.name, body.get_absolute_url(), body.remit)
        elif body.kind not in boxes:
            url = f"{address('governance:body_list', deal.slug)}?soort={body.kind}"
            alike = [other for other in bodies if other.kind == body.kind]
            boxes[body.kind] = BodyBox(_MANY[body.kind] % {"count": count}, url, bodies=alike)
    return list(boxes.values())


@compiled
def _bodies(on: Any, deal: Any, levels: Any, own: Any) -> QuerySet[Body]:
    return with_relations(Body.objects.filter(among_open_bodies(deal, levels, own), holds_on(on)))


@compiled
def _parties(deal: Any, on: Any) -> QuerySet[Party]:
    return Party.objects.filter(deal=deal).with_state(on).select_related("organization")


_PREPARING = (PartyState.INTENT, PartyState.EXPLORING)


def role_line(user: Actor, deal: CityDeal, on: date) -> str:
    """Return in a few words what somebody does in the deal: under the name in the header.

    At most two queries, one of a deal from ``visible_deal``; empty for who has no role.
    """
    if not isinstance(user, User):
        return ""
    held = getattr(deal, "roles_held", None)
    roles = _roles(user=user.pk, deal=deal.pk, on=on) if held is None else held
    for role, kind, _name in roles:
        if kind == BodyKind.PROJECT_ORGANIZATION:
            return str(MembershipRole(role).label)
    if roles:
        role, _kind, name = roles[0]
        return f"{MembershipRole(role).label}, {name}"
    on_the_deal = _deal_roles(user=user.pk, deal=deal.pk, on=on)
    return str(on_the_deal[0].get_role_display()) if on_the_deal else ""


@compiled
def _roles(user: Any, deal: Any, on: Any) -> QuerySet[Any]:
    held = Membership.objects.filter(holds_on(on), person__user=user, body__deal=deal)
    return held.order_by("body__order", "pk").values_list("role", "body__kind", "body__name")


@compiled
def _deal_roles(user: Any, deal: Any, on: Any) -> QuerySet[DealRole]:
    return DealRole.objects.filter(holds_on(on), deal=deal, person__user=user).order_by("pk")
