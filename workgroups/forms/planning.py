"""Forms of the planning: milestones, their moves and states, what a phase owes, and the filter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from citydeal.common.forms import DateField, PortalForm
from governance.forms.bodies import set_choices
from governance.models import Phase
from workgroups.enums import MilestoneState
from workgroups.forms.moments import MomentField
from workgroups.models import WorkingGroup
from workgroups.selectors.planning import LATE, WHOLE_DEAL, PlanningFilter
from workgroups.services.milestones import MilestoneDetails

SHOW_CHOICES = [
    ("", pgettext_lazy("filter", "All")),
    *((state.value, state.label) for state in MilestoneState),
    (LATE, _("Too late")),
]


class MilestoneForm(PortalForm):
    """Plan a milestone. ``groups``: for which this account plans; ``for_deal``: and for the deal itself."""

    title = forms.CharField(
        label=_("Milestone"),
        max_length=200,
        help_text=_("What is there then. For example: first version ready."),
    )
    when = MomentField(label=_("When is it planned?"))
    phase = forms.ChoiceField(label=_("Phase"), required=False)
    group = forms.ChoiceField(label=_("Whose milestone is it?"), required=False)
    text = forms.CharField(
        label=_("Explanation"), required=False, max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        phases: Iterable[Phase],
        groups: Iterable[WorkingGroup],
        for_deal: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._phases = {str(phase.pk): phase for phase in phases}
        self._groups = {str(group.pk): group for group in groups}
        names = [(key, group.body.name) for key, group in self._groups.items()]
        set_choices(
            self, "phase", [("", _("No phase")), *((key, phase.name) for key, phase in self._phases.items())]
        )
        set_choices(self, "group", [("", _("The deal as a whole")), *names] if for_deal else names)
        self.fields["group"].required = not for_deal

    def details(self) -> MilestoneDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return MilestoneDetails(
            title=data["title"],
            phase=self._phases.get(data["phase"]),
            group=self._groups.get(data["group"]),
            text=data["text"],
        )


class MilestoneEditForm(MilestoneForm):
    """Change a milestone; its planning moves on a page of its own, with a reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["when"]


class MilestoneMoveForm(PortalForm):
    """Another moment, and why."""

    when = MomentField(label=_("When is it planned now?"))
    reason = forms.CharField(
        label=_("Why does the milestone move?"), max_length=300, widget=forms.Textarea({"rows": 2})
    )


class MilestoneStateForm(PortalForm):
    """Where a milestone goes. ``states``: where it may."""

    state = forms.ChoiceField(label=_("How does this milestone stand?"), widget=forms.RadioSelect)
    on = DateField(
        label=_("Reached on"),
        required=False,
        help_text=_("Only needed when it is reached. For example 1 12 2026."),
    )
    reason = forms.CharField(
        label=_("Why?"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Needed when it is dropped or taken up again."),
    )

    def __init__(self, *args: Any, states: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "state", [(state, MilestoneState(state).label) for state in states])


class GatesForm(PortalForm):
    """What a phase owes. ``known``: number and words of the rules that the deal has."""

    rules = forms.MultipleChoiceField(
        label=_("What does this phase owe?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, known: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "rules", [(str(number), words) for number, words in known])

    def numbers(self) -> list[int]:
        """Return the chosen rules; call after ``is_valid``."""
        return [int(number) for number in self.cleaned_data["rules"]]


class PlanningFilterForm(PortalForm):
    """What of the planning is shown, in the address."""

    fase = forms.ChoiceField(label=_("Phase"), required=False)
    groep = forms.ChoiceField(label=_("Whose"), required=False)
    stand = forms.ChoiceField(label=pgettext_lazy("filter", "Show"), required=False, choices=SHOW_CHOICES)

    def __init__(
        self, *args: Any, phases: Iterable[Phase], groups: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        names = [(str(pk), name) for pk, name in groups]
        set_choices(self, "fase", [("", _("All phases")), *((str(phase.pk), phase.name) for phase in phases)])
        set_choices(self, "groep", [("", _("Everybody")), (WHOLE_DEAL, _("The deal as a whole")), *names])
        for field in self.fields.values():
            field.is_quiet = True  # type: ignore[attr-defined]

    def wanted(self) -> PlanningFilter:
        """Return what is asked for, as far as it can be."""
        if not self.is_bound:
            return PlanningFilter()
        self.is_valid()
        data = self.cleaned_data
        return PlanningFilter(data.get("fase", ""), data.get("groep", ""), data.get("stand", ""))
