"""The longlist as a sheet: out of the portal, and what a sheet would bring into it (rule 51)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from governance.models import CityDeal
from workgroups.enums import DeskResearch, InstrumentKind, InstrumentState
from workgroups.models import Candidate, DesignPrinciple, Instrument
from workgroups.selectors.candidates import CandidateList
from workgroups.selectors.principles import principles_of

TITLE_LENGTH, TEXT_LENGTH = 200, 5000
# Words a heading may have, in small letters; the first is that of our own export.
HEADINGS = {
    "title": ("naam", "instrument", "tool", "titel"),
    "principle": ("ontwerpprincipe", "principe"),
    "text": ("omschrijving", "uitleg", "wat doet het"),
    "kind": ("soort",),
    "research": ("bureauonderzoek", "deskresearch", "uitkomst bureauonderzoek"),
    "research_text": ("gevonden", "wat er gevonden is", "bron"),
}

# How people write the outcomes of desk research in their own sheets, beside the words of our export.
_PLAIN_RESEARCH = (
    (DeskResearch.NOT_EXISTING, "bestaat niet"),
    (DeskResearch.UNTESTED, "bestaat niet getoetst"),
    (DeskResearch.UNTESTED, "bestaat, maar niet getoetst"),
    (DeskResearch.TESTED, "bestaat en getoetst"),
)


@dataclass(frozen=True)
class SheetLine:
    """A row of a sheet as it would come on the longlist.

    ``problem``: why it cannot; ``is_known``: it stands there already; ``instrument``: an idea the deal has.
    """

    number: int
    title: str
    text: str
    kind: str
    principle: DesignPrinciple | None
    research: str
    research_text: str
    problem: str = ""
    is_known: bool = False
    instrument: Instrument | None = None

    @property
    def is_new(self) -> bool:
        """Whether it would be added."""
        return not self.problem and not self.is_known

    @property
    def research_words(self) -> str:
        """Return what desk research found, in words."""
        return str(DeskResearch(self.research).label) if self.research else _("Not known yet")


def plan_import(deal: CityDeal, rows: Sequence[Mapping[str, str]]) -> list[SheetLine]:
    """Return what each row of a sheet would become; rows are heading → text. Three queries.

    ``_number`` in a row is its number in the sheet; without it rows are counted from 2.
    """
    principles = {item.title.casefold(): item for item in principles_of(deal)}
    instruments = {item.title.casefold(): item for item in Instrument.objects.filter(deal=deal)}
    listed = set(Candidate.objects.filter(instrument__deal=deal).values_list("instrument_id", flat=True))
    lines: list[SheetLine] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        line = _line(int(row.get("_number") or number), row, principles, instruments, listed, seen)
        seen.add(line.title.casefold())
        lines.append(line)
    return lines


def has_names(rows: Sequence[Mapping[str, str]]) -> bool:
    """Whether the sheet has a column with names."""
    return any(heading in row for row in rows for heading in HEADINGS["title"])


def _line(
    number: int,
    row: Mapping[str, str],
    principles: Mapping[str, DesignPrinciple],
    instruments: Mapping[str, Instrument],
    listed: set[int],
    seen: set[str],
) -> SheetLine:
    cells = {name: _cell(row, words) for name, words in HEADINGS.items()}
    title = " ".join(cells["title"].split())
    instrument = instruments.get(title.casefold())
    principle = principles.get(" ".join(cells["principle"].casefold().split()))
    research = _word(cells["research"], [*_PLAIN_RESEARCH, *DeskResearch.choices], (_("Not known yet"),))
    kind = _word(cells["kind"], InstrumentKind.choices)
    problems = (
        (not title, _("There is no name in this row.")),
        (len(title) > TITLE_LENGTH, _("The name is longer than 200 characters.")),
        (len(cells["text"]) > TEXT_LENGTH, _("The text is longer than 5000 characters.")),
        (title.casefold() in seen, _("This name stands in the sheet twice.")),
        (
            bool(cells["principle"]) and principle is None,
            _("The deal has no principle “%(name)s”.") % {"name": cells["principle"]},
        ),
        (
            research is None,
            _("“%(word)s” is no outcome of desk research. Write one of these: %(known)s.")
            % {"word": cells["research"], "known": ", ".join(str(label) for label in DeskResearch.labels)},
        ),
        (kind is None, _("“%(word)s” is no kind of instrument.") % {"word": cells["kind"]}),
        (bool(research) and not cells["research_text"], _("Say what was found, and where.")),
        (
            instrument is not None
            and instrument.pk not in listed
            and instrument.state not in (InstrumentState.IDEA, InstrumentState.LONGLIST),
            _("The deal has this instrument, and it is past an idea."),
        ),
    )
    problem = " ".join(str(words) for wrong, words in problems if wrong)
    return SheetLine(
        number,
        title,
        cells["text"],
        kind or InstrumentKind.OTHER,
        principle,
        research or "",
        cells["research_text"] if research else "",
        problem,
        instrument is not None and instrument.pk in listed,
        instrument,
    )


def _cell(row: Mapping[str, str], words: Sequence[str]) -> str:
    return next((str(row[word]).strip() for word in words if row.get(word)), "")


def _word(typed: str, choices: Sequence[tuple[Any, Any]], empty: Sequence[str] = ()) -> str | None:
    """Return the value of a word somebody typed; empty where nothing was typed, None where it is unknown."""
    word = " ".join(typed.casefold().split())
    if not word or word in {str(text).casefold() for text in empty}:
        return ""
    found = {str(label).casefold(): str(value) for value, label in choices}
    return found.get(word)


def longlist_heading(*, with_points: bool) -> list[str]:
    """Return the heading of the sheet; the first six can be brought in again."""
    heading = [_("Name"), _("Design principle"), _("Description"), _("Kind"), _("Desk research"), _("Found")]
    heading += [_("On the longlist since"), _("Decision"), _("Reason"), _("By decision")]
    return [*heading, _("Version of the framework"), _("Points"), _("Spread")] if with_points else heading


def longlist_lines(page: CandidateList) -> list[Sequence[Any]]:
    """Return the longlist as lines of a sheet, as far as its reader may see it."""
    lines: list[Sequence[Any]] = []
    for row in page.rows:
        candidate = row.candidate
        line = [
            row.title,
            row.principle,
            candidate.instrument.text,
            str(candidate.instrument.get_kind_display()),
            row.research,
            candidate.research_text,
            candidate.listed_on,
            row.outcome,
            row.reason,
            row.decision_label,
        ]
        if page.shows_points:
            line += [row.version, row.points, row.spread]
        lines.append(line)
    return lines
