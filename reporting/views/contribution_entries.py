"""One contribution: written down, changed, paid, withdrawn, and its evidence."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.history import latest_history_id, show_date, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.models import StoredFile
from citydeal.views.files import StoredFileView
from governance.models import CityDeal, Party
from governance.views.stale import StaleMixin
from reporting.enums import ContributionKind
from reporting.forms.contributions import ContributionForm, PaidForm, WithdrawEntryForm, amount_and_vat
from reporting.models import Contribution
from reporting.permissions_contributions import can_keep_money, can_read_figure, can_write_contribution
from reporting.rules.quantities import quantity_words
from reporting.selectors.contribution_records import contribution_at, waiting_words
from reporting.services.contributions import (
    add_contribution,
    change_contribution,
    set_paid,
    withdraw_contribution,
)
from reporting.views.contributions_base import (
    ContributionPartyMixin,
    SimpleFormMixin,
)
from workgroups.enums import Precision
from workgroups.rules.moments import Moment

_HEADINGS = {
    ContributionKind.HOURS.value: gettext_lazy("Hours of %(party)s"),
    ContributionKind.MONEY.value: gettext_lazy("Invoice to %(party)s"),
    ContributionKind.IN_KIND.value: gettext_lazy("In kind from %(party)s"),
}


class ContributionCreateView(ContributionPartyMixin, SimpleFormMixin):
    """Write down what a party delivered; ``?soort=``: of which kind."""

    form_class = ContributionForm
    has_file = True

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account writes down what is of this kind for the party."""
        return can_write_contribution(self.user, self.party, self.kind)

    @cached_property
    def kind(self) -> str:
        """Return the kind of the address; hours where it names none."""
        kind = self.request.GET.get("soort", ContributionKind.HOURS)
        if kind not in ContributionKind.values:
            raise Http404
        return str(kind)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form the kind and the phases that are open."""
        return super().get_form_kwargs() | {"kind": self.kind, "phases": self.open_phases}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what is written down."""
        heading = _HEADINGS[self.kind] % {"party": self.party.organization.name}
        return super().get_context_data(**{"heading": heading, **kwargs})

    def perform(self, form: Form) -> Text:
        """Write it down."""
        if not isinstance(form, ContributionForm):
            raise TypeError
        made = add_contribution(
            actor=self.user, party=self.party, details=form.details(), evidence=_evidence(form)
        )
        if made.confirmed_at:
            return _("The contribution is written down and confirmed.")
        return _("The contribution is written down. The party still has to confirm it.")


class ContributionMixin(ContributionPartyMixin):
    """Finds the contribution of the address."""

    @cached_property
    def contribution(self) -> Contribution:
        """Return the contribution, with party, deal and evidence."""
        found: Contribution = only(contribution_at(pk=self.kwargs["contribution"], deal=self.deal.pk))
        return found

    @cached_property
    def party(self) -> Party:
        """Return the party of the contribution."""
        return self.contribution.party

    def writes(self) -> bool:
        """Whether this account changes it."""
        one = self.contribution
        return one.withdrawn_at is None and can_write_contribution(self.user, one.party, one.kind)

    def lead(self) -> str:
        """Return which one it is."""
        return waiting_words(self.contribution)


class ContributionEditView(ContributionMixin, StaleMixin, SimpleFormMixin):
    """Change what was written down; its kind stays."""

    form_class = ContributionForm
    heading = gettext_lazy("Change the contribution")
    has_file = True

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account changes it."""
        return self.writes()

    @property
    def edited(self) -> Contribution:
        """Return the record that the form changes."""
        return self.contribution

    @property
    def shown_fields(self) -> dict[str, Any]:  # type: ignore[override]
        """Return how each field is shown to who saved second."""

        def show_quantity(value: Any) -> str:
            return quantity_words(self.contribution.kind, value)

        return {
            "start": show_date,
            "end": show_date,
            "quantity": show_quantity,
            "people": show_text,
            "what": show_text,
            "invoice_number": show_text,
            "invoiced_on": show_date,
            "due_on": show_date,
            "paid_on": show_date,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form the kind and the phases; its own phase stays, also when it closed."""
        own = self.contribution.phase
        phases = self.open_phases
        if own is not None and own not in phases:
            phases = [own, *phases]
        return super().get_form_kwargs() | {"kind": self.contribution.kind, "phases": phases}

    def get_initial(self) -> dict[str, Any]:
        """Show it as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        one = self.contribution
        amount, vat = amount_and_vat(one)
        precision = Precision.DAY if one.start == one.end else Precision.MONTH
        return {
            "when": Moment(one.start, one.end, str(precision)),
            "quantity": amount,
            "vat": vat,
            "people": one.people if one.people > 1 else None,
            "what": one.what,
            "invoice_number": one.invoice_number,
            "invoiced_on": one.invoiced_on,
            "due_on": one.due_on,
            "paid_on": one.paid_on,
            "phase": str(one.phase_id or ""),
            "history_id": latest_history_id(one),
        }

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, ContributionForm):
            raise TypeError
        changed = change_contribution(
            actor=self.user,
            contribution=self.contribution,
            details=form.details(),
            history_id=form.cleaned_data["history_id"] or 0,
            evidence=_evidence(form),
        )
        if changed.confirmed_at:
            return _("The contribution is changed.")
        return _("The contribution is changed. The party still has to confirm it.")


class ContributionPaidView(ContributionMixin, SimpleFormMixin):
    """Say on which day an invoice was paid."""

    form_class = PaidForm
    heading = gettext_lazy("When was this invoice paid?")

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this is an invoice, and this account keeps the money."""
        one = self.contribution
        is_invoice = one.kind == ContributionKind.MONEY and one.withdrawn_at is None
        return is_invoice and can_keep_money(self.user, deal)

    def get_initial(self) -> dict[str, Any]:
        """Begin with the day that is known."""
        return {"paid_on": self.contribution.paid_on}

    def perform(self, form: Form) -> Text:
        """Save it."""
        paid_on = form.cleaned_data["paid_on"]
        set_paid(actor=self.user, contribution=self.contribution, paid_on=paid_on)
        return _("The invoice is paid.") if paid_on else _("The invoice is not paid.")


class ContributionWithdrawView(ContributionMixin, SimpleFormMixin):
    """Take back what was written down by mistake."""

    form_class = WithdrawEntryForm
    heading = gettext_lazy("Withdraw this contribution?")
    button = gettext_lazy("Withdraw")
    is_negative = True

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account changes it."""
        return self.writes()

    def perform(self, form: Form) -> Text:
        """Withdraw it."""
        withdraw_contribution(
            actor=self.user, contribution=self.contribution, reason=form.cleaned_data["reason"]
        )
        return _("The contribution is withdrawn.")


class ContributionEvidenceView(ContributionMixin, StoredFileView):
    """The evidence of a contribution, for who may read its figure."""

    def stored_file(self) -> StoredFile:
        """Return the file."""
        one = self.contribution
        if one.evidence is None or not can_read_figure(self.user, one):
            raise Http404
        return one.evidence


def _evidence(form: Form) -> UploadedFile | None:
    upload = form.cleaned_data.get("evidence")
    return upload if isinstance(upload, UploadedFile) else None
