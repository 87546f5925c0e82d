"""Bodies, their seats, and members of bodies that have no seats."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.enums import Access
from citydeal.models import User
from governance.models import (
    Body,
    CityDeal,
    Membership,
    Organization,
    Party,
    Person,
    Position,
    Seat,
)
from governance.services.checks import (
    check_period,
    check_within,
    require_composer,
    require_manager,
    rights_follow,
    save_checked,
)
from governance.services.memberships import MembershipTerms, check_membership


@transaction.atomic
def add_body(
    *,
    actor: User,
    deal: CityDeal,
    kind: str,
    name: str,
    slug: str,
    start: date,
    end: date | None = None,
    remit: str = "",
    article: str = "",
    access: str = Access.PUBLIC,
    order: int = 0,
) -> Body:
    """Found a body in a deal; ``access``: who may read it.

    Raises DomainError without the right, on an address that the deal has already, and on days that
    cannot be. Writes history.
    """
    require_manager(actor, deal)
    check_period(start, end)
    return save_checked(
        Body(
            deal=deal,
            kind=kind,
            name=name,
            slug=slug,
            remit=remit,
            article=article,
            start=start,
            end=end,
            access=access,
            order=order,
        )
    )


@transaction.atomic
def add_seat(
    *,
    actor: User,
    body: Body,
    start: date,
    end: date | None = None,
    party: Party | None = None,
    organization: Organization | None = None,
    label: str = "",
    office: str = "",
    is_office_bound: bool = True,
    order: int = 0,
) -> Seat:
    """Add a seat to a body: of a party, of an organisation that is no party, or of nobody.

    Raises DomainError without the right, on a party of another deal, on two owners, and on days
    outside those of the body. Writes history. Source: choice A2-11.
    """
    require_composer(actor, body)
    if party is not None and organization is not None:
        raise DomainError(_("A seat belongs to a party or to an organisation, not to both."))
    if party is not None and party.deal_id != body.deal_id:
        raise DomainError(_("This party takes part in another deal."), field="party")
    seat = Seat(
        body=body,
        party=party,
        organization=organization,
        label=label,
        office=office,
        is_office_bound=is_office_bound,
        start=start,
        end=end,
        order=order,
    )
    check_period(start, end)
    check_within(body, start, end)
    return save_checked(seat)


@transaction.atomic
def ask_party(*, actor: User, seat: Seat, on: date) -> Seat:
    """Record that the owner of a seat was asked on a day to name somebody.

    Until it does, an empty seat waits for it. Raises DomainError without the right, on a seat of
    nobody, and on a day that is still to come or before the seat was there. Writes history.
    """
    seat = Seat.objects.select_for_update(of=("self",)).select_related("body__deal").get(pk=seat.pk)
    require_composer(actor, seat.body)
    if seat.party_id is None and seat.organization_id is None:
        raise DomainError(_("This seat belongs to nobody, so there is nobody to ask."))
    if not seat.start <= on <= timezone.localdate():
        raise DomainError(
            _("Choose a day from %(start)s to today.") % {"start": date_format(seat.start, "DATE_FORMAT")},
            field="asked_on",
        )
    seat.asked_on = on
    return save_checked(seat)


@transaction.atomic
def add_member(
    *,
    actor: User,
    body: Body,
    person: Person,
    position: Position | None,
    terms: MembershipTerms,
) -> Membership:
    """Make a person a member of a body that has no seats.

    Raises DomainError without the right, on a body with seats, and as ``check_membership`` does.
    Writes history, derives the person's rights.
    """
    # Locked, so that two secretaries who add the same person wait for each other.
    body = Body.objects.select_for_update(of=("self",)).select_related("deal").get(pk=body.pk)
    require_composer(actor, body)
    if body.seats.exists():
        raise DomainError(_("This body has seats. Name the person for one of them."))
    membership = Membership(
        body=body,
        person=person,
        position=position,
        role=terms.role,
        is_deputy=terms.is_deputy,
        start=terms.start,
        end=terms.end,
        term_end=terms.term_end,
    )
    check_membership(membership)
    membership.save()
    rights_follow(person)
    return membership
