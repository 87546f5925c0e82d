"""A version of a project charter as a document: for its page, its PDF and ODT, and to compare two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from citydeal.common.dates import in_words
from workgroups.enums import BudgetKind, BudgetReading, CharterRing
from workgroups.models import CharterBudgetLine, CharterVersion
from workgroups.rules.amounts import in_euros
from workgroups.rules.budgets import BudgetFact, add_up
from workgroups.rules.differences import Line, compare_lines
from workgroups.rules.moments import moment_words
from workgroups.selectors.charter_sections import Rows


@dataclass(frozen=True)
class Table:
    """Rows under a heading. ``columns``: their names; ``numeric``: which of them hold amounts."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[int, ...] = ()

    @property
    def labelled(self) -> list[list[tuple[str, str, bool]]]:
        """Return each row as cells: the name of the column, what it says, whether that is an amount."""
        return [
            [
                (name, cell, place in self.numeric)
                for place, (name, cell) in enumerate(zip(self.columns, row, strict=True))
            ]
            for row in self.rows
        ]

    @property
    def lines(self) -> list[str]:
        """Return each row as a line of text."""
        return [" – ".join(cell for cell in row if cell) for row in self.rows]


@dataclass(frozen=True)
class DocumentPart:
    """A part of the document with its heading.

    ``section``: where it is filled in (empty: nowhere). ``level``: of the heading, 2 or 3. ``facts``: labels
    and values. ``text``: paragraphs. ``total``: what stands out. ``notes``: what the portal says about it,
    such as the reading of the budget.
    """

    section: str
    heading: str
    level: int = 2
    facts: tuple[tuple[str, str], ...] = ()
    text: tuple[str, ...] = ()
    table: Table | None = None
    total: str = ""
    notes: tuple[str, ...] = ()
    has_annex: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is filled in yet, of what can be filled in."""
        return bool(self.section) and not (self.facts or self.text or self.table)

    @property
    def lines(self) -> list[str]:
        """Return everything it says as lines of text."""
        said = [f"{label}: {value}" for label, value in self.facts]
        said += [*self.text, *(self.table.lines if self.table else [])]
        return [*said, self.total, *self.notes] if self.total else [*said, *self.notes]


@dataclass(frozen=True)
class ComparedPart:
    """A part of two versions beside each other, in pairs of lines."""

    heading: str
    pairs: Sequence[tuple[Line, Line]]

    @property
    def differs(self) -> bool:
        """Whether the two versions say something else here."""
        return any(left != right for left, right in self.pairs)


def document_of(version: CharterVersion, rows: Rows) -> list[DocumentPart]:
    """Return a version in the order of source 002: roles, three questions, and the constraints.

    ``rows``: ``rows_of`` the version. No query of its own.
    """
    return [
        _roles(version),
        DocumentPart(
            "aanleiding-en-doel",
            _("1. What is the occasion of the project?"),
            text=paragraphs(version.occasion),
        ),
        DocumentPart(
            "aanleiding-en-doel",
            _("2. What is the aim of the project? What are the effects that are wanted?"),
            text=(
                *_labelled(pgettext("charter", "Aim"), version.purpose),
                *_labelled(_("Effects that are wanted"), version.effects),
            ),
        ),
        DocumentPart(
            "resultaat",
            _("3. What is the concrete result that must be delivered?"),
            text=paragraphs(version.result),
            table=_parts(rows["parts"]),
        ),
        DocumentPart("", _("4. Which constraints and demands hold for this project?")),
        DocumentPart(
            "mensen",
            _("Efforts and involvement of people"),
            level=3,
            text=paragraphs(version.people_text),
            table=_members(rows["members"]),
        ),
        DocumentPart(
            "overleg",
            _("Consultations and reporting"),
            level=3,
            text=paragraphs(version.reporting_text),
            table=_consultations(rows["consultations"]),
        ),
        DocumentPart(
            "planning",
            _("Planning"),
            level=3,
            text=paragraphs(version.planning_text),
            table=_moments(rows["moments"]),
        ),
        _communication(version),
        _budget(version, rows["budget_lines"]),
        DocumentPart("kwaliteit", _("Quality"), level=3, text=paragraphs(version.quality_text)),
    ]


def compare(before: Sequence[DocumentPart], after: Sequence[DocumentPart]) -> list[ComparedPart]:
    """Return two versions beside each other; both are documents of ``document_of``."""
    return [
        ComparedPart(left.heading, compare_lines(left.lines, right.lines))
        for left, right in zip(before, after, strict=True)
    ]


def adoption_words(version: CharterVersion) -> str:
    """Return by whom and when a version was adopted, or that nobody did (rule 33); needs the body loaded."""
    if version.adopted_by is None or version.adopted_on is None:
        return _("Not adopted yet: date and body are open")
    return _("Adopted on %(day)s by %(body)s") % {
        "day": in_words(version.adopted_on),
        "body": version.adopted_by.name,
    }


def paragraphs(text: str) -> tuple[str, ...]:
    """Return the lines of a text that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _labelled(label: str, text: str) -> tuple[str, ...]:
    """Return the paragraphs of a text, with what they are about before the first."""
    lines = paragraphs(text)
    return (f"{label}: {lines[0]}", *lines[1:]) if lines else ()


def _roles(version: CharterVersion) -> DocumentPart:
    principal = version.principal
    if principal and version.spokesperson:
        principal = _("%(principal)s, spokesperson: %(person)s") % {
            "principal": principal,
            "person": version.spokesperson,
        }
    contractor = version.contractor or (version.project_leader and _("the project leader"))
    facts = [
        (_("Political principal"), principal),
        (_("Official principal"), version.official_principal),
        (_("Project leader"), version.project_leader),
        (_("Official contractor"), contractor),
    ]
    return DocumentPart(
        "opdracht", _("Roles"), facts=tuple((label, value) for label, value in facts if value)
    )


def _table(caption: str, columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table | None:
    """Return a table without the columns in which nothing stands; None without rows."""
    used = [place for place in range(len(columns)) if any(row[place] for row in rows)]
    if not used:
        return None
    cells = tuple(tuple(row[place] for place in used) for row in rows)
    return Table(caption, tuple(columns[place] for place in used), cells)


def _parts(rows: Sequence[Any]) -> Table | None:
    cells = tuple(
        (
            row.title,
            moment_words(row.start, row.end, row.precision),
            row.text,
            moment_words(row.delivery_start, row.delivery_end, row.delivery_precision)
            if row.delivery_start
            else "",
        )
        for row in rows
    )
    columns = (
        pgettext("charter", "Part"),
        pgettext("charter", "Period"),
        pgettext("charter", "Result"),
        pgettext("charter", "Ready"),
    )
    return _table(_("Parts of the result"), columns, cells)


def _members(rows: Sequence[Any]) -> Table | None:
    order = {ring: place for place, ring in enumerate(CharterRing.values)}
    ranked = sorted(rows, key=lambda row: order[row.ring])
    cells = tuple((str(CharterRing(row.ring).label), row.role, row.name) for row in ranked)
    columns = (pgettext("charter", "Ring"), pgettext("charter", "Role"), _("Name"))
    return _table(_("The project group"), columns, cells)


def _consultations(rows: Sequence[Any]) -> Table | None:
    cells = tuple((row.title, row.who, row.purpose, row.rhythm) for row in rows)
    columns = (
        pgettext("charter", "Consultation"),
        pgettext("charter", "Who"),
        pgettext("charter", "What for"),
        pgettext("charter", "How often"),
    )
    return _table(_("Consultations"), columns, cells)


def _moments(rows: Sequence[Any]) -> Table | None:
    cells = tuple((row.title, moment_words(row.start, row.end, row.precision)) for row in rows)
    columns = (pgettext("charter", "What"), pgettext("charter", "When"))
    return _table(_("Planning"), columns, cells)


def _communication(version: CharterVersion) -> DocumentPart:
    annex = version.communication_annex
    facts = ((_("Annex"), annex.name),) if annex else ()
    return DocumentPart(
        "communicatie",
        _("Communication"),
        level=3,
        facts=facts,
        text=paragraphs(version.communication_text),
        has_annex=annex is not None,
    )


def budget_fact(row: CharterBudgetLine) -> BudgetFact:
    """Return what the rules read of a line of the budget."""
    return BudgetFact(
        title=row.title,
        kind=row.kind,
        amount=row.amount,
        year_from=row.year_from,
        year_to=row.year_to,
        reading=row.reading,
        funding=row.funding,
    )


def _budget(version: CharterVersion, rows: Sequence[CharterBudgetLine]) -> DocumentPart:
    facts = [budget_fact(row) for row in rows]
    text = paragraphs(version.budget_text)
    if not facts:
        return DocumentPart("budget", _("Budget"), level=3, text=text)
    added = add_up(facts)
    cells = tuple(
        (
            f"{fact.title} ({str(BudgetKind(fact.kind).label).lower()})",
            fact.years_words,
            _amount(fact),
            in_euros(fact.total),
            fact.funding or _("not known yet"),
        )
        for fact in facts
    )
    columns = (
        pgettext("charter", "What for"),
        pgettext("charter", "Years"),
        pgettext("charter", "Amount"),
        pgettext("charter", "Total"),
        _("Funding"),
    )
    notes = [
        _("One-off: %(one_off)s. Structural: %(structural)s.")
        % {"one_off": in_euros(added.one_off), "structural": in_euros(added.structural)},
        *added.assumptions,
    ]
    if added.unfunded:
        notes.append(_("Without funding so far: %(amount)s.") % {"amount": in_euros(added.unfunded)})
    return DocumentPart(
        "budget",
        _("Budget"),
        level=3,
        text=text,
        table=Table(_("Lines of the budget"), columns, cells, numeric=(2, 3)),
        total=_("Total: %(total)s") % {"total": in_euros(added.total)},
        notes=tuple(notes),
    )


def _amount(fact: BudgetFact) -> str:
    amount = in_euros(fact.amount)
    return f"{amount} {BudgetReading(fact.reading).label}" if fact.is_read else amount
