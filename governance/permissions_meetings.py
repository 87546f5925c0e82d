"""Who may do what with meetings: rights on the body or on its deal, with the state of the meeting.

A meeting belongs to its body, and to the bodies it is joint with. Nobody but who prepares it sees a draft;
a reserved one is seen by the members; from convening on it follows ``Meeting.access``, never wider than the
body itself.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.object_permissions import objects_with
from governance.enums import DealState, MeetingState
from governance.models import Body, CityDeal, Meeting
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
)

# A draft and a reservation are no news yet for who does not sit in the body.
ANNOUNCED = frozenset(MeetingState) - {MeetingState.DRAFT, MeetingState.RESERVED}


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
    ``secretary``: the bodies whose drafts it sees; ``levels`` and ``own`` as in ``bodies_open_to``.
    """
    keeps = has_right(user, MANAGE_COMPOSITION, deal.pk)
    reads = has_right(user, READ_BODIES, deal.pk)
    return {
        "keeper": [deal.pk] if keeps else [],
        "reader": [deal.pk] if reads else [],
        # Who keeps the deal sees every draft of it anyway.
        "secretary": [] if keeps else objects_with(body_rights(user), MANAGE_MEETINGS),
        **bodies_open_to(user, deal),
    }


def among_open_meetings(deal: Any, levels: Any, own: Any, keeper: Any, reader: Any, secretary: Any) -> Q:
    """Return the condition "a meeting that is open"; values or slots of ``meetings_open_to``."""
    joint = Meeting.joint_bodies.through.objects
    sits = (
        Q(body__any=own) | Q(pk__in=joint.filter(body__any=own).values("meeting")) | Q(body__deal__any=reader)
    )
    open_body = Q(body__access__any=levels) | Q(body__any=own)
    told = Q(state__in=sorted(ANNOUNCED)) & Q(access__any=levels) & open_body
    prepares = Q(body__deal__any=keeper) | Q(body__any=secretary)
    return Q(body__deal=deal) & (prepares | (~Q(state=MeetingState.DRAFT) & sits) | told)


@compiled
def _meeting(
    meeting: Any, body: Any, deal: Any, levels: Any, own: Any, keeper: Any, reader: Any, secretary: Any
) -> QuerySet[Meeting]:
    found = Meeting.objects.filter(
        among_open_meetings(deal, levels, own, keeper, reader, secretary), pk=meeting, body=body
    )
    # How the body works goes along: the page says whether there is a quorum.
    return found.select_related("body__deal", "body__way_of_working")


def can_view_meeting(user: Actor, meeting: Meeting) -> bool:
    """Whether the page of the meeting may be opened; the same question as ``visible_meetings``."""
    return bool(visible_meeting(user, meeting.body.deal, meeting.body, meeting.pk))


def _in_body(user: Actor, body: Body, right: str) -> bool:
    return right in body_rights(user).get(body.pk, frozenset())
