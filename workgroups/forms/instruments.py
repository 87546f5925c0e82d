"""Forms of instruments: what they are, where they stand, and the list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from citydeal.common.forms import DateField, PortalForm
from citydeal.enums import Access
from governance.forms.bodies import decision_label, set_choices
from governance.models import Decision
from workgroups.enums import InstrumentKind, InstrumentState
from workgroups.models import Instrument, ProcessQuestion, Step, WorkingGroup
from workgroups.selectors.instrument_page import StateChoices
from workgroups.selectors.instruments import SORT_CHOICES, InstrumentFilter
from workgroups.services.instruments import InstrumentDetails


class InstrumentForm(PortalForm):
    """What an instrument is, and what it came from. ``may_be_loose``: it need not be of a group."""

    title = forms.CharField(label=_("Name"), max_length=200)
    text = forms.CharField(
        label=_("What does it do?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 5}),
        help_text=_("In plain language: for whom is it, and what does it solve?"),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=InstrumentKind.choices, initial=InstrumentKind.OTHER)
    group = forms.ChoiceField(label=_("Working group"), required=False)
    step = forms.ChoiceField(
        label=_("Step it came from"), required=False, help_text=_("A step of this working group.")
    )
    question = forms.ChoiceField(
        label=_("Process question"),
        required=False,
        help_text=_("Leave this empty for the question of the working group."),
    )
    licence = forms.CharField(
        label=_("Licence"),
        required=False,
        max_length=100,
        help_text=_("What others may do with it, for example CC BY 4.0."),
    )
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=200)
    access = forms.ChoiceField(
        label=_("Who may read"),
        choices=[
            (Access.PUBLIC.value, Access.PUBLIC.label),
            (Access.DEAL.value, Access.DEAL.label),
            (Access.BODY.value, _("Members of the working group")),
        ],
        widget=forms.RadioSelect,
        initial=Access.DEAL,
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        groups: Sequence[WorkingGroup],
        steps: Sequence[Step],
        questions: Sequence[ProcessQuestion],
        may_be_loose: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._groups = {str(group.pk): group for group in groups}
        self._steps = {str(step.pk): step for step in steps}
        self._questions = {str(question.pk): question for question in questions}
        names = [(key, group.body.name) for key, group in self._groups.items()]
        loose = [("", _("No working group"))] if may_be_loose else [("", _("Choose"))]
        set_choices(self, "group", [*loose, *names])
        self.fields["group"].required = not may_be_loose
        by_group: list[Any] = [
            (name, [(str(step.pk), step.title) for step in steps if str(step.group_id) == key])
            for key, name in names
        ]
        set_choices(self, "step", [("", _("No step")), *(group for group in by_group if group[1])])
        texts = [(key, question.text) for key, question in self._questions.items()]
        set_choices(self, "question", [("", _("Of the working group")), *texts])

    @staticmethod
    def initial_for(instrument: Instrument, history_id: int) -> dict[str, Any]:
        """Return an instrument as the form shows it."""
        names = ("title", "text", "kind", "licence", "next_step", "access")
        return {name: getattr(instrument, name) for name in names} | {
            "group": str(instrument.group_id or ""),
            "step": str(instrument.step_id or ""),
            "question": str(instrument.question_id or ""),
            "history_id": history_id,
        }

    def details(self) -> InstrumentDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        names = ("title", "text", "kind", "licence", "next_step", "access")
        return InstrumentDetails(
            group=self._groups.get(data["group"]),
            step=self._steps.get(data["step"]),
            question=self._questions.get(data["question"]),
            **{name: data[name] for name in names},
        )


class InstrumentStateForm(PortalForm):
    """Bring an instrument in another phase; ``decisions``: on which it may rest."""

    state = forms.ChoiceField(label=_("In which phase is it now?"), widget=forms.RadioSelect)
    on = DateField(label=_("Since"), help_text=_("For example 1 12 2026."))
    decision = forms.ChoiceField(
        label=_("By which decision?"),
        required=False,
        help_text=_("For what a body decides. Not in the list? First record the decision at its body."),
    )
    reason = forms.CharField(
        label=_("Why"),
        required=False,
        max_length=300,
        help_text=_("When it stops, or goes back a phase."),
    )

    def __init__(
        self, *args: Any, choices: StateChoices, decisions: Iterable[Decision], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._decisions = {str(decision.pk): decision for decision in decisions}
        labels = [
            (
                state,
                _("%(state)s (a body decides this)") % {"state": InstrumentState(state).label}
                if step.asks_decision
                else InstrumentState(state).label,
            )
            for state, step in choices.steps.items()
        ]
        set_choices(self, "state", labels)
        named = [(key, decision_label(decision)) for key, decision in self._decisions.items()]
        set_choices(self, "decision", [("", _("No decision")), *named])
        if not choices.asks_decision:
            del self.fields["decision"]

    def decision_chosen(self) -> Decision | None:
        """Return the decision; call after ``is_valid``."""
        return self._decisions.get(self.cleaned_data.get("decision", ""))


class InstrumentFilterForm(PortalForm):
    """Search, filter and sort the instruments, in the address; what cannot be is left out."""

    zoek = forms.CharField(label=_("Search"), required=False, max_length=100)
    fase = forms.ChoiceField(
        label=_("Phase"),
        required=False,
        choices=[("", pgettext_lazy("filter", "All but dropped")), *InstrumentState.choices],
    )
    soort = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", pgettext_lazy("filter", "All")), *InstrumentKind.choices],
    )
    groep = forms.ChoiceField(label=_("Working group"), required=False)
    volgorde = forms.ChoiceField(label=_("Order"), required=False, choices=SORT_CHOICES)

    def __init__(self, *args: Any, groups: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(str(pk), name) for pk, name in groups]
        set_choices(self, "groep", [("", pgettext_lazy("filter", "All")), *named])
        for field in self.fields.values():
            field.is_quiet = True  # type: ignore[attr-defined]

    def wanted(self) -> InstrumentFilter:
        """Return what is looked for, as far as it can be."""
        if not self.is_bound:
            return InstrumentFilter()
        self.is_valid()
        data = self.cleaned_data
        return InstrumentFilter(
            query=data.get("zoek", ""),
            state=data.get("fase", ""),
            kind=data.get("soort", ""),
            group=data.get("groep", ""),
            sort=data.get("volgorde", ""),
        )
