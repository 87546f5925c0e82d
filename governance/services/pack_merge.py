"""Make one PDF of a front and papers: jumps, bookmarks, and a number on every page."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import pikepdf

from governance.services.typesetting import typeset

LINK = "pack:"
# After how many pages the progress is told.
TELL_EVERY = 25


@dataclass(frozen=True)
class Chapter:
    """A line of the bookmarks: its words, and the first page (from 1) it goes to."""

    title: str
    page: int
    under: Sequence[Chapter] = ()


@dataclass(frozen=True)
class Plan:
    """What is joined. ``papers``: id → file, in order; ``chapters``: bookmarks; ``words``: the last title."""

    title: str
    language: str
    front: bytes
    papers: Mapping[int, pikepdf.Pdf]
    chapters: Sequence[Chapter]


def first_pages(front_pages: int, papers: Mapping[int, pikepdf.Pdf]) -> dict[int, int]:
    """Return on which page, counted from 1, each paper begins after a front of so many pages."""
    found, page = {}, front_pages + 1
    for paper, pdf in papers.items():
        found[paper] = page
        page += len(pdf.pages)
    return found


def merge(plan: Plan, into: BinaryIO, tell: Callable[[int], None]) -> int:
    """Write the pack to an open file; returns how many pages it has.

    ``tell`` hears how many pages are done. Scripts that a page could run are left behind.
    """
    with pikepdf.open(io.BytesIO(plan.front)) as pack:
        starts = first_pages(len(pack.pages), plan.papers)
        fronts = len(pack.pages)
        for pdf in plan.papers.values():
            pack.pages.extend(pdf.pages)
        for page in pack.pages[fronts:]:
            # What these point at stays behind in the paper.
            for key in ("/StructParents", "/AA", "/B"):
                if key in page.obj:
                    del page.obj[key]
        _number(pack, plan.title, tell)
        _jump(pack, fronts, starts)
        _bookmark(pack, plan.chapters)
        _describe(pack, plan)
        pages = len(pack.pages)
        pack.save(into, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return pages


def _number(pack: pikepdf.Pdf, title: str, tell: Callable[[int], None]) -> None:
    """Put its number at the foot of every page, in the font of the portal."""
    sizes = [_size(page) for page in pack.pages]
    with pikepdf.open(io.BytesIO(typeset("numbers.typ", {"title": title, "sizes": sizes}))) as numbers:
        for done, (page, number) in enumerate(zip(pack.pages, numbers.pages, strict=True), start=1):
            page.add_overlay(number, None)
            if done % TELL_EVERY == 0:
                tell(done)


def _size(page: pikepdf.Page) -> tuple[float, float]:
    """Return width and height of a page in points, as it is shown."""
    left, bottom, right, top = (float(each) for each in page.trimbox)
    width, height = abs(right - left), abs(top - bottom)
    return (height, width) if int(page.obj.get("/Rotate", 0)) % 180 else (width, height)


def _jump(pack: pikepdf.Pdf, fronts: int, starts: Mapping[int, int]) -> None:
    """Turn the links of the agenda into jumps to the page where a paper begins."""
    for page in pack.pages[:fronts]:
        for link in page.obj.get("/Annots", []):
            paper = int(str(link.A.URI).removeprefix(LINK))
            del link["/A"]
            link["/Dest"] = pikepdf.Array([pack.pages[starts[paper] - 1].obj, pikepdf.Name.Fit])


def _bookmark(pack: pikepdf.Pdf, chapters: Sequence[Chapter]) -> None:
    with pack.open_outline() as outline:
        outline.root.clear()
        outline.root.extend(_line(chapter) for chapter in chapters)


def _line(chapter: Chapter) -> Any:
    line = pikepdf.OutlineItem(chapter.title, chapter.page - 1)
    line.children.extend(_line(each) for each in chapter.under)
    return line


def _describe(pack: pikepdf.Pdf, plan: Plan) -> None:
    pack.Root.Lang = pikepdf.String(plan.language)
    pack.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    pack.Root.PageMode = pikepdf.Name.UseOutlines
    with pack.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata["dc:title"] = plan.title
