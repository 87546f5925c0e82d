"""A report as a neutral document, for the page and for every file that is made of it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from citydeal.common.dates import in_words
from reporting.enums import ChangeKind, ReportState
from reporting.models import ProgressReport
from reporting.rules.changes import Change
from reporting.rules.document import Block, Document, Heading, Paragraph, Part, Table
from reporting.selectors.report_data import ReportData, period_words, report_data
from reporting.selectors.sections.base import SECTIONS
from reporting.selectors.snapshots import SectionChanges

CHANGES = "changes"
SUMMARY = "summary"


def report_document(report: ProgressReport) -> Document:
    """Return a report as a document: frozen once it is released, live before. Needs deal and snapshot."""
    return document_of(report, report_data(report))


def document_of(report: ProgressReport, data: ReportData) -> Document:
    """Return what a report says as a document. No query."""
    words = period_words(report.period_start, report.period_end)
    return Document(
        title=_("Progress report"),
        subtitle=words,
        facts=_facts(report, data, words),
        parts=parts_of(data),
        owner=report.deal.name,
        state=_state(report),
    )


def _state(report: ProgressReport) -> str:
    if report.released_at is None:
        return str(ReportState(report.state).label)
    return _("Released on %(day)s") % {"day": in_words(timezone.localdate(report.released_at))}


def _facts(report: ProgressReport, data: ReportData, words: str) -> list[tuple[str, str]]:
    rows = [
        (_("For whom"), _("The steering group")),
        (_("From"), _("The project manager")),
        (_("Period"), words[:1].upper() + words[1:]),
        (_("Data of"), in_words(data.on)),
        (_("State"), _state(report)),
    ]
    return [*rows, (_("Compared with"), in_words(data.compared_with))] if data.compared_with else rows


def parts_of(data: ReportData) -> list[Part]:
    """Return the sections as parts, with the differences right behind the summary."""
    parts = [part_of(data, key) for key in data.sections if key in SECTIONS]
    place = 1 if parts and parts[0].key == SUMMARY else 0
    return [*parts[:place], changes_part(data), *parts[place:]]


def part_of(data: ReportData, key: str) -> Part:
    """Return a section: what the project manager explains, then the data."""
    blocks: list[Block] = explanation_blocks(data.texts.get(key, ""))
    return Part(key, data.titles[key], [*blocks, *SECTIONS[key].blocks(data.sections[key])])


def explanation_blocks(text: str) -> list[Block]:
    """Return an explanation as paragraphs; an empty line parts two of them."""
    return [Paragraph(part.strip()) for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def changes_part(data: ReportData) -> Part:
    """Return what differs from the report before."""
    title = _("What changed since the last report")
    blocks: list[Block]
    if data.compared_with is None:
        blocks = [Paragraph(_("This is the first report, so there is nothing to compare it with."))]
    else:
        words = {"before": in_words(data.compared_with), "now": in_words(data.on)}
        blocks = [Paragraph(_("From %(before)s to %(now)s.") % words), *change_blocks(data.changes)]
    return Part(CHANGES, title, [*explanation_blocks(data.texts.get(CHANGES, "")), *blocks])


def change_blocks(found: Sequence[SectionChanges]) -> list[Block]:
    """Return differences as a table per section."""
    if not found:
        return [Paragraph(_("Nothing changed between these two days."))]
    return [block for each in found for block in (Heading(each.title), _table(each))]


def _table(found: SectionChanges) -> Table:
    """Return the differences of a section; a column in which nothing stands is left out."""
    order = {kind.value: place for place, kind in enumerate(ChangeKind)}
    header = [
        _("What happened"),
        _("What"),
        _("Where"),
        pgettext("change", "From"),
        pgettext("change", "To"),
        _("Why"),
    ]
    rows = [_row(change) for change in sorted(found.changes, key=lambda change: order[change.kind])]
    kept = [place for place in range(len(header)) if any(row[place] for row in rows)]
    return Table(
        _("Changes: %(section)s") % {"section": found.title},
        [header[place] for place in kept],
        [[row[place] for place in kept] for row in rows],
    )


def _row(change: Change) -> list[str]:
    label = str(ChangeKind(change.kind).label)
    return [label, change.what, change.part, change.before, change.after, change.why]
