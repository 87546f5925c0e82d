"""Who leaves before a planned legal succession does not come back with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import ProtectedError
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import Membership, PartyContact, Position
from governance.selectors.continuations import contact_parts, lapsing, office_parts
from governance.services.checks import save_checked
from governance.signals import membership_goes_back


def let_lapse(*, actor: User, memberships: Iterable[Membership], last_day: date, reason: str) -> None:
    """Let the memberships lapse that go on from these, which are about to end on an earlier day.

    Call it before the ends are saved. Else as ``lapse``.
    """
    lapse(actor=actor, memberships=lapsing(memberships, last_day), reason=reason)


def lapse(*, actor: User, memberships: Sequence[Membership], reason: str) -> None:
    """Let coming memberships that go on from others lapse; those that follow another of them stand later.

    In the transaction of a service; rights are up to the caller. Invitations to them stay and fall under
    the membership before, so that the list of who is invited shows who does not sit there any more.
    Raises DomainError where something else rests on one. Writes history. Source: choices A2-11 and A2-12.
    """
    for membership in reversed(memberships):
        for invitation in membership.invitations.all():
            invitation.membership = membership.predecessor
            save_checked(invitation, actor, reason)
        membership_goes_back.send(Membership, membership=membership, actor=actor)
        _delete(actor, membership, reason)


def let_office_lapse(*, actor: User, position: Position, last_day: date, reason: str) -> None:
    """Let the offices lapse in which somebody goes on from this one, which is about to end earlier."""
    if position.end is not None and last_day < position.end:
        for coming in reversed(list(office_parts(position))[1:]):
            lapse_office(actor=actor, position=coming, reason=reason)


def lapse_office(*, actor: User, position: Position, reason: str) -> None:
    """Let a coming office lapse; who sits on without it keeps the membership, held from no office.

    Raises DomainError where something else rests on it. Writes history.
    """
    for membership in position.memberships.all():
        membership.position = None
        save_checked(membership, actor, reason)
    _delete(actor, position, reason)


def let_contact_lapse(*, actor: User, contact: PartyContact, last_day: date) -> None:
    """Let the person be no contact of the party that follows up, who is about to stop earlier here."""
    if contact.end is not None and last_day < contact.end:
        for coming in reversed(list(contact_parts(contact))[1:]):
            lapse_contact(actor=actor, contact=coming)


def lapse_contact(*, actor: User, contact: PartyContact, reason: str = "") -> None:
    """Let a coming contact lapse. Writes history."""
    _delete(actor, contact, reason)


def _delete(actor: User, record: Membership | Position | PartyContact, reason: str) -> None:
    record._history_user = actor  # type: ignore[union-attr]  # simple-history's own name
    record._change_reason = reason  # type: ignore[union-attr]  # simple-history's own name
    pk = record.pk
    try:
        record.delete()
    except ProtectedError as error:
        raise DomainError(
            _("%(what)s begins on %(day)s, and something rests on that already. Change or end that first.")
            % {"what": record, "day": date_format(record.start, "DATE_FORMAT")},
            field="end",
        ) from error
    record.pk = pk  # the caller may still say what lapsed
