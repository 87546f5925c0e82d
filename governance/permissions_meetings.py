"""Who may do what with meetings: rights on the body or on its deal, with the state of the meeting.

A meeting belongs to its body, and to the bodies it is joint with. Nobody but who prepares it sees a draft;
a reserved one is seen by the members and by who is invited to it; from convening on it follows
``Meeting.access``, never wider than the body itself. An invitation opens that one meeting and nothing else
of the body: to a guest, to who signed and sits in no body (rule 5), and to who comes instead of somebody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate
from django.db.models.lookups import Exact, IsNull
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.object_permissions import objects_with
from citydeal.models import User
from governance.enums import DealState, DelegationReach, MeetingState, PartyState, Presence, Reply
from governance.models import (
    Body,
    CityDeal,
    Delegation,
    Invitation,
    Meeting,
    MeetingStatus,
    PartyStatus,
    Person,
)
from governance.permissions import (
    ACCEPT_EXCEPTIONS,
    CHAIR_BODY,
    MANAGE_COMPOSITION,
    MANAGE_MEETINGS,
    READ_BODIES,
    READ_BODY,
    Actor,
    bodies_open_to,
    body_rights,
    has_right,
    takes_part,
)

# A draft and a reservation are no news yet for who does not sit in the body.
ANNOUNCED = frozenset(MeetingState) - {MeetingState.DRAFT, MeetingState.RESERVED}
# What a meeting must have been to be known when it is cancelled: to who is asked to it, and to others.
TOLD = frozenset({MeetingState.RESERVED, MeetingState.CONVENED})
CALLED = frozenset({MeetingState.CONVENED})


def can_manage_meetings(user: Actor, body: Body) -> bool:
    """Whether this account prepares the meetings of the body: its secretary, or who keeps the deal.

    Also after the body closed, because its last report has to be adopted; not in a closed deal.
    """
    keeps = has_right(user, MANAGE_COMPOSITION, body.deal_id)
    return (keeps or _in_body(user, body, MANAGE_MEETINGS)) and body.deal.state != DealState.CLOSED


def can_plan_meetings(user: Actor, body: Body) -> bool:
    """Whether this account may make a new meeting of the body: not of one that is closed."""
    closed = body.end is not None and body.end < timezone.localdate()
    return can_manage_meetings(user, body) and not closed


def is_chair(user: Actor, body: Body) -> bool:
    """Whether this account chairs the body today; not in a closed deal."""
    return _in_body(user, body, CHAIR_BODY) and body.deal.state != DealState.CLOSED


def takes_replies(meeting: Meeting) -> bool:
    """Whether an answer to an invitation still counts: convened, not begun, and not in a closed deal."""
    is_to_come = meeting.state == MeetingState.CONVENED and meeting.starts_at > timezone.now()
    return is_to_come and meeting.body.deal.state != DealState.CLOSED


def can_read_chair_notes(user: Actor, body: Body) -> bool:
    """Whether this account reads the annotated agenda: chair, secretary and project manager only."""
    return (
        _in_body(user, body, CHAIR_BODY)
        or _in_body(user, body, MANAGE_MEETINGS)
        or has_right(user, MANAGE_COMPOSITION, body.deal_id)
        or has_right(user, ACCEPT_EXCEPTIONS, body.deal_id)
    )


def reads_as_member(user: Actor, body: Body) -> bool:
    """Whether this account reads what is for the members of the body, confidential items too."""
    return has_right(user, READ_BODIES, body.deal_id) or _in_body(user, body, READ_BODY)


def visible_meetings(user: Actor, deal: CityDeal) -> QuerySet[Meeting]:
    """Return the meetings of a deal that this account (or nobody) may open."""
    return Meeting.objects.filter(among_open_meetings(**meetings_open_to(user, deal)))


def visible_meeting(user: Actor, deal: CityDeal, body: Body, meeting: int) -> list[Meeting]:
    """Return this meeting of the body, with body and deal, or nothing where the account may not open it."""
    return _meeting(meeting=meeting, body=body.pk, **meetings_open_to(user, deal))


def meetings_open_to(user: Actor, deal: CityDeal) -> dict[str, Any]:
    """Return what ``among_open_meetings`` needs to know of this account in a deal.

    ``keeper``: the deal where the account sees drafts; ``reader``: the deal where it reads every body;
    ``secretary``: the bodies whose drafts it sees; ``invited`` and ``today`` as in ``invitations_open_to``;
    ``levels`` and ``own`` as in ``bodies_open_to``.
    """
    keeps = has_right(user, MANAGE_COMPOSITION, deal.pk)
    reads = has_right(user, READ_BODIES, deal.pk)
    return {
        "keeper": [deal.pk] if keeps else [],
        "reader": [deal.pk] if reads else [],
        # Who keeps the deal sees every draft of it anyway.
        "secretary": [] if keeps else objects_with(body_rights(user), MANAGE_MEETINGS),
        **invitations_open_to(user),
        **bodies_open_to(user, deal),
    }


def among_open_meetings(
    deal: Any, levels: Any, own: Any, keeper: Any, reader: Any, secretary: Any, invited: Any, today: Any
) -> Q:
    """Return the condition "a meeting that is open"; values or slots of ``meetings_open_to``."""
    joint = Meeting.joint_bodies.through.objects
    sits = (
        Q(body__any=own)
        | Q(pk__in=joint.filter(body__any=own).values("meeting"))
        | Q(body__deal__any=reader)
        | among_meetings_asked_to(invited, today)
    )
    open_body = Q(body__access__any=levels) | Q(body__any=own)
    told = Q(state__in=sorted(ANNOUNCED)) & Q(access__any=levels) & open_body & ~cancelled_before(CALLED)
    prepares = Q(body__deal__any=keeper) | Q(body__any=secretary)
    known = ~Q(state=MeetingState.DRAFT) & ~cancelled_before(TOLD)
    return Q(body__deal=deal) & (prepares | (known & sits) | told)


def cancelled_before(states: frozenset[MeetingState]) -> Q:
    """Return the condition "cancelled before it came to one of these states": it never was news to others."""
    reached = MeetingStatus.objects.filter(meeting=OuterRef("pk"), state__in=sorted(states)).order_by()
    # Asked of each meeting: for EXISTS the statuses of all meetings could be read at once.
    never = IsNull(Subquery(reached.values("pk")[:1]), True)
    return Q(state=MeetingState.CANCELLED.value) & Q(never)


@compiled
def _meeting(
    meeting: Any,
    body: Any,
    deal: Any,
    levels: Any,
    own: Any,
    keeper: Any,
    reader: Any,
    secretary: Any,
    invited: Any,
    today: Any,
) -> QuerySet[Meeting]:
    open_to_reader = among_open_meetings(deal, levels, own, keeper, reader, secretary, invited, today)
    found = Meeting.objects.filter(open_to_reader, pk=meeting, body=body)
    # How the body works goes along: the page says whether there is a quorum.
    return found.select_related("body__deal", "body__way_of_working")


def can_view_meeting(user: Actor, meeting: Meeting) -> bool:
    """Whether the page of the meeting may be opened; the same question as ``visible_meetings``."""
    return bool(visible_meeting(user, meeting.body.deal, meeting.body, meeting.pk))


# --- By invitation -------------------------------------------------------------------------


@dataclass(frozen=True)
class Invited:
    """As what an account is invited to one meeting. ``in_place``: for a place at the table, so no guest."""

    in_place: bool


def invited_as(user: Actor, meeting: Meeting) -> Invited | None:
    """Return as what this account is invited to a meeting, or None; the check beside the list below.

    One query, kept on the account for the rest of the request. A draft invites nobody yet.
    """
    if not isinstance(user, User) or not user.is_active or meeting.state == MeetingState.DRAFT:
        return None
    kept: dict[int, Invited | None] = user.__dict__.setdefault("_invited", {})
    if meeting.pk not in kept:
        guests = _asked(meeting=meeting.pk, **invitations_open_to(user))
        kept[meeting.pk] = Invited(in_place=(False,) in guests) if guests else None
    return kept[meeting.pk]


@compiled
def _asked(meeting: Any, invited: Any, today: Any) -> QuerySet[Any]:
    found = Invitation.objects.filter(among_invitations_of(invited, today), meeting=meeting)
    return found.order_by().values_list("is_guest")


def is_inside_meeting(user: Actor, meeting: Meeting) -> bool:
    """Whether this account sees people at a meeting that it may open, and not only seats (ADR 6)."""
    return takes_part(user, meeting.body.deal) or invited_as(user, meeting) is not None


def invitations_open_to(user: Actor, on: date | None = None) -> dict[str, Any]:
    """Return what ``among_invitations_of`` needs to know of this account: itself, and the day of today."""
    known = isinstance(user, User) and user.is_active
    return {"invited": [user.pk] if known else [], "today": on or timezone.localdate()}


def among_invitations_of(invited: Any, today: Any) -> Q:
    """Return the condition "an invitation that opens its meeting"; values or slots.

    To the account itself, to who it comes instead of, and to who it reads along with (a delegation that
    reaches into bodies). It ends when the invitation is withdrawn or another comes instead; and where nobody
    brought the list up to date yet, with the membership it is for when that ends before the meeting, or for
    who signed without a seat when the party is none any more on its day.
    """
    reading = Delegation.objects.filter(
        holds_on(today), delegate__user__any=invited, reach=DelegationReach.BODY.value
    )
    acts_for = ArraySubquery(reading.order_by().values("person"))
    people = Person.objects.filter(Q(user__any=invited) | Q(pk__any=acts_for)).order_by().values("pk")
    # A list of keys that is known first: an invitation is then found by its index.
    mine = ArraySubquery(people)
    instead = Q(reply=Reply.DEPUTY.value) | Q(presence=Presence.REPLACED.value)
    asked, replacing = Q(person__any=mine), Q(deputy__any=mine)
    without_end = Q(membership__isnull=True) | Q(membership__end__isnull=True)
    sits_then = without_end | Q(membership__end__gte=TruncDate("meeting__starts_at"))
    moment = ExpressionWrapper(OuterRef("meeting__starts_at"), output_field=DateTimeField())
    statuses = PartyStatus.objects.filter(party=OuterRef("party"), start__lte=TruncDate(moment))
    is_party = Exact(Subquery(statuses.order_by("-start").values("state")[:1]), PartyState.PARTY.value)
    signed = Q(party__isnull=True) | Q(membership__isnull=False) | Q(is_guest=True) | Q(is_party)
    return Q(removed_at__isnull=True) & sits_then & signed & (asked | (instead & replacing))


def among_meetings_asked_to(invited: Any, today: Any) -> Q:
    """Return the condition "a meeting to which this account is invited", a draft among them; as above."""
    found = Invitation.objects.filter(among_invitations_of(invited, today))
    return Q(pk__any=ArraySubquery(found.order_by().values("meeting")))


def _in_body(user: Actor, body: Body, right: str) -> bool:
    return right in body_rights(user).get(body.pk, frozenset())
