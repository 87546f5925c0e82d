"""Ask for the pack of a meeting, and say that what it was made from may have changed."""

from __future__ import annotations

from django.db import transaction

from citydeal.kick import kick
from citydeal.models import User
from governance.enums import PackState
from governance.models import Meeting, MeetingPack
from governance.selectors.agenda_pack import pack_content
from governance.services.agenda_checks import require_preparer

BUILD_TASK = "governance.tasks.build_pack"


def pack_changed(meeting: Meeting) -> None:
    """Let the pack of a meeting be made anew, when it has one; inside the transaction of the change.

    Call it after a change of what a pack shows. Side effect: a task after commit.
    """
    pack = MeetingPack.objects.filter(meeting=meeting).first()
    if pack is not None:
        wait_for_pack(pack)


def wait_for_pack(pack: MeetingPack) -> None:
    """Put a pack on the list of what is to be made. Side effect: a task after commit."""
    pack.state = PackState.WAITING
    pack.reason = ""
    pack.save(update_fields=["state", "reason"])
    kick(BUILD_TASK, pack.pk)


@transaction.atomic
def ask_pack(*, actor: User, meeting: Meeting) -> MeetingPack:
    """Ask for the pack of a meeting, also where there is one already; by who prepares the meeting.

    Raises DomainError for others. Side effect: a task after commit.
    """
    require_preparer(actor, meeting.body)
    return add_pack(meeting)


def add_pack(meeting: Meeting) -> MeetingPack:
    """Ask for the pack of a meeting; a row where there is none. Side effect: a task after commit."""
    pack, _made = MeetingPack.objects.get_or_create(meeting=meeting)
    wait_for_pack(pack)
    return pack


def is_stale(pack: MeetingPack, meeting: Meeting) -> bool:
    """Whether something changed since the pack was made. Two queries."""
    return pack.fingerprint != pack_content(meeting).fingerprint
