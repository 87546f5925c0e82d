"""Forms of regional alliances and design teams."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from citydeal.enums import Access
from governance.forms.bodies import set_choices
from workgroups.models import DesignPrinciple, TeamBudgetLine
from workgroups.rules.amounts import AmountError, amount_words, parse_amount
from workgroups.selectors.design_teams import hours_words
from workgroups.services.design_teams import BudgetLine, TeamDetails

# Lines of a budget: so many stand empty below those that are there, and more than this nobody needs.
EMPTY_LINES, MOST_LINES = 3, 60
_HOURS = re.compile(r"(\d{1,6})(?:[.,](\d{1,2}))?")


class AllianceForm(PortalForm):
    """What the parties of an alliance agreed."""

    region = forms.CharField(
        label=_("Region"), required=False, max_length=100, help_text=_("For example: Drechtsteden.")
    )
    agreement = forms.CharField(
        label=_("What did the parties agree?"),
        required=False,
        max_length=10000,
        widget=forms.Textarea({"rows": 8}),
    )
    agreed_on = DateField(label=_("Agreed on"), required=False, help_text=_("For example 1 12 2026."))
    history_id = forms.IntegerField(widget=forms.HiddenInput)


class TeamForm(PortalForm):
    """Found the design team of a principle."""

    principle = forms.ChoiceField(label=_("Design principle"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=200)
    remit = forms.CharField(
        label=_("What does it do?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One or two sentences. They stand on the page of the body."),
    )
    article = forms.CharField(label=_("Article of the covenant"), required=False, max_length=50)
    start = DateField(label=_("First day"), help_text=_("For example 1 12 2026."))
    access = forms.ChoiceField(
        label=_("Who may read"), choices=Access.choices, widget=forms.RadioSelect, initial=Access.PUBLIC
    )

    def __init__(self, *args: Any, principles: Iterable[DesignPrinciple], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.principles = {str(principle.pk): principle for principle in principles}
        set_choices(self, "principle", [(key, principle.title) for key, principle in self.principles.items()])

    def chosen(self) -> DesignPrinciple:
        """Return the principle; call after ``is_valid``."""
        return self.principles[self.cleaned_data["principle"]]

    def details(self) -> TeamDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        names = ("name", "start", "remit", "article", "access")
        return TeamDetails(**{name: data[name] for name in names})


class TeamPlanForm(PortalForm):
    """The plan of approach of a design team, and its budget in money and hours, a line each.

    A line that is empty does not count; to remove one, empty it.
    """

    plan = forms.CharField(
        label=_("Plan of approach"),
        required=False,
        max_length=20000,
        widget=forms.Textarea({"rows": 10}),
        help_text=_("What the team makes, how, with whom and when."),
    )
    plan_on = DateField(
        label=_("The plan stands since"), required=False, help_text=_("For example 1 12 2026.")
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Iterable[TeamBudgetLine] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = list(lines)
        self.count = min(self._sent() if self.is_bound else len(found) + EMPTY_LINES, MOST_LINES)
        for number in range(self.count):
            self._add(number, found[number] if number < len(found) else None)
        self.teach_fields()

    def _sent(self) -> int:
        """Return how many lines the form that was sent had."""
        return next((n for n in range(MOST_LINES) if f"title_{n}" not in self.data), MOST_LINES)

    def _add(self, number: int, line: TeamBudgetLine | None) -> None:
        short = forms.TextInput({"class": "cd-input--short", "inputmode": "decimal", "autocomplete": "off"})
        fields = {
            "title": forms.CharField(label=_("What for"), required=False, max_length=200),
            "amount": forms.CharField(label=_("Euros"), required=False, max_length=30, widget=short),
            "hours": forms.CharField(label=_("Hours"), required=False, max_length=10, widget=short),
        }
        for name, field in fields.items():
            field.is_quiet = True  # type: ignore[attr-defined]
            self.fields[f"{name}_{number}"] = field
        if line is not None:
            self.initial = {
                **self.initial,
                f"title_{number}": line.title,
                f"amount_{number}": amount_words(line.amount) if line.amount else "",
                f"hours_{number}": hours_words(line.hours) if line.hours else "",
            }

    def rows(self) -> list[tuple[int, list[forms.BoundField]]]:
        """Return the lines to fill in: number from 1, and the three fields."""
        names = ("title", "amount", "hours")
        return [(number + 1, [self[f"{name}_{number}"] for name in names]) for number in range(self.count)]

    def clean(self) -> dict[str, Any]:
        """Read money and hours; each gets its own error."""
        data = super().clean() or self.cleaned_data
        for number in range(self.count):
            try:
                data[f"amount_{number}"] = _amount(data.get(f"amount_{number}", ""))
            except AmountError as error:
                self.add_error(f"amount_{number}", ValidationError(error.message, code="invalid"))
            try:
                data[f"hours_{number}"] = _hours(data.get(f"hours_{number}", ""))
            except ValidationError as error:
                self.add_error(f"hours_{number}", error)
        for number in self._filled():
            self._check(number)
        return data

    def _filled(self) -> list[int]:
        """Return the lines in which something was typed."""
        return [
            number
            for number in range(self.count)
            if any(self.cleaned_data.get(f"{name}_{number}") for name in ("title", "amount", "hours"))
            or any(f"{name}_{number}" in self.errors for name in ("title", "amount", "hours"))
        ]

    def _check(self, number: int) -> None:
        """Refuse a line without words, or without money and hours."""
        wrong = {name for name in ("title", "amount", "hours") if f"{name}_{number}" in self.errors}
        if not wrong and not self.cleaned_data[f"title_{number}"]:
            self.add_error(f"title_{number}", _now("Say what this line of the budget is for."))
        elif not wrong and not (
            self.cleaned_data[f"amount_{number}"] or self.cleaned_data[f"hours_{number}"]
        ):
            self.add_error(f"amount_{number}", _now("Fill in euros or hours."))

    def lines(self) -> list[BudgetLine]:
        """Return the lines that were filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return [
            BudgetLine(data[f"title_{number}"], data[f"amount_{number}"], data[f"hours_{number}"])
            for number in self._filled()
        ]


def _amount(typed: str) -> Decimal:
    return parse_amount(typed) if typed else Decimal(0)


def _hours(typed: str) -> Decimal:
    if not typed:
        return Decimal(0)
    found = _HOURS.fullmatch(typed.strip()) if typed.isascii() else None
    if found is None:
        raise ValidationError(_("Fill in the hours in digits, for example 40 or 12,5."), code="invalid")
    return Decimal(f"{found[1]}.{found[2] or 0}")
