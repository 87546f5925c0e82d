"""What the secretary does with the answer of a party: take it over, or not, with a reason."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.dates import holds_on
from citydeal.common.errors import DomainError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.models import (
    CheckedPosition,
    Membership,
    Nomination,
    Organization,
    Party,
    PartyRequest,
    Person,
    Position,
)
from governance.services.checks import require_composer, require_manager, save_checked
from governance.services.memberships import MembershipTerms, name_member
from governance.services.people import enter
from governance.services.positions import PositionTerms, change_position, held_from, leave_office
from governance.services.requests import lock_request


@transaction.atomic
def take_over_nomination(*, actor: User, nomination: Nomination) -> Membership:
    """Make whom a party named a member, on the seat and from the day that the party said.

    As long as the seat is there: its party may be followed up. A new person comes into the register, with
    the office. Raises DomainError without the right, when it is handled already, when the seat is not of
    the party any more (nor of one that came in its place), and as ``name_member`` does. Side effects:
    history, rights.
    """
    locked = _lock(actor, nomination)
    seat, start = locked.seat, locked.first_day
    party = owner_for(locked)
    person = locked.person or enter(seat.body.deal, person_named(locked))
    membership = name_member(
        actor=actor,
        seat=seat,
        person=person,
        position=office_for(person, party.organization, locked, start),
        terms=MembershipTerms(start, seat.end),
    )
    locked.person, locked.membership, locked.handled_at = person, membership, timezone.now()
    locked.save()
    return membership


@transaction.atomic
def decline_nomination(*, actor: User, nomination: Nomination, reason: str) -> Nomination:
    """Do not take over whom a party named. Raises DomainError without the right, without a reason, and
    when it is handled already. Writes history.
    """
    locked = _lock(actor, nomination)
    if not reason.strip():
        raise DomainError(_("Fill in why you do not take this over."), field="reason")
    locked.declined_reason, locked.handled_at = reason.strip(), timezone.now()
    return save_checked(locked)


@transaction.atomic
def take_over_checked(*, actor: User, checked: CheckedPosition) -> CheckedPosition:
    """Take over what a party says of an office: another title or portfolio, or its last day.

    With the last day end the memberships on seats that go with the office. An office that ended by then
    already, such as at a succession in between, stays as it ended. What the party wrote in words is marked
    as handled: the secretary does it. Raises DomainError without the right and when it is handled already.
    Side effects: history, rights. Source: choice A2-11.
    """
    locked: CheckedPosition = (
        CheckedPosition.objects.select_for_update(of=("self",))
        .select_related("request__party__deal", "position__organization", "position__person__user")
        .get(pk=checked.pk)
    )
    deal = locked.request.party.deal
    require_manager(actor, deal)
    if locked.handled_at is not None:
        raise DomainError(_("This is handled already."))
    position = locked.position
    if locked.title or locked.portfolio:
        terms = PositionTerms(
            organization=position.organization,
            office=position.office,
            start=position.start,
            end=position.end,
            title=locked.title or position.title,
            portfolio=locked.portfolio or position.portfolio,
            state=position.state,
            stand_in=position.stand_in,
        )
        position = change_position(
            actor=actor, deal=deal, position=position, terms=terms, history_id=latest_history_id(position)
        )
    if locked.last_day is not None and (position.end is None or locked.last_day < position.end):
        bound = held_from(deal, position, locked.last_day).filter(seat__is_office_bound=True)
        leave_office(actor, deal, position, locked.last_day, list(bound), _("The party says so."))
    locked.handled_at = timezone.now()
    locked.save()
    return locked


@transaction.atomic
def handle_remark(*, actor: User, request: PartyRequest) -> PartyRequest:
    """Mark what a party wrote beside its answer as handled. Raises DomainError without the right."""
    locked = lock_request(actor, request)
    locked.remark_handled_at = timezone.now()
    locked.save()
    return locked


def owner_for(named: Nomination) -> Party:
    """Return the party of the seat: the one that named somebody, or one that came in its place.

    Raises DomainError where the seat went to somebody else.
    """
    owner = named.seat.party
    speaks = {named.request.party_id}
    found = set(speaks)
    while found:
        later = Party.objects.filter(successor_of__before__in=found, successor_of__undone_at=None)
        found = set(later.values_list("pk", flat=True)) - speaks
        speaks |= found
    if owner is None or owner.pk not in speaks:
        raise DomainError(
            _("This seat is no longer of the party that named this person. Do not take it over; ask again.")
        )
    return owner


def office_for(person: Person, organization: Organization, named: Nomination, start: date) -> Position:
    """Return the office from which somebody is named: the one held then, else a new one (unsaved)."""
    held = Position.objects.filter(holds_on(start), person=person, organization=organization)
    if named.office:
        held = held.filter(office=named.office)
    found = held.select_related("organization").first()
    return found or Position(
        person=person,
        organization=organization,
        office=named.office or named.seat.office or "other",
        title=named.title,
        portfolio=named.portfolio,
        start=start,
    )


def person_named(named: Nomination) -> Person:
    """Return who was named as a new person, unsaved."""
    return Person(
        given_name=named.given_name, prefix=named.prefix, family_name=named.family_name, email=named.email
    )


def _lock(actor: User, nomination: Nomination) -> Nomination:
    locked: Nomination = (
        Nomination.objects.select_for_update(of=("self",))
        .select_related("seat__body__deal", "seat__party__organization", "person__user", "request__party")
        .get(pk=nomination.pk)
    )
    require_composer(actor, locked.seat.body)
    if locked.handled_at is not None:
        raise DomainError(_("This is handled already."))
    return locked
