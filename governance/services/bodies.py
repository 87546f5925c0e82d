"""Bodies, their seats, and members of bodies that have no seats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.enums import Access
from citydeal.models import User
from governance.body_kinds import BODY_KINDS, needs_founding_decision
from governance.enums import DecisionSubject
from governance.models import (
    Body,
    CityDeal,
    Decision,
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
from governance.services.competences import check_rests_on, who_decides
from governance.services.memberships import MembershipTerms, check_membership
from governance.signals import body_days_change


@dataclass(frozen=True)
class BodyDetails:
    """What a secretary sets on a body that exists; its kind and its address stay."""

    name: str
    start: date
    remit: str = ""
    article: str = ""
    access: str = Access.PUBLIC
    order: int = 0
    founding_decision: Decision | None = None


@transaction.atomic
def add_body(
    *,
    actor: User,
    deal: CityDeal,
    kind: str,
    name: str,
    start: date,
    slug: str = "",
    end: date | None = None,
    remit: str = "",
    article: str = "",
    access: str = Access.PUBLIC,
    order: int | None = None,
    founding_decision: Decision | None = None,
) -> Body:
    """Found a body in a deal; ``access``: who may read it.

    Without ``slug`` its address is made from the name; without ``order`` it comes last.
    Raises DomainError without the right, on an address that the deal has already, on days that
    cannot be, and on a quality team that is added without a decision (rule 18). Writes history.
    """
    require_manager(actor, deal)
    # Locked, so that two secretaries who found a body of the same name wait for each other.
    CityDeal.objects.select_for_update().get(pk=deal.pk)
    check_period(start, end)
    _check_founding(deal, kind, start, founding_decision)
    if slug and Body.objects.filter(deal=deal, slug=slug).exists():
        raise DomainError(
            _("This deal has a body with this address already. Choose another address."), field="slug"
        )
    body = Body(
        deal=deal,
        kind=kind,
        name=name,
        slug=slug or free_address(deal, name),
        remit=remit,
        article=article,
        start=start,
        end=end,
        access=access,
        order=_next_order(deal) if order is None else order,
        founding_decision=founding_decision,
    )
    body_days_change.send(Body, body=body)
    return save_checked(body, actor)


def free_address(deal: CityDeal, name: str) -> str:
    """Return the address a body of this name gets in a deal: the first that is free. One query."""
    wish = slugify(name)[:70].strip("-") or "orgaan"
    taken = set(Body.objects.filter(deal=deal, slug__startswith=wish).values_list("slug", flat=True))
    numbers = (f"{wish}-{number}" for number in count(2))
    return wish if wish not in taken else next(slug for slug in numbers if slug not in taken)


def _next_order(deal: CityDeal) -> int:
    last: int | None = Body.objects.filter(deal=deal).aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


def lock_body(body: Body) -> Body:
    """Return the body as it stands now, locked until the end of the transaction, with its deal."""
    locked: Body = Body.objects.select_for_update(of=("self",)).select_related("deal").get(pk=body.pk)
    return locked


@transaction.atomic
def change_body(*, actor: User, body: Body, details: BodyDetails, history_id: int) -> Body:
    """Change what a body is called, does, rests on, and who may read it.

    ``history_id``: the history row the form was opened with. Raises StaleError when somebody saved the
    body in between; DomainError without the right, on a first day after somebody already sits or
    decided there, and as ``add_body``. Writes history.
    """
    body = lock_body(body)
    require_manager(actor, body.deal)
    if latest_history_id(body) != history_id:
        raise StaleError(_("Somebody else changed this body after you opened it."))
    check_period(details.start, body.end)
    moved = details.start != body.start
    if moved:
        _check_first_day(body, details.start)
    if moved or details.founding_decision != body.founding_decision:
        _check_founding(body.deal, body.kind, details.start, details.founding_decision)
    for name, value in vars(details).items():
        setattr(body, name, value)
    if moved:
        body_days_change.send(Body, body=body)
    return save_checked(body, actor)


def _check_first_day(body: Body, start: date) -> None:
    seats = Seat.objects.filter(body=body).aggregate(first=Min("start"))["first"]
    members = Membership.objects.filter(body=body).aggregate(first=Min("start"))["first"]
    decisions = Decision.objects.filter(body=body).aggregate(first=Min("taken_on"))["first"]
    first = min((day for day in (seats, members, decisions) if day), default=None)
    if first and start > first:
        raise DomainError(
            _("Seats, members or decisions of this body begin on %(day)s. Choose a first day until then.")
            % {"day": date_format(first, "DATE_FORMAT")},
            field="start",
        )


def _check_founding(deal: CityDeal, kind: str, start: date, decision: Decision | None) -> None:
    """Refuse a founding without the decision that rule 18 asks, and a decision it cannot rest on."""
    if kind not in BODY_KINDS:
        raise DomainError(_("Choose an answer from the list."), field="kind")
    if decision is not None:
        check_ground(decision, deal, kind, start, field="founding_decision")
    elif needs_founding_decision(kind, start, deal.start):
        raise DomainError(
            _("A quality team that is added after the start of the deal rests on a decision (rule 18).")
            + " "
            + who_decides(deal, DecisionSubject.QUALITY_TEAMS)
            + " "
            + _("First record that decision, then choose it here."),
            field="founding_decision",
        )


def ground_subject(kind: str) -> str:
    """Return the subject (DecisionSubject) of a decision to found or close a body of this kind."""
    special = BODY_KINDS[kind].needs_decision
    return str(DecisionSubject.QUALITY_TEAMS if special else DecisionSubject.COMPOSITION)


def check_ground(decision: Decision, deal: CityDeal, kind: str, day: date, *, field: str) -> None:
    """Refuse to found or close a body on a decision that cannot carry it.

    The decision is of this deal, about this, holds, and was taken on ``day`` at the latest. Raises
    DomainError at ``field``.
    """
    check_rests_on(decision, deal, ground_subject(kind), day, field=field)


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

    Raises DomainError without the right, on a party of another deal, on two owners, on a
    seat of nobody without a name, and on days outside those of the body. Writes history. Source:
    choice A2-11.
    """
    require_composer(actor, body)
    check_owner(body.deal_id, party, organization, label)
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
    return save_checked(seat, actor)


def check_owner(deal_id: int, party: Party | None, organization: Organization | None, label: str) -> None:
    """Refuse a seat of two owners, of a party of another deal, or of nobody and without a name."""
    if party is not None and organization is not None:
        raise DomainError(_("A seat belongs to a party or to an organisation, not to both."))
    if party is not None and party.deal_id != deal_id:
        raise DomainError(_("This party takes part in another deal."), field="party")
    if party is None and organization is None and not label:
        raise DomainError(_("Give a seat of nobody a name, for example Dealmaker."), field="label")


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

    ``person`` and ``position`` may be new (unsaved): they are saved with the membership, all or nothing.
    Raises DomainError without the right, on a body with seats, and as ``check_membership`` does.
    Writes history, derives the person's rights.
    """
    # Locked, so that two secretaries who add the same person wait for each other.
    body = Body.objects.select_for_update(of=("self",)).select_related("deal").get(pk=body.pk)
    require_composer(actor, body)
    if body.seats.exists():
        raise DomainError(_("This body has seats. Name the person for one of them."))
    if person._state.adding:
        save_checked(person, actor)
    if position is not None and position._state.adding:
        position.person = person
        save_checked(position, actor)
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
    save_checked(membership, actor)
    rights_follow(person)
    return membership
