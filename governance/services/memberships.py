"""Name a member, change and end a membership: what a secretary does all day.

Every act checks the right and the rules of the record, writes the history, derives the rights of the
person at once, and says what others must know. Findings never block (choice A2-8).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST, LATEST
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.enums import BodyKind, MembershipRole, PartyState
from governance.models import Membership, Organization, Party, Person, Position, Seat
from governance.services.checks import check_period, check_within, require_composer
from governance.services.continuations import let_lapse
from governance.services.rights import sync_person


@dataclass(frozen=True)
class MembershipTerms:
    """What a secretary sets on a membership: role, deputy or not, and its days."""

    start: date
    end: date | None = None
    term_end: date | None = None
    role: str = MembershipRole.MEMBER
    is_deputy: bool = False


def draft_membership(
    seat: Seat, person: Person, position: Position | None, terms: MembershipTerms
) -> Membership:
    """Return a membership that is only considered: for "what if", never saved by this function."""
    return Membership(
        body=seat.body,
        seat=seat,
        person=person,
        position=position,
        role=terms.role,
        is_deputy=terms.is_deputy,
        start=terms.start,
        end=terms.end,
        term_end=terms.term_end,
    )


@transaction.atomic
def name_member(
    *,
    actor: User,
    seat: Seat,
    person: Person,
    position: Position | None,
    terms: MembershipTerms,
) -> Membership:
    """Name a person for a seat.

    ``person`` and ``position`` may be new (unsaved): they are saved with the membership, all or
    nothing. Returns the membership. Raises DomainError (Dutch, with its field) on overlapping terms, an
    end before the start, dates outside the seat or the body, or without the right. Writes history, ends
    the waiting for the party, links the predecessor, derives the person's rights.
    Source: rules 8, 11 and 12; choices A2-8 and A2-11.
    """
    seat = Seat.objects.select_for_update(of=("self",)).select_related("body__deal").get(pk=seat.pk)
    require_composer(actor, seat.body)
    if person._state.adding:
        person.save()
    if position is not None and position._state.adding:
        position.person = person
        position.save()
    membership = draft_membership(seat, person, position, terms)
    check_membership(membership)
    membership._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    if not membership.is_deputy:
        membership.predecessor = (
            Membership.objects.filter(seat=seat, is_deputy=False, end__lt=terms.start)
            .order_by("-end")
            .first()
        )
    _save(membership)
    if seat.asked_on is not None and not membership.is_deputy:
        seat.asked_on = None
        seat.save()
    _rights_follow(membership)
    return membership


@transaction.atomic
def change_membership(
    *, actor: User, membership: Membership, terms: MembershipTerms, history_id: int
) -> Membership:
    """Change role, deputy and days of a membership.

    ``history_id``: the history row the form was opened with. Raises StaleError when somebody saved the
    same membership in between, DomainError as ``name_member`` does. With an earlier end lapses what the
    person would go on with (``let_lapse``). Writes history, derives rights.
    """
    locked = _lock(actor, membership, history_id)
    before = _what_rights_read(locked)
    if terms.end is not None:
        let_lapse(actor=actor, memberships=[locked], last_day=terms.end, reason="")
    for name in ("start", "end", "term_end", "role", "is_deputy"):
        setattr(locked, name, getattr(terms, name))
    check_membership(locked)
    _save(locked)
    if _what_rights_read(locked) != before:
        _rights_follow(locked)
    return locked


@transaction.atomic
def end_membership(
    *, actor: User, membership: Membership, last_day: date, reason: str, history_id: int
) -> Membership:
    """End a membership: ``last_day`` is the last day on which the person is a member.

    ``reason`` stands in the history. Raises StaleError and DomainError as ``change_membership``.
    Rights stay until and with ``last_day``. What the person would go on with lapses (``let_lapse``).
    """
    locked = _lock(actor, membership, history_id)
    let_lapse(actor=actor, memberships=[locked], last_day=last_day, reason=reason)
    locked.end = last_day
    locked._change_reason = reason  # type: ignore[attr-defined]  # simple-history's own name
    check_membership(locked)
    _save(locked)
    _rights_follow(locked)
    return locked


@transaction.atomic
def restore_membership(*, actor: User, membership: Membership, reason: str = "") -> Membership:
    """Take back the end of a membership: from its last day on the person is a member again, open-ended.

    ``reason`` stands in the history. Raises DomainError without the right, on a membership without an
    end, and where somebody took over (as ``check_membership``). Writes history, derives rights.
    """
    locked = _lock(actor, membership, latest_history_id(membership))
    if locked.end is None:
        raise DomainError(_("This membership has not ended."))
    locked.end = None
    locked._change_reason = reason  # type: ignore[attr-defined]  # simple-history's own name
    check_membership(locked)
    _save(locked)
    _rights_follow(locked)
    return locked


def check_membership(membership: Membership) -> None:
    """Refuse a membership that cannot be: raises DomainError with the field it belongs to.

    Checks the order and sanity of its days, the days of seat and body, that the seat is the body's,
    that nobody else sits on the seat on one of those days, that the body has one chair, and that a
    member of a quality team comes from a party (rule 17).
    """
    _check_days(membership)
    _check_scope(membership)
    _check_party(membership)
    if membership.is_deputy:
        return
    others = Membership.objects.filter(is_deputy=False).exclude(pk=membership.pk)
    on_the_seat = Q(seat__isnull=False, seat=membership.seat_id)
    same_role = Q(body=membership.body_id, person=membership.person_id, role=membership.role)
    chairs = membership.role == MembershipRole.CHAIR
    chair = Q(body=membership.body_id, role=MembershipRole.CHAIR) if chairs else Q(pk__in=())
    clashes = list(
        others.overlapping(membership.start, membership.end)
        .filter(on_the_seat | same_role | chair)
        .select_related("person")
    )
    for clash in clashes:
        if membership.seat_id and clash.seat_id == membership.seat_id:
            raise DomainError(_taken(clash), field="start")
    for clash in clashes:
        if clash.person_id != membership.person_id:
            raise DomainError(_has_chair(clash), field="role")
    if clashes:
        raise DomainError(
            _("%(person)s already has this role in this body in that period.")
            % {"person": membership.person},
            field="start",
        )


def _has_chair(sitting: Membership) -> str:
    return _(
        "A body has one chair, and %(person)s is chair since %(start)s. Choose another role,"
        " or first give %(person)s another role."
    ) % {"person": sitting.person, "start": date_format(sitting.start, "DATE_FORMAT")}


def _check_party(membership: Membership) -> None:
    """Refuse a new or longer membership of a quality team for who is no party then (rule 17).

    A membership that is there already, of an organisation that withdrew, stays: a finding shows it.
    """
    if membership.body.kind != BodyKind.QUALITY_TEAM:
        return
    days = _days_gained(membership)
    if not days:
        return
    owner = _represented(membership)
    if owner is None:
        raise DomainError(_("A member of a quality team comes from a party. Say which party that is."))
    parties = Party.objects.filter(deal=membership.body.deal_id, organization=owner)
    for day, field in days:
        party: Any = parties.with_state(day).first()
        if party is None or party.state != PartyState.PARTY:
            raise DomainError(
                _(
                    "%(organization)s is no party of the deal on %(day)s. Only somebody of a party may"
                    " sit in a quality team (rule 17)."
                )
                % {"organization": owner, "day": date_format(day, "DATE_FORMAT")},
                field=field,
            )


def _days_gained(membership: Membership) -> list[tuple[date, str]]:
    """Return each stretch that this membership has and its saved self has not: first day, and the field.

    The planned end of an open-ended membership counts as its end (rule 17: no new term either).
    """
    saved = Membership.objects.filter(pk=membership.pk).values_list("start", "end", "term_end").first()
    if saved is None:
        return [(membership.start, "start")]
    start, end, term_end = saved
    gained = [(membership.start, "start")] if membership.start < start else []
    if end is not None and (membership.end is None or membership.end > end):
        gained.append((end + timedelta(days=1), "end"))
    # A longer term is an extension too, although only the last day ends a membership.
    longer = membership.term_end is None or (term_end is not None and membership.term_end > term_end)
    if end is None and membership.end is None and term_end is not None and longer:
        gained.append((term_end + timedelta(days=1), "term_end"))
    return gained


def _represented(membership: Membership) -> Organization | None:
    """Return the organisation somebody sits for: that of the seat, else of the office."""
    seat, position = membership.seat, membership.position
    if seat is not None and (seat.party or seat.organization):
        return seat.party.organization if seat.party else seat.organization
    return position.organization if position else None


def _taken(sitting: Membership) -> str:
    words = {"person": str(sitting.person), "start": date_format(sitting.start, "DATE_FORMAT")}
    if sitting.end is None:
        return (
            _(
                "%(person)s sits on this seat since %(start)s. End that membership first, or choose"
                " an earlier period."
            )
            % words
        )
    end = date_format(sitting.end, "DATE_FORMAT")
    free = date_format(sitting.end + timedelta(days=1), "DATE_FORMAT")
    return _("%(person)s sits on this seat from %(start)s to %(end)s. Choose a first day from %(free)s.") % {
        **words,
        "end": end,
        "free": free,
    }


def _check_days(membership: Membership) -> None:
    check_period(membership.start, membership.end)
    planned = membership.term_end
    if planned is None:
        return
    if not EARLIEST <= planned <= LATEST:
        raise DomainError(_("Fill in a year between 1900 and 2200."), field="term_end")
    if planned < membership.start:
        raise DomainError(
            _("The planned last day lies before the first day. Choose a day from %(start)s.")
            % {"start": date_format(membership.start, "DATE_FORMAT")},
            field="term_end",
        )


def _check_scope(membership: Membership) -> None:
    seat: Seat | None = membership.seat
    if seat is not None:
        if seat.body_id != membership.body_id:
            raise DomainError(_("This seat belongs to another body."))
        check_within(seat, membership.start, membership.end)
    check_within(membership.body, membership.start, membership.end)


def _lock(actor: User, membership: Membership, history_id: int) -> Membership:
    """Lock the row, check the right, and check that nobody saved it after the form was opened."""
    locked: Membership = (
        Membership.objects.select_for_update(of=("self",))
        .select_related(
            "body__deal", "seat__party__organization", "seat__organization", "person__user", "position"
        )
        .get(pk=membership.pk)
    )
    require_composer(actor, locked.body)
    if latest_history_id(locked) != history_id:
        raise StaleError(_("Somebody else changed this membership after you opened it."))
    locked._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    return locked


def _save(membership: Membership) -> None:
    """Save; the exclusion constraint speaks for two secretaries who save at the same moment.

    Only called inside the transaction of a service, which the DomainError undoes.
    """
    try:
        membership.save()
    except IntegrityError as error:
        raise DomainError(
            _("Somebody else just saved a membership in the same period. Look at the body again."),
            field="start",
        ) from error


def _what_rights_read(membership: Membership) -> tuple[Any, ...]:
    return (membership.start, membership.end, membership.role, membership.is_deputy)


def _rights_follow(membership: Membership) -> None:
    sync_person(membership.person, timezone.localdate())
