"""Forms of what a party delivered: hours, an invoice, in kind; confirming, paying, withdrawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm, UploadField
from governance.forms.bodies import set_choices
from governance.models import Phase
from reporting.enums import ContributionKind
from reporting.forms.quantities import quantity_field
from reporting.models import Contribution
from reporting.rules.quantities import vat_over, without_vat
from reporting.services.contributions import MOST_PEOPLE, ContributionDetails, Invoice
from workgroups.forms.moments import MomentField

# Value of the choice → percentage, and whether it is in the amount already.
_VAT = {
    "geen": (0, False),
    "21-bij": (21, False),
    "21-in": (21, True),
    "9-bij": (9, False),
    "9-in": (9, True),
}
VAT_CHOICES = [
    ("geen", _("No VAT")),
    ("21-bij", _("21% VAT comes on top of it")),
    ("21-in", _("21% VAT is in it")),
    ("9-bij", _("9% VAT comes on top of it")),
    ("9-in", _("9% VAT is in it")),
]
_QUANTITY_LABELS = {
    ContributionKind.HOURS: _("How many hours?"),
    ContributionKind.MONEY: _("Which amount?"),
    ContributionKind.IN_KIND: _("What is it worth, in euros without VAT?"),
}
_OF_MONEY = ("vat", "invoice_number", "invoiced_on", "due_on", "paid_on")


class ContributionForm(PortalForm):
    """What a party delivered, of one kind (``kind``: ContributionKind); ``phases``: those that are open."""

    when = MomentField(
        label=_("On which day or in which month?"),
        help_text=_("For example 12-10-2026 or oktober 2026."),
    )
    vat = forms.ChoiceField(label=_("VAT"), choices=VAT_CHOICES)
    people = forms.IntegerField(
        label=_("How many people?"),
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.TextInput({"inputmode": "numeric", "class": "cd-input--4", "autocomplete": "off"}),
        help_text=_("Only where it was more than one."),
    )
    what = forms.CharField(label=_("What was done?"), required=False, max_length=300)
    invoice_number = forms.CharField(label=_("Number of the invoice"), max_length=50)
    invoiced_on = DateField(label=_("Date of the invoice"))
    due_on = DateField(
        label=_("Pay before or on"),
        required=False,
        help_text=_("After this day the portal reminds the contact of the party, each month."),
    )
    paid_on = DateField(label=_("Paid on"), required=False)
    phase = forms.ChoiceField(label=_("Phase"), required=False)
    evidence = UploadField(label=_("Evidence"), required=False)
    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kind: str, phases: Iterable[Phase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        self._phases = {str(phase.pk): phase for phase in phases}
        gone = set() if kind == ContributionKind.MONEY else set(_OF_MONEY)
        if kind != ContributionKind.HOURS:
            gone.add("people")
        fields = {name: field for name, field in self.fields.items() if name not in gone}
        amount = quantity_field(kind, label=_QUANTITY_LABELS[ContributionKind(kind)])
        self.fields = {"when": fields.pop("when"), "quantity": amount, **fields}
        if kind == ContributionKind.MONEY:
            self.fields["when"].label = _("For which day or month does it count?")
        if kind == ContributionKind.IN_KIND:
            self.fields["what"].label = _("What was given?")
            self.fields["what"].required = True
        names = [(key, phase.name) for key, phase in self._phases.items()]
        set_choices(self, "phase", [("", _("No phase")), *names])
        self.teach_fields()

    def details(self) -> ContributionDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        quantity, invoice = data["quantity"], None
        if self.kind == ContributionKind.MONEY:
            percentage, is_inside = _VAT[data["vat"]]
            if is_inside:
                net = without_vat(quantity, percentage)
                quantity, vat = net, quantity - net
            else:
                vat = vat_over(quantity, percentage)
            invoice = Invoice(
                data["invoice_number"], data["invoiced_on"], data["due_on"], vat, data["paid_on"]
            )
        return ContributionDetails(
            kind=self.kind,
            start=data["when"].start,
            end=data["when"].end,
            quantity=quantity,
            phase=self._phases.get(data["phase"]),
            people=data.get("people") or 1,
            what=data["what"],
            invoice=invoice,
        )


def amount_and_vat(contribution: Contribution) -> tuple[int, str]:
    """Return the amount in cents and the choice of VAT that come to exactly what stands there.

    An amount that had its VAT in it may differ a cent from one on which the VAT comes on top.
    """
    net, vat = contribution.quantity, contribution.vat
    for percentage in (21, 9) if vat else ():
        if vat == vat_over(net, percentage):
            return net, f"{percentage}-bij"
        if net == without_vat(net + vat, percentage):
            return net + vat, f"{percentage}-in"
    return net, "geen"


class PaidForm(PortalForm):
    """On which day an invoice was paid; empty: not yet."""

    paid_on = DateField(
        label=_("Paid on"), required=False, help_text=_("Leave it empty where it is not paid after all.")
    )


class WithdrawEntryForm(PortalForm):
    """Why something that was written down by mistake is withdrawn."""

    reason = forms.CharField(
        label=_("Why is it withdrawn?"), max_length=300, widget=forms.Textarea({"rows": 2})
    )


class ConfirmContributionsForm(PortalForm):
    """Which contributions the party confirms. ``rows``: (id, words)."""

    wanted = forms.MultipleChoiceField(label=_("Which are right?"), widget=forms.CheckboxSelectMultiple)
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, waiting: Sequence[tuple[Contribution, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting = {str(one.pk): one for one, _words in waiting}
        choices = [(str(one.pk), words) for one, words in waiting]
        self.fields["wanted"].choices = choices  # type: ignore[attr-defined]
        self.fields["wanted"].initial = [key for key, _words in choices]
        self.fields["seen"].initial = seen_text(self._waiting.values())

    def chosen(self) -> list[Contribution]:
        """Return what is confirmed, as it stood when the page was opened; call after ``is_valid``."""
        seen = seen_from(self.cleaned_data["seen"])
        found = [self._waiting[key] for key in self.cleaned_data["wanted"]]
        for one in found:
            one.quantity = seen.get(one.pk, -1)
        return found


def seen_text(contributions: Iterable[Contribution]) -> str:
    """Return how much stood on the page, as text that travels along."""
    return ",".join(f"{one.pk}:{one.quantity}" for one in contributions)


def seen_from(text: str) -> dict[int, int]:
    """Return how much stood on the page, by id; what this page did not send is left out."""
    found = {}
    for part in text.split(","):
        pk, _sign, quantity = part.partition(":")
        if pk.isdecimal() and quantity.isdecimal() and len(part) < 40:
            found[int(pk)] = int(quantity)
    return found


class YearForm(PortalForm):
    """Choose the year, in the address."""

    jaar = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "jaar", [(str(year), str(year)) for year in years])
        self.fields["jaar"].is_quiet = True  # type: ignore[attr-defined]

    def year(self, on: date) -> int:
        """Return the year that is asked for; that of a day where nothing can be read."""
        if self.is_bound and self.is_valid() and self.cleaned_data["jaar"]:
            return int(self.cleaned_data["jaar"])
        return on.year
