"""Promises, contributions and lines of the budget from a sheet: read, shown, and then added."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.errors import DomainError
from citydeal.common.forms import OUT_OF_DATE, PortalForm
from citydeal.common.sheets import MAX_ROWS, SheetRow, read_sheet
from governance.models import Party, Phase
from reporting.enums import BudgetUnit, ContributionKind
from reporting.rules.quantities import (
    QuantityError,
    parse_cents,
    parse_quantity,
    quantity_words,
    vat_over,
)
from reporting.services.budget import LineDetails
from reporting.services.contributions import ContributionDetails, Invoice
from reporting.services.promises import PromiseDetails
from workgroups.rules.moments import Moment, parse_moment

NO_MOMENT = gettext_lazy(
    "“%(typed)s” at “%(name)s” is no day or month. Write for example 1-12-2026 or januari 2027."
)
# A spreadsheet program writes 6000,50 as 6000,5.
_ONE_DIGIT = re.compile(r"[0-9]+,[0-9]")
_KINDS = {
    "uren": ContributionKind.HOURS.value,
    "euro's": ContributionKind.MONEY.value,
    "euro": ContributionKind.MONEY.value,
    "geld": ContributionKind.MONEY.value,
    "in natura": ContributionKind.IN_KIND.value,
}
_UNITS = {"geld": BudgetUnit.MONEY.value, "euro's": BudgetUnit.MONEY.value, "uren": BudgetUnit.HOURS.value}
_VAT = {"": 0, "geen": 0, "0": 0, "0%": 0, "9": 9, "9%": 9, "21": 21, "21%": 21}


@dataclass(frozen=True)
class PlannedRow:
    """A row of the sheet. ``details`` is None where something is wrong."""

    row: SheetRow
    title: str
    amount: str
    details: Any
    errors: Sequence[str] = ()

    @property
    def words(self) -> str:
        """Return what will happen with this row."""
        return " ".join(self.errors) if self.errors else _("Will be added")


class RowReader:
    """Reads the cells of one row; what is wrong is collected, so that all of it is shown at once."""

    def __init__(
        self, row: SheetRow, parties: Mapping[str, Party], phases: Mapping[str, Phase], today: date
    ) -> None:
        self.row, self.errors, self.today = row, list[str](), today
        self._parties, self._phases = parties, phases

    def cell(self, name: str) -> str:
        """Return what stands in a column; empty where the sheet has no such column."""
        return _clean(self.row.get(name, "")).strip()

    def text(self, name: str, length: int) -> str:
        """Return a text of at most so many characters."""
        typed = self.cell(name)
        if len(typed) > length:
            self.errors.append(
                _("“%(name)s” has more than %(count)s characters.") % {"name": name, "count": length}
            )
        return typed[:length]

    def party(self, *, required: bool = True) -> Party | None:
        """Return the party with this name."""
        typed = self.cell("partij")
        found = self._parties.get(typed.casefold())
        if found is None and (required or typed):
            self.errors.append(_("“%(party)s” is no party of this deal.") % {"party": typed or "–"})
        return found

    def phase(self, *, required: bool = False) -> Phase | None:
        """Return the phase with this name."""
        typed = self.cell("fase")
        found = self._phases.get(typed.casefold())
        if found is None and (required or typed):
            self.errors.append(_("“%(phase)s” is no phase of this deal.") % {"phase": typed or "–"})
        return found

    def choice(self, name: str, known: Mapping[str, str]) -> str:
        """Return one of a closed list."""
        typed = self.cell(name).casefold()
        if typed not in known:
            self.errors.append(
                _("Fill in one of these at “%(name)s”: %(known)s.")
                % {"name": name, "known": ", ".join(filter(None, known))}
            )
        return known.get(typed, "")

    def quantity(self, kind: str) -> int:
        """Return how much, in the unit of a kind."""
        return self._number("hoeveel", lambda typed: parse_quantity(kind, typed)) if kind else 0

    def rate(self) -> int | None:
        """Return the rate for an hour in cents."""
        return self._number("uurtarief", parse_cents) if self.cell("uurtarief") else None

    def _number(self, name: str, parse: Callable[[str], int]) -> int:
        typed = self.cell(name)
        try:
            found = parse(f"{typed}0" if _ONE_DIGIT.fullmatch(typed) else typed)
        except QuantityError as error:
            self.errors.append(f"{name}: {error.message}")
            return 0
        if found <= 0:
            self.errors.append(_("%(name)s: fill in more than 0.") % {"name": name})
        return found

    def whole(self, name: str, lowest: int, highest: int, default: int | None = None) -> int:
        """Return a whole number between two, both included."""
        typed = self.cell(name)
        if not typed and default is not None:
            return default
        if typed.isascii() and typed.isdecimal() and len(typed) < 6 and lowest <= int(typed) <= highest:
            return int(typed)
        self.errors.append(
            _("%(name)s: fill in a whole number from %(lowest)s to %(highest)s.")
            % {"name": name, "lowest": lowest, "highest": highest}
        )
        return lowest

    def moment(self, name: str) -> Moment | None:
        """Return a day or a month."""
        try:
            return parse_moment(self.cell(name))
        except ValueError:
            self.errors.append(str(NO_MOMENT) % {"typed": self.cell(name), "name": name})
            return None

    def day(self, name: str) -> date | None:
        """Return a day; None for an empty cell."""
        moment = self.moment(name) if self.cell(name) else None
        if moment is not None and moment.start != moment.end:
            self.errors.append(_("%(name)s: fill in a day, for example 1-12-2026.") % {"name": name})
        return moment.start if moment else None


class SheetForm(PortalForm):
    """A sheet; the second time its rows, which travel along instead of the file."""

    needed: ClassVar[tuple[str, ...]] = ()
    known: ClassVar[tuple[str, ...]] = ()

    file = forms.FileField(
        label=gettext_lazy("File"),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.ods"}),
    )
    rows = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _("CSV, XLSX or ODS. The first row has the headings: %(names)s.") % {
            "names": ", ".join(self.known)
        }
        # Its rows travel along once they were read.
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
        missing = [name for name in self.needed if data.get("found") and name not in data["found"][0]]
        if missing:
            self.add_error(
                "file",
                _("These headings are missing in the first row: %(names)s.") % {"names": ", ".join(missing)},
            )
        return data

    def travelling(self) -> str:
        """Return the rows as text that travels along; call after ``is_valid``."""
        kept = [
            [row.number, {name: row[name] for name in self.known if name in row}]
            for row in self.cleaned_data["found"]
        ]
        return json.dumps(kept)

    def planned(self, parties: Sequence[Party], phases: Sequence[Phase], today: date) -> list[PlannedRow]:
        """Return what each row would become; call after ``is_valid``."""
        names = {party.organization.name.casefold(): party for party in parties}
        phase_names = {phase.name.casefold(): phase for phase in phases}
        found = []
        for row in self.cleaned_data["found"]:
            reader = RowReader(row, names, phase_names, today)
            details, title, amount = self.read(reader)
            found.append(
                PlannedRow(row, title or "–", amount, None if reader.errors else details, reader.errors)
            )
        return found

    def read(self, row: RowReader) -> tuple[Any, str, str]:
        """Return what a row would become, its title, and how much in words."""
        raise NotImplementedError


def _clean(text: str) -> str:
    """Return a cell without what the database cannot keep: control characters and halves of characters."""
    return "".join(
        char for char in text if char in "\t\n\r" or unicodedata.category(char) not in ("Cc", "Cs")
    )


def _travelled(typed: str) -> list[SheetRow]:
    """Return the rows that travelled along. Raises DomainError on what this page did not send."""
    try:
        rows = [
            SheetRow(int(number), {_clean(str(k)): _clean(str(v)) for k, v in cells.items()})
            for number, cells in json.loads(typed)
        ]
    except (ValueError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise DomainError(OUT_OF_DATE) from error
    if not rows or len(rows) > MAX_ROWS:
        raise DomainError(OUT_OF_DATE)
    return rows


class PromiseSheetForm(SheetForm):
    """Promises from a sheet: (party, PromiseDetails) per row."""

    needed = ("partij", "soort", "jaar", "hoeveel")
    known = (*needed, "van maand", "t/m maand", "fase", "uurtarief", "wat", "artikel")

    def read(self, row: RowReader) -> tuple[Any, str, str]:
        """Return the party with its promise."""
        party, kind = row.party(), row.choice("soort", _KINDS)
        details = PromiseDetails(
            kind=kind,
            year=row.whole("jaar", 2000, 2200),
            quantity=row.quantity(kind),
            first_month=row.whole("van maand", 1, 12, 1),
            last_month=row.whole("t/m maand", 1, 12, 12),
            phase=row.phase(),
            rate=row.rate(),
            what=row.text("wat", 200),
            article=row.text("artikel", 50),
        )
        return (party, details), row.cell("partij"), quantity_words(kind, details.quantity)


class ContributionSheetForm(SheetForm):
    """Contributions from a sheet: (party, ContributionDetails) per row."""

    needed = ("partij", "soort", "wanneer", "hoeveel")
    known = (
        *needed,
        "mensen",
        "wat",
        "fase",
        "factuurnummer",
        "factuurdatum",
        "btw",
        "betaald op",
    )

    def read(self, row: RowReader) -> tuple[Any, str, str]:
        """Return the party with what it delivered."""
        party, kind = row.party(), row.choice("soort", _KINDS)
        when, quantity = row.moment("wanneer"), row.quantity(kind)
        details = ContributionDetails(
            kind=kind,
            start=when.start if when else row.today,
            end=when.end if when else row.today,
            quantity=quantity,
            phase=row.phase(),
            people=row.whole("mensen", 1, 1000, 1),
            what=row.text("wat", 300),
            invoice=self._invoice(row, quantity) if kind == ContributionKind.MONEY else None,
        )
        return (party, details), row.cell("partij"), quantity_words(kind, quantity)

    @staticmethod
    def _invoice(row: RowReader, quantity: int) -> Invoice:
        percentage = row.choice("btw", {name: str(number) for name, number in _VAT.items()})
        on = row.day("factuurdatum")
        if on is None and not row.cell("factuurdatum"):
            row.errors.append(_("%(name)s: fill in a day, for example 1-12-2026.") % {"name": "factuurdatum"})
        vat = vat_over(quantity, int(percentage or 0))
        return Invoice(row.text("factuurnummer", 50), on or row.today, vat=vat, paid_on=row.day("betaald op"))


class BudgetSheetForm(SheetForm):
    """Lines of the budget from a sheet: LineDetails per row."""

    needed = ("fase", "post", "soort", "hoeveel")
    known = (*needed, "dekking", "partij")

    def read(self, row: RowReader) -> tuple[Any, str, str]:
        """Return the line."""
        phase, unit = row.phase(required=True), row.choice("soort", _UNITS)
        title = row.text("post", 200)
        if not title:
            row.errors.append(_("The line has no words."))
        quantity, party = row.quantity(unit), row.party(required=False)
        funding = row.text("dekking", 200)
        details = phase and LineDetails(phase, title, unit, quantity, party, funding)
        return details, title, quantity_words(unit, quantity)
