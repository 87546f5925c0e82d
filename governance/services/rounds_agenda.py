"""What was decided or asked outside a meeting comes on the agenda of the next one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from citydeal.common.mail import one_line
from governance.enums import AgendaSection, ItemKind
from governance.models import AgendaItem, Body, ForwardItem, Meeting, WrittenRound
from governance.permissions_agenda import COMING_STATES
from governance.permissions_rounds import voting_day
from governance.services.agenda import take_in
from governance.services.agenda_checks import open_agenda
from governance.services.checks import save_checked
from governance.services.pack_requests import pack_changed

TITLE_LENGTH = 200


@dataclass(frozen=True)
class Matter:
    """What a meeting is to do with a round: the words of its item, its part and its kind."""

    title: str
    text: str
    section: str = AgendaSection.DISCUSSION
    kind: str = ItemKind.DECIDE


def next_meeting(body: Body) -> Meeting | None:
    """Return the first meeting of a body that is still to come, a draft too. One query."""
    coming = Meeting.objects.filter(body=body, state__in=COMING_STATES, starts_at__gt=timezone.now())
    return coming.order_by("starts_at", "pk").first()


def bring_to_meeting(found: WrittenRound, matter: Matter, on: date) -> None:
    """Put a round on the agenda of the next meeting of its body; without one, on the forward agenda.

    A body that ended meets no more, so nothing is planned. The round keeps the link. Called inside the
    transaction of a service that checked the right and holds the lock of the round. Writes history.
    """
    if voting_day(found.body, on) != on:
        return
    title = one_line(matter.title, length=TITLE_LENGTH)
    meeting = next_meeting(found.body)
    if meeting is None:
        found.forward = save_checked(
            ForwardItem(
                body=found.body, title=title, kind=matter.kind, month=on.replace(day=1), note=matter.text
            )
        )
    else:
        locked = open_agenda(None, meeting)
        item = AgendaItem(title=title, kind=matter.kind, section=matter.section, explanation=matter.text)
        found.item = take_in(None, locked, item)
        pack_changed(locked)
    save_checked(found)
