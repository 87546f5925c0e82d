"""What the pack of a meeting holds: what everybody who may open the meeting may read, and nothing else.

Left out are confidential items (a line without title stays), text and papers of items that a party left,
and every note for some eyes only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.compiled import compiled
from citydeal.common.file_kinds import PDF
from citydeal.common.text import Text
from citydeal.enums import Access
from governance.enums import AgendaSection
from governance.models import Abstention, AgendaItem, CoverNote, Meeting
from governance.permissions_agenda import is_closed
from governance.rules.agenda import Line, Place, places
from governance.selectors.agenda_notes import COVER_LABELS
from governance.selectors.agenda_papers import Paper, papers_of

# Part of the fingerprint: count it up when the look of a pack changes.
LOOK = 1


@dataclass(frozen=True)
class PackNote:
    """A part of the text of an item: its name and its lines; ``numbered``: each line is one decision."""

    label: str
    lines: Sequence[str]
    numbered: bool = False


@dataclass(frozen=True)
class PackPaper:
    """A paper in the pack, or named there. ``sha256``: of its content; ``joins``: it is a PDF."""

    paper: int
    file: int
    title: str
    kind: str
    sha256: str
    joins: bool


@dataclass(frozen=True)
class PackItem:
    """An item in the pack."""

    number: str
    time: str
    title: str
    meta: str
    papers: Sequence[PackPaper] = ()
    notes: Sequence[PackNote] = ()


@dataclass(frozen=True)
class PackContent:
    """The whole pack, as plain data."""

    title: str
    deal: str
    day: str
    facts: Sequence[tuple[str, str]]
    items: Sequence[PackItem]

    @property
    def fingerprint(self) -> str:
        """Return a text that changes when anything in the pack changes."""
        whole = json.dumps([LOOK, asdict(self)], sort_keys=True)
        return sha256(whole.encode()).hexdigest()


def pack_content(meeting: Meeting) -> PackContent:
    """Return what the pack of a meeting holds today. Two queries; needs body and deal loaded."""
    items = _items(meeting=meeting.pk)
    on = timezone.localdate()
    by_id = {item.pk: item for item in items}
    papers = papers_of(meeting)
    found = []
    lines = [Line(item.pk, item.parent_id, item.minutes) for item in items]
    for place in places(lines, meeting.starts_at):
        item = by_id[place.item]
        parent = by_id.get(item.parent_id or 0)
        chain = [item] if parent is None else [item, parent]
        current = [row.paper for row in papers.get(item.pk, ()) if not row.is_withdrawn]
        found.append(_item(meeting, place, chain, current, on))
    body = meeting.body
    return PackContent(
        title=meeting.title,
        deal=body.deal.name,
        day=date_format(meeting.day, "Y-m-d"),
        facts=_facts(meeting),
        items=found,
    )


def _facts(meeting: Meeting) -> list[tuple[str, str]]:
    start, end = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    when = _("%(day)s, %(start)s to %(end)s") % {
        "day": date_format(start, "l j F Y"),
        "start": date_format(start, "H.i"),
        "end": date_format(end, "H.i"),
    }
    where = meeting.location or str(meeting.get_form_display())
    return [(_("Body"), meeting.body.name), (_("When"), when), (_("Where"), where)]


def _item(
    meeting: Meeting, place: Place, chain: Sequence[AgendaItem], papers: Sequence[Paper], on: date
) -> PackItem:
    item = chain[0]
    time = date_format(timezone.localtime(place.starts_at), "H.i")
    if any(is_closed(each, on) for each in chain):
        return PackItem(place.number, time, _("Confidential item"), _("Not in this pack"))
    if any(each.is_left for each in chain):  # type: ignore[attr-defined]
        words = _("Text and papers stand on the page of the meeting")
        return PackItem(place.number, time, item.title, words)
    return PackItem(
        place.number,
        time,
        item.title,
        _meta(meeting, item),
        [_paper(paper) for paper in papers],
        _notes(item),
    )


def _meta(meeting: Meeting, item: AgendaItem) -> str:
    words = [str(item.get_kind_display())]
    if item.section == AgendaSection.CONSENT:
        words.append(_("Consent item"))
    if item.minutes:
        words.append(
            ngettext("%(minutes)s minute", "%(minutes)s minutes", item.minutes) % {"minutes": item.minutes}
        )
    # Names of people are for who takes part; a public pack goes to everybody.
    if item.presenter is not None and meeting.access != Access.PUBLIC:
        words.append(item.presenter.name)
    return ", ".join(words)


def _paper(paper: Paper) -> PackPaper:
    return PackPaper(
        paper.pk,
        paper.file.pk,
        paper.title,
        paper.file.kind,
        paper.file.sha256,
        paper.file.content_type == PDF.content_type,
    )


def _notes(item: AgendaItem) -> list[PackNote]:
    found: list[tuple[str, Text, str]] = []
    cover: CoverNote | None = getattr(item, "cover_note", None)
    if item.explanation:
        found.append(("explanation", _("Explanation"), item.explanation))
    if cover is not None:
        found += [(name, label, getattr(cover, name)) for name, label in COVER_LABELS.items()]
    return [
        PackNote(str(label), [line for line in text.splitlines() if line.strip()], name == "asked")
        for name, label, text in found
        if text.strip()
    ]


@compiled
def _items(meeting: Any) -> QuerySet[AgendaItem]:
    left = Abstention.objects.filter(item=OuterRef("pk"))
    found = AgendaItem.objects.filter(meeting=meeting).annotate(is_left=Exists(left))
    return found.select_related("presenter", "cover_note")
