"""A section of a project charter as one form: its texts, its annex, and its rows.

Rows are added, moved and taken out by buttons of the form itself, without JavaScript: what was typed goes
along, and nothing is saved until somebody saves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from citydeal.common.forms import PortalForm, UploadField
from citydeal.common.text import Text
from workgroups.forms.charter_rows import ROW_KINDS, RowKind
from workgroups.models import CharterVersion
from workgroups.selectors.charter_sections import Section
from workgroups.services.charter_texts import MOST_ROWS, RowDetails, SectionDetails
from workgroups.services.charters import TITLE_LENGTH

ACT = "doe"
ADD, DROP, UP, DOWN = "erbij", "weg", "omhoog", "omlaag"
COUNT = "rijen"
TEXT_LENGTH = 5000
LINE_LENGTH = 200


def _line(
    label: Text, *, length: int = LINE_LENGTH, required: bool = False, help_text: Text = ""
) -> forms.Field:
    return forms.CharField(label=label, max_length=length, required=required, help_text=help_text)


def _text(label: Text, rows: int = 5, help_text: Text = "") -> forms.Field:
    return forms.CharField(
        label=label,
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": rows}),
        help_text=help_text,
    )


# A concept may be saved with gaps; its page says what is missing before a body can adopt it.
_TEXTS: Mapping[str, Callable[[], forms.Field]] = {
    "title": lambda: _line(_("Title"), length=TITLE_LENGTH, required=True),
    "principal": lambda: _line(_("Political principal"), help_text=_("For example: College.")),
    "spokesperson": lambda: _line(
        _("Spokesperson of the principal"), help_text=_("For example: the alderman for care.")
    ),
    "official_principal": lambda: _line(_("Official principal")),
    "project_leader": lambda: _line(_("Project leader")),
    "contractor": lambda: _line(
        _("Official contractor"), help_text=_("Empty: the project leader is the official contractor.")
    ),
    "occasion": lambda: _text(_("1. What is the occasion of the project?"), rows=10),
    "purpose": lambda: _text(_("2. What is the aim of the project?"), rows=6),
    "effects": lambda: _text(_("What are the effects that are wanted?"), rows=6),
    "result": lambda: _text(_("3. What is the concrete result that must be delivered?")),
    "people_text": lambda: _text(_("Efforts and involvement of people")),
    "reporting_text": lambda: _text(
        _("How is reported?"), help_text=_("For example: through planning and control, and to the council.")
    ),
    "planning_text": lambda: _text(_("About the planning"), rows=3),
    "communication_text": lambda: _text(_("Communication")),
    "budget_text": lambda: _text(_("About the budget"), rows=3),
    "quality_text": lambda: _text(_("Quality")),
}


@dataclass(frozen=True)
class RowFields:
    """A row on the form. ``place``: counted from 0; ``has_focus``: the page begins here."""

    place: int
    says: str
    fields: Sequence[BoundField]
    hidden: BoundField
    has_focus: bool
    is_first: bool
    is_last: bool

    @property
    def number(self) -> int:
        """Return its number as people count."""
        return self.place + 1

    @property
    def acts(self) -> Sequence[tuple[str, Text]]:
        """Return what its buttons do: the value that is sent, and the word on it."""
        found: list[tuple[str, Text]] = []
        if not self.is_first:
            found.append((f"{UP}-{self.place}", pgettext_lazy("row", "Up")))
        if not self.is_last:
            found.append((f"{DOWN}-{self.place}", pgettext_lazy("row", "Down")))
        return [*found, (f"{DROP}-{self.place}", pgettext_lazy("row", "Take out"))]


class SectionForm(PortalForm):
    """A section of the concept of a charter. ``count``: how many rows it shows."""

    stamp = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        section: Section,
        version: CharterVersion | None = None,
        count: int = 0,
        focus: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.section = section
        self._focus = focus
        for name in section.texts:
            self.fields[name] = _TEXTS[name]()
        if section.has_annex:
            self.fields["annex"] = UploadField(label=_("Annex about communication"), required=False)
            if version is not None and version.communication_annex_id:
                label = _("Take the annex out")
                self.fields["removes_annex"] = forms.BooleanField(label=label, required=False)
        self.count = min(_number(self.data.get(COUNT)), MOST_ROWS + 1) if self.is_bound else count
        if section.rows:
            for place in range(self.count):
                self._add_row(place)
        self.teach_fields()

    @property
    def kind(self) -> RowKind | None:
        """Return what its rows are; None for a section without."""
        return ROW_KINDS.get(self.section.rows)

    def _add_row(self, place: int) -> None:
        kind = ROW_KINDS[self.section.rows]
        names = kind.fields()
        typed = [name for name in names if name not in kind.chosen]
        blank = self.is_bound and not any(self.data.get(_name(place, name), "").strip() for name in typed)
        for name, field in names.items():
            if blank:
                field.required = False
                field.is_quiet = True  # type: ignore[attr-defined]
            self.fields[_name(place, name)] = field
        self.fields[_name(place, "id")] = forms.CharField(widget=forms.HiddenInput, required=False)

    def texts(self) -> Iterator[BoundField]:
        """Yield the fields above the rows."""
        for name in (*self.section.texts, "annex", "removes_annex"):
            if name in self.fields:
                yield self[name]

    def rows(self) -> Iterator[RowFields]:
        """Yield the rows, with what their buttons need to know."""
        kind = self.kind
        for place in range(self.count if kind else 0):
            yield RowFields(
                place=place,
                says=f"{kind.name} {place + 1}" if kind else "",
                fields=[self[_name(place, name)] for name in ROW_KINDS[self.section.rows].fields()],
                hidden=self[_name(place, "id")],
                has_focus=place == self._focus,
                is_first=place == 0,
                is_last=place == self.count - 1,
            )

    def details(self) -> SectionDetails:
        """Return what was filled in; call after ``is_valid``. A row in which nothing was typed is no row."""
        data = self.cleaned_data
        return SectionDetails(
            texts={name: data[name] for name in self.section.texts},
            rows=list(self._filled()) if self.kind else [],
            annex=data.get("annex"),
            removes_annex=bool(data.get("removes_annex")),
        )

    def _filled(self) -> Iterator[RowDetails]:
        kind = ROW_KINDS[self.section.rows]
        names = list(kind.fields())
        for place in range(self.count):
            values = {name: self.cleaned_data[_name(place, name)] for name in names}
            if any(values[name] for name in names if name not in kind.chosen):
                known = _number(self.cleaned_data[_name(place, "id")])
                yield RowDetails(place=place, values=kind.read(values), id=known or None)


def initial_of(section: Section, version: CharterVersion, rows: Sequence[Any], stamp: str) -> dict[str, Any]:
    """Return what the form of a section shows first."""
    shown: dict[str, Any] = {name: getattr(version, name) for name in section.texts} | {"stamp": stamp}
    for place, row in enumerate(rows):
        values = ROW_KINDS[section.rows].shown(row) | {"id": str(row.pk)}
        shown |= {_name(place, name): value for name, value in values.items()}
    return shown


@dataclass(frozen=True)
class Rearranged:
    """What was typed, with its rows in another order; ``focus``: the row that was added or moved."""

    initial: dict[str, Any]
    count: int
    focus: int | None
    says: Text


def rearrange(data: QueryDict, act: str) -> Rearranged:
    """Return what was typed after a button of the rows was pressed: nothing is saved and nothing lost.

    ``act``: ``erbij``, or ``weg-``, ``omhoog-`` or ``omlaag-`` with the place of a row. An act that cannot
    be changes nothing.
    """
    count = min(_number(data.get(COUNT)), MOST_ROWS)
    rows: list[dict[str, str]] = [{} for _place in range(count)]
    initial: dict[str, Any] = {}
    for key, value in data.items():
        parts = key.split("-", 2)
        if len(parts) == 3 and parts[0] == "rij" and _number(parts[1]) < count:
            rows[_number(parts[1])][parts[2]] = str(value)
        else:
            initial[key] = value
    focus, says = _apply(rows, act)
    for place, row in enumerate(rows):
        initial |= {_name(place, name): value for name, value in row.items()}
    return Rearranged(initial, len(rows), focus, says)


def _apply(rows: list[dict[str, str]], act: str) -> tuple[int | None, Text]:
    what, _dash, where = act.partition("-")
    place = _number(where)
    if what == ADD and len(rows) < MOST_ROWS:
        rows.append({})
        return len(rows) - 1, _("A row is added. It is not saved yet.")
    if what == DROP and place < len(rows):
        rows.pop(place)
        return (max(place - 1, 0) if rows else None), _("The row is taken out. That is not saved yet.")
    other = {UP: place - 1, DOWN: place + 1}.get(what, -1)
    if 0 <= other < len(rows) and place < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        return other, _("The row is moved. That is not saved yet.")
    return None, ""


def _name(place: int, column: str) -> str:
    return f"rij-{place}-{column}"


def _number(typed: Any) -> int:
    """Return the whole number that a hidden field holds; 0 for anything else."""
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
