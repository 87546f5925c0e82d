"""The offices people hold: added, changed and ended, with the seats that go with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.enums import PositionState
from governance.models import CityDeal, Membership, Organization, Person, Position, RegisterEntry
from governance.selectors.continuations import lapsing
from governance.services.checks import check_period, require_manager, rights_follow, save_checked
from governance.services.continuations import let_lapse, let_office_lapse
from governance.services.memberships import check_membership


@dataclass(frozen=True)
class PositionTerms:
    """What an office is: at which organisation, what it is called, how and when it is held."""

    organization: Organization
    office: str
    start: date
    end: date | None = None
    title: str = ""
    portfolio: str = ""
    state: str = PositionState.IN_OFFICE
    stand_in: Position | None = None


@transaction.atomic
def record_position(*, actor: User, deal: CityDeal, person: Person, terms: PositionTerms) -> Position:
    """Record that a person holds an office; ``deal`` gives the right.

    Raises DomainError without the right, on days that cannot be, and on a state that cannot be. Writes
    history; the person comes into the register of the deal.
    """
    require_manager(actor, deal)
    position = Position(person=person)
    _fill(position, terms)
    save_checked(position)
    RegisterEntry.objects.get_or_create(deal=deal, person=person)
    return position


@transaction.atomic
def change_position(
    *, actor: User, deal: CityDeal, position: Position, terms: PositionTerms, history_id: int
) -> Position:
    """Change an office. ``history_id``: the history row the form was opened with.

    Raises StaleError when somebody saved the same office in between, DomainError as ``record_position``.
    Memberships held from it stay as they are: ``end_position`` ends them. Writes history.
    """
    locked = lock_position(actor, deal, position, history_id)
    _fill(locked, terms)
    return save_checked(locked)


@transaction.atomic
def end_position(
    *,
    actor: User,
    deal: CityDeal,
    position: Position,
    last_day: date,
    memberships: Iterable[Membership],
    reason: str,
    history_id: int,
) -> Position:
    """End an office on its last day, and on the same day the memberships chosen among those held from it.

    Raises StaleError and DomainError as ``change_position``; DomainError for a membership that is not
    held from this office in this deal. Writes history, derives rights. Source: choice A2-11.
    """
    locked = lock_position(actor, deal, position, history_id)
    return leave_office(actor, deal, locked, last_day, memberships, reason)


def leave_office(
    actor: User,
    deal: CityDeal,
    locked: Position,
    last_day: date,
    memberships: Iterable[Membership],
    reason: str,
) -> Position:
    """End a locked office and memberships held from it, inside the transaction of a service.

    What the person would go on with lapses: see ``let_lapse``.
    """
    check_period(locked.start, last_day)
    memberships = list(memberships)
    gone = {m.pk for m in lapsing(memberships, last_day)}
    memberships = [membership for membership in memberships if membership.pk not in gone]
    let_lapse(actor=actor, memberships=memberships, last_day=last_day, reason=reason)
    let_office_lapse(actor=actor, position=locked, last_day=last_day, reason=reason)
    locked.end = last_day
    if locked.state == PositionState.IN_OFFICE:
        locked.state = PositionState.STEPPED_DOWN
    locked._change_reason = reason  # type: ignore[attr-defined]  # simple-history's own name
    save_checked(locked)
    held = {found.pk: found for found in held_from(deal, locked, last_day).select_for_update(of=("self",))}
    for membership in memberships:
        if membership.position_id != locked.pk or membership.body.deal_id != deal.pk:
            raise DomainError(_("This membership is not held from this office."), field="memberships")
        own = held.get(membership.pk)
        if own is None:
            continue  # it ends by then already
        own.end = last_day
        own._change_reason = reason  # type: ignore[attr-defined]  # simple-history's own name
        check_membership(own)
        own.save()
    if held:
        rights_follow(locked.person)
    return locked


def held_from(deal: CityDeal, position: Position, last_day: date) -> QuerySet[Membership]:
    """Return the memberships in a deal held from an office that reach past a day."""
    open_end = Q(end__isnull=True) | Q(end__gt=last_day)
    held: QuerySet[Membership] = Membership.objects.filter(open_end, position=position, body__deal=deal)
    return held.select_related("body__deal", "seat__party__organization", "seat__organization", "person")


def lock_position(actor: User, deal: CityDeal, position: Position, history_id: int) -> Position:
    """Lock an office, check the right, and check that nobody saved it after the form was opened."""
    require_manager(actor, deal)
    locked: Position = (
        Position.objects.select_for_update(of=("self",))
        .select_related("person__user", "organization")
        .get(pk=position.pk)
    )
    if latest_history_id(locked) != history_id:
        raise StaleError(_("Somebody else changed this office after you opened the page."))
    return locked


def _fill(position: Position, terms: PositionTerms) -> None:
    check_period(terms.start, terms.end)
    stand_in = terms.stand_in
    if terms.state == PositionState.ON_LEAVE:
        if stand_in is None:
            raise DomainError(_("Choose who stands in during the leave."), field="stand_in")
        if stand_in.organization_id != terms.organization.pk or stand_in.person_id == position.person_id:
            raise DomainError(_("Choose a colleague of the same organisation."), field="stand_in")
    else:
        stand_in = None
    if terms.state == PositionState.STEPPED_DOWN and terms.end is None:
        raise DomainError(_("Fill in the last day of who stepped down."), field="end")
    position.organization, position.office = terms.organization, terms.office
    position.title, position.portfolio = terms.title, terms.portfolio
    position.state, position.stand_in = terms.state, stand_in
    position.start, position.end = terms.start, terms.end
