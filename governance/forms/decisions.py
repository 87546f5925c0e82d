"""Forms about decisions of bodies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from governance.enums import DecisionResult, DecisionSubject


class DecisionFilterForm(PortalForm):
    """Search the decision list of a body."""

    zoek = forms.CharField(label=_("Search"), required=False, max_length=100)
    over = forms.ChoiceField(
        label=_("Is about"), required=False, choices=[("", _("All subjects")), *DecisionSubject.choices]
    )
    uitslag = forms.ChoiceField(
        label=_("Result"), required=False, choices=[("", _("All results")), *DecisionResult.choices]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.is_quiet = True  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        """Return what is looked for, as far as it can be."""
        self.is_valid()
        data = self.cleaned_data if self.is_bound else {}
        return {
            "query": data.get("zoek", ""),
            "subject": data.get("over", ""),
            "result": data.get("uitslag", ""),
        }


class DecisionForm(PortalForm):
    """Record what a body decided."""

    taken_on = DateField(label=_("On which day was it decided?"), help_text=_("For example 1 12 2026."))
    subject = forms.ChoiceField(
        label=_("What is it about?"), choices=DecisionSubject.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("What was decided?"),
        max_length=10000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("The text of the decision, as the body took it."),
    )


class WithdrawDecisionForm(PortalForm):
    """Say from when a decision no longer holds, and why."""

    withdrawn_on = DateField(
        label=_("From which day is it withdrawn?"), help_text=_("For example 1 12 2026.")
    )
    reason = forms.CharField(
        label=_("Why is it withdrawn?"), max_length=100, help_text=_("This stands with the decision.")
    )
