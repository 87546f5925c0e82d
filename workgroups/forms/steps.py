"""Forms of steps: what a step is, where it stands, when it is planned, and the plan as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from citydeal.common.forms import DateField, PortalForm
from governance.forms.bodies import decision_label, set_choices
from governance.models import Decision, Person
from workgroups.enums import StepState
from workgroups.models import Step, StepTemplate
from workgroups.services.steps import StepDetails
from workgroups.services.steps_plan import Place, TemplateStep

_NUMBER = {"inputmode": "numeric", "class": "cd-input--4"}


class PlanStepForm(PortalForm):
    """What a step is. ``people``: who may own it; ``asks_decision``: whether it may be left to a body."""

    title = forms.CharField(label=_("Step"), max_length=200, help_text=_("For example: Test in practice."))
    result = forms.CharField(
        label=pgettext_lazy("of a step", "Result"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )
    owner = forms.ChoiceField(label=_("Who looks after it?"), required=False)
    planned_start = DateField(label=_("Planned first day"), help_text=_("For example 1 12 2026."))
    planned_end = DateField(label=_("Planned last day"))
    needs_decision = forms.BooleanField(
        label=_("A body decides that it is done"),
        required=False,
        help_text=_("Then the lead cannot report it done."),
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Iterable[Person], asks_decision: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        names = [(key, person.name) for key, person in self._people.items()]
        set_choices(self, "owner", [("", _("Nobody yet")), *names])
        self.asks_decision = asks_decision
        if not asks_decision:
            del self.fields["needs_decision"]

    def details(self) -> StepDetails:
        """Return what was filled in; call after ``is_valid``."""
        return self.details_for(self.cleaned_data["planned_start"], self.cleaned_data["planned_end"], False)

    def details_for(self, planned_start: date, planned_end: date, needs_decision: bool) -> StepDetails:
        """Return what was filled in, with what this form did not ask."""
        data = self.cleaned_data
        return StepDetails(
            title=data["title"],
            result=data["result"],
            owner=self._people.get(data["owner"]),
            planned_start=planned_start,
            planned_end=planned_end,
            needs_decision=data.get("needs_decision", needs_decision),
        )


class StepEditForm(PlanStepForm):
    """Change a step; its days move on a page of their own, with a reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["planned_start"], self.fields["planned_end"]


class StepMoveForm(PortalForm):
    """Other planned days, and why."""

    planned_start = DateField(label=_("Planned first day"))
    planned_end = DateField(label=_("Planned last day"))
    reason = forms.CharField(label=_("Why does it move?"), max_length=300, widget=forms.Textarea({"rows": 2}))


class StepStateForm(PortalForm):
    """Where a step goes. ``states``: where it may; ``decisions``: those it may rest on, or None."""

    state = forms.ChoiceField(label=_("How far is this step?"), widget=forms.RadioSelect)
    on = DateField(label=_("On which day?"))
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Needed when it stops, goes back or is taken up again."),
    )
    decision = forms.ChoiceField(
        label=_("Decision"),
        required=False,
        help_text=_("Only needed to report this step done: a body decides that."),
    )

    def __init__(
        self,
        *args: Any,
        states: Sequence[str],
        decisions: Sequence[Decision] | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "state", [(state, StepState(state).label) for state in states])
        self._decisions = {str(decision.pk): decision for decision in decisions or ()}
        self.asks_decision = decisions is not None
        labels = [(key, decision_label(decision)) for key, decision in self._decisions.items()]
        set_choices(self, "decision", [("", _("No decision")), *labels])
        if decisions is None:
            del self.fields["decision"]

    def decision_chosen(self) -> Decision | None:
        """Return the decision; call after ``is_valid``."""
        return self._decisions.get(self.cleaned_data.get("decision", ""))


class ArrangeForm(PortalForm):
    """The place and the weight of every step of a group."""

    def __init__(self, *args: Any, steps: Sequence[Step], **kwargs: Any) -> None:
        self.steps = list(steps)
        super().__init__(*args, **kwargs)
        self.rows = []
        for step in self.steps:
            order, weight = f"order_{step.pk}", f"weight_{step.pk}"
            self.fields[order] = forms.IntegerField(
                label=_("Place of %(step)s") % {"step": step.title},
                min_value=1,
                max_value=999,
                initial=step.order,
                widget=forms.TextInput(_NUMBER),
            )
            self.fields[weight] = forms.IntegerField(
                label=_("Weight of %(step)s, in percent") % {"step": step.title},
                min_value=0,
                max_value=100,
                required=False,
                initial=step.weight,
                widget=forms.TextInput(_NUMBER),
            )
            self.rows.append((step, order, weight))
        self.teach_fields()

    def bound_rows(self) -> list[tuple[Step, Any, Any]]:
        """Return each step with its two fields."""
        return [(step, self[order], self[weight]) for step, order, weight in self.rows]

    def places(self) -> dict[int, Place]:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return {step.pk: Place(data[order], data[weight]) for step, order, weight in self.rows}


class TemplateForm(PortalForm):
    """The steps that groups start with: those there are, and room for more."""

    SPARE = 3

    def __init__(self, *args: Any, steps: Sequence[StepTemplate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posted = sum(name.startswith("title_") for name in self.data) if self.is_bound else 0
        count = max(len(steps) + self.SPARE, min(posted, 60))
        self.numbers = range(1, count + 1)
        known = dict(enumerate(steps, start=1))
        for number in self.numbers:
            step = known.get(number)
            words = {"number": number}
            self.fields[f"title_{number}"] = forms.CharField(
                label=_("Step %(number)s") % words,
                required=False,
                max_length=200,
                initial=step.title if step else "",
            )
            self.fields[f"result_{number}"] = forms.CharField(
                label=pgettext_lazy("of a step", "Result of step %(number)s") % words,
                required=False,
                max_length=300,
                initial=step.result if step else "",
            )
            self.fields[f"decision_{number}"] = forms.BooleanField(
                label=_("A body decides that step %(number)s is done") % words,
                required=False,
                initial=bool(step and step.needs_decision),
            )
        self.teach_fields()

    def bound_rows(self) -> list[tuple[Any, Any, Any]]:
        """Return the three fields of each step."""
        return [
            (self[f"title_{number}"], self[f"result_{number}"], self[f"decision_{number}"])
            for number in self.numbers
        ]

    def steps(self) -> list[TemplateStep]:
        """Return what was filled in; call after ``is_valid``. A step without words is no step."""
        data = self.cleaned_data
        return [
            TemplateStep(data[f"title_{n}"], data[f"result_{n}"], data[f"decision_{n}"])
            for n in self.numbers
            if data[f"title_{n}"].strip()
        ]


class BeginForm(PortalForm):
    """The days over which the steps of the template are divided."""

    start = DateField(label=_("First day"), help_text=_("For example 1 12 2026."))
    end = DateField(label=_("Last day"))
