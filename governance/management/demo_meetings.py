"""Hands the meetings of a demo deal to the services that people's clicks use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.utils import timezone

from citydeal.enums import Access
from citydeal.models import User
from governance.enums import MeetingState
from governance.management.demo_data.dichtbij_meetings import MeetingData, MeetingsData, form_of
from governance.models import Body, Meeting, Person, WayOfWorking
from governance.services.invitations_replies import ReplyGiven, reply_to_invitation
from governance.services.meetings import make_meeting
from governance.services.meetings_calling import convene_meeting, reserve_meeting
from governance.services.meetings_series import set_way_of_working

_MORNING = time(10)


def load_meetings(
    actor: User, data: MeetingsData, bodies: Mapping[str, Body], people: Mapping[str, Person]
) -> None:
    """Write down how bodies work, plan their meetings and note who answered. Raises DomainError.

    Side effects: mail to the people of the demo, whose addresses end in ``.example``.
    """
    for slug, ways in data.ways.items():
        set_way_of_working(actor=actor, body=bodies[slug], ways=ways)
    for planned in data.meetings:
        _plan(actor, planned, bodies[planned.body], people)


def _plan(actor: User, planned: MeetingData, body: Body, people: Mapping[str, Person]) -> None:
    way = WayOfWorking.objects.get(body=body)
    begin = way.usual_time or _MORNING
    starts = datetime.combine(planned.day, begin, tzinfo=timezone.get_current_timezone())
    meeting: Meeting = make_meeting(
        actor=actor,
        body=body,
        title=planned.title,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=way.minutes),
        form=form_of(planned.body),
        location=way.location,
        access=Access.DEAL if body.access != Access.BODY else Access.BODY,
    )
    if planned.state == MeetingState.RESERVED:
        reserve_meeting(actor=actor, meeting=meeting)
    elif planned.state == MeetingState.CONVENED:
        convene_meeting(actor=actor, meeting=meeting, text=planned.text)
    for answer in planned.replies:
        invitation = meeting.invitations.get(person=people[answer.person])
        given = ReplyGiven(answer.reply, people[answer.person].name, remark=answer.remark)
        reply_to_invitation(actor=None, invitation=invitation, given=given)
