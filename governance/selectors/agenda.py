"""The agenda of a meeting as its page shows it, to each reader as far as it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.models import StoredFile
from governance.enums import ItemKind
from governance.models import Abstention, AgendaItem, CoverNote, Meeting
from governance.models.person import full_name
from governance.permissions import Actor
from governance.permissions_agenda import OPEN_STATES, AgendaReader, is_closed, reader_of
from governance.rules.agenda import Line, Place, places
from governance.selectors.agenda_papers import PaperRow, papers_of


@dataclass(frozen=True)
class ItemRow:
    """An item on the page. ``is_known``: title and place may be shown; ``is_open``: text and papers too.

    ``kind``: what is asked of the meeting, in words.
    ``abstainers``: names of the parties that left it; ``is_own_abstention``: the reader's party is one.
    """

    item: AgendaItem
    kind: str
    number: str
    starts_at: datetime
    is_nested: bool
    is_known: bool
    is_open: bool
    is_confidential: bool
    url: str
    presenter: str = ""
    papers: Sequence[PaperRow] = ()
    abstainers: Sequence[str] = ()
    is_own_abstention: bool = False
    has_cover: bool = False


@dataclass(frozen=True)
class AgendaPage:
    """The agenda of a meeting. ``minutes``: planned together; ``over``: minutes beyond the end."""

    rows: Sequence[ItemRow]
    reader: AgendaReader
    minutes: int
    ends_at: datetime
    over: int
    may_change: bool = False


def agenda_of(user: Actor, meeting: Meeting, *, manages: bool = False) -> AgendaPage:
    """Return the agenda of a meeting that this account may open. Needs body and deal loaded."""
    reader = reader_of(user, meeting)
    items = _items(meeting=meeting.pk)
    on = timezone.localdate()
    papers = papers_of(meeting)
    by_id = {item.pk: item for item in items}
    kinds = {value: str(label) for value, label in ItemKind.choices}
    rows = []
    lines = [Line(item.pk, item.parent_id, item.minutes) for item in items]
    for place in places(lines, meeting.starts_at):
        item = by_id[place.item]
        parent = by_id.get(item.parent_id or 0)
        rows.append(_row(meeting, reader, place, item, parent, papers.get(item.pk, ()), on, kinds))
    minutes = sum(item.minutes for item in items)
    ends_at = meeting.starts_at + timedelta(minutes=minutes)
    over = int((ends_at - meeting.ends_at).total_seconds() // 60)
    may_change = manages and meeting.state in OPEN_STATES
    return AgendaPage(rows, reader, minutes, ends_at, max(over, 0), may_change=may_change)


def _row(
    meeting: Meeting,
    reader: AgendaReader,
    place: Place,
    item: AgendaItem,
    parent: AgendaItem | None,
    papers: Sequence[PaperRow],
    on: date,
    kinds: Mapping[str, str],
) -> ItemRow:
    chain = [item] if parent is None else [item, parent]
    left = {row["party"]: row["name"] for each in chain for row in each.left}  # type: ignore[attr-defined]
    abstaining = frozenset(left)
    is_known = all(reader.may_know(each, on) for each in chain)
    is_open = all(reader.may_read(each, abstaining, on) for each in chain)
    return ItemRow(
        item=item,
        kind=kinds[item.kind],
        number=place.number,
        starts_at=place.starts_at,
        is_nested=place.is_nested,
        is_known=is_known,
        is_open=is_open,
        is_confidential=any(is_closed(each, on) for each in chain),
        url=item_address(meeting, item.pk),
        presenter=_presenter(item) if reader.is_inside and is_open else "",
        papers=papers if is_open else (),
        abstainers=sorted(left.values()) if reader.is_inside and is_known else (),
        is_own_abstention=bool(abstaining & reader.parties),
        has_cover=bool(item.has_cover),  # type: ignore[attr-defined]
    )


def _presenter(item: Any) -> str:
    return full_name(item.given_name or "", item.prefix or "", item.family_name or "")


def item_address(meeting: Meeting, item: int) -> str:
    """Return the address of an item; needs body and deal loaded."""
    return address("governance:item_detail", meeting.body.deal.slug, meeting.body.slug, meeting.pk, item)


@compiled
def _items(meeting: Any) -> QuerySet[AgendaItem]:
    left = Abstention.objects.filter(item=OuterRef("pk")).order_by("pk")
    return AgendaItem.objects.filter(meeting=meeting).annotate(
        given_name=F("presenter__given_name"),
        prefix=F("presenter__prefix"),
        family_name=F("presenter__family_name"),
        left=ArraySubquery(
            left.values(row=JSONObject(party="party_id", name=F("party__organization__name")))
        ),
        has_cover=Exists(CoverNote.objects.filter(item=OuterRef("pk"))),
    )


def open_paper(user: Actor, meeting: Meeting, pk: int) -> StoredFile | None:
    """Return the file of a paper, in any version, when the reader may read its item; else None.

    The same question as the page: what does not stand there is not handed out.
    """
    for row in agenda_of(user, meeting).rows:
        for paper in row.papers:
            for each in (paper, *paper.older):
                if each.paper.pk == pk and each.url:
                    return StoredFile.objects.get(pk=each.paper.file.pk)
    return None
