"""Forms for what stands on the page of the covenant."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm, UploadField
from governance.services.covenant_phases import PhasePlan


class OpenedForm(PortalForm):
    """A form of a record that may exist; carries the history row it was opened with, 0 for a new one."""

    history_id = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def values(self) -> dict[str, Any]:
        """Return what was filled in, without the history row; call after ``is_valid``."""
        return {name: value for name, value in self.cleaned_data.items() if name != "history_id"}


class RemoveForm(OpenedForm):
    """Confirm that a record is removed."""


class ConfirmForm(PortalForm):
    """Confirm an act that asks nothing else."""


def short_number() -> forms.TextInput:
    """Return the control of a number of a few digits."""
    return forms.TextInput(attrs={"inputmode": "numeric", "class": "cd-input--short"})


def _order() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Place in the list"),
        min_value=0,
        max_value=999,
        help_text=_("The lowest number stands first."),
        widget=short_number(),
    )


class ArticleForm(OpenedForm):
    """An article of the covenant."""

    number = forms.CharField(
        label=_("Number"), max_length=20, help_text=_("As it is printed, for example 2.1.")
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("Text"), required=False, max_length=20000, widget=forms.Textarea(attrs={"rows": 12})
    )
    order = _order()


class ChallengeForm(OpenedForm):
    """A challenge of the deal."""

    title = forms.CharField(label=_("Challenge"), max_length=200)
    text = forms.CharField(
        label=_("Explanation"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 5})
    )
    order = _order()


class PhaseForm(OpenedForm):
    """A phase of the deal with planned and real days."""

    name = forms.CharField(label=_("Name of the phase"), max_length=200)
    text = forms.CharField(
        label=_("Explanation"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4})
    )
    planned_start = DateField(label=_("Planned first day"), help_text=_("For example 1 12 2026."))
    planned_end = DateField(label=_("Planned last day"), required=False)
    planned_label = forms.CharField(
        label=_("Planning in the words of the deal"),
        required=False,
        max_length=100,
        help_text=_("For example: voorjaar 2022."),
    )
    actual_start = DateField(label=_("Real first day"), required=False)
    actual_end = DateField(label=_("Real last day"), required=False)
    order = _order()
    reason = forms.CharField(
        label=_("Why does the planning move?"),
        required=False,
        max_length=300,
        help_text=_(
            "Only needed where you change the planned days. Everybody who reads the deal reads this."
        ),
    )

    def plan(self) -> PhasePlan:
        """Return the phase that was filled in; call after ``is_valid``."""
        return PhasePlan(**{name: value for name, value in self.values().items() if name != "reason"})


class SetupForm(PortalForm):
    """A new version of the set-up."""

    date = DateField(label=_("Date of this version"), help_text=_("For example 1 12 2026."))
    text = forms.CharField(
        label=_("The set-up of the deal"), max_length=50000, widget=forms.Textarea(attrs={"rows": 16})
    )
    change = forms.CharField(
        label=_("What changed, and why?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed from version 2 on."),
    )


class ExtensionForm(PortalForm):
    """An extension of the term."""

    end = DateField(label=_("New last day of the deal"), help_text=_("For example 31 12 2028."))
    signed_on = DateField(label=_("On which day was the extension signed?"))
    reference = forms.CharField(
        label=_("Where is it published?"),
        required=False,
        max_length=200,
        help_text=_("For example: Stcrt. 2026, 12345."),
    )


class DocumentForm(PortalForm):
    """A file among the papers of the deal."""

    title = forms.CharField(label=_("Title"), max_length=200, help_text=_("For example: Dealtekst."))
    date = DateField(label=_("Date of the document"))
    file = UploadField(label=_("File"))
