"""Forms about what a deal owes: which kind, how, its ladder; and one time that is dropped or done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from citydeal.common.text import Text
from governance.enums import DutyKind, DutyPattern, LadderStep
from governance.forms.bodies import set_choices
from governance.forms.covenant import OpenedForm, short_number
from governance.models import Body, Phase
from governance.services.duties_register import MAX_DAYS, DutyTerms, steps_of_kind

BEFORE, AFTER = "voor", "na"
_IN_PHASE = (DutyPattern.MONTHLY_IN_PHASE, DutyPattern.NUMBER_IN_PHASE)
_NUMBERS: dict[str, Text] = {
    DutyPattern.NUMBER_IN_PHASE: _("How many times in the phase?"),
    DutyPattern.EVERY_WEEKS: _("Every how many weeks?"),
    DutyPattern.AROUND_MEETING: _("How many working days?"),
}


class ChooseDutyForm(PortalForm):
    """What is owed, and when; the next page asks the rest."""

    wat = forms.ChoiceField(label=_("What is it?"), choices=DutyKind.choices, widget=forms.RadioSelect)
    wanneer = forms.ChoiceField(
        label=_("When is it due?"), choices=DutyPattern.choices, widget=forms.RadioSelect
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a report or a task in the week of the executives' network."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        is_december = data.get("wanneer") == DutyPattern.DECEMBER_WEEK
        if is_december and data.get("wat") in (DutyKind.REPORT, DutyKind.TASK):
            self.add_error("wanneer", _("Only a meeting is due in the first week of December."))
        return data


def _days_field(step: LadderStep, initial: int | None) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("%(step)s: how many days before?") % {"step": step.label},
        required=False,
        min_value=0,
        max_value=MAX_DAYS,
        initial=initial,
        widget=short_number(),
    )


class LadderMixin:
    """The fields of a ladder: a number of days for each step, empty where it is not done."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def add_ladder(self, kind: str, steps: Mapping[str, int]) -> None:
        """Add a field for each step of this kind; the first of them explains."""
        for nth, step in enumerate(steps_of_kind(kind)):
            field = _days_field(step, steps.get(step.value))
            if nth == 0:
                field.help_text = _("In calendar days. Leave empty what the portal need not remind of.")
            self.fields[f"step_{step.value}"] = field

    def ladder(self, kind: str) -> dict[str, int]:
        """Return what was filled in; call after ``is_valid``."""
        found = {step.value: self.cleaned_data.get(f"step_{step.value}") for step in steps_of_kind(kind)}
        return {step: days for step, days in found.items() if days is not None}


class DutyForm(LadderMixin, PortalForm):
    """A duty of one kind and pattern. ``steps``: the ladder that it begins with."""

    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("For example: Half-yearly report to the steering group.")
    )
    article = forms.CharField(
        label=_("Article"), required=False, max_length=50, help_text=_("For example: artikel 4 lid 3.")
    )
    body = forms.ChoiceField(label=_("Which body?"), required=False)
    phase = forms.ChoiceField(label=_("In which phase?"))
    around = forms.ChoiceField(label=_("Around the meetings of which body?"))
    side = forms.ChoiceField(
        label=_("Before or after the meeting?"),
        choices=[(BEFORE, _("Before the meeting")), (AFTER, _("After the meeting"))],
        widget=forms.RadioSelect,
    )
    number = forms.IntegerField(label=_("Number"), min_value=0, max_value=60, widget=short_number())
    start = DateField(
        label=_("From which day?"),
        help_text=_("What is due from this day on is owed. For example 1 12 2026."),
    )
    end = DateField(label=_("Until which day, if it is known?"), required=False)

    def __init__(
        self,
        *args: Any,
        kind: str,
        pattern: str,
        bodies: Iterable[Body],
        phases: Iterable[Phase],
        steps: Mapping[str, int],
        **kwargs: Any,
    ) -> None:
        self.kind, self.pattern = kind, pattern
        self._bodies = {str(body.pk): body for body in bodies}
        self._phases = {str(phase.pk): phase for phase in phases}
        super().__init__(*args, **kwargs)
        self._keep_what_counts()
        self.add_ladder(kind, steps)
        self.order_fields([*(name for name in self.fields if name not in ("start", "end")), "start", "end"])
        self.teach_fields()

    def _keep_what_counts(self) -> None:
        """Drop what this pattern does not ask, and fill in the choices."""
        around = self.pattern == DutyPattern.AROUND_MEETING
        asked = {
            "phase": self.pattern in _IN_PHASE,
            "around": around,
            "side": around,
            "number": self.pattern in _NUMBERS,
        }
        for name, is_asked in asked.items():
            if not is_asked:
                del self.fields[name]
        if self.pattern in _NUMBERS:
            self.fields["number"].label = _NUMBERS[self.pattern]
        bodies = [(key, body.name) for key, body in self._bodies.items()]
        must_meet = self.kind == DutyKind.MEETING
        self.fields["body"].required = must_meet
        none = ("", _("Choose a body") if must_meet else _("The deal itself"))
        set_choices(self, "body", [none, *bodies])
        if around:
            set_choices(self, "around", [("", _("Choose a body")), *bodies])
        if "phase" in self.fields:
            phases = [(key, phase.name) for key, phase in self._phases.items()]
            set_choices(self, "phase", [("", _("Choose a phase")), *phases])

    def terms(self) -> DutyTerms:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        number = data.get("number")
        if number is not None and data.get("side") == BEFORE:
            number = -number
        return DutyTerms(
            kind=self.kind,
            pattern=self.pattern,
            name=data["name"],
            article=data["article"],
            body=self._bodies.get(data["body"]),
            phase=self._phases.get(data.get("phase", "")),
            around=self._bodies.get(data.get("around", "")),
            number=number,
            start=data["start"],
            end=data["end"],
            steps=self.ladder(self.kind),
        )


class EditDutyForm(LadderMixin, OpenedForm):
    """What may change of a duty: its name, its article and its ladder."""

    name = forms.CharField(label=_("Name"), max_length=200)
    article = forms.CharField(label=_("Article"), required=False, max_length=50)

    def __init__(self, *args: Any, kind: str, steps: Mapping[str, int], **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)
        self.add_ladder(kind, steps)
        self.teach_fields()


class EndDutyForm(PortalForm):
    """The last day of a duty."""

    end = DateField(label=_("Last day"), help_text=_("What is due after this day is no longer owed."))


class WaiveForm(PortalForm):
    """Why one time of a duty is dropped."""

    reason = forms.CharField(
        label=_("Why is it dropped?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Who reads the calendar sees this reason, with your name."),
    )


class DoneForm(PortalForm):
    """On which day something was done."""

    day = DateField(label=_("On which day was it done?"), help_text=_("For example 1 12 2026."))
