"""Forms of what parties promise, and of who keeps the money."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from governance.forms.bodies import set_choices
from governance.models import Party, Person, Phase
from reporting.enums import ContributionKind
from reporting.forms.quantities import EurosField
from reporting.models import PromisedContribution
from reporting.rules.quantities import (
    QuantityError,
    parse_quantity,
    quantity_number,
)
from reporting.services.promises import PromiseDetails

_MONTH_CHOICES = [(str(number), name) for number, name in MONTHS.items()]


class PromiseForm(PortalForm):
    """What a party promises for a year or some of its months."""

    party = forms.ChoiceField(label=_("Party"))
    kind = forms.ChoiceField(
        label=_("What does the party bring in?"), choices=ContributionKind.choices, widget=forms.RadioSelect
    )
    quantity = forms.CharField(
        label=_("How much?"),
        max_length=40,
        widget=forms.TextInput({"inputmode": "decimal", "class": "cd-input--short", "autocomplete": "off"}),
        help_text=_(
            "Hours in whole quarters, for example 200 or 12,25. Euros without VAT, for example 6.000."
        ),
    )
    year = forms.IntegerField(
        label=_("Year"),
        min_value=2000,
        max_value=2200,
        widget=forms.TextInput({"inputmode": "numeric", "class": "cd-input--4", "autocomplete": "off"}),
    )
    first_month = forms.ChoiceField(label=_("From"), choices=_MONTH_CHOICES, initial="1")
    last_month = forms.ChoiceField(label=_("Until and including"), choices=_MONTH_CHOICES, initial="12")
    phase = forms.ChoiceField(label=_("Phase"), required=False)
    rate = EurosField(
        label=_("Rate for an hour, in euros"),
        required=False,
        help_text=_("Only for hours, and only where a rate is agreed."),
    )
    what = forms.CharField(
        label=_("What is given?"), required=False, max_length=200, help_text=_("Asked for what is in kind.")
    )
    article = forms.CharField(label=_("Article of the covenant"), required=False, max_length=50)
    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, parties: Iterable[Party], phases: Iterable[Phase], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parties = {str(party.pk): party for party in parties}
        self._phases = {str(phase.pk): phase for phase in phases}
        names = [(key, party.organization.name) for key, party in self._parties.items()]
        set_choices(self, "party", [("", _("Choose a party")), *names])
        set_choices(
            self, "phase", [("", _("No phase")), *((key, phase.name) for key, phase in self._phases.items())]
        )

    def clean(self) -> dict[str, Any]:
        """Read the quantity in the unit of the kind."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("kind") and data.get("quantity"):
            try:
                data["quantity"] = parse_quantity(data["kind"], data["quantity"])
            except QuantityError as error:
                self.add_error("quantity", error.message)
        return data

    def chosen_party(self) -> Party:
        """Return the party that was chosen; call after ``is_valid``."""
        return self._parties[self.cleaned_data["party"]]

    def details(self) -> PromiseDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return PromiseDetails(
            kind=data["kind"],
            year=data["year"],
            quantity=data["quantity"],
            first_month=int(data["first_month"]),
            last_month=int(data["last_month"]),
            phase=self._phases.get(data["phase"]),
            rate=data["rate"],
            what=data["what"],
            article=data["article"],
        )


class EditPromiseForm(PromiseForm):
    """Change a promise; whose it is stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, parties=(), **kwargs)
        del self.fields["party"]


def promise_initial(promise: PromisedContribution) -> dict[str, Any]:
    """Return what the form of a promise begins with."""
    return {
        "kind": promise.kind,
        "quantity": quantity_number(promise.kind, promise.quantity),
        "year": promise.year,
        "first_month": str(promise.first_month),
        "last_month": str(promise.last_month),
        "phase": str(promise.phase_id or ""),
        "rate": promise.rate,
        "what": promise.what,
        "article": promise.article,
    }


class RemovePromiseForm(PortalForm):
    """Nothing to fill in: the button removes."""


class PassOnForm(PortalForm):
    """Which party goes on with a promise; ``parties``: who came in the place of its own."""

    to = forms.ChoiceField(label=_("Which party?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, parties: Iterable[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._parties = {str(party.pk): party for party in parties}
        names = [(key, party.organization.name) for key, party in self._parties.items()]
        set_choices(self, "to", names)
        if len(names) == 1:
            self.fields["to"].initial = names[0][0]

    def chosen_party(self) -> Party:
        """Return the party that was chosen; call after ``is_valid``."""
        return self._parties[self.cleaned_data["to"]]


class TreasurerForm(PortalForm):
    """Who keeps the money of the deal, from when."""

    person = forms.ChoiceField(label=_("Who?"))
    start = DateField(label=_("First day"))
    end = DateField(label=_("Last day"), required=False)

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        names = [(key, person.name) for key, person in self._people.items()]
        set_choices(self, "person", [("", _("Choose a person")), *names])

    def chosen_person(self) -> Person:
        """Return who was chosen; call after ``is_valid``."""
        return self._people[self.cleaned_data["person"]]


class EndTreasurerForm(PortalForm):
    """Until when somebody keeps the money."""

    end = DateField(label=_("Last day"))
