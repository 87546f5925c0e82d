"""Hands a meeting that the demo deal held to the services that people's clicks use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone

from citydeal.common.history import latest_history_id
from citydeal.enums import Access
from citydeal.models import User
from governance.enums import AgreementState, MeetingState, Presence
from governance.management.demo_data.dichtbij_sessions import (
    HeldDecisionData,
    HeldItemData,
    HeldMeetingData,
    held_of,
)
from governance.models import AgendaItem, Body, CityDeal, Decision, Meeting, Party, Person
from governance.selectors.attendance import stamp
from governance.services.agenda import ItemDetails, add_item
from governance.services.agreements import AgreementTerms, set_agreement
from governance.services.attendance import AttendanceLine, record_attendance
from governance.services.checks import save_checked
from governance.services.decision_lists import confirm_list
from governance.services.decisions import DecisionTerms, record_decision
from governance.services.invitations import follow_composition
from governance.services.meeting_states import change_meeting_state, write_state
from governance.services.meetings import make_meeting
from governance.services.reports import send_draft, text_stamp, write_item

_HOURS = timedelta(hours=2)


def load_session(
    actor: User,
    deal: CityDeal,
    today: date,
    bodies: Mapping[str, Body],
    people: Mapping[str, Person],
    parties: Mapping[str, Party],
) -> None:
    """Write down a meeting that was held: attendance, report in draft, decisions. Raises DomainError.

    Side effects: mail to the people of the demo, whose addresses end in ``.example``.
    """
    data = held_of(deal.slug, today)
    if data is None:
        return
    meeting = _called(actor, data, bodies[data.body])
    meeting = change_meeting_state(actor=actor, meeting=meeting, state=MeetingState.IN_SESSION)
    _attend(actor, meeting, data, people)
    for planned in data.items:
        _treat(actor, meeting, planned, bodies[data.preparing], parties)
    meeting = change_meeting_state(actor=actor, meeting=meeting, state=MeetingState.MINUTES)
    send_draft(actor=actor, meeting=meeting, until=data.remarks_until)
    chair = meeting.body.memberships.get(role="chair").person.user
    if chair is not None:
        confirm_list(actor=chair, meeting=meeting)


def _called(actor: User, data: HeldMeetingData, body: Body) -> Meeting:
    """Return the meeting as it stood on its day: people were called before the portal knew of it."""
    starts = datetime.combine(data.day, data.starts, tzinfo=timezone.get_current_timezone())
    meeting: Meeting = make_meeting(
        actor=actor,
        body=body,
        title=data.title,
        starts_at=starts,
        ends_at=starts + _HOURS,
        location=data.location,
        access=Access.DEAL,
    )
    follow_composition(meeting=meeting)
    meeting.state = MeetingState.CONVENED
    save_checked(meeting, actor)
    write_state(actor, meeting)
    return meeting


def _attend(actor: User, meeting: Meeting, data: HeldMeetingData, people: Mapping[str, Person]) -> None:
    known = {people[key].pk: key for key in {**data.presence, **data.left}}
    lines = []
    for invitation in meeting.invitations.filter(removed_at=None):
        key = known.get(invitation.person_id, "")
        lines.append(
            AttendanceLine(
                invitation=invitation.pk,
                seen=stamp(invitation),
                presence=data.presence.get(key, Presence.WITH_NOTICE),
                left=data.left.get(key),
            )
        )
    record_attendance(actor=actor, meeting=meeting, lines=lines)


def _treat(
    actor: User, meeting: Meeting, planned: HeldItemData, preparing: Body, parties: Mapping[str, Party]
) -> None:
    details = ItemDetails(title=planned.title, kind=planned.kind, minutes=planned.minutes)
    item = add_item(actor=actor, meeting=meeting, details=details)
    write_item(actor=actor, item=item, text=planned.text, seen=text_stamp(""))
    if planned.decision is not None:
        _decide(actor, item, planned.decision, preparing, parties)


def _decide(
    actor: User, item: AgendaItem, data: HeldDecisionData, preparing: Body, parties: Mapping[str, Party]
) -> None:
    asked = [*data.confirmed, *([data.waits] if data.waits else [])]
    decision = record_decision(
        actor=actor,
        body=item.meeting.body,
        taken_on=item.meeting.day,
        subject=data.subject,
        title=data.title,
        text=data.text,
        terms=DecisionTerms(
            item=item,
            question=data.question,
            recommendation=data.recommendation,
            recommended_by=preparing if data.recommendation else None,
            on_record=data.on_record,
            parties=[parties[slug] for slug in asked],
        ),
    )
    for slug in asked:
        _answer(actor, decision, parties[slug], waits=slug == data.waits)


def _answer(actor: User, decision: Decision, party: Party, *, waits: bool) -> None:
    agreement = decision.agreements.get(party=party)
    today = timezone.localdate()
    if waits:
        terms = AgreementTerms(
            AgreementState.SUBJECT_TO, subject_to="Het college", due_on=today + timedelta(days=18)
        )
    else:
        confirmed = decision.taken_on + timedelta(days=14)
        terms = AgreementTerms(
            AgreementState.MANDATE, mandate="Mandaatbesluit, artikel 3", confirmed_on=confirmed
        )
    set_agreement(actor=actor, agreement=agreement, terms=terms, history_id=latest_history_id(agreement))
