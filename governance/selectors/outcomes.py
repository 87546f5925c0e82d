"""What came of a meeting: who was there, what was decided, and how far the report is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from governance.enums import AgreementState, DecisionResult, MeetingState, Presence
from governance.models import Decision, Invitation, Meeting, WayOfWorking
from governance.permissions import Actor, can_view_body
from governance.permissions_agenda import reads_as_one_of, stands_closed
from governance.permissions_meetings import invited_as, is_inside_meeting
from governance.permissions_reports import (
    HELD,
    among_open_decisions,
    can_confirm_list,
    can_read_report,
    can_write_report,
    decisions_open_to,
    may_name_decision,
    remarker,
)
from governance.rules.attendance import Attendee, Quorum, quorum
from governance.rules.calendar import working_days_from

# How a result looks: shape of its status.
RESULT_KINDS = {
    DecisionResult.ADOPTED: "safe",
    DecisionResult.REJECTED: "danger",
    DecisionResult.DEFERRED: "neutral",
}


@dataclass(frozen=True)
class Named:
    """Somebody in the list of who was there, with what there is to add."""

    name: str
    note: str


@dataclass(frozen=True)
class Group:
    """Who was there in one way: present, with notice, …"""

    label: str
    icon: str
    people: Sequence[Named]


@dataclass(frozen=True)
class DecisionLine:
    """A decision of the meeting. ``waits``: how many parties did not confirm yet, of those asked.

    ``url`` is empty where the reader may not open the page of the decision.
    """

    url: str
    label: str
    title: str
    text: str
    item: str
    item_id: int | None
    result: str
    result_kind: str
    decided_by: str
    on_record: str
    waits: int
    asked: int
    public_from: date | None


@dataclass(frozen=True)
class Outcome:
    """What came of a meeting, as far as the reader may read it.

    ``groups`` is empty for who takes no part in deal or meeting: names are not public (ADR 6). ``links``:
    (words, address) of what can be done; ``is_held``: whether there is an outcome at all.
    """

    is_held: bool
    groups: Sequence[Group] = ()
    quorum: Quorum | None = None
    decisions: Sequence[DecisionLine] = ()
    report_url: str = ""
    report_says: str = ""
    list_says: str = ""
    list_is_confirmed: bool = False
    links: Sequence[tuple[str, str]] = ()


NOT_HELD = Outcome(is_held=False)


def outcome_of(user: Actor, meeting: Meeting, *, manages: bool) -> Outcome:
    """Return what came of a meeting. At most five queries; none before it is in session.

    Needs body and deal loaded. ``manages``: whether the account prepares the meeting.
    """
    if meeting.state not in HELD:
        return NOT_HELD
    people = invitations_of(meeting)
    # Loaded with a meeting that was found by its address, and otherwise one query.
    way = getattr(meeting.body, "way_of_working", None) or WayOfWorking(body_id=meeting.body_id)
    reads = can_read_report(user, meeting)
    return Outcome(
        is_held=True,
        groups=attendance_groups(people) if is_inside_meeting(user, meeting) else (),
        quorum=quorum([attendee(i) for i in people], way.quorum, deputies_vote=way.deputies_vote),
        decisions=decision_lines(user, meeting),
        report_url=_page("report_detail", meeting) if reads else "",
        report_says=report_says(meeting),
        list_says=list_says(meeting),
        list_is_confirmed=meeting.list_confirmed_at is not None,
        links=_links(user, meeting, manages=manages),
    )


def _links(user: Actor, meeting: Meeting, *, manages: bool) -> list[tuple[str, str]]:
    found = []
    if manages and can_write_report(user, meeting):
        found = [
            (_("Attendance"), _page("attendance_edit", meeting)),
            (_("Write the report"), _page("report_edit", meeting)),
        ]
    if meeting.state == MeetingState.MINUTES and remarker(user, meeting) is not None:
        found.append((_("Remark on the report"), _page("report_remarks", meeting)))
    if meeting.list_confirmed_at is None and can_confirm_list(user, meeting):
        found.append((_("Confirm the decision list"), _page("decisions_confirm", meeting)))
    return found


def _page(name: str, meeting: Meeting) -> str:
    return address(f"governance:{name}", meeting.body.deal.slug, meeting.body.slug, meeting.pk)


def way_of(body: int) -> WayOfWorking:
    """Return how a body works; the defaults, unsaved, where nothing was set. One query."""
    return next(iter(_way(body=body)), None) or WayOfWorking(body_id=body)


@compiled
def _way(body: Any) -> QuerySet[WayOfWorking]:
    return WayOfWorking.objects.filter(body=body)


def invitations_of(meeting: Meeting) -> list[Invitation]:
    """Return who is asked to a meeting, with person, deputy, party and role, by name. One query."""
    return _invitations(meeting=meeting.pk)


@compiled
def _invitations(meeting: Any) -> QuerySet[Invitation]:
    found = Invitation.objects.filter(meeting=meeting, removed_at__isnull=True)
    found = found.select_related("person", "deputy", "membership", "party__organization")
    return found.order_by("is_guest", "person__family_name", "person__given_name", "pk")


def attendee(invitation: Invitation) -> Attendee:
    """Return what the rules read of an invitation."""
    replaced = invitation.presence == Presence.REPLACED
    return Attendee(
        id=invitation.pk,
        presence=invitation.presence,
        has_vote=invitation.has_vote and not invitation.is_guest,
        deputy_votes=invitation.deputy_votes,
        voter=invitation.deputy_id if replaced else invitation.person_id,
        party=invitation.party_id,
        arrived=invitation.arrived,
        left=invitation.left,
    )


def attendance_groups(people: Sequence[Invitation]) -> list[Group]:
    """Return who was there in which way, guests apart; empty groups are left out."""
    members = [i for i in people if not i.is_guest]
    parts = (
        (_("Present"), "check", [i for i in members if i.presence == Presence.PRESENT]),
        (_("Replaced"), "users", [i for i in members if i.presence == Presence.REPLACED]),
        (_("Absent with notice"), "minus", [i for i in members if i.presence == Presence.WITH_NOTICE]),
        (_("Absent"), "minus", [i for i in members if i.presence == Presence.ABSENT]),
        (_("Also present"), "user", [i for i in people if i.is_guest and i.presence == Presence.PRESENT]),
    )
    return [
        Group(label, icon, [Named(i.person.name, presence_note(i)) for i in found])
        for label, icon, found in parts
        if found
    ]


def presence_note(invitation: Invitation) -> str:
    """Return what stands behind a name: party, deputy, online, from when, until when."""
    parts = [invitation.party.organization.name] if invitation.party else []
    if invitation.presence == Presence.REPLACED and invitation.deputy:
        parts.append(_("replaced by %(deputy)s") % {"deputy": invitation.deputy.name})
    if invitation.is_online:
        parts.append(_("online"))
    if invitation.arrived:
        parts.append(_("from %(time)s") % {"time": clock(invitation.arrived)})
    if invitation.left:
        parts.append(_("gone at %(time)s") % {"time": clock(invitation.left)})
    return ", ".join(parts)


def clock(value: Any) -> str:
    """Return a time as people write it: 15.10."""
    return date_format(value, "H.i")


def decision_lines(user: Actor, meeting: Meeting) -> list[DecisionLine]:
    """Return the decisions at the items of a meeting that the account may read, in order. Two queries.

    Who is invited reads them as the members do; a guest not those at a confidential item.
    """
    reader = decisions_open_to(user, meeting.body)
    by_invitation = not reader["inside"] and invited_as(user, meeting) is not None
    if by_invitation:
        reader["inside"] = [meeting.body_id]
    # Of a joint meeting also those of the other bodies: who reads along here was told of them.
    inside = bool(reader["inside"])
    rows = _all_decisions(meeting=meeting.pk) if inside else _decisions(meeting=meeting.pk, **reader)
    if by_invitation and not reads_as_one_of(user, meeting):
        rows = [decision for decision in rows if not stands_closed(decision.item, reader["on"])]
    waiting: dict[int, list[bool]] = {}
    if any(decision.asks_parties for decision in rows):
        for decision, state, confirmed_on in _agreements(meeting=meeting.pk):
            settled = confirmed_on is not None or state == AgreementState.REFUSED
            waiting.setdefault(decision, []).append(settled)
    return [_line(user, meeting, decision, waiting.get(decision.pk, [])) for decision in rows]


def _line(user: Actor, meeting: Meeting, decision: Decision, settled: Sequence[bool]) -> DecisionLine:
    body = decision.body
    body.deal = meeting.body.deal
    if decision.item is not None:
        decision.item.meeting = meeting
    may_open = can_view_body(user, body) and may_name_decision(user, decision)
    return DecisionLine(
        url=address("governance:decision_detail", body.deal.slug, body.slug, decision.pk) if may_open else "",
        label=decision.label,
        title=decision.title,
        text=decision.text,
        item=decision.item.title if decision.item else "",
        item_id=decision.item_id,
        result=str(decision.get_result_display()),
        result_kind=RESULT_KINDS[DecisionResult(decision.result)],
        decided_by=str(decision.get_decided_by_display()),
        on_record=decision.on_record,
        waits=sum(not done for done in settled),
        asked=len(settled),
        public_from=decision.public_from,
    )


@compiled
def _decisions(meeting: Any, inside: Any, on: Any) -> QuerySet[Decision]:
    return _of_meeting(meeting).filter(among_open_decisions(inside, on))


@compiled
def _all_decisions(meeting: Any) -> QuerySet[Decision]:
    return _of_meeting(meeting)


def _of_meeting(meeting: Any) -> QuerySet[Decision]:
    found = Decision.objects.filter(item__meeting=meeting, withdrawn_on__isnull=True)
    return found.select_related("body", "item__parent").order_by("item__order", "number")


@compiled
def _agreements(meeting: Any) -> QuerySet[Any]:
    rows = Decision.objects.filter(item__meeting=meeting, agreements__isnull=False)
    return rows.order_by().values_list("pk", "agreements__state", "agreements__confirmed_on")


def report_says(meeting: Meeting) -> str:
    """Return in one sentence how far the report is."""
    if meeting.state == MeetingState.ADOPTED and meeting.adopted_on is not None:
        return _("The report is adopted on %(day)s.") % {"day": _day(meeting.adopted_on)}
    if meeting.state == MeetingState.IN_SESSION:
        return _("The meeting is in session. The report is written as it goes on.")
    until = meeting.remarks_until
    if until is None:
        return _("The report is a draft. It did not go round yet.")
    if until >= timezone.localdate():
        return _("Who was there can remark on the draft until and including %(day)s.") % {"day": _day(until)}
    return _("The report waits for adoption by the body in a next meeting.")


def list_says(meeting: Meeting) -> str:
    """Return in one sentence whether the list of decisions is confirmed."""
    if meeting.list_confirmed_at is None:
        return _("The chair did not confirm the decision list yet. Only the members read it.")
    day = timezone.localdate(meeting.list_confirmed_at)
    return _("The chair confirmed the decision list on %(day)s.") % {"day": _day(day)}


def list_due(meeting: Meeting, list_days: int | None = None) -> date:
    """Return the last day on which the chair confirms the list: so many working days after the meeting.

    One query where the number of days is not given.
    """
    days = way_of(meeting.body_id).list_days if list_days is None else list_days
    return working_days_from(meeting.day, days)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
