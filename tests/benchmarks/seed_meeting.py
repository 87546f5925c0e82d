"""The large meeting of which the page is measured: its size is fixed, whatever the length of other lists."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from citydeal.models import StoredFile
from governance.enums import MeetingState, Reply
from governance.models import Body, Invitation, Meeting, Membership
from tests.factories.actions import ActionItemFactory
from tests.factories.agenda import AgendaItemFactory, AgendaPaperFactory, CoverNoteFactory
from tests.factories.governance import PersonFactory
from tests.factories.meetings import MeetingFactory

ITEMS, INVITED, ACTIONS = 40, 120, 5
NESTED_EVERY = 5  # so many items stand under the one before them
CONFIDENTIAL_EVERY = 10
REPLIES = (Reply.YES, Reply.NO, Reply.NONE)


def make_large_meeting(body: Body, member: Membership) -> Meeting:
    """Convene a meeting of 40 items with a paper and a cover note each, and 120 invited people.

    ``member``, of that body, is one of them.
    """
    meeting: Meeting = MeetingFactory(
        body=body, title="Grote vergadering", location="Stadhuis", state=MeetingState.CONVENED
    )
    _fill_agenda(meeting)
    people = [member.person, *(PersonFactory() for _ in range(INVITED - 1))]
    party = member.seat.party if member.seat else None
    Invitation.objects.bulk_create(
        Invitation(
            meeting=meeting,
            person=person,
            party=party,
            membership=member if person == member.person else None,
            is_guest=not number % 20 and person != member.person,
            reply=REPLIES[number % len(REPLIES)],
        )
        for number, person in enumerate(people)
    )
    for _ in range(ACTIONS):
        ActionItemFactory(body=body)
    return meeting


def _fill_agenda(meeting: Meeting) -> None:
    presenter, above = PersonFactory(), None
    for number in range(ITEMS):
        is_closed = number % CONFIDENTIAL_EVERY == 1
        item = AgendaItemFactory(
            meeting=meeting,
            parent=above if number % NESTED_EVERY == NESTED_EVERY - 1 else None,
            explanation="Wat er is gebeurd.\n\nWat wij vragen.",
            presenter=presenter,
            order=number,
            is_confidential=is_closed,
            confidential_reason="Bedrijfsgegevens" if is_closed else "",
            confidential_until=timezone.localdate() + timedelta(days=60) if is_closed else None,
            lifted_by="de voorzitter" if is_closed else "",
        )
        above = above if item.parent_id else item
        CoverNoteFactory(item=item)
        file = StoredFile(
            name="Stuk.pdf",
            content=f"bench/{number}",
            size=200_000,
            sha256=f"{number:064x}",
            content_type="application/pdf",
        )
        file.save()
        AgendaPaperFactory(item=item, file=file)
