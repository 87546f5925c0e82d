"""What a session is made of: its items in order, who was there, who left an item, and how many votes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from governance.models import Abstention, AgendaItem, Invitation, Meeting, WayOfWorking
from governance.rules.agenda import Line
from governance.rules.attendance import Attendee, Quorum, Window, is_there_at, quorum, voters, windows
from governance.selectors.outcomes import attendee, invitations_of, way_of


@dataclass(frozen=True)
class Session:
    """A meeting with all that counting needs. ``left``: item → the parties that left it."""

    meeting: Meeting
    way: WayOfWorking
    people: Sequence[Invitation]
    windows: Mapping[int, Window]
    left: Mapping[int, frozenset[int]]

    @property
    def attendees(self) -> list[Attendee]:
        """Return who was asked, as the rules read it."""
        return [attendee(invitation) for invitation in self.people]

    @property
    def quorum(self) -> Quorum:
        """Return the votes at the table over the whole meeting."""
        return quorum(self.attendees, self.way.quorum, deputies_vote=self.way.deputies_vote)

    def quorum_at(self, item: AgendaItem) -> Quorum:
        """Return the votes at the table at an item."""
        return quorum(
            self.attendees,
            self.way.quorum,
            deputies_vote=self.way.deputies_vote,
            window=self.windows.get(item.pk),
        )

    def voters_at(self, item: AgendaItem) -> list[Invitation]:
        """Return whose vote counts at an item."""
        abstains = self.left.get(item.pk, frozenset()) | self.left.get(item.parent_id or 0, frozenset())
        able = voters(
            self.attendees,
            deputies_vote=self.way.deputies_vote,
            window=self.windows.get(item.pk),
            abstains=abstains,
        )
        ids = {who.id for who in able}
        return [invitation for invitation in self.people if invitation.pk in ids]

    def missing_at(self, item: int) -> list[Invitation]:
        """Return who was at the meeting, and not at this item: came later, or was gone already."""
        window = self.windows[item]
        return [
            invitation
            for invitation in self.people
            if (who := attendee(invitation)).is_there and not is_there_at(who, window)
        ]


def session_of(meeting: Meeting) -> Session:
    """Return a meeting with all that counting needs. Four queries."""
    lines = [Line(*row) for row in _lines(meeting=meeting.pk)]
    left: dict[int, set[int]] = {}
    for item, party in _left(meeting=meeting.pk):
        left.setdefault(item, set()).add(party)
    return Session(
        meeting=meeting,
        way=way_of(meeting.body_id),
        people=invitations_of(meeting),
        windows=windows(lines, timezone.localtime(meeting.starts_at)),
        left={item: frozenset(parties) for item, parties in left.items()},
    )


@compiled
def _lines(meeting: Any) -> QuerySet[Any]:
    return AgendaItem.objects.filter(meeting=meeting).values_list("pk", "parent_id", "minutes")


@compiled
def _left(meeting: Any) -> QuerySet[Any]:
    return Abstention.objects.filter(item__meeting=meeting).order_by().values_list("item_id", "party_id")
