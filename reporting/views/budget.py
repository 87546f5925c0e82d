"""The budget of a deal: all phases, one line, and what is booked on it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import View

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id, show_choice, show_related, show_text
from citydeal.common.only import only
from citydeal.common.sheets import SheetKind, sheet_response
from citydeal.common.text import Text
from citydeal.common.views import PageView
from citydeal.models import StoredFile
from citydeal.views.files import StoredFileView
from governance.models import CityDeal, Phase
from governance.views.stale import StaleMixin
from reporting.enums import BudgetUnit
from reporting.forms.budget import BookingForm, LineForm, RemoveLineForm
from reporting.forms.contributions import WithdrawEntryForm
from reporting.models import BudgetBooking, BudgetLine
from reporting.permissions_contributions import can_keep_contributions, can_keep_money
from reporting.rules.quantities import quantity_number, quantity_words
from reporting.selectors.budget import LinePage, booking_at, budget_of, line_at, line_page
from reporting.selectors.contribution_sheets import BUDGET_HEADER, budget_sheet
from reporting.services.budget import (
    add_booking,
    add_line,
    change_line,
    remove_line,
    withdraw_booking,
)
from reporting.views.contributions_base import ContributionsMixin, SimpleFormMixin


class BudgetMixin(ContributionsMixin):
    """A page of the budget."""

    def budget_url(self) -> str:
        """Return the budget."""
        return address("reporting:budget", self.deal.slug)

    def get_success_url(self) -> str:
        """Return to the budget."""
        return self.budget_url()

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and its budget."""
        return [*super().crumbs()[:-1], (pgettext("of the deal", "Budget"), self.budget_url())]


class BudgetView(BudgetMixin, PageView):
    """The budget of all phases, with commitments and realisation."""

    template_name = "reporting/budget.html"

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal."""
        return super().crumbs()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the budget."""
        return super().get_context_data(
            budget=budget_of(self.user, self.deal, self.today), kinds=SheetKind.choices, **kwargs
        )


class BudgetExportView(BudgetMixin, View):
    """The lines of the budget as a sheet."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it."""
        kind = self.kwargs["kind"]
        if kind not in SheetKind.values:
            raise Http404
        name = f"begroting-{self.deal.slug}"
        return sheet_response(
            name, kind, BUDGET_HEADER, budget_sheet(self.deal), pgettext("of the deal", "Budget")
        )


class LineFormMixin(BudgetMixin):
    """The form of a line, for who keeps the budget."""

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account keeps the budget."""
        return can_keep_contributions(self.user, deal)

    def phases(self) -> list[Phase]:
        """Return the phases to choose from."""
        return self.open_phases

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form the phases and parties."""
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]  # of the form view
        return kwargs | {"phases": self.phases(), "parties": self.parties}


class LineCreateView(LineFormMixin, SimpleFormMixin):
    """Add a line; ``?fase=``: of which phase to begin with."""

    form_class = LineForm
    heading = gettext_lazy("Add a line to the budget")

    def get_initial(self) -> dict[str, Any]:
        """Begin with the phase that the link named."""
        return {"phase": self.request.GET.get("fase", "")}

    def perform(self, form: Form) -> Text:
        """Add it."""
        if not isinstance(form, LineForm):
            raise TypeError
        add_line(actor=self.user, deal=self.deal, details=form.details())
        return _("The line is added.")


class LineMixin(BudgetMixin):
    """Finds the line of the address."""

    @cached_property
    def line(self) -> BudgetLine:
        """Return the line, with phase and party."""
        found: BudgetLine = only(line_at(pk=self.kwargs["line"], deal=self.deal.pk))
        return found

    def line_url(self) -> str:
        """Return the page of the line."""
        return address("reporting:budget_line", self.deal.slug, self.line.pk)

    def get_success_url(self) -> str:
        """Return to the line."""
        return self.line_url()

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal, its budget and the line."""
        return [*super().crumbs(), (self.line.title, self.line_url())]


class LineDetailView(LineMixin, PageView):
    """A line with everything that is booked on it."""

    template_name = "reporting/budget_line.html"

    @cached_property
    def page(self) -> LinePage:
        """Return the page."""
        return line_page(self.user, self.line, self.today)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and its budget."""
        return super().crumbs()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page."""
        return super().get_context_data(page=self.page, line=self.line, **kwargs)


class LineEditView(LineFormMixin, LineMixin, StaleMixin, SimpleFormMixin):
    """Change a line."""

    form_class = LineForm
    heading = gettext_lazy("Change the line")

    def phases(self) -> list[Phase]:
        """Return the phases to choose from; its own stays, also when it closed."""
        own = self.line.phase
        return self.open_phases if own in self.open_phases else [own, *self.open_phases]

    @property
    def edited(self) -> BudgetLine:
        """Return the record that the form changes."""
        return self.line

    @property
    def shown_fields(self) -> dict[str, Any]:  # type: ignore[override]
        """Return how each field is shown to who saved second."""

        def show_quantity(value: Any) -> str:
            return quantity_words(self.line.unit, value)

        return {
            "phase_id": show_related({phase.pk: phase.name for phase in self.deal.phases.all()}),
            "title": show_text,
            "unit": show_choice(BudgetUnit.choices),
            "quantity": show_quantity,
            "funding": show_text,
            "party_id": show_related({party.pk: party.organization.name for party in self.parties}),
        }

    def get_initial(self) -> dict[str, Any]:
        """Show it as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        line = self.line
        return {
            "phase": str(line.phase_id),
            "title": line.title,
            "unit": line.unit,
            "quantity": quantity_number(line.unit, line.quantity),
            "funding": line.funding,
            "party": str(line.party_id or ""),
            "history_id": latest_history_id(line),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way to remove it."""
        url = address("reporting:budget_line_remove", self.deal.slug, self.line.pk)
        return super().get_context_data(**{"other_url": url, "other_label": _("Remove"), **kwargs})

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, LineForm):
            raise TypeError
        history_id = form.cleaned_data["history_id"] or 0
        change_line(actor=self.user, line=self.line, details=form.details(), history_id=history_id)
        return _("The line is changed.")


class LineRemoveView(LineMixin, SimpleFormMixin):
    """Remove a line that was a mistake."""

    form_class = RemoveLineForm
    heading = gettext_lazy("Remove this line from the budget?")
    button = gettext_lazy("Remove")
    is_negative = True

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account keeps the budget."""
        return can_keep_contributions(self.user, deal)

    def lead(self) -> str:
        """Return which one it is."""
        return f"{self.line.title}: {quantity_words(self.line.unit, self.line.quantity)}"

    def perform(self, form: Form) -> Text:
        """Remove it."""
        remove_line(actor=self.user, line=self.line)
        return _("The line is removed.")

    def get_success_url(self) -> str:
        """Return to the budget; back to the line where it is still there."""
        return self.budget_url()


class BookingCreateView(LineMixin, SimpleFormMixin):
    """Book a commitment or realisation on a line."""

    form_class = BookingForm
    heading = gettext_lazy("Book on this line")
    has_file = True

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account keeps the money."""
        return can_keep_money(self.user, deal)

    def lead(self) -> str:
        """Return which line it is."""
        return f"{self.line.title}, {self.line.phase.name}"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form the unit of the line."""
        return super().get_form_kwargs() | {"unit": self.line.unit}

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"on": self.today}

    def perform(self, form: Form) -> Text:
        """Book it."""
        if not isinstance(form, BookingForm):
            raise TypeError
        upload = form.cleaned_data.get("evidence")
        evidence = upload if isinstance(upload, UploadedFile) else None
        add_booking(actor=self.user, line=self.line, details=form.details(), evidence=evidence)
        return _("The booking is added.")


class BookingMixin(LineMixin):
    """Finds the booking of the address."""

    @cached_property
    def booking(self) -> BudgetBooking:
        """Return the booking, with its line."""
        found: BudgetBooking = only(booking_at(pk=self.kwargs["booking"], deal=self.deal.pk))
        return found

    @cached_property
    def line(self) -> BudgetLine:
        """Return the line of the booking."""
        return self.booking.line


class BookingWithdrawView(BookingMixin, SimpleFormMixin):
    """Take back a booking that was a mistake."""

    form_class = WithdrawEntryForm
    heading = gettext_lazy("Withdraw this booking?")
    button = gettext_lazy("Withdraw")
    is_negative = True

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account keeps the money, and the booking stands."""
        return can_keep_money(self.user, deal) and self.booking.withdrawn_at is None

    def lead(self) -> str:
        """Return which one it is."""
        return f"{self.booking.what}: {quantity_words(self.line.unit, self.booking.quantity)}"

    def perform(self, form: Form) -> Text:
        """Withdraw it."""
        withdraw_booking(actor=self.user, booking=self.booking, reason=form.cleaned_data["reason"])
        return _("The booking is withdrawn.")


class BookingEvidenceView(BookingMixin, StoredFileView):
    """The evidence of a booking."""

    def stored_file(self) -> StoredFile:
        """Return the file."""
        if self.booking.evidence is None:
            raise Http404
        return self.booking.evidence
