"""The form of a rule of the covenant: its fields follow from the rule's own parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField
from governance.forms.covenant import OpenedForm, short_number
from governance.models import Organization
from governance.rules.base import Rule
from governance.rules.parameters import Choice, ChoiceList, OrganizationSlug, Parameter, WholeNumber

# From so many answers on a list folds: a select is read faster than that many rows.
_MANY = 7
_NOT_LISTED = _("Is the organisation not in the list? First add it as a party, or give it a seat in a body.")


def parameter_field(name: str) -> str:
    """Return the name of the form field of a parameter; the rule's own names cannot clash with ours."""
    return f"parameter_{name}"


class CovenantRuleForm(OpenedForm):
    """Sentence, article, parameters and days of one rule."""

    text = forms.CharField(
        label=_("Sentence"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("As the covenant says it. People read this sentence with each finding."),
    )
    article = forms.CharField(
        label=_("Article"), required=False, max_length=50, help_text=_("For example: artikel 4 lid 3.")
    )
    start = DateField(label=_("Holds from"))
    end = DateField(
        label=_("Holds until"), required=False, help_text=_("The last day. Leave empty as long as it holds.")
    )

    def __init__(self, *args: Any, rule: Rule, organizations: Iterable[Organization], **kwargs: Any) -> None:
        self.rule = rule
        self._organizations = [(found.slug, found.name) for found in organizations]
        super().__init__(*args, **kwargs)
        for parameter in rule.parameters:
            self.fields[parameter_field(parameter.name)] = self._field(parameter)
        names = [parameter_field(parameter.name) for parameter in rule.parameters]
        self.order_fields(["text", "article", *names, "start", "end", "history_id"])
        self.teach_fields()

    def _field(self, parameter: Parameter) -> forms.Field:
        """Return the form field of a parameter."""
        common: dict[str, Any] = {
            "label": parameter.label,
            "help_text": parameter.help,
            "required": parameter.is_required,
            "initial": parameter.default,
        }
        if isinstance(parameter, WholeNumber):
            common["widget"] = short_number()
            return forms.IntegerField(min_value=parameter.minimum, max_value=parameter.maximum, **common)
        if isinstance(parameter, ChoiceList):
            return forms.MultipleChoiceField(
                choices=parameter.choices, widget=forms.CheckboxSelectMultiple, **common
            )
        if isinstance(parameter, OrganizationSlug):
            choices = [("", _("Choose an organisation")), *self._organizations]
            common["help_text"] = format_lazy("{} {}", parameter.help, _NOT_LISTED)
            return forms.ChoiceField(choices=choices, **common)
        if isinstance(parameter, Choice):
            folds = len(parameter.choices) >= _MANY
            widget = forms.Select if folds else forms.RadioSelect
            return forms.ChoiceField(choices=parameter.choices, widget=widget, **common)
        raise TypeError(f"no form field for {type(parameter).__name__}")

    def clean(self) -> dict[str, Any]:
        """Ask the rule itself what is wrong with its parameters, such as a minimum above the maximum."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors:
            for name, problem in self.rule.errors(self.parameters()).items():
                self.add_error(parameter_field(name), capfirst(problem))
        return data

    def parameters(self) -> dict[str, Any]:
        """Return the parameters that were filled in; what was left empty is left out."""
        found = {p.name: self.cleaned_data.get(parameter_field(p.name)) for p in self.rule.parameters}
        return {name: value for name, value in found.items() if value not in (None, "", [])}

    def parameter_fields(self) -> list[forms.BoundField]:
        """Return the fields of the parameters."""
        return [self[parameter_field(parameter.name)] for parameter in self.rule.parameters]

    @staticmethod
    def initial_for(parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the form shows first for the parameters of a rule that holds."""
        return {parameter_field(name): value for name, value in parameters.items()}
