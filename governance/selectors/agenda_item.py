"""The page of one item: its notes, its papers, its trail through meetings, and what may be done with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.text import Text
from citydeal.models import User
from governance.enums import BodyKind, DealState
from governance.models import (
    Abstention,
    AgendaItem,
    Body,
    ChairNote,
    CoverNote,
    Meeting,
    MeetingQuestion,
    Membership,
    Party,
    PartyNote,
    Person,
)
from governance.permissions import Actor
from governance.permissions_agenda import COMING_STATES, OPEN_STATES
from governance.permissions_meetings import visible_meetings
from governance.selectors.agenda import AgendaPage, ItemRow, agenda_of, item_address
from governance.selectors.agenda_notes import CHAIR_LABELS, COVER_LABELS


@dataclass(frozen=True)
class NotePart:
    """A part of a note: label and lines; ``numbered``: each line is one decision that is asked."""

    label: Text
    lines: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class OwnNote:
    """The note of a party of the reader; ``text`` empty: none yet."""

    party: Party
    text: str


@dataclass(frozen=True)
class TrailStep:
    """A meeting in which the item was, or goes on; ``url`` empty where the reader may not open it."""

    meeting: Meeting
    url: str
    is_here: bool


@dataclass(frozen=True)
class ItemPage:
    """An item that the reader may read. ``chair``: None for who may not read the annotated agenda."""

    agenda: AgendaPage
    row: ItemRow
    cover: Sequence[NotePart]
    chair: Sequence[NotePart] | None
    own_notes: Sequence[OwnNote]
    abstentions: Sequence[Abstention]
    trail: Sequence[TrailStep]
    may_change: bool
    may_abstain: bool
    may_carry: bool

    @property
    def item(self) -> AgendaItem:
        """Return the item itself."""
        return self.row.item


def item_page(user: Actor, meeting: Meeting, pk: int, *, manages: bool = False) -> ItemPage | None:
    """Return the page of an item; None where there is none, or text and papers are closed to the reader."""
    agenda = agenda_of(user, meeting, manages=manages)
    row = next((row for row in agenda.rows if row.item.pk == pk and row.is_open), None)
    if row is None:
        return None
    (noted,) = _noted(item=pk)
    trail = trail_of(user, meeting, row.item)
    is_open = meeting.state in OPEN_STATES and meeting.body.deal.state != DealState.CLOSED
    may_change = manages and is_open
    return ItemPage(
        agenda=agenda,
        row=row,
        cover=_parts(getattr(noted, "cover_note", None), COVER_LABELS),
        chair=_parts(getattr(noted, "chair_note", None), CHAIR_LABELS) if agenda.reader.chair_notes else None,
        own_notes=own_notes(user, meeting, row.item, agenda.reader.parties),
        abstentions=list(_abstentions(item=pk)) if row.abstainers else [],
        trail=trail if len(trail) > 1 else [],
        may_change=may_change,
        may_abstain=is_open and (manages or bool(agenda.reader.parties)),
        may_carry=manages and not row.item.fixed and trail[-1].is_here,
    )


@compiled
def _noted(item: Any) -> QuerySet[AgendaItem]:
    return AgendaItem.objects.filter(pk=item).select_related("cover_note", "chair_note")


def _parts(note: CoverNote | ChairNote | None, labels: dict[str, Text]) -> list[NotePart]:
    texts = [(name, label, getattr(note, name, "")) for name, label in labels.items()]
    return [
        NotePart(label, [line for line in text.splitlines() if line.strip()], name == "asked")
        for name, label, text in texts
        if text.strip()
    ]


def own_notes(user: Actor, meeting: Meeting, item: AgendaItem, parties: frozenset[int]) -> list[OwnNote]:
    """Return the note of each party of the reader on an item. One query; none without a party."""
    if not parties or not isinstance(user, User):
        return []
    found = _own_notes(item=item.pk, parties=list(parties))
    return [OwnNote(party, party.note_text or "") for party in found]


@compiled
def _own_notes(item: Any, parties: Any) -> QuerySet[Party]:
    note = PartyNote.objects.filter(item=item, party=OuterRef("pk")).order_by().values("text")
    found = Party.objects.filter(pk__any=parties).annotate(note_text=Subquery(note))
    return found.select_related("organization").order_by("organization__name")


@compiled
def _abstentions(item: Any) -> QuerySet[Abstention]:
    return Abstention.objects.filter(item=item).select_related("party__organization").order_by("pk")


def trail_of(user: Actor, meeting: Meeting, item: AgendaItem) -> list[TrailStep]:
    """Return the meetings through which an item went, the oldest first; itself among them."""
    steps = [item]
    while steps[0].carried_from_id:
        steps.insert(0, AgendaItem.objects.select_related("meeting").get(pk=steps[0].carried_from_id))
    later = list(AgendaItem.objects.filter(carried_from=item).select_related("meeting"))
    while later:
        steps.append(later[-1])
        later = list(AgendaItem.objects.filter(carried_from=later[-1]).select_related("meeting"))
    item.meeting = meeting
    if len(steps) == 1:
        return [TrailStep(meeting, "", is_here=True)]
    deal = meeting.body.deal
    found = visible_meetings(user, deal).filter(pk__in=[step.meeting_id for step in steps])
    open_here = {each.pk: each for each in found.select_related("body")}
    trail = []
    for step in steps:
        known = open_here.get(step.meeting_id)
        if known is None:
            continue
        known.body.deal = deal
        url = "" if step is item else item_address(known, step.pk)
        trail.append(TrailStep(known, url, is_here=step is item))
    return trail


def coming_meetings(body: Body, *, without: int = 0) -> list[Meeting]:
    """Return the meetings of a body that are still to come, the soonest first. One query."""
    found = Meeting.objects.filter(body=body, state__in=sorted(COMING_STATES), ends_at__gt=timezone.now())
    return [meeting for meeting in found.order_by("starts_at", "pk") if meeting.pk != without]


def agenda_people(body: Body, on: date, joint: Sequence[int] = ()) -> list[Person]:
    """Return who may present an item or prepare one: who sits in the body on a day, or in ``joint`` ones,
    and the project organisation. One query.
    """
    sits = Membership.objects.filter(
        Q(body=body.pk) | Q(body__in=joint) | Q(body__kind=BodyKind.PROJECT_ORGANIZATION),
        holds_on(on),
        body__deal=body.deal_id,
    )
    return list(Person.objects.filter(pk__in=sits.order_by().values("person")))


def questions_of(meeting: Meeting) -> list[MeetingQuestion]:
    """Return the questions sent in for a meeting, the oldest first. One query."""
    return list(_questions(meeting=meeting.pk))


@compiled
def _questions(meeting: Any) -> QuerySet[MeetingQuestion]:
    found = MeetingQuestion.objects.filter(meeting=meeting)
    return found.select_related("invitation__person", "invitation__party__organization")
