"""Forms about progress reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from citydeal.common.dates import in_words
from citydeal.common.forms import PortalForm
from citydeal.enums import Access
from governance.forms.bodies import decision_label, set_choices
from governance.models import Decision, Meeting, SetupVersion
from reporting.models import Snapshot
from reporting.selectors.report_pages import day_of
from reporting.services.report_evaluation import Outcome

UNCHANGED, NEW, THERE = "ongewijzigd", "nieuw", "staat-er"
_LONG = 20000


class ReportStepForm(PortalForm):
    """Bring a report in another state, for a step that asks nothing else."""


class ReportBackForm(PortalForm):
    """Take a report back from the core group."""

    reason = forms.CharField(label=_("Why?"), max_length=300)


class SectionTextForm(PortalForm):
    """The explanation of a section."""

    history_id = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        label=_("Explanation"),
        required=False,
        max_length=_LONG,
        widget=forms.Textarea({"rows": 12}),
        help_text=_("It stands above the numbers. An empty line begins a new paragraph."),
    )


class CommentForm(PortalForm):
    """A remark of the core group, on a section or on the whole report."""

    key = forms.ChoiceField(label=_("About which section?"), required=False)
    text = forms.CharField(label=_("Your remark"), max_length=5000, widget=forms.Textarea({"rows": 6}))

    def __init__(self, *args: Any, sections: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["key"]
        field.choices = [("", pgettext("progress report", "The whole report")), *sections]


class ErratumForm(CommentForm):
    """A correction of a released report, about a section or the whole."""

    text = forms.CharField(
        label=_("What is wrong, and what should it be?"), max_length=5000, widget=forms.Textarea({"rows": 6})
    )


class CommentAnswerForm(PortalForm):
    """What was done with a remark."""

    answer = forms.CharField(label=_("What did you do with it?"), max_length=300)


class ReportAccessForm(PortalForm):
    """Who may read a report once it is sent."""

    access = forms.ChoiceField(
        label=_("Who may read the report once it is sent?"),
        choices=[(Access.DEAL, Access.DEAL.label), (Access.PUBLIC, Access.PUBLIC.label)],
        widget=forms.RadioSelect,
        help_text=_(
            "Everyone: then everybody reads the whole report, also what comes from bodies that only people in"
            " the deal may open."
        ),
    )


class ReportMeetingForm(PortalForm):
    """The meeting of the steering group that treats a report."""

    meeting = forms.TypedChoiceField(
        label=_("In which meeting does the steering group treat the report?"), coerce=int
    )

    def __init__(self, *args: Any, meetings: Sequence[Meeting] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._meetings = {meeting.pk: meeting for meeting in meetings}
        field: Any = self.fields["meeting"]
        field.choices = [(pk, f"{in_words(each.day)} – {each.title}") for pk, each in self._meetings.items()]

    def chosen(self) -> Meeting:
        """Return the meeting; call after ``is_valid``."""
        return self._meetings[self.cleaned_data["meeting"]]


class FindingForm(PortalForm):
    """What the steering group finds of a section."""

    history_id = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        label=_("What does the steering group find of this section?"),
        required=False,
        max_length=_LONG,
        widget=forms.Textarea({"rows": 8}),
    )


class EvaluationForm(PortalForm):
    """What the evaluation means for the set-up of the deal."""

    outcome = forms.ChoiceField(
        label=_("What does the steering group decide about the set-up?"),
        choices=[
            (UNCHANGED, _("The set-up does not change")),
            (NEW, _("There is a new version of the set-up")),
        ],
        widget=forms.RadioSelect,
    )
    decision = forms.ChoiceField(
        label=_("By which decision?"),
        help_text=_("A decision about the set-up, taken in the meeting that treated the report or later."),
    )
    text = forms.CharField(
        label=_("The new set-up"),
        required=False,
        max_length=50000,
        widget=forms.Textarea({"rows": 14}),
        help_text=_("Only for a new version. It begins as the set-up that there is."),
    )
    change = forms.CharField(
        label=_("What changed, and why?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Only for a new version."),
    )

    def __init__(
        self,
        *args: Any,
        decisions: Sequence[Decision] = (),
        made: SetupVersion | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._decisions = {str(decision.pk): decision for decision in decisions}
        self._made = made
        known = [(key, decision_label(decision)) for key, decision in self._decisions.items()]
        set_choices(self, "decision", [("", _("Choose")), *known])
        if made is not None:
            field: Any = self.fields["outcome"]
            words = _("Version %(number)s, which stands in the portal already, is the new set-up")
            field.choices = [*field.choices, (THERE, words % {"number": made.number})]

    @staticmethod
    def initial_for(setup: SetupVersion | None) -> dict[str, str]:
        """Return the set-up as it is, to change."""
        return {"text": setup.text if setup else ""}

    def chosen(self) -> Outcome:
        """Return what was decided; call after ``is_valid``."""
        data = self.cleaned_data
        decision = self._decisions.get(data["decision"])
        if data["outcome"] == UNCHANGED:
            return Outcome(is_unchanged=True, decision=decision)
        if data["outcome"] == THERE:
            return Outcome(setup=self._made, decision=decision)
        return Outcome(text=data["text"], change=data["change"], decision=decision)


class DifferenceForm(PortalForm):
    """Two snapshots to compare."""

    van = forms.ChoiceField(label=pgettext_lazy("change", "From"), required=False)
    tot = forms.ChoiceField(label=pgettext_lazy("day", "To"), required=False)

    def __init__(self, *args: Any, snapshots: Sequence[Snapshot] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("van", "tot"):
            field: Any = self.fields[name]
            field.is_quiet = True
            field.choices = [(each.pk, day_of(each)) for each in snapshots]

    def pair(self, default: tuple[int, int]) -> tuple[int, int]:
        """Return the ids that were chosen; what cannot be is as if nothing was chosen."""
        if not self.is_bound or not self.is_valid():
            return default
        van, tot = (int(self.cleaned_data[name] or 0) for name in ("van", "tot"))
        return (van or default[0], tot or default[1])
