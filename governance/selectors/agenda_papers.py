"""The papers of a meeting, with their versions, for the pages, the mail about what is new and the pack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.models.stored_file import kind_of
from governance.enums import PaperKind
from governance.models import AgendaPaper, Meeting


class PaperFile(NamedTuple):
    """What is told of the file of a paper."""

    pk: int
    name: str
    size: int
    sha256: str
    content_type: str

    @property
    def kind(self) -> str:
        """Return what people call this type of file, such as "PDF"."""
        return kind_of(self.name)


# Values, no records: a meeting may have hundreds of papers.
class Paper(NamedTuple):
    """A version of a paper as the pages and the pack read it; see ``AgendaPaper``."""

    pk: int
    item_id: int
    title: str
    kind: str
    version: int
    replaces_id: int | None
    withdrawn_reason: str
    file: PaperFile

    def get_kind_display(self) -> str:
        """Return how it belongs to the item, in words."""
        return str(PaperKind(self.kind).label)


@dataclass(frozen=True)
class PaperRow:
    """A paper with an item, in its newest version; ``older``: the versions before, the newest first.

    A paper that was withdrawn has no address and no older versions.
    """

    paper: Paper
    url: str
    older: Sequence[PaperRow] = ()

    @property
    def is_withdrawn(self) -> bool:
        """Return whether it does not stand there any more."""
        return bool(self.paper.withdrawn_reason)


def papers_of(meeting: Meeting) -> dict[int, list[PaperRow]]:
    """Return the papers of a meeting: item id → papers in their order. One query; needs body and deal."""
    papers = [Paper._make((*row[:7], PaperFile._make(row[7:]))) for row in _papers(meeting=meeting.pk)]
    by_id = {paper.pk: paper for paper in papers}
    replaced = {paper.replaces_id for paper in papers}
    found: dict[int, list[PaperRow]] = {}
    for paper in papers:
        if paper.pk not in replaced:
            found.setdefault(paper.item_id, []).append(_row(meeting, paper, by_id))
    return found


def _row(meeting: Meeting, paper: Paper, by_id: dict[int, Paper]) -> PaperRow:
    if paper.withdrawn_reason:
        return PaperRow(paper, "")
    older = []
    before = by_id.get(paper.replaces_id or 0)
    while before is not None:
        older.append(PaperRow(before, paper_address(meeting, before)))
        before = by_id.get(before.replaces_id or 0)
    return PaperRow(paper, paper_address(meeting, paper), older)


def paper_address(meeting: Meeting, paper: Paper) -> str:
    """Return the address of the download of a paper; needs body and deal loaded."""
    body = meeting.body
    return address("governance:paper_file", body.deal.slug, body.slug, meeting.pk, paper.pk)


@compiled
def _papers(meeting: Any) -> QuerySet[Any]:
    own = ("pk", "item_id", "title", "kind", "version", "replaces_id", "withdrawn_reason")
    file = [f"file__{name}" for name in ("pk", "name", "size", "sha256", "content_type")]
    return AgendaPaper.objects.filter(item__meeting=meeting).values_list(*own, *file)
