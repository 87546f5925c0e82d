"""Set up a deal: who may act in it first, who has a role on the whole, and which rules hold.

A platform manager creates a deal and appoints its first project secretary; from then on whoever may
manage the composition of the deal does the rest (architecture, "Permissions").
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.enums import Access
from citydeal.models import User
from citydeal.services.accounts import create_account
from governance.enums import BodyKind, MembershipRole
from governance.models import (
    Body,
    CityDeal,
    CovenantRule,
    DealRole,
    Membership,
    Organization,
    Person,
    Seat,
)
from governance.permissions import ORGANISER_ROLES
from governance.services.checks import (
    check_period,
    require_manager,
    require_platform_manager,
    rights_follow,
    save_checked,
)
from governance.services.memberships import MembershipTerms, check_membership, draft_membership


@transaction.atomic
def create_deal(
    *,
    actor: User,
    name: str,
    slug: str,
    start: date,
    end: date | None = None,
    tagline: str = "",
    summary: str = "",
    access: str = Access.DEAL,
    contact_email: str = "",
    warning_days: int = 90,
    is_demo: bool = False,
) -> CityDeal:
    """Create a deal, without anybody in it; ``warning_days`` in calendar days.

    Raises DomainError without the flag of a platform manager, on an address that is taken, and on
    days that cannot be. Writes history.
    """
    require_platform_manager(actor)
    check_period(start, end)
    deal = CityDeal(
        name=name,
        slug=slug,
        tagline=tagline,
        summary=summary,
        start=start,
        end=end,
        access=access,
        contact_email=contact_email,
        warning_days=warning_days,
        is_demo=is_demo,
    )
    return save_checked(deal)


@transaction.atomic
def appoint_first_secretary(
    *, actor: User, deal: CityDeal, person: Person, start: date, remit: str = ""
) -> Membership:
    """Appoint the first project secretary of a deal, who from then on appoints everybody else.

    ``person`` may be new (unsaved). The project organisation is founded on ``start`` with ``remit``
    where the deal has none yet. Whoever has no account gets one at the contact address.
    Raises DomainError without the flag of a platform manager, and as long as somebody manages the
    deal today or later. Side effects: history, rights, an invitation by mail for a new account.
    Source: rule 1; architecture, "Permissions".
    """
    require_platform_manager(actor)
    deal = CityDeal.objects.select_for_update().get(pk=deal.pk)
    organisers = Membership.objects.filter(
        Q(end__isnull=True) | Q(end__gte=timezone.localdate()),
        body__deal=deal,
        body__kind=BodyKind.PROJECT_ORGANIZATION,
        role__in=ORGANISER_ROLES,
        is_deputy=False,
    )
    if organisers.exists():
        raise DomainError(_("This deal has a project organisation. It appoints its own members."))
    check_period(start, None)
    if person.user is None:
        person.user = create_account(actor=actor, email=person.email, name=person.name)
        save_checked(person)
    elif person._state.adding:
        save_checked(person)
    terms = MembershipTerms(start=start, role=MembershipRole.PROJECT_SECRETARY)
    membership = draft_membership(_secretary_seat(deal, start, remit), person, None, terms)
    check_membership(membership)
    membership.save()
    rights_follow(person)
    return membership


@transaction.atomic
def give_deal_role(
    *,
    actor: User,
    deal: CityDeal,
    person: Person,
    role: str,
    start: date,
    end: date | None = None,
) -> DealRole:
    """Give a person a role on the whole deal, such as auditor.

    Raises DomainError without the right, on days that cannot be, and when the person has this role
    in that period already. Writes history, derives the person's rights.
    """
    require_manager(actor, deal)
    check_period(start, end)
    same = DealRole.objects.filter(deal=deal, person=person, role=role)
    if same.overlapping(start, end).exists():
        raise DomainError(
            _("%(person)s already has this role on the deal in that period.") % {"person": person},
            field="start",
        )
    deal_role = save_checked(DealRole(deal=deal, person=person, role=role, start=start, end=end))
    rights_follow(person)
    return deal_role


@transaction.atomic
def add_covenant_rule(
    *,
    actor: User,
    deal: CityDeal,
    number: int,
    text: str,
    start: date,
    end: date | None = None,
    article: str = "",
    parameters: Mapping[str, Any] | None = None,
) -> CovenantRule:
    """Let a rule of docs/regels.md hold in a deal, with its sentence and its numbers.

    Raises DomainError without the right, on a rule the portal does not know or that holds already,
    on parameters it does not take, and on the address of an organisation that does not exist: the
    rule would be broken for ever, by a typing error. Writes history.
    """
    require_manager(actor, deal)
    check_period(start, end)
    values = dict(parameters or {})
    rule = CovenantRule(
        deal=deal,
        number=number,
        article=article,
        text=text,
        parameters=values,
        start=start,
        end=end,
    )
    network = values.get("network")
    if network and not Organization.objects.filter(slug=network).exists():
        raise DomainError(
            _("There is no organisation with the address %(slug)s.") % {"slug": network},
            field="parameters",
        )
    return save_checked(rule)


def _secretary_seat(deal: CityDeal, start: date, remit: str) -> Seat:
    """Return the seat of the project secretary; made with its body where the deal has none."""
    body = Body.objects.filter(deal=deal, kind=BodyKind.PROJECT_ORGANIZATION).first()
    if body is None:
        name = str(BodyKind.PROJECT_ORGANIZATION.label)
        body = save_checked(
            Body(
                deal=deal,
                kind=BodyKind.PROJECT_ORGANIZATION,
                name=name,
                slug=slugify(name),
                remit=remit,
                start=start,
            )
        )
    label = str(MembershipRole.PROJECT_SECRETARY.label)
    seat = body.seats.filter(label=label, end__isnull=True).first()
    return seat or save_checked(Seat(body=body, label=label, start=start))
