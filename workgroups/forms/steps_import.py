"""A step plan from a sheet: read, shown with what is wrong per row, and added when nobody objects."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.errors import DomainError
from citydeal.common.forms import OUT_OF_DATE, PortalForm
from citydeal.common.sheets import MAX_ROWS, SheetRow, read_sheet
from governance.models import Person
from workgroups.models import Step
from workgroups.rules.moments import Moment, parse_moment
from workgroups.services.steps import StepDetails

# The headings of the sheet; what goes out has the same, so that it can come in again.
STEP, RESULT, OWNER, START, END = "stap", "resultaat", "eigenaar", "van", "tot en met"
NEEDED = (STEP, START, END)
_KNOWN = (STEP, RESULT, OWNER, START, END)
_LENGTHS = {STEP: 200, RESULT: 300}


@dataclass(frozen=True)
class PlannedRow:
    """A row of the sheet. ``details`` is None where something is wrong, or where it stands there already."""

    row: SheetRow
    details: StepDetails | None
    errors: Sequence[str] = ()
    is_known: bool = False

    @property
    def title(self) -> str:
        """Return the step as it was typed."""
        return self.row.get(STEP, "")

    @property
    def words(self) -> str:
        """Return what will happen with this row."""
        if self.errors:
            return " ".join(self.errors)
        return _("Stands here already, stays as it is") if self.is_known else _("Will be added")


class StepImportForm(PortalForm):
    """A sheet with steps; the second time its rows, which travel along instead of the file."""

    file = forms.FileField(
        label=gettext_lazy("File with the step plan"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods"}),
        help_text=gettext_lazy(
            "CSV, XLSX or ODS. The first row has the headings: stap, resultaat, eigenaar, van, tot en met."
        ),
    )
    rows = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask for a file, unless its rows travel along."""
        super().__init__(*args, **kwargs)
        self.fields["file"].required = not self.data.get("rows")

    def clean(self) -> dict[str, Any]:
        """Read the rows, from the file or from what travelled along."""
        data: dict[str, Any] = super().clean() or {}
        upload, typed = data.get("file"), data.get("rows", "")
        try:
            if isinstance(upload, UploadedFile):
                data["found"] = read_sheet(upload)
            elif typed:
                data["found"] = _travelled(typed)
        except DomainError as error:
            self.add_error("file", str(error.message))
            return data
        missing = [name for name in NEEDED if data.get("found") and name not in data["found"][0]]
        if missing:
            self.add_error(
                "file",
                _("These headings are missing in the first row: %(names)s.") % {"names": ", ".join(missing)},
            )
        return data

    def travelling(self) -> str:
        """Return the rows as text that travels along; call after ``is_valid``."""
        return json.dumps([[row.number, _kept(row)] for row in self.cleaned_data["found"]])

    def planned(self, steps: Sequence[Step], people: Sequence[Person]) -> list[PlannedRow]:
        """Return what each row would become beside the steps there are; call after ``is_valid``."""
        known = {step.title.strip().casefold() for step in steps}
        names = {person.name.casefold(): person for person in people}
        found = []
        for row in self.cleaned_data["found"]:
            title = row[STEP].strip().casefold()
            found.append(_planned(row, names, is_known=bool(title) and title in known))
            known.add(title)
        return found


def _kept(row: Mapping[str, str]) -> dict[str, str]:
    return {name: row[name] for name in _KNOWN if name in row}


def _travelled(typed: str) -> list[SheetRow]:
    """Return the rows that travelled along. Raises DomainError on what this page did not send."""
    try:
        rows = [
            SheetRow(int(number), {str(k): str(v) for k, v in cells.items()})
            for number, cells in json.loads(typed)
        ]
    except (ValueError, TypeError, AttributeError) as error:
        raise DomainError(OUT_OF_DATE) from error
    if not rows or len(rows) > MAX_ROWS:
        raise DomainError(OUT_OF_DATE)
    return rows


def _planned(row: SheetRow, names: Mapping[str, Person], *, is_known: bool) -> PlannedRow:
    if is_known:
        return PlannedRow(row, None, is_known=True)
    errors = [] if row[STEP].strip() else [_("The step has no words.")]
    for name, length in _LENGTHS.items():
        if len(row.get(name, "")) > length:
            errors.append(
                _("“%(name)s” has more than %(count)s characters.") % {"name": name, "count": length}
            )
    start, end = _moment(row, START, errors), _moment(row, END, errors)
    if start and end and end.end < start.start:
        errors.append(_("The last day lies before the first day."))
    owner = names.get(row.get(OWNER, "").casefold())
    if row.get(OWNER) and owner is None:
        errors.append(_("%(person)s is no member of this working group.") % {"person": row[OWNER]})
    if errors or start is None or end is None:
        return PlannedRow(row, None, errors)
    details = StepDetails(
        title=row[STEP],
        result=row.get(RESULT, ""),
        owner=owner,
        planned_start=start.start,
        planned_end=end.end,
    )
    return PlannedRow(row, details)


def _moment(row: SheetRow, name: str, errors: list[str]) -> Moment | None:
    """Return when it is planned: a day, a month or a season; what is wrong goes to the errors."""
    try:
        return parse_moment(row[name])
    except ValueError:
        errors.append(
            _("“%(typed)s” at “%(name)s” is no day or month. Write for example 1-12-2026 or januari 2027.")
            % {"typed": row[name], "name": name}
        )
        return None
