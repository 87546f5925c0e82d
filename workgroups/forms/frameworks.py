"""Forms about versions of the assessment framework: criteria, weights, assessors, and their state."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from governance.forms.bodies import decision_label, set_choices
from governance.models import Decision, Person
from workgroups.enums import FrameworkState
from workgroups.models import Criterion, FrameworkVersion
from workgroups.services.criteria import CriterionDetails
from workgroups.workflow import FRAMEWORK_TRANSITIONS, steps_from

STEP_WORDS = {
    (FrameworkState.DRAFT, FrameworkState.OPEN): _("Open it for scores"),
    (FrameworkState.OPEN, FrameworkState.DRAFT): _("Back to a draft: nobody gave scores yet"),
    (FrameworkState.OPEN, FrameworkState.CLOSED): _("Close it: no more scores"),
    (FrameworkState.CLOSED, FrameworkState.OPEN): _("Open it again for scores"),
}


class WeightField(forms.CharField):
    """A weight in percent: 12,5 or 12.5; empty: none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("max_length", 20)
        kwargs.setdefault("widget", forms.TextInput({"inputmode": "decimal", "class": "cd-input--short"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a weight as people write it."""
        if isinstance(value, Decimal):
            text = f"{value:f}"
            return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")
        return value

    def clean(self, value: Any) -> Decimal | None:
        """Return the weight; None for an empty box. Raises ValidationError."""
        typed = str(super().clean(value) or "").removesuffix("%").strip().replace(",", ".")
        if not typed:
            return None
        whole, _dot, rest = typed.partition(".")
        if not (
            whole.isascii() and whole.isdecimal() and (not rest or (rest.isascii() and rest.isdecimal()))
        ):
            raise ValidationError(_("Fill in a number, for example 12,5."), code="invalid")
        weight = Decimal(typed.rstrip("."))
        if not 0 < weight <= 100 or len(rest) > 2:
            raise ValidationError(
                _("Fill in a weight above 0 and at most 100, with at most 2 decimals."), code="invalid"
            )
        return weight


class NewFrameworkForm(PortalForm):
    """Make a new version."""

    text = forms.CharField(
        label=_("What is this version for, and what changes?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 5}),
    )


class EditFrameworkForm(NewFrameworkForm):
    """Change the explanation of a version, and until when it takes scores."""

    scores_until = DateField(
        label=_("Last day on which scores can be given"),
        required=False,
        help_text=_("Without a day it takes scores until it is closed."),
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_for(cls, framework: FrameworkVersion, history_id: int) -> dict[str, Any]:
        """Return what the form shows first."""
        return {
            "text": framework.text,
            "scores_until": framework.scores_until,
            "history_id": history_id,
        }


class FrameworkStateForm(PortalForm):
    """Open a version for scores, close it, or take it back to a draft."""

    state = forms.ChoiceField(label=_("What do you want?"), widget=forms.RadioSelect)
    on = DateField(label=_("From which day?"), help_text=_("For example 1 12 2026."))
    decision = forms.ChoiceField(
        label=_("By which decision was this version adopted?"),
        required=False,
        help_text=_("Where a body adopted the framework. Only decisions about content stand here."),
    )
    reason = forms.CharField(label=_("Why?"), required=False, max_length=300)

    def __init__(
        self,
        *args: Any,
        framework: FrameworkVersion,
        decisions: Iterable[Decision],
        is_used: bool = False,
        **kwargs: Any,
    ) -> None:
        """``is_used``: scores were given with it, so that it is no draft any more."""
        super().__init__(*args, **kwargs)
        self._decisions = {str(decision.pk): decision for decision in decisions}
        steps = steps_from(FRAMEWORK_TRANSITIONS, framework.state)
        if is_used:
            steps.pop(FrameworkState.DRAFT, None)
        set_choices(self, "state", [(state, STEP_WORDS[framework.state, state]) for state in steps])  # type: ignore[index]
        known = [(key, decision_label(decision)) for key, decision in self._decisions.items()]
        set_choices(self, "decision", [("", _("No decision")), *known])
        if FrameworkState.OPEN not in steps:
            del self.fields["decision"]
        if not any(step.asks_reason for step in steps.values()):
            del self.fields["reason"]
        if len(steps) == 1:
            self.fields["state"].initial = next(iter(steps))

    def decided(self) -> Decision | None:
        """Return the decision that was chosen; call after ``is_valid``."""
        return self._decisions.get(self.cleaned_data.get("decision", ""))


class CriterionForm(PortalForm):
    """A criterion with its scale and weight."""

    heading = forms.CharField(
        label=_("Under which heading?"),
        required=False,
        max_length=100,
        help_text=_("Criteria with the same heading stand together. For example: Feasible."),
    )
    title = forms.CharField(label=_("Criterion"), max_length=200)
    text = forms.CharField(
        label=_("What does an assessor look at?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )
    lowest = forms.IntegerField(
        label=_("Lowest score"),
        min_value=-10,
        max_value=100,
        initial=1,
        widget=forms.TextInput({"inputmode": "numeric", "class": "cd-input--short"}),
    )
    highest = forms.IntegerField(
        label=_("Highest score"),
        min_value=-10,
        max_value=100,
        initial=5,
        widget=forms.TextInput({"inputmode": "numeric", "class": "cd-input--short"}),
    )
    weight = WeightField(
        label=_("Weight in percent"),
        help_text=_("Give all criteria a weight that add to 100, or none of them: then all count the same."),
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def details(self) -> CriterionDetails:
        """Return what was filled in; call after ``is_valid``."""
        names = ("title", "heading", "text", "lowest", "highest", "weight")
        return CriterionDetails(**{name: self.cleaned_data[name] for name in names})

    @classmethod
    def initial_for(cls, criterion: Criterion, history_id: int) -> dict[str, Any]:
        """Return what the form shows first."""
        names = ("title", "heading", "text", "lowest", "highest", "weight")
        return {name: getattr(criterion, name) for name in names} | {"history_id": history_id}


class WeightsForm(PortalForm):
    """The weights of all criteria at once; the fields are ``weight_<id>``."""

    def __init__(self, *args: Any, criteria: Sequence[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for criterion in criteria:
            self.fields[f"weight_{criterion.pk}"] = WeightField(
                label=criterion.title, initial=criterion.weight
            )
        self.teach_fields()
        for field in self.fields.values():
            field.is_quiet = True  # type: ignore[attr-defined]

    def weights(self) -> dict[int, Decimal | None]:
        """Return the weight by the id of the criterion; call after ``is_valid``."""
        found = self.cleaned_data.items()
        return {int(name.removeprefix("weight_")): value for name, value in found}


class AssessorForm(PortalForm):
    """Choose who gives scores."""

    person = forms.ChoiceField(
        label=_("Who gives scores?"),
        help_text=_("A person of this deal. Without an account somebody cannot give scores."),
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        known = [(key, person.name) for key, person in self._people.items()]
        set_choices(self, "person", [("", _("Choose")), *known])

    def chosen(self) -> Person:
        """Return the person; call after ``is_valid``."""
        return self._people[self.cleaned_data["person"]]
