"""Write down who was at a meeting: present, with notice, absent or replaced; online, late, gone early."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import time

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import Presence
from governance.models import Invitation, Meeting, Person
from governance.selectors.attendance import deputies_for, stamp
from governance.selectors.outcomes import way_of
from governance.services.checks import save_checked
from governance.services.decisions_checks import require_secretary
from governance.services.meeting_states import lock_meeting


@dataclass(frozen=True)
class AttendanceLine:
    """How somebody was there. ``seen``: how it stood when the form was opened (``stamp``).

    ``deputy``: who came instead, where ``presence`` is "replaced".
    """

    invitation: int
    seen: str
    presence: str
    is_online: bool = False
    arrived: time | None = None
    left: time | None = None
    deputy: Person | None = None


@transaction.atomic
def record_attendance(*, actor: User, meeting: Meeting, lines: Iterable[AttendanceLine]) -> int:
    """Write down who was there; returns for how many people something changed.

    A line that was not touched leaves what somebody else wrote in between. Raises DomainError without the
    right, before the session and once the report is adopted; at ``aanwezig<invitation>`` or its parts where
    a line cannot be, or somebody else changed the same line. Writes history.
    """
    meeting = lock_meeting(meeting)
    require_secretary(actor, meeting)
    known = {
        invitation.pk: invitation
        for invitation in meeting.invitations.select_for_update(of=("self",))
        .filter(removed_at=None)
        .select_related("membership", "party", "deputy")
    }
    deputies_vote = way_of(meeting.body_id).deputies_vote
    deputies = deputies_for(meeting, list(known.values()))
    changed = 0
    for line in lines:
        invitation = known.get(line.invitation)
        if invitation is None:
            raise DomainError(_("This page is no longer up to date. Load the page again."))
        changed += _write(actor, invitation, line, deputies, deputies_vote=deputies_vote)
    return changed


def _write(
    actor: User,
    invitation: Invitation,
    line: AttendanceLine,
    deputies: Mapping[int, Sequence[Person]],
    *,
    deputies_vote: bool,
) -> bool:
    before = stamp(invitation)
    field = f"aanwezig{invitation.pk}"
    _check(line, field)
    replaced = line.presence == Presence.REPLACED
    invitation.presence, invitation.is_online = line.presence, line.is_online
    invitation.arrived, invitation.left = line.arrived, line.left
    if replaced and line.deputy is not None and line.deputy.pk != invitation.deputy_id:
        if line.deputy.pk not in {person.pk for person in deputies.get(invitation.pk, ())}:
            raise DomainError(
                _("Only somebody of the same party, or who is named as deputy, can come instead."),
                field=f"vervanger{invitation.pk}",
            )
        invitation.deputy, invitation.deputy_votes = line.deputy, deputies_vote
    after = stamp(invitation)
    if after in (before, line.seen):
        return False
    if before != line.seen:
        raise DomainError(_("Somebody else changed this line. Load the page again."), field=field)
    save_checked(invitation, actor)
    return True


def _check(line: AttendanceLine, field: str) -> None:
    there = line.presence in (Presence.PRESENT, Presence.REPLACED)
    if not there and (line.is_online or line.arrived or line.left):
        raise DomainError(_("Who was not there did not come or go. Choose “Present” first."), field=field)
    if line.presence == Presence.REPLACED and line.deputy is None:
        raise DomainError(_("Choose who came instead."), field=f"vervanger{line.invitation}")
    if line.arrived and line.left and line.left <= line.arrived:
        raise DomainError(
            _("Somebody leaves after coming. Change one of the times."), field=f"weg{line.invitation}"
        )
