"""What is asked of parties, what they answered, and what the pages about it show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from citydeal.common.dates import DAY, holds_on, overlaps
from citydeal.common.text import Text
from governance.enums import EXECUTIVE_OFFICES, LEADING_OFFICES, RequestKind
from governance.models import (
    CheckedPosition,
    CityDeal,
    DealRole,
    Delegation,
    Membership,
    Nomination,
    PartyContact,
    PartyRequest,
    Person,
    Position,
    RegisterEntry,
    Seat,
)

OPEN, LATE, ANSWERED, DONE, WITHDRAWN = "open", "late", "answered", "done", "withdrawn"
# State → shape and words of its status.
_STATES: dict[str, tuple[str, Text]] = {
    OPEN: ("active", _("Waits for an answer")),
    LATE: ("danger", _("No answer in time")),
    ANSWERED: ("warning", _("Answered, to be handled")),
    DONE: ("safe", _("Answered and handled")),
    WITHDRAWN: ("neutral", pgettext_lazy("question", "Withdrawn")),
}
STATE_CHOICES = [(state, label) for state, (_kind, label) in _STATES.items()]


def known_in(deal: int) -> Q:
    """Return the condition "a person with a tie to this deal"; on a query of persons."""
    ties = (
        Membership.objects.filter(body__deal=deal),
        DealRole.objects.filter(deal=deal),
        PartyContact.objects.filter(party__deal=deal),
        RegisterEntry.objects.filter(deal=deal),
    )
    first, *others = (tie.order_by().values("person") for tie in ties)
    return Q(pk__in=first.union(*others))


def asked_people(request: PartyRequest) -> list[Person]:
    """Return the people of a party whom its answer may name: known in the deal, with an office there.

    One query. Needs the party loaded.
    """
    party = request.party
    here = Position.objects.filter(organization=party.organization_id).order_by().values("person")
    return list(Person.objects.filter(known_in(party.deal_id), pk__in=here))


def asked_positions(request: PartyRequest) -> list[Position]:
    """Return the offices that a party is asked about, held on the day of asking or later.

    Of a new college only those of executives; where one seat is asked about, none. One query.
    """
    if request.kind == RequestKind.NOMINATION:
        return []
    party = request.party
    people = Person.objects.filter(known_in(party.deal_id))
    held = Position.objects.filter(
        overlaps(request.sent_on, None),
        organization=party.organization_id,
        person__in=people.order_by().values("pk"),
    )
    if request.kind == RequestKind.COLLEGE_CHANGE:
        held = held.filter(office__in=EXECUTIVE_OFFICES)
    return list(held.select_related("person", "organization").order_by("person__family_name", "pk"))


def asked_seats(request: PartyRequest) -> list[Seat]:
    """Return the seats for which a party is asked to name somebody. One query, none for one seat."""
    if request.kind == RequestKind.NOMINATION:
        return [request.seat] if request.seat else []
    if request.kind == RequestKind.MEMBER_CHECK:
        return []
    executive = Q(office__in=EXECUTIVE_OFFICES) | Q(office="")
    waiting = Seat.objects.filter(overlaps(request.sent_on, None), executive, party=request.party_id)
    return list(waiting.filter(asked_on__isnull=False).select_related("body"))


def free_from(seats: Sequence[Seat], on: date) -> dict[int, date]:
    """Return from which day these seats are free, where their last member has a last day. One query."""
    ends = Membership.objects.filter(seat__in=seats, is_deputy=False).order_by()
    last = ends.values_list("seat").annotate(last=Max("end"), open=Count("pk", filter=Q(end__isnull=True)))
    return {seat: max(end + DAY, on) for seat, end, still in last if end is not None and not still}


def secretariats(positions: Sequence[Position], on: date) -> dict[int, list[str]]:
    """Return who acts for the people of these offices: person id → names. One query."""
    found: dict[int, list[str]] = {position.person_id: [] for position in positions}
    held = Delegation.objects.filter(holds_on(on), person__in=list(found)).select_related("delegate")
    for delegation in held:
        found[delegation.person_id].append(delegation.delegate.name)
    return found


def wants_secretariat(position: Position) -> bool:
    """Whether one expects that somebody acts for who holds this office."""
    return position.office in LEADING_OFFICES


@dataclass(frozen=True)
class RequestRow:
    """A question in the list. ``state``: open, late, answered (to be handled), done or withdrawn."""

    request: PartyRequest
    state: str
    badge: str
    label: Text
    to_handle: int


def deal_requests(deal: CityDeal, on: date) -> list[RequestRow]:
    """Return every question to parties of a deal, the newest first. One query."""
    checked = CheckedPosition.objects.filter(request=OuterRef("pk"), handled_at=None)
    rows = (
        PartyRequest.objects.filter(party__deal=deal)
        .select_related("party__organization", "to", "seat__body")
        .annotate(
            open_nominations=Count("nominations", filter=Q(nominations__handled_at=None)),
            has_checked=Exists(checked),
        )
    )
    return [request_row(request, on) for request in rows]


def request_row(request: PartyRequest, on: date) -> RequestRow:
    """Return a question with where it stands; needs the counts of ``deal_requests``."""
    to_handle = request.open_nominations + request.has_checked  # type: ignore[attr-defined]
    to_handle += bool(request.remark and not request.remark_handled_at)
    if request.withdrawn_at is not None:
        state = WITHDRAWN
    elif request.answered_at is not None:
        state = ANSWERED if to_handle else DONE
    else:
        state = LATE if request.answer_until < on else OPEN
    badge, label = _STATES[state]
    return RequestRow(request, state, badge, label, to_handle)


@dataclass(frozen=True)
class RequestPage:
    """A question with what the party answered."""

    row: RequestRow
    nominations: Sequence[Nomination]
    differences: Sequence[CheckedPosition]
    right: int


def request_page(deal: CityDeal, pk: int, on: date) -> RequestPage | None:
    """Return the page of a question of this deal; ``None`` where there is none. Three queries."""
    rows: QuerySet[PartyRequest] = PartyRequest.objects.filter(party__deal=deal, pk=pk)
    checked = CheckedPosition.objects.select_related("position__person", "position__organization")
    found = rows.select_related("party__organization", "to", "seat__body").prefetch_related(
        Prefetch("nominations", Nomination.objects.select_related("seat__body", "person")),
        Prefetch("checked", checked.order_by("pk")),
    )
    request = found.first()
    if request is None:
        return None
    nominations, answers = list(request.nominations.all()), list(request.checked.all())
    request.open_nominations = sum(n.handled_at is None for n in nominations)  # type: ignore[attr-defined]
    request.has_checked = any(c.handled_at is None for c in answers)  # type: ignore[attr-defined]
    return RequestPage(
        row=request_row(request, on),
        nominations=nominations,
        differences=[c for c in answers if not c.is_right],
        right=sum(c.is_right for c in answers),
    )
