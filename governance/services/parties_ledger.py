"""What an act on parties writes, remembered row by row, so that the act can be taken back as a whole."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.models import (
    Membership,
    PartyChange,
    PartyContact,
    PartyEvent,
    PartyStatus,
    PartySuccession,
    Person,
    Position,
    Seat,
)
from governance.services.checks import rights_follow, save_checked
from governance.services.memberships import check_membership

Dated = Seat | Membership | Position | PartyContact
_NAMES: dict[type[Any], str] = {
    Seat: "seat",
    Membership: "membership",
    Position: "position",
    PartyContact: "contact",
    PartyStatus: "status",
}


class Ledger:
    """Writes seats, memberships, offices and contacts for one act, and remembers what it did.

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

    def note_status(self, status: PartyStatus) -> None:
        """Remember a state that the act gave to a party."""
        self._write(status=status, made=True)

    def close(self) -> None:
        """Derive the rights of everybody whom the act touched."""
        for person in self._people.values():
            rights_follow(person)

    def _save(self, record: Dated) -> None:
        if isinstance(record, Membership):
            check_membership(record)
            self._people[record.person_id] = record.person
        save_checked(record, self._actor, self._reason)

    def _remember(self, record: Dated, **fields: Any) -> None:
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
        record = _record(change)
        if isinstance(record, PartyStatus):
            continue
        if latest_history_id(record) != change.history_id:
            found.append(_("%(what)s was changed later.") % {"what": described(record)})
        elif isinstance(record, Seat) and change.made:
            others = record.memberships.exclude(pk__in=ours).select_related("person", "body")
            found += [_("%(what)s was added later.") % {"what": described(other)} for other in others]
    return list(dict.fromkeys(found))


def take_back(actor: User, act: PartyEvent | PartySuccession) -> None:
    """Undo what the act did to seats, memberships, offices, contacts and states.

    Raises DomainError, with what stands in the way, where something was built on it. Writes history and
    derives the rights of everybody whom it touches; call it in the transaction of a service.
    """
    in_the_way = obstacles(act)
    if in_the_way:
        raise DomainError(" ".join([_("This cannot be taken back any more."), *in_the_way]))
    people: dict[int, Person] = {}
    for change in sorted(_changes(act), key=_phase):
        record = _record(change)
        if isinstance(record, Membership):
            people[record.person_id] = record.person
        if change.made:
            _delete(actor, record)
        else:
            _restore(actor, record, change)
    act.changes.all().delete()
    for person in people.values():
        rights_follow(person)


def _phase(change: PartyChange) -> int:
    """Return when a change is undone: a seat is back before who sat on it, and gone after who sat on it."""
    if change.made:
        return 0 if change.membership_id or change.status_id else 3
    return 2 if change.membership_id else 1


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


def _delete(actor: User, record: Any) -> None:
    record._history_user = actor
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
            "seat_before__body",
            "position_before",
        )
    )


def _record(change: PartyChange) -> Any:
    return change.status or change.seat or change.membership or change.position or change.contact
