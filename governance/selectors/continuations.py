"""With what somebody goes on at a party that follows up the own one, once the first part has ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils import timezone

from citydeal.common.dates import DAY
from governance.models import Membership, PartyChange, PartyContact, Position


def continuing(memberships: Iterable[Membership]) -> list[Membership]:
    """Return the coming memberships in which the same people go on from these, on the day after the last.

    A planned legal succession makes them, or a term that was renewed. No query where none of these has an
    end, else one for each time that somebody goes on.
    """
    found: list[Membership] = []
    known = {membership.pk: membership for membership in memberships if membership.end is not None}
    while known:
        coming = Membership.objects.filter(predecessor__in=known, start__gt=timezone.localdate())
        related = ("body__deal", "person__user", "seat", "position")
        later = [
            each
            for each in coming.select_related(*related).order_by("start", "pk")
            if any(goes_on(before, each) for before in known.values())
        ]
        found += later
        known = {each.pk: each for each in later if each.end is not None}
    return found


def goes_on(before: Membership, after: Membership) -> bool:
    """Whether the same person goes on in another membership on the day after the last of this one."""
    follows = after.predecessor_id == before.pk and after.person_id == before.person_id
    return follows and before.end is not None and after.start == before.end + DAY


def lapsing(memberships: Iterable[Membership], last_day: date) -> list[Membership]:
    """Return the memberships that never begin when these, as they stand now, end on an earlier day."""
    return continuing(each for each in memberships if each.end is not None and last_day < each.end)


def office_parts(position: Position) -> Iterator[Position]:
    """Return an office and the coming ones in which legal successions let the person go on from it.

    No query where the office has no end, else one for each.
    """
    part: Position | None = position
    while part is not None:
        yield part
        part = None if part.end is None else _next_office(part, part.end + DAY)


def contact_parts(contact: PartyContact) -> Iterator[PartyContact]:
    """Return a contact and the coming ones in which legal successions let the person go on. As above."""
    part: PartyContact | None = contact
    while part is not None:
        yield part
        part = None if part.end is None else _next_contact(part, part.end + DAY)


def _next_contact(contact: PartyContact, start: date) -> PartyContact | None:
    made = PartyChange.objects.filter(succession__isnull=False, made=True, contact__isnull=False)
    coming = PartyContact.objects.filter(
        person=contact.person_id,
        party__deal=contact.party.deal_id,
        start=start,
        start__gt=timezone.localdate(),
        pk__in=made.order_by().values("contact"),
    )
    return coming.exclude(party=contact.party_id).select_related("party__organization", "person").first()


def _next_office(position: Position, start: date) -> Position | None:
    made = PartyChange.objects.filter(succession__isnull=False, made=True, position__isnull=False)
    coming = Position.objects.filter(
        person=position.person_id,
        office=position.office,
        start=start,
        start__gt=timezone.localdate(),
        pk__in=made.order_by().values("position"),
    )
    coming = coming.exclude(organization=position.organization_id)
    return coming.select_related("organization").first()
