"""The pack of a meeting: one PDF with cover, linked agenda and all papers, made in the worker.

It is made anew when what it was made from changed; until then the old one is handed to nobody, since
something in it may have become confidential.
"""

from __future__ import annotations

import io
import logging
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from typing import Any, BinaryIO

import pikepdf
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.alone import alone
from citydeal.common.file_kinds import PDF
from citydeal.models import StoredFile
from citydeal.services.files import keep_made
from governance.enums import MeetingState, PackState
from governance.models import Meeting, MeetingPack
from governance.selectors.agenda_pack import PackContent, PackItem, PackPaper, pack_content
from governance.services.pack_merge import Chapter, Plan, first_pages, merge
from governance.services.pack_requests import add_pack, is_stale, wait_for_pack
from governance.services.typesetting import typeset

log = logging.getLogger(__name__)

# A change that comes while a pack is made makes it anew at once; what keeps changing waits for the clock.
MOST_IN_A_ROW = 3
# Packs of meetings that were convened, until this long after them.
KEEP_UP = timedelta(days=60)
_WITH_PACK = frozenset({MeetingState.CONVENED, MeetingState.IN_SESSION, MeetingState.MINUTES})


def refresh_packs() -> int:
    """Ask for the packs that wait, that broke off, or that something changed under; returns how many.

    Also makes the first one for a convened meeting. What a lost task left behind is found here. Side
    effect: tasks.
    """
    since = timezone.now() - KEEP_UP
    asked = 0
    found = Meeting.objects.filter(state__in=_WITH_PACK, starts_at__gte=since).select_related(
        "body__deal", "pack"
    )
    for meeting in found:
        pack: MeetingPack | None = getattr(meeting, "pack", None)
        if pack is None or pack.state != PackState.READY or is_stale(pack, meeting):
            with transaction.atomic():
                add_pack(meeting)
            asked += 1
    waiting = MeetingPack.objects.filter(state__in=[PackState.WAITING, PackState.BUILDING])
    for pack in waiting.exclude(meeting__in=[meeting.pk for meeting in found]):
        with transaction.atomic():
            wait_for_pack(pack)
        asked += 1
    return asked


def build_pack(pk: int) -> MeetingPack | None:
    """Make the pack with this id; returns it, or None where another worker is at it.

    Nothing is made when nothing changed. Why it cannot be made stands on the pack. Side effects: a file;
    the pack before goes.
    """
    with alone("pack", pk) as is_alone:
        if not is_alone:
            return None
        for _turn in range(MOST_IN_A_ROW):
            pack = MeetingPack.objects.select_related("meeting__body__deal").get(pk=pk)
            _build(pack)
            if not MeetingPack.objects.filter(pk=pk, state=PackState.WAITING).exists():
                break
    return MeetingPack.objects.get(pk=pk)


def _build(pack: MeetingPack) -> None:
    content = pack_content(pack.meeting)
    if pack.file_id and pack.fingerprint == content.fingerprint:
        _set(pack, state=PackState.READY, reason="")
        return
    _set(pack, state=PackState.BUILDING, pages=0, pages_done=0, reason="")
    try:
        with tempfile.TemporaryFile() as into:
            pages = _write(pack, content, into)
            _finish(pack, content, pages, into)
    except (OperationalError, InterfaceError):
        # The database is away: the task is tried again.
        raise
    except Exception as error:
        # Whatever is wrong with a paper, the page says so and nobody waits for ever.
        log.error("The pack of meeting %s could not be made: %s", pack.meeting_id, error, exc_info=True)
        reason = _("Something is wrong with one of the papers. Replace the newest ones, or ask for help.")
        _set(pack, state=PackState.FAILED, reason=reason)


def _set(pack: MeetingPack, **values: Any) -> None:
    MeetingPack.objects.filter(pk=pack.pk).update(**values)


@transaction.atomic
def _finish(pack: MeetingPack, content: PackContent, pages: int, made: BinaryIO) -> None:
    """Put the new file in the place of the old one; a pack that was asked for in between keeps waiting."""
    locked = MeetingPack.objects.select_for_update().get(pk=pack.pk)
    old = locked.file
    name = _("meeting-pack-%(day)s") % {"day": content.day}
    locked.file = keep_made(name=name, content=made, kind=PDF)
    locked.fingerprint = content.fingerprint
    locked.pages = locked.pages_done = pages
    locked.built_at = timezone.now()
    if locked.state == PackState.BUILDING:
        locked.state = PackState.READY
    locked.save()
    if old is not None:
        old.delete()


def _write(pack: MeetingPack, content: PackContent, into: BinaryIO) -> int:
    """Write the whole pack to an open file; returns how many pages it has."""
    with ExitStack() as stack:
        papers = {
            paper.paper: pdf
            for item in content.items
            for paper in item.papers
            if paper.joins and (pdf := _opened(paper, stack)) is not None
        }
        front, fronts = _front(content, papers)
        total = fronts + sum(len(pdf.pages) for pdf in papers.values())
        _set(pack, pages=total)
        plan = Plan(
            content.title,
            settings.LANGUAGE_CODE,
            front,
            papers,
            _chapters(content, first_pages(fronts, papers)),
        )
        return merge(plan, into, lambda done: _set(pack, pages_done=done))


def _opened(paper: PackPaper, stack: ExitStack) -> pikepdf.Pdf | None:
    """Return a paper as an open PDF; None, with a line in the log, for one that cannot be opened."""
    try:
        stored = StoredFile.objects.get(pk=paper.file)
        content: Any = stack.enter_context(stored.content.open("rb"))
        return stack.enter_context(pikepdf.open(content))
    except (pikepdf.PdfError, pikepdf.PasswordError, OSError) as error:
        log.warning("Paper %s is not in the pack: %s", paper.paper, error)
        return None


def _front(content: PackContent, papers: dict[int, pikepdf.Pdf]) -> tuple[bytes, int]:
    """Return the front with the right page numbers, and how many pages it has.

    How many it has is known only when it is made, so a longer one is made again with the numbers that follow.
    """
    made = typeset("pack.typ", _front_data(content, first_pages(1, papers)))
    with pikepdf.open(io.BytesIO(made)) as front:
        pages = len(front.pages)
    if pages > 1:
        made = typeset("pack.typ", _front_data(content, first_pages(pages, papers)))
    return made, pages


def _front_data(content: PackContent, starts: dict[int, int]) -> dict[str, Any]:
    return {
        "title": content.title,
        "deal": content.deal,
        "facts": [list(fact) for fact in content.facts],
        "words": {"agenda": _("Agenda"), "time": _("Time"), "item": _("Item"), "page": _("Page")},
        "items": [_item_data(item, starts) for item in content.items],
    }


def _item_data(item: PackItem, starts: dict[int, int]) -> dict[str, Any]:
    return {
        "number": item.number,
        "time": item.time,
        "title": item.title,
        "meta": item.meta,
        "papers": [
            {
                "id": paper.paper,
                "title": paper.title,
                "page": starts.get(paper.paper, 0),
                "note": _("%(kind)s, apart from this pack") % {"kind": paper.kind},
            }
            for paper in item.papers
        ],
        "notes": [
            {"label": note.label, "numbered": note.numbered, "lines": list(note.lines)} for note in item.notes
        ],
    }


def _chapters(content: PackContent, starts: dict[int, int]) -> list[Chapter]:
    chapters = [Chapter(_("Agenda"), 1)]
    for item in content.items:
        under = [Chapter(paper.title, starts[paper.paper]) for paper in item.papers if paper.paper in starts]
        chapters.append(Chapter(f"{item.number}. {item.title}", under[0].page if under else 1, under))
    return chapters
