"""Succession of a person in one act: who takes over, from which day, and what passes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.dates import DAY, holds_on
from citydeal.common.errors import DomainError, StaleError
from citydeal.models import User
from governance.enums import PositionState
from governance.models import (
    ActionItem,
    CityDeal,
    DealRole,
    Delegation,
    Membership,
    PartyContact,
    PartyRequest,
    Person,
    Position,
)
from governance.selectors.continuations import contact_parts, continuing, office_parts
from governance.selectors.handover import (
    ACTION,
    CONTACT,
    MEMBERSHIP,
    OFFICE,
    ROLE,
    SERVED,
    SERVES,
    Holding,
    holdings,
)
from governance.services.checks import check_period, require_manager, rights_follow, save_checked
from governance.services.continuations import lapse, lapse_contact, lapse_office
from governance.services.memberships import check_membership
from governance.services.people import enter
from governance.services.requests import tell_contact

PASS_ON, END, STAYS = "pass", "end", "stays"


@dataclass
class Handover:
    """One handover while it is done: who, to whom, and from which day."""

    actor: User
    deal: CityDeal
    person: Person
    successor: Person
    first_day: date
    offices: dict[int, Position] = field(default_factory=dict)

    @property
    def last_day(self) -> date:
        """Return the last day of the one who leaves."""
        return self.first_day - DAY

    @property
    def reason(self) -> str:
        """Return what the history says with what ends."""
        return _("Succeeded by %(person)s") % {"person": self.successor}


@transaction.atomic
def hand_over(
    *,
    actor: User,
    deal: CityDeal,
    person: Person,
    successor: Person,
    first_day: date,
    choices: Mapping[str, str],
) -> Person:
    """Let a successor take over from a person, from ``first_day`` on; returns the successor.

    ``choices``: for everything that the person holds (``holdings``), by its key: pass it on, end it, or
    leave it as it is. ``successor`` may be new (unsaved). All or nothing. Raises StaleError when what the
    person holds changed after the form was opened, DomainError without the right and where a part is
    refused. Side effects: history, rights of both and of who acts for them.
    """
    require_manager(actor, deal)
    check_period(first_day, None)
    person = Person.objects.select_for_update(of=("self",)).get(pk=person.pk)
    held = holdings(deal, person, timezone.localdate())
    if {holding.key for holding in held} != set(choices):
        raise StaleError(_("Somebody else changed what this person holds. Look again first."))
    if not any(choice in (PASS_ON, END) for choice in choices.values()):
        raise DomainError(_("Choose at least one thing that passes on or ends."))
    successor = enter(deal, successor)
    if successor.pk == person.pk:
        raise DomainError(_("Nobody succeeds himself. Choose somebody else."), field="person")
    act = Handover(actor, deal, person, successor, first_day)
    # Before anything is changed: an office that lapses is still that of a membership here.
    parts = {holding.key: _parts(holding) for holding in held}
    for holding in held:
        choice = choices[holding.key]
        if choice == STAYS:
            continue
        if holding.kind == ACTION:
            _hand_action(act, holding.record, choice)
            continue
        if holding.kind in (OFFICE, MEMBERSHIP, CONTACT):
            _hand_parts(act, holding, parts[holding.key], choice)
            continue
        _shorten(act, holding, holding.record)
        if choice == PASS_ON:
            _PASSING[holding.kind](act, holding.record)
    rights_follow(person)
    rights_follow(successor)
    return successor


def _parts(holding: Holding) -> list[tuple[Any, date | None]]:
    """Return what goes on after planned successions of a party: the parts, each with its last day."""
    if holding.kind == OFFICE:
        return [(part, part.end) for part in office_parts(holding.record)]
    if holding.kind == MEMBERSHIP:
        return [(part, part.end) for part in (holding.record, *continuing([holding.record]))]
    if holding.kind == CONTACT:
        return [(part, part.end) for part in contact_parts(holding.record)]
    return []


def _hand_parts(
    act: Handover, holding: Holding, parts: Sequence[tuple[Any, date | None]], choice: str
) -> None:
    """End or pass on an office, a membership or being a contact, with all its parts as they were held."""
    coming = [part for part, _end in parts[1:] if part.start > act.last_day]
    if holding.kind == MEMBERSHIP:
        lapse(actor=act.actor, memberships=coming, reason=act.reason)
    for part in reversed(coming):
        if holding.kind == OFFICE:
            lapse_office(actor=act.actor, position=part, reason=act.reason)
        elif holding.kind == CONTACT:
            lapse_contact(actor=act.actor, contact=part, reason=act.reason)
    left = [part for part, _end in parts if part not in coming][-1]
    _shorten(act, holding, left)
    if choice == PASS_ON:
        goes = [part for part in parts if part[1] is None or part[1] >= act.first_day] or parts[-1:]
        if holding.kind == MEMBERSHIP:
            _pass_membership(act, left, goes)
        elif holding.kind == OFFICE:
            _pass_office(act, goes)
        else:
            _pass_contact(act, goes)


def _shorten(act: Handover, holding: Holding, record: Any) -> None:
    """Give what the person holds its last day, where that is not known yet or later."""
    if record.start > act.last_day:
        raise DomainError(
            _("%(what)s begins on or after that day. Choose a later day, or leave it as it is.")
            % {"what": holding.title},
            field=holding.key,
        )
    if record.end is not None and record.end <= act.last_day:
        return
    record.end = act.last_day
    if holding.kind == OFFICE and record.state == PositionState.IN_OFFICE:
        record.state = PositionState.STEPPED_DOWN
    record._change_reason = act.reason
    if holding.kind == MEMBERSHIP:
        check_membership(record)
    save_checked(record)
    if holding.kind == SERVED:
        rights_follow(record.delegate)


def _hand_action(act: Handover, old: ActionItem, choice: str) -> None:
    """Give an action to the successor, or else to the project organisation (rule 3)."""
    action = ActionItem.objects.select_for_update(of=("self",)).get(pk=old.pk)
    action.person = act.successor if choice == PASS_ON else None
    action.reminded_on = None
    action._change_reason = _("Succeeded by %(person)s") % {"person": act.successor}  # type: ignore[attr-defined]
    save_checked(action, act.actor)


def _pass_office(act: Handover, parts: Sequence[tuple[Position, date | None]]) -> None:
    for number, (old, end) in enumerate(parts, start=1):
        start = max(act.first_day, old.start)
        held = Position.objects.filter(
            holds_on(start), person=act.successor, organization=old.organization_id, office=old.office
        ).first()
        act.offices[old.pk] = held or save_checked(
            Position(
                person=act.successor,
                organization=old.organization,
                office=old.office,
                title=old.title,
                portfolio=old.portfolio,
                start=start,
                end=end if number < len(parts) else None,
            )
        )


def _pass_membership(
    act: Handover, left: Membership, parts: Sequence[tuple[Membership, date | None]]
) -> None:
    before = left
    for number, (old, end) in enumerate(parts, start=1):
        start = max(act.first_day, old.start)
        goes_on = end if number < len(parts) else None
        place = Membership(
            body=old.body,
            seat=old.seat,
            person=act.successor,
            position=_office_for(act, old, start),
            role=old.role,
            is_deputy=old.is_deputy,
            start=start,
            end=old.seat.end if old.seat is not None else goes_on,
            term_end=old.term_end if old.term_end and old.term_end >= start else None,
            predecessor=before,
        )
        check_membership(place)
        before = save_checked(place)
        if old.seat is not None and old.seat.asked_on is not None and not old.is_deputy:
            old.seat.asked_on = None
            save_checked(old.seat)


def _office_for(act: Handover, old: Membership, on: date) -> Position | None:
    """Return the office from which the successor sits: passed on, or held already."""
    if old.position is None:
        return None
    passed = act.offices.get(old.position.pk)
    if passed is not None:
        return passed
    return Position.objects.filter(
        holds_on(on), person=act.successor, organization=old.position.organization_id
    ).first()


def _pass_role(act: Handover, old: DealRole) -> None:
    same = DealRole.objects.filter(deal=act.deal, person=act.successor, role=old.role)
    _go_on(same, DealRole(deal=act.deal, person=act.successor, role=old.role, start=act.first_day))


def _pass_contact(act: Handover, parts: Sequence[tuple[PartyContact, date | None]]) -> None:
    for number, (old, end) in enumerate(parts, start=1):
        same = PartyContact.objects.filter(party=old.party, person=act.successor)
        start, last_day = max(act.first_day, old.start), end if number < len(parts) else None
        _go_on(same, PartyContact(party=old.party, person=act.successor, start=start, end=last_day))
    asked = PartyRequest.objects.filter(
        party__in=[old.party for old, _end in parts],
        to=act.person,
        is_personal=False,
        answered_at=None,
        withdrawn_at=None,
    )
    rows = asked.select_for_update(of=("self",)).order_by("pk")
    for request in rows.select_related("party__deal", "party__organization", "seat__body"):
        request.to = act.successor
        request.save()
        tell_contact(request)


def _pass_served(act: Handover, old: Delegation) -> None:
    _delegate(act, old, act.successor, old.delegate)


def _pass_serves(act: Handover, old: Delegation) -> None:
    _delegate(act, old, old.person, act.successor)


def _delegate(act: Handover, old: Delegation, person: Person, delegate: Person) -> None:
    if person.pk == delegate.pk:
        raise DomainError(_("Nobody acts for himself. Choose somebody else."), field="person")
    passed = Delegation(
        person=person,
        delegate=delegate,
        kind=old.kind,
        reach=old.reach,
        mail=old.mail,
        start=act.first_day,
        set_by=act.actor,
    )
    _go_on(Delegation.objects.filter(person=person, delegate=delegate), passed)
    rights_follow(delegate)


def _go_on(same: Any, passed: Any) -> None:
    """Save what passes on; what the successor has already goes on instead, as long as that."""
    held = same.overlapping(passed.start, None).order_by("start").last()
    if held is None:
        save_checked(passed)
    elif held.end is not None:
        held.end = passed.end if passed.end is None else max(held.end, passed.end)
        save_checked(held)


_PASSING: dict[str, Any] = {
    ROLE: _pass_role,
    SERVED: _pass_served,
    SERVES: _pass_serves,
}
