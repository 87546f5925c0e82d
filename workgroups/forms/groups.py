"""Forms of a working group: who leads it, its goals, and what its lead reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from governance.forms.bodies import set_choices
from governance.models import Person
from workgroups.enums import Judgement, LeadRole, StepState
from workgroups.models import GroupGoal, GroupUpdate, Step
from workgroups.services.leads import LeadTerms
from workgroups.services.updates import UpdateDetails

_WORDS = 2000


class LeadForm(PortalForm):
    """Who leads, in which role, on which days."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=LeadRole.choices,
        widget=forms.RadioSelect,
        help_text=_("The lead reports in the portal. The executive lead types nothing."),
    )
    is_deputy = forms.BooleanField(label=_("As deputy"), required=False)
    person = forms.ChoiceField(
        label=_("Person"),
        help_text=_("A lead is a member of the group. An executive lead holds an executive office."),
    )
    start = DateField(label=_("First day"), help_text=_("For example 1 12 2026."))
    end = DateField(label=_("Last day, if it is known"), required=False)

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._people = {str(person.pk): person for person in people}
        names = [(key, person.name) for key, person in self._people.items()]
        set_choices(self, "person", [("", _("Choose")), *names])

    def terms(self) -> LeadTerms:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return LeadTerms(**{**data, "person": self._people[data["person"]]})


class EndLeadForm(PortalForm):
    """The last day on which somebody leads."""

    end = DateField(label=_("Last day"), help_text=_("For example 1 12 2026."))


class GoalsForm(PortalForm):
    """The goals of a group, and how often its lead reports."""

    goals = forms.CharField(
        label=_("Goals"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Write one goal on each line, at most 12."),
    )
    update_weeks = forms.IntegerField(
        label=_("After how many weeks does the lead report again?"),
        min_value=1,
        max_value=26,
        widget=forms.TextInput({"inputmode": "numeric", "class": "cd-input--short"}),
    )

    @classmethod
    def initial_for(cls, goals: Sequence[GroupGoal], weeks: int) -> dict[str, Any]:
        """Return what the form shows first."""
        return {"goals": "\n".join(goal.text for goal in goals), "update_weeks": weeks}


class CorrectionForm(PortalForm):
    """An update put right: the words and the judgement."""

    done = forms.CharField(
        label=_("What was done?"), required=False, max_length=_WORDS, widget=forms.Textarea({"rows": 3})
    )
    now = forms.CharField(
        label=_("What happens now?"), required=False, max_length=_WORDS, widget=forms.Textarea({"rows": 3})
    )
    next = forms.CharField(
        label=_("What is the next step?"),
        required=False,
        max_length=_WORDS,
        widget=forms.Textarea({"rows": 3}),
    )
    judgement = forms.ChoiceField(
        label=_("How does it go?"),
        widget=forms.RadioSelect,
        choices=[
            (Judgement.ON_COURSE, _("On course: what we agreed goes well")),
            (Judgement.ATTENTION, _("Attention: there is a problem, and we solve it")),
            (Judgement.ADJUST, _("Adjust: we are stuck and need a decision or help")),
        ],
    )
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Only needed when it is not on course, or when a step stops or goes back."),
    )
    on = DateField(label=_("About which day?"))
    # Of this form: what is sent twice is one update.
    key = forms.UUIDField(widget=forms.HiddenInput)

    def details(self) -> UpdateDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        names = ("done", "now", "next", "judgement", "reason", "on", "key")
        return UpdateDetails(**{name: data[name] for name in names})

    @classmethod
    def initial_for(cls, update: GroupUpdate) -> dict[str, Any]:
        """Return what the form shows first: the update as it stands."""
        names = ("done", "now", "next", "judgement", "reason", "on")
        return {"key": uuid4(), **{name: getattr(update, name) for name in names}}


class GroupReportForm(CorrectionForm):
    """What a lead has to report this week; ``steps``: those it may be about."""

    step = forms.ChoiceField(label=_("Which step is it about?"), required=False)
    state = forms.ChoiceField(label=_("How far is this step?"), required=False, widget=forms.RadioSelect)

    field_order = ["step", "state", "done", "now", "next", "judgement", "reason", "on", "key"]

    def __init__(self, *args: Any, steps: Iterable[Step], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._steps = {str(step.pk): step for step in steps}
        known = [(key, step.title) for key, step in self._steps.items()]
        set_choices(self, "step", [("", _("The group as a whole")), *known])
        states = [(state.value, state.label) for state in (StepState.BUSY, StepState.DONE)]
        set_choices(self, "state", [("", _("As it was")), *states])

    def clean(self) -> dict[str, Any]:
        """Ask for a step where its state was chosen."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("state") and not data.get("step"):
            self.add_error("step", _("Choose the step whose state changes."))
        return data

    def details(self) -> UpdateDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        step = self._steps.get(data["step"])
        return UpdateDetails(**{**vars(super().details()), "step": step, "state": data["state"]})
