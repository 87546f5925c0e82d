"""Forms of written rounds: what is proposed, its papers, the answer of a voter, the urgent decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm, UploadField
from governance.enums import DecisionSubject, RoundChoice
from governance.forms.bodies import set_choices
from governance.models import Meeting
from governance.services.rounds import RoundDetails
from governance.services.rounds_answers import VoiceAnswer
from governance.services.rounds_urgent import UrgentDetails


class RoundForm(PortalForm):
    """What is proposed, and until when members answer. ``reports``: what a round may be about instead."""

    title = forms.CharField(label=_("Title"), max_length=200)
    proposal = forms.CharField(
        label=_("What is proposed?"),
        max_length=10000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("If the body agrees, this is the text of its decision."),
    )
    subject = forms.ChoiceField(
        label=_("What is it about?"), choices=DecisionSubject.choices, widget=forms.RadioSelect
    )
    minutes_of = forms.ChoiceField(label=_("Is it about a report?"), required=False)
    closes_on = DateField(
        label=_("What is the last day to answer?"),
        help_text=_("On this day members can still answer. For example 1 12 2026."),
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, reports: Sequence[Meeting] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._reports = {str(report.pk): report for report in reports}
        days = [(key, date_format(report.day, "DATE_FORMAT")) for key, report in self._reports.items()]
        if reports:
            set_choices(self, "minutes_of", [("", _("No")), *days])
        else:
            del self.fields["minutes_of"]
        self.asks_report = bool(reports)

    def details(self) -> RoundDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return RoundDetails(
            title=data["title"],
            proposal=data["proposal"],
            subject=data["subject"],
            closes_on=data["closes_on"],
            minutes_of=self._reports.get(data.get("minutes_of", "")),
        )


class RoundPaperForm(PortalForm):
    """A paper with a round."""

    title = forms.CharField(label=_("Title of the paper"), max_length=200)
    file = UploadField(label=_("File"))


class RoundActForm(PortalForm):
    """Nothing to fill in: opening a round, or removing a paper."""


class RoundWithdrawForm(PortalForm):
    """Why a round is withdrawn."""

    reason = forms.CharField(
        label=_("Why is it withdrawn?"), max_length=300, help_text=_("Who was asked reads this.")
    )


class VoiceForm(PortalForm):
    """What a voter answers. ``asks_name``: where no account says who it is."""

    choice = forms.ChoiceField(
        label=_("What is your answer?"), choices=RoundChoice.choices, widget=forms.RadioSelect
    )
    remark = forms.CharField(
        label=_("Remark"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("The members read it. Needed with every answer but “Agree”."),
    )
    name = forms.CharField(label=_("Your name"), max_length=200)

    def __init__(self, *args: Any, asks_name: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_name:
            del self.fields["name"]

    def answer(self) -> VoiceAnswer:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return VoiceAnswer(choice=data["choice"], remark=data["remark"], name=data.get("name", ""))


class UrgentForm(PortalForm):
    """What the chair decides, and why it cannot wait."""

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("What do you decide?"), max_length=10000, widget=forms.Textarea({"rows": 6})
    )
    subject = forms.ChoiceField(
        label=_("What is it about?"), choices=DecisionSubject.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why can it not wait for the next meeting?"),
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )

    def details(self) -> UrgentDetails:
        """Return what was filled in; call after ``is_valid``."""
        return UrgentDetails(**self.cleaned_data)
