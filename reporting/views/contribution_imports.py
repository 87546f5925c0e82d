"""Promises, contributions and lines of the budget from a sheet: first what each row becomes, then added."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from django.forms import Form
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.addresses import address
from citydeal.common.text import Text
from citydeal.common.views import ConfirmedView
from reporting.forms.sheets import (
    BudgetSheetForm,
    ContributionSheetForm,
    PlannedRow,
    PromiseSheetForm,
    SheetForm,
)
from reporting.services.budget import add_line, import_lines
from reporting.services.contribution_imports import import_contributions, import_promises, rehearse
from reporting.services.contributions import add_contribution
from reporting.services.promises import add_promise
from reporting.views.promises import KeeperMixin


class SheetImportView(KeeperMixin, ConfirmedView):
    """What bringing in a sheet shares."""

    template_name = "reporting/sheet_import.html"
    heading: ClassVar[Any] = ""

    def planned(self, form: Form) -> list[PlannedRow]:
        """Return what each row becomes."""
        if not isinstance(form, SheetForm):
            raise TypeError
        return form.planned(self.parties, list(self.deal.phases.all()), self.today)

    def rehearsed(self, rows: list[PlannedRow]) -> list[PlannedRow]:
        """Return the rows with what the services say about those that read well."""
        reasons = iter(rehearse(self.add_one, [row.details for row in rows if not row.errors]))
        return [
            row if row.errors or not (why := next(reasons)) else replace(row, details=None, errors=[why])
            for row in rows
        ]

    def consequences(self, form: Form) -> dict[str, Any]:
        """Return the rows, with what is wrong in each."""
        rows = self.rehearsed(self.planned(form))
        return {
            "rows": rows,
            "wrong": sum(bool(row.errors) for row in rows),
            "count": sum(not row.errors for row in rows),
            "travelling": form.travelling() if isinstance(form, SheetForm) else "",
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page."""
        return super().get_context_data(**{"heading": self.heading, **kwargs})

    def perform(self, form: Form) -> Text:
        """Add all rows; one that is wrong stops all."""
        rows = self.planned(form)
        count = self.add([row.details for row in rows if row.details is not None])
        return ngettext("%(count)s row is added.", "%(count)s rows are added.", count) % {"count": count}

    def add(self, details: list[Any]) -> int:
        """Add the rows through the service; returns how many."""
        raise NotImplementedError

    def add_one(self, details: Any) -> None:
        """Add a row through the service."""
        raise NotImplementedError


class PromiseImportView(SheetImportView):
    """Promises from a sheet."""

    form_class = PromiseSheetForm
    heading = gettext_lazy("Bring in promises")

    def add(self, details: list[Any]) -> int:
        """Add them."""
        return import_promises(actor=self.user, promises=details)

    def add_one(self, details: Any) -> None:
        """Add a promise."""
        party, promise = details
        add_promise(actor=self.user, party=party, details=promise)


class ContributionImportView(SheetImportView):
    """Contributions from a sheet; their parties still have to confirm them."""

    form_class = ContributionSheetForm
    heading = gettext_lazy("Bring in contributions")

    def add(self, details: list[Any]) -> int:
        """Add them."""
        return import_contributions(actor=self.user, contributions=details)

    def add_one(self, details: Any) -> None:
        """Add a contribution."""
        party, contribution = details
        add_contribution(actor=self.user, party=party, details=contribution)


class BudgetImportView(SheetImportView):
    """Lines of the budget from a sheet."""

    form_class = BudgetSheetForm
    heading = gettext_lazy("Bring in a budget")

    def add(self, details: list[Any]) -> int:
        """Add them."""
        return import_lines(actor=self.user, deal=self.deal, lines=details)

    def add_one(self, details: Any) -> None:
        """Add a line."""
        add_line(actor=self.user, deal=self.deal, details=details)

    def get_success_url(self) -> str:
        """Return to the budget."""
        return address("reporting:budget", self.deal.slug)
