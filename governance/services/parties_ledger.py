"""What an act on parties writes, remembered row by row, so that the act can be taken back as a whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.models import (
    Membership,
    Nomination,
    Party,
    PartyChange,
    PartyContact,
    PartyEvent,
    PartyRequest,
    PartyStatus,
    PartySuccession,
    Person,
    Position,
    Seat,
)
from governance.services.checks import rights_follow, save_checked
from governance.services.memberships import check_membership
from governance.signals import membership_goes_back

Dated = Seat | Membership | Position | PartyContact
_NAMES: dict[type[Any], str] = {
    Seat: "seat",
    Membership: "membership",
    Position: "position",
    PartyContact: "contact",
    PartyStatus: "status",
    PartyRequest: "request",
    Nomination: "nomination",
}


class Ledger:
    """Writes seats, memberships, offices, contacts and questions for one act, and remembers what it did.

    ``act``: the withdrawal or succession. ``reason`` goes in the history of each record.
    """

    def __init__(self, actor: User, act: PartyEvent | PartySuccession, reason: str) -> None:
        self._actor = actor
        self._act = act
        self._reason = reason[:100]
        self._people: dict[int, Person] = {}

    def end(self, record: Dated, last_day: date) -> None:
        """Let a record end on a day, unless it ends before. Raises DomainError where it begins later."""
        if record.start > last_day:
            raise DomainError(
                _("%(what)s begins later. Change or end that first.") % {"what": described(record)}
            )
        if record.end is not None and record.end <= last_day:
            return
        before, record.end = record.end, last_day
        self._save(record)
        self._remember(record, made=False, end_before=before)

    def make(self, record: Dated) -> None:
        """Save a new record. Raises DomainError where it cannot be."""
        self._save(record)
        self._remember(record, made=True)

    def reseat(self, membership: Membership, seat: Seat | None, position: Position | None) -> None:
        """Give a membership that has not begun yet another seat, or none, and another office."""
        before = {"seat_before": membership.seat, "position_before": membership.position}
        membership.seat, membership.position = seat, position
        self._save(membership)
        self._remember(membership, made=False, end_before=membership.end, **before)

    def pass_on(self, request: PartyRequest, party: Party, seat: Seat | None = None) -> None:
        """Let an open question go on to another party, and its seat; its link keeps working."""
        before = {"party_before": request.party, "seat_before": request.seat}
        request.party, request.seat = party, seat
        self._save(request)
        self._remember(request, made=False, **before)

    def withdraw(self, request: PartyRequest) -> None:
        """Withdraw an open question; what waits for it is up to the caller."""
        request.withdrawn_at = timezone.now()
        self._save(request)
        self._remember(request, made=False)

    def name_for(self, nomination: Nomination, seat: Seat) -> None:
        """Let a nomination that is still to be handled be for another seat."""
        before, nomination.seat = nomination.seat, seat
        self._save(nomination)
        self._remember(nomination, made=False, seat_before=before)

    def note_status(self, status: PartyStatus) -> None:
        """Remember a state that the act gave to a party."""
        self._write(status=status, made=True)

    def close(self) -> None:
        """Derive the rights of everybody whom the act touched."""
        for person in self._people.values():
            rights_follow(person)

    def _save(self, record: Dated | PartyRequest | Nomination) -> None:
        if isinstance(record, Membership):
            check_membership(record)
            self._people[record.person_id] = record.person
        save_checked(record, self._actor, self._reason)

    def _remember(self, record: Dated | PartyRequest | Nomination, **fields: Any) -> None:
        self._write(**{_NAMES[type(record)]: record}, history_id=latest_history_id(record), **fields)

    def _write(self, **fields: Any) -> None:
        name = "event" if isinstance(self._act, PartyEvent) else "succession"
        PartyChange.objects.create(**{name: self._act}, **fields)


def described(record: Any) -> str:
    """Return a record in words, for a sentence about it."""
    if isinstance(record, Membership):
        return _("The membership of %(person)s in %(body)s") % {
            "person": record.person,
            "body": record.body,
        }
    if isinstance(record, Seat):
        return _("The seat of %(seat)s in %(body)s") % {"seat": record.name, "body": record.body}
    if isinstance(record, PartyContact):
        return _("The contact %(person)s") % {"person": record.person}
    if isinstance(record, PartyRequest):
        return _("The question to %(party)s") % {"party": record.party}
    if isinstance(record, Nomination):
        return _("The nomination of %(person)s") % {"person": record}
    return _("The office of %(person)s at %(organization)s") % {
        "person": record.person,
        "organization": record.organization,
    }


def obstacles(act: PartyEvent | PartySuccession) -> list[str]:
    """Return what was built on an act since, one sentence each; an act without them can be taken back."""
    found = []
    changes = _changes(act)
    ours = {change.membership_id for change in changes if change.membership_id}
    for change in changes:
        record = change.record
        if isinstance(record, PartyStatus):
            continue
        if latest_history_id(record) != change.history_id:
            found.append(_("%(what)s was changed later.") % {"what": described(record)})
        elif isinstance(record, Seat) and change.made:
            others = record.memberships.exclude(pk__in=ours).select_related("person", "body")
            found += [_("%(what)s was added later.") % {"what": described(other)} for other in others]
    return list(dict.fromkeys(found))


def take_back(actor: User, act: PartyEvent | PartySuccession) -> None:
    """Undo what the act did to seats, memberships, offices, contacts, questions and states.

    Raises DomainError, with what stands in the way, where something was built on it. Writes history and
    derives the rights of everybody whom it touches; call it in the transaction of a service.
    """
    in_the_way = obstacles(act)
    if in_the_way:
        raise DomainError(" ".join([_("This cannot be taken back any more."), *in_the_way]))
    people: dict[int, Person] = {}
    for change in sorted(_changes(act), key=_phase):
        record = change.record
        if isinstance(record, Membership):
            people[record.person_id] = record.person
        if change.made:
            _delete(actor, record)
        elif isinstance(record, PartyRequest):
            _reopen(actor, record, change)
        elif isinstance(record, Nomination):
            record.seat = change.seat_before or record.seat
            save_checked(record, actor, _("Taken back"))
        else:
            _restore(actor, record, change)
    act.changes.all().delete()
    for person in people.values():
        rights_follow(person)


def _phase(change: PartyChange) -> int:
    """Return when a change is undone: a seat is back before who sat on it, and gone after who sat on it."""
    if change.made:
        return 0 if change.membership_id or change.status_id else 3
    return 2 if change.membership_id or change.request_id or change.nomination_id else 1


def _restore(actor: User, record: Any, change: PartyChange) -> None:
    record.end = change.end_before
    if change.seat_before is not None or change.position_before is not None:
        record.seat, record.position = change.seat_before, change.position_before
    if isinstance(record, Membership):
        if record.seat_id is not None:
            # Loaded anew: the seat itself was restored just before.
            record.seat = Seat.objects.select_related("body", "party", "organization").get(pk=record.seat_id)
        check_membership(record)
    save_checked(record, actor, _("Taken back"))


def _reopen(actor: User, request: PartyRequest, change: PartyChange) -> None:
    """Let a question be asked again as before; where it was withdrawn its seat waits for it again."""
    request.withdrawn_at = None
    if change.party_before is not None:
        request.party, request.seat = change.party_before, change.seat_before
    elif request.seat_id is not None:
        seat = Seat.objects.get(pk=request.seat_id)
        seat.asked_on = request.sent_on
        save_checked(seat, actor, _("Taken back"))
    save_checked(request, actor, _("Taken back"))


def _delete(actor: User, record: Any) -> None:
    record._history_user = actor
    if isinstance(record, Membership):
        membership_goes_back.send(Membership, membership=record, actor=actor)
    try:
        record.delete()
    except ProtectedError as error:
        raise DomainError(
            _("This cannot be taken back any more. Something was built on it: %(what)s.")
            % {"what": described(record)}
        ) from error


def _changes(act: PartyEvent | PartySuccession) -> list[PartyChange]:
    return list(
        act.changes.select_related(
            "status",
            "seat__body__deal",
            "seat__party__organization",
            "seat__organization",
            "membership__body__deal",
            "membership__person__user",
            "membership__seat__body",
            "membership__position",
            "position__person",
            "position__organization",
            "contact__person",
            "request__party__organization",
            "nomination__person",
            "nomination__seat",
            "seat_before__body",
            "position_before",
            "party_before",
        )
    )
