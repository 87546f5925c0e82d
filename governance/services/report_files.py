"""The report of a meeting as a file to take along: PDF or ODT, with what the reader reads and no more."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from governance.models import Meeting
from governance.selectors.outcomes import DecisionLine
from governance.selectors.reports import ReportItem, ReportPage
from governance.services.printable import printable, without_pictures
from governance.services.typesetting import TypesettingError, typeset

PDF, ODT = "pdf", "odt"
KINDS = {PDF: "application/pdf", ODT: "application/vnd.oasis.opendocument.text"}
# Seconds after which a converter that does not end is stopped.
PATIENCE = 20


@dataclass(frozen=True)
class MadeFile:
    """A file that was made to be handed out at once."""

    name: str
    content: bytes
    content_type: str


def report_file(meeting: Meeting, page: ReportPage, kind: str) -> MadeFile:
    """Return the report as a PDF or an ODT; ``kind``: one of ``KINDS``.

    ``page``: the report as its reader reads it. Needs body and deal loaded.
    """
    data = report_data(meeting, page)
    content = as_pdf(data) if kind == PDF else as_odt(data)
    name = f"verslag-{slugify(meeting.body.name) or 'orgaan'}-{meeting.day.isoformat()}.{kind}"
    return MadeFile(name, content, KINDS[kind])


def as_pdf(data: dict[str, Any]) -> bytes:
    """Return the report as PDF/A-2a and PDF/UA-1.

    Both refuse a sign that the font lacks. Pictures such as emoji, which would print as an empty box, become
    an asterisk then; with letters of a script that the font lacks the report is a plain PDF.
    """
    for each in (data, without_pictures(data)):
        try:
            return typeset("report.typ", each, standards=["a-2a", "ua-1"])
        except TypesettingError:
            continue
    # The report is worth more than the standards.
    return typeset("report.typ", data)


def as_odt(data: dict[str, Any]) -> bytes:
    """Return the report as ODT."""
    return html_to_odt(render_to_string("governance/parts/report_text.html", {"data": data}), data["title"])


def html_to_odt(html: str, title: str) -> bytes:
    """Return a text in HTML as ODT. The converter reads only what it is handed."""
    return convert_html(html, title, "odt")


def convert_html(html: str, title: str, to: str) -> bytes:
    """Return a text in HTML as ``odt`` or ``docx``. The converter reads only what it is handed."""
    return _converted("html", html, title, to)


def convert_tree(tree: str, title: str, to: str) -> bytes:
    """Return a text as the tree of the converter itself (JSON), as ``convert_html`` does."""
    return _converted("json", tree, title, to)


def _converted(reads: str, text: str, title: str, to: str) -> bytes:
    import pypandoc  # type: ignore[import-untyped]  # only where a document is made

    command = [
        pypandoc.get_pandoc_path(),
        *("--from", reads, "--to", to, "--sandbox", "--output", "-"),
        *("--metadata", "lang=nl-NL", "--metadata", f"title={title}"),
    ]
    made = subprocess.run(  # noqa: S603  # the path of a package, and options of our own
        command, input=text.encode(), capture_output=True, timeout=PATIENCE, check=True
    )
    return made.stdout


def report_data(meeting: Meeting, page: ReportPage) -> dict[str, Any]:
    """Return the report as plain data, without signs that no document can hold."""
    cleaned: dict[str, Any] = printable(_data(meeting, page))
    return cleaned


def _data(meeting: Meeting, page: ReportPage) -> dict[str, Any]:
    starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
    facts = [
        (_("Body"), meeting.body.name),
        (_("Date"), date_format(meeting.day, "DATE_FORMAT")),
        (_("Time"), f"{date_format(starts, 'H.i')} – {date_format(ends, 'H.i')}"),
        (_("Place"), meeting.location),
        (_("Decisions"), page.list_says if any(line.decisions for line in page.items) else ""),
    ]
    return {
        "title": _("Report: %(meeting)s") % {"meeting": meeting.title},
        "deal": meeting.body.deal.name,
        "state": page.says,
        "words": {"attendance": _("Attendance"), "actions": _("Actions")},
        "facts": [(str(label), value) for label, value in facts if value],
        "groups": [
            {
                "label": group.label,
                "people": [f"{p.name} ({p.note})" if p.note else p.name for p in group.people],
            }
            for group in page.groups
        ],
        "rows": [_item(line) for line in page.items],
    }


def _item(line: ReportItem) -> dict[str, Any]:
    missing = _("Not there: %(names)s") % {"names": ", ".join(line.missing)} if line.missing else ""
    return {
        "number": line.row.number,
        "title": line.item.title,
        "missing": missing,
        "text": _paragraphs(line.text),
        "decisions": [_decision(decision) for decision in line.decisions],
        "actions": [
            _("%(action)s – %(owner)s, at the latest on %(day)s")
            % {
                "action": action.action.text,
                "owner": action.owner,
                "day": date_format(action.action.due_on, "DATE_FORMAT"),
            }
            for action in line.actions
        ],
    }


def _decision(decision: DecisionLine) -> dict[str, Any]:
    lines = _paragraphs(decision.text)
    if decision.on_record:
        lines.append(f"{_('Put on record')}: {decision.on_record}")
    return {
        "label": decision.label,
        "title": decision.title,
        "how": f"{decision.result}, {decision.decided_by.lower()}",
        "text": lines,
    }


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
