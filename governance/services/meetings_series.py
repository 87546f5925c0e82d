"""The meetings of a year, planned at once from the yearly schedule; and how a body works."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import DecidedBy
from governance.models import Body, Meeting, WayOfWorking
from governance.services.bodies import lock_body
from governance.services.checks import save_checked
from governance.services.meeting_states import require_meetings
from governance.services.meetings import MeetingDetails, make_meeting
from governance.services.meetings_calling import reserve_meeting


@transaction.atomic
def plan_series(
    *, actor: User, body: Body, schedule: Sequence[MeetingDetails], reserve: bool = False
) -> list[Meeting]:
    """Make the meetings of a schedule, which share a series; with ``reserve`` their dates at once.

    A day on which the body already meets, under the same hours, is refused: nobody plans twice.
    Raises DomainError at ``days`` for a day that cannot be, without the right, and for an empty
    schedule. Side effects: history; mail where the dates are reserved.
    """
    if not schedule:
        raise DomainError(_("Fill in at least one day."), field="days")
    body = lock_body(body)
    series = uuid.uuid4()
    made = []
    for details in schedule:
        if body.meetings.filter(starts_at=details.starts_at).exclude(state="cancelled").exists():
            raise DomainError(
                _("%(body)s meets at that time already: %(day)s.")
                % {"body": body.name, "day": f"{details.starts_at:%d-%m-%Y}"},
                field="days",
            )
        try:
            meeting = make_meeting(
                actor=actor,
                body=body,
                title=details.title,
                starts_at=details.starts_at,
                ends_at=details.ends_at,
                form=details.form,
                location=details.location,
                online_url=details.online_url,
                access=details.access,
                series=series,
            )
        except DomainError as error:
            raise DomainError(error.message, field="days" if error.field == "day" else error.field) from error
        made.append(reserve_meeting(actor=actor, meeting=meeting) if reserve else meeting)
    return made


@dataclass(frozen=True)
class Ways:
    """How a body meets and decides; the fields of ``WayOfWorking``."""

    quorum: int | None = None
    decides_by: str = DecidedBy.CONSENSUS
    deputies_vote: bool = True
    silence_agrees: bool = False
    list_days: int = 5
    invite_days: int = 21
    papers_days: int = 7
    weekday: int | None = None
    usual_time: time | None = None
    minutes: int = 120
    location: str = ""


@transaction.atomic
def set_way_of_working(*, actor: User, body: Body, ways: Ways) -> WayOfWorking:
    """Write down how a body meets and decides. Raises DomainError without the right. Writes history."""
    body = lock_body(body)
    require_meetings(actor, body)
    way = WayOfWorking.objects.filter(body=body).first() or WayOfWorking(body=body)
    for name, value in vars(ways).items():
        setattr(way, name, value)
    return save_checked(way, actor)
