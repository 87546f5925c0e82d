"""Who sees and keeps what the calendar owes: who takes part in the deal, and who keeps its register.

What is owed by a body that the account may not open stays hidden. The rhythm of a party is kept by the
project organisation and by the contact of that party.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet

from citydeal.common.compiled import compiled
from citydeal.common.object_permissions import objects_with
from citydeal.models import User
from governance.enums import DealState, MeetingState
from governance.models import (
    Body,
    CityDeal,
    Duty,
    DutyOccurrence,
    Meeting,
    Party,
)
from governance.permissions import (
    MANAGE_COMPOSITION,
    MANAGE_MEETINGS,
    READ_BODY,
    Actor,
    among_open_bodies,
    bodies_open_to,
    body_rights,
    can_manage_people,
    deal_rights,
    is_party_contact,
    takes_part,
)
from governance.permissions_meetings import (
    TOLD,
    among_meetings_asked_to,
    cancelled_before,
    invitations_open_to,
)


def can_manage_duties(user: Actor, deal: CityDeal) -> bool:
    """Whether this account says what the deal owes, drops a time of it and marks one as done."""
    return can_manage_people(user, deal)


def can_keep_rhythm(user: Actor, party: Party) -> bool:
    """Whether this account keeps the recess and the usual days of a party; needs its deal loaded."""
    if party.deal.state == DealState.CLOSED:
        return False
    return can_manage_people(user, party.deal) or is_party_contact(user, party)


def duties_open_to(user: Actor, deal: CityDeal) -> dict[str, Any]:
    """Return what ``among_open_duties`` needs to know of this account in a deal.

    ``inside``: the deal, where the account takes part in it; the rest as in ``bodies_open_to``.
    """
    inside = [deal.pk] if takes_part(user, deal) else []
    return bodies_open_to(user, deal) | {"inside": inside}


def among_open_duties(deal: Any, levels: Any, own: Any, inside: Any, path: str = "") -> Q:
    """Return the condition "a duty that is open to the reader"; values or slots of ``duties_open_to``.

    ``path``: the lookup path to the duty; empty for the duty itself.
    """
    to = f"{path}__" if path else ""
    body = Q(**{f"{to}body__isnull": True}) | among_open_bodies(deal, levels, own, f"{to}body")
    return Q(**{f"{to}deal__any": inside}) & body


def visible_duty(user: Actor, deal: CityDeal, duty: int) -> list[Duty]:
    """Return this duty of the deal, with body, phase and deal, or nothing where it is hidden. One query."""
    return _duty(duty=duty, **duties_open_to(user, deal))


def visible_occurrence(user: Actor, deal: CityDeal, duty: int, occurrence: int) -> list[DutyOccurrence]:
    """Return this time of a duty, with duty, body, deal and meeting, or nothing. One query."""
    return _occurrence(duty=duty, occurrence=occurrence, **duties_open_to(user, deal))


@compiled
def _duty(duty: Any, deal: Any, levels: Any, own: Any, inside: Any) -> QuerySet[Duty]:
    found = Duty.objects.filter(among_open_duties(deal, levels, own, inside), pk=duty)
    return found.select_related("body", "phase", "around", "deal")


@compiled
def _occurrence(
    duty: Any, occurrence: Any, deal: Any, levels: Any, own: Any, inside: Any
) -> QuerySet[DutyOccurrence]:
    found = DutyOccurrence.objects.filter(
        among_open_duties(deal, levels, own, inside, "duty"), pk=occurrence, duty=duty
    )
    return found.select_related("duty__body__deal", "duty__deal", "meeting__body__deal", "waived_by")


# --- My agenda -----------------------------------------------------------------------------


def my_scopes(user: User) -> dict[str, Any]:
    """Return what ``among_my_meetings`` and ``among_my_duties`` need to know of an account, over all deals.

    ``own``: the bodies it sits in or reads along with; ``prepares``: the bodies whose meetings it
    prepares; ``keeps``: the deals it keeps; ``invited`` and ``today`` as in ``invitations_open_to``.
    """
    bodies = body_rights(user)
    return {
        **invitations_open_to(user),
        "own": objects_with(bodies, READ_BODY),
        "prepares": objects_with(bodies, MANAGE_MEETINGS),
        "keeps": objects_with(deal_rights(user), MANAGE_COMPOSITION),
    }


def among_my_meetings(invited: Any, today: Any, own: Any, prepares: Any, keeps: Any) -> Q:
    """Return the condition "a meeting in somebody's agenda": of a body of his, or he is asked to it.

    Also instead of somebody. Drafts only for who prepares them; nobody is asked any more to one he was
    taken off.
    """
    joint = Meeting.joint_bodies.through.objects.filter(body__any=own).order_by().values("meeting")
    kept = Body.objects.filter(deal__any=keeps).order_by().values("pk")
    # Lists of keys that are known first: a meeting is then found by its index.
    sits = Q(body__any=own) | Q(pk__any=ArraySubquery(joint)) | among_meetings_asked_to(invited, today)
    prepared = Q(body__any=prepares) | Q(body__any=ArraySubquery(kept))
    return prepared | (sits & ~Q(state=MeetingState.DRAFT) & ~cancelled_before(TOLD))


def among_my_duties(prepares: Any, keeps: Any, path: str = "") -> Q:
    """Return the condition "a duty that somebody sees to": of a body he prepares, or a deal he keeps."""
    to = f"{path}__" if path else ""
    return Q(**{f"{to}body__any": prepares}) | Q(**{f"{to}deal__any": keeps})
