"""Who reads and writes what comes of a meeting: its report, its decisions, what parties agree to.

A report in draft is for who prepares the meeting and its chair; sent round, also for the members and who was
invited; once it
is adopted it follows the access of the meeting. A decision of a meeting leaves the body when the
chair has confirmed the list of decisions, and not before ``public_from``.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.models import User
from governance.enums import DealState, MeetingState, MembershipRole, Presence
from governance.models import (
    Body,
    Decision,
    Meeting,
    Membership,
    PartyAgreement,
    PartyContact,
    Person,
)
from governance.permissions import Actor, can_accept_exceptions, can_view_body
from governance.permissions_agenda import reads_as_one_of, stands_closed
from governance.permissions_meetings import can_manage_meetings, invited_as, is_chair, reads_as_member

# In these states there is a session to write about.
HELD = frozenset({MeetingState.IN_SESSION, MeetingState.MINUTES, MeetingState.ADOPTED})
# In these states the secretary works on attendance, report and decisions.
OPEN_TO_WORK = frozenset({MeetingState.IN_SESSION, MeetingState.MINUTES})


def can_read_report(user: Actor, meeting: Meeting) -> bool:
    """Whether this account reads the report of a meeting that it may open."""
    if meeting.state not in HELD:
        return False
    if meeting.state == MeetingState.ADOPTED:
        return True
    if can_manage_meetings(user, meeting.body) or is_chair(user, meeting.body):
        return True
    if meeting.remarks_until is None:
        return False
    return reads_as_one_of(user, meeting) or invited_as(user, meeting) is not None


def can_write_report(user: Actor, meeting: Meeting) -> bool:
    """Whether this account writes down attendance, report and decisions: until the report is adopted."""
    return meeting.state in OPEN_TO_WORK and can_manage_meetings(user, meeting.body)


def can_confirm_list(user: Actor, meeting: Meeting) -> bool:
    """Whether this account confirms the list of decisions: the chair; without one, the project manager."""
    if is_chair(user, meeting.body):
        return True
    if meeting.body.deal.state == DealState.CLOSED or not can_accept_exceptions(user, meeting.body.deal):
        return False
    return not _chairs(body=meeting.body_id, on=timezone.localdate())


@compiled
def _chairs(body: Any, on: Any) -> QuerySet[Any]:
    chairs = Membership.objects.filter(holds_on(on), body=body, role=MembershipRole.CHAIR, is_deputy=False)
    return chairs.order_by().values_list("pk")


def remarker(user: Actor, meeting: Meeting) -> Person | None:
    """Return as whom this account may remark on the draft: who was there, in person. One query.

    Nobody else remarks, nor who acts for somebody; not before the draft went round, nor after its last day,
    nor in a closed deal. Needs body and deal loaded.
    """
    until = meeting.remarks_until
    if not isinstance(user, User) or not user.is_active or until is None:
        return None
    if meeting.state != MeetingState.MINUTES or until < timezone.localdate():
        return None
    if meeting.body.deal.state == DealState.CLOSED:
        return None
    found = _attendee(meeting=meeting.pk, user=user.pk)
    return found[0] if found else None


@compiled
def _attendee(meeting: Any, user: Any) -> QuerySet[Person]:
    came = Q(invitations__meeting=meeting, invitations__presence=Presence.PRESENT)
    instead = Q(deputised_invitations__meeting=meeting, deputised_invitations__presence=Presence.REPLACED)
    return Person.objects.filter(came | instead, user=user).distinct()


def among_confidential(on: Any, path: str = "") -> Q:
    """Return the condition "an item that is confidential on a day"; values or slots.

    The question of ``rules.agenda.is_confidential_on``, for a list.
    """
    agreed = Q(**{f"{path}confidential_until__isnull": True}) | Q(**{f"{path}confidential_until__gte": on})
    return Q(**{f"{path}is_confidential": True}) & (agreed | ~Q(**{f"{path}secrecy_imposed_by": ""}))


# --- Decisions -----------------------------------------------------------------------------


def decisions_open_to(user: Actor, body: Body, on: date | None = None) -> dict[str, Any]:
    """Return what ``among_open_decisions`` needs to know of this account, about one body.

    ``inside``: the body where the account reads as a member, and so reads everything; ``on``: today.
    """
    inside = [body.pk] if reads_as_member(user, body) or can_manage_meetings(user, body) else []
    return {"inside": inside, "on": on or timezone.localdate()}


def among_open_decisions(inside: Any, on: Any) -> Q:
    """Return the condition "a decision that the reader may read"; values or slots of ``decisions_open_to``.

    Outside the body: once the chair confirmed the list of its meeting, from ``public_from`` on, and not
    what is confidential.
    """
    confirmed = Q(item__isnull=True) | Q(item__meeting__list_confirmed_at__isnull=False)
    released = Q(public_from__isnull=True) | Q(public_from__lte=on)
    open_item = Q(item__isnull=True) | ~among_confidential(on, "item__")
    open_parent = Q(item__parent__isnull=True) | ~among_confidential(on, "item__parent__")
    return Q(body__any=inside) | (confirmed & released & open_item & open_parent)


def visible_decision(user: Actor, body: Body, decision: int) -> list[Decision]:
    """Return this decision of the body, or nothing where the account may not read it."""
    return _decision(decision=decision, body=body.pk, **decisions_open_to(user, body))


@compiled
def _decision(decision: Any, body: Any, inside: Any, on: Any) -> QuerySet[Decision]:
    found = Decision.objects.filter(among_open_decisions(inside, on), pk=decision, body=body)
    return found.select_related("item__meeting", "recommended_by", "vote")


def may_name_decision(user: Actor, decision: Decision) -> bool:
    """Whether a page may name the number of a decision on which something rests. No query.

    As ``among_open_decisions`` outside the body. Needs body and deal, item, its parent and
    meeting loaded.
    """
    if decisions_open_to(user, decision.body)["inside"]:
        return True
    on, item = timezone.localdate(), decision.item
    released = decision.public_from is None or decision.public_from <= on
    return released and _is_confirmed(decision) and not stands_closed(item, on)


def can_read_decision(user: Actor, decision: Decision) -> bool:
    """Whether this account may open the page of a decision; needs body and deal loaded."""
    return can_view_body(user, decision.body) and bool(visible_decision(user, decision.body, decision.pk))


def can_answer_agreement(user: Actor, agreement: PartyAgreement) -> bool:
    """Whether this account says what a party agrees to: who keeps the body's meetings, or its contact.

    Needs decision, body and deal loaded.
    """
    return agreement.party_id in parties_answered_for(user, agreement.decision, [agreement.party_id])


def parties_answered_for(user: Actor, decision: Decision, asked: Iterable[int]) -> frozenset[int]:
    """Return for which of these parties this account says what they agree to. One query at most.

    A contact once the chair confirmed the list of decisions: before that only the members know of it. The
    list of ``can_answer_agreement``. Needs body and deal loaded, and item and meeting where there are.
    """
    body = decision.body
    if body.deal.state == DealState.CLOSED or decision.withdrawn_on is not None:
        return frozenset()
    if can_manage_meetings(user, body):
        return frozenset(asked)
    if not isinstance(user, User) or not user.is_active or not _is_confirmed(decision):
        return frozenset()
    own = {party for (party,) in _contact_of(user=user.pk, deal=body.deal_id, on=timezone.localdate())}
    return frozenset(asked) & own


def _is_confirmed(decision: Decision) -> bool:
    return decision.item is None or decision.item.meeting.list_confirmed_at is not None


@compiled
def _contact_of(user: Any, deal: Any, on: Any) -> QuerySet[Any]:
    mine = PartyContact.objects.filter(holds_on(on), person__user=user, party__deal=deal)
    return mine.order_by().values_list("party_id")
