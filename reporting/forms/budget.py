"""Forms of the budget: lines, and what is booked on them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm, UploadField
from governance.forms.bodies import set_choices
from governance.models import Party, Phase
from reporting.enums import BookingKind, BudgetUnit
from reporting.forms.quantities import quantity_field
from reporting.rules.quantities import QuantityError, parse_quantity
from reporting.services.budget import BookingDetails, LineDetails


class LineForm(PortalForm):
    """A line of the budget of a phase, in money or in hours."""

    phase = forms.ChoiceField(label=_("Phase"))
    title = forms.CharField(label=_("What is it for?"), max_length=200)
    unit = forms.ChoiceField(
        label=_("In money or in hours?"), choices=BudgetUnit.choices, widget=forms.RadioSelect
    )
    quantity = forms.CharField(
        label=_("How much?"),
        max_length=40,
        widget=forms.TextInput({"inputmode": "decimal", "class": "cd-input--short", "autocomplete": "off"}),
        help_text=_("Hours in whole quarters, for example 200 or 12,25. Euros, for example 6.000."),
    )
    funding = forms.CharField(
        label=_("Where does it come from?"), required=False, max_length=200, help_text=_("The funding.")
    )
    party = forms.ChoiceField(label=_("Which party carries it?"), required=False)
    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, phases: Iterable[Phase], parties: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._phases = {str(phase.pk): phase for phase in phases}
        self._parties = {str(party.pk): party for party in parties}
        phase_names = [(key, phase.name) for key, phase in self._phases.items()]
        set_choices(self, "phase", [("", _("Choose a phase")), *phase_names])
        names = [(key, party.organization.name) for key, party in self._parties.items()]
        set_choices(self, "party", [("", _("The deal as a whole")), *names])

    def clean(self) -> dict[str, Any]:
        """Read the quantity in the unit."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("unit") and data.get("quantity"):
            try:
                data["quantity"] = parse_quantity(data["unit"], data["quantity"])
            except QuantityError as error:
                self.add_error("quantity", error.message)
        return data

    def details(self) -> LineDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return LineDetails(
            phase=self._phases[data["phase"]],
            title=data["title"],
            unit=data["unit"],
            quantity=data["quantity"],
            party=self._parties.get(data["party"]),
            funding=data["funding"],
        )


class RemoveLineForm(PortalForm):
    """Nothing to fill in: the button removes."""


class BookingForm(PortalForm):
    """A commitment or realisation on a line; ``unit``: of that line (BudgetUnit)."""

    kind = forms.ChoiceField(
        label=_("What do you book?"), choices=BookingKind.choices, widget=forms.RadioSelect
    )
    on = DateField(label=_("On which day?"))
    what = forms.CharField(label=_("What is it?"), max_length=300)
    reference = forms.CharField(label=_("Number of the invoice or order"), required=False, max_length=50)
    evidence = UploadField(label=_("Evidence"), required=False)

    def __init__(self, *args: Any, unit: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields = dict(self.fields)
        amount = quantity_field(unit, label=_("How much?"))
        self.fields = {"kind": fields.pop("kind"), "on": fields.pop("on"), "quantity": amount, **fields}
        self.teach_fields()

    def details(self) -> BookingDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return BookingDetails(data["kind"], data["on"], data["quantity"], data["what"], data["reference"])
