"""Forms about the longlist: candidates, desk research, the cut, and bringing in a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm, UploadField
from citydeal.common.views import CONFIRM
from citydeal.enums import Access
from governance.forms.bodies import decision_label, set_choices
from governance.models import Decision
from workgroups.enums import CandidateOutcome, DeskResearch, InstrumentKind
from workgroups.models import Candidate, DesignPrinciple, Instrument
from workgroups.services.candidates import CandidateDetails
from workgroups.services.instruments import InstrumentDetails
from workgroups.services.shortlist import Choice

NO_PRINCIPLE, NOT_LOOKED = "geen", "onbekend"
_RESEARCH = [("", _("Not known yet")), *DeskResearch.choices]


class CandidateFilterForm(PortalForm):
    """Search, filter and sort the longlist; what cannot be is left out."""

    zoek = forms.CharField(label=_("Search"), required=False, max_length=100)
    principe = forms.ChoiceField(label=_("Design principle"), required=False)
    onderzoek = forms.ChoiceField(
        label=_("Desk research"),
        required=False,
        choices=[("", _("All outcomes")), *DeskResearch.choices, (NOT_LOOKED, _("Not known yet"))],
    )
    uitkomst = forms.ChoiceField(
        label=_("Decision"), required=False, choices=[("", _("All candidates")), *CandidateOutcome.choices]
    )
    sorteer = forms.ChoiceField(
        label=_("Sort by"),
        required=False,
        choices=[
            ("", _("Name")),
            ("principe", _("Design principle")),
            ("punten", _("Points, highest first")),
            ("sinds", _("Newest first")),
        ],
    )

    def __init__(self, *args: Any, principles: Iterable[DesignPrinciple], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(str(principle.pk), principle.title) for principle in principles]
        set_choices(
            self, "principe", [("", _("All principles")), *known, (NO_PRINCIPLE, _("Without a principle"))]
        )
        for field in self.fields.values():
            field.is_quiet = True  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        """Return what is looked for, as far as it can be."""
        self.is_valid()
        data = self.cleaned_data if self.is_bound else {}
        return {
            "query": data.get("zoek", ""),
            "principle": data.get("principe", ""),
            "research": data.get("onderzoek", ""),
            "outcome": data.get("uitkomst", ""),
            "sort": data.get("sorteer", ""),
        }


class CandidateForm(PortalForm):
    """For which principle a candidate is, and what desk research found."""

    principle = forms.ChoiceField(label=_("Design principle"), required=False)
    research = forms.ChoiceField(
        label=_("What did desk research find?"),
        required=False,
        choices=_RESEARCH,
        widget=forms.RadioSelect,
        help_text=_("What exists and was tested cannot be chosen (rule 52)."),
    )
    research_text = forms.CharField(
        label=_("What was found, and where?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("In the Netherlands and abroad."),
    )
    researched_on = DateField(label=_("On which day was that?"), required=False)

    def __init__(self, *args: Any, principles: Iterable[DesignPrinciple], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._principles = {str(principle.pk): principle for principle in principles}
        known = [(key, principle.title) for key, principle in self._principles.items()]
        set_choices(self, "principle", [("", _("Not known yet")), *known])

    def details(self) -> CandidateDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return CandidateDetails(
            self._principles.get(data["principle"]),
            data["research"],
            data["research_text"],
            data["researched_on"],
        )


class EditCandidateForm(CandidateForm):
    """Change a candidate; carries the history row it was opened with."""

    history_id = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_for(cls, candidate: Candidate, history_id: int) -> dict[str, Any]:
        """Return what the form shows first."""
        names = ("research", "research_text", "researched_on")
        shown = {name: getattr(candidate, name) for name in names}
        return shown | {"principle": str(candidate.principle_id or ""), "history_id": history_id}


class NewCandidateForm(CandidateForm):
    """Put an idea on the longlist: one that is there, or a new one."""

    instrument = forms.ChoiceField(
        label=_("Which instrument?"),
        required=False,
        help_text=_("An idea that the deal has already. Or leave this empty and fill in a name."),
    )
    title = forms.CharField(label=_("Name of a new instrument"), required=False, max_length=200)
    text = forms.CharField(
        label=_("What does it do, in plain language?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=InstrumentKind.choices, initial=InstrumentKind.OTHER)
    access = forms.ChoiceField(
        label=_("Who may read"), choices=Access.choices, widget=forms.RadioSelect, initial=Access.DEAL
    )
    listed_on = DateField(label=_("On the longlist since"), help_text=_("For example 1 12 2026."))

    field_order = ["instrument", "title", "text", "kind", "access", "listed_on"]

    def __init__(self, *args: Any, ideas: Iterable[Instrument], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._ideas = {str(idea.pk): idea for idea in ideas}
        known = [(key, idea.title) for key, idea in self._ideas.items()]
        set_choices(self, "instrument", [("", _("A new instrument")), *known])

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two: an instrument that is there, or a name."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and bool(data.get("instrument")) == bool(data.get("title", "").strip()):
            self.add_error("title", _("Choose an instrument, or fill in the name of a new one."))
        return data

    def chosen(self) -> Instrument | None:
        """Return the instrument that is there already; call after ``is_valid``."""
        return self._ideas.get(self.cleaned_data["instrument"])

    def instrument_details(self) -> InstrumentDetails:
        """Return the new instrument; call after ``is_valid``."""
        names = ("title", "text", "kind", "access")
        return InstrumentDetails(**{name: self.cleaned_data[name] for name in names})


class ShortlistForm(PortalForm):
    """What a body decided about candidates; the fields are ``outcome_<id>`` and ``reason_<id>``."""

    decision = forms.ChoiceField(
        label=_("By which decision?"),
        help_text=_("A decision about content of a body that decides about it."),
    )
    on = DateField(label=_("From which day?"), help_text=_("For example 1 12 2026."))
    reason = forms.CharField(
        label=_("Why this choice?"),
        required=False,
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The reason for all candidates together. At a candidate you can give one of its own."),
    )

    def __init__(
        self,
        *args: Any,
        decisions: Iterable[Decision],
        candidates: Sequence[Candidate],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._decisions = {str(decision.pk): decision for decision in decisions}
        known = [(key, decision_label(decision)) for key, decision in self._decisions.items()]
        set_choices(self, "decision", [("", _("Choose")), *known])
        self.candidates = candidates
        outcome, reason, why = self._row_fields()
        for candidate in candidates:
            title = candidate.instrument.title
            self.fields[f"outcome_{candidate.pk}"] = _named(outcome, title)
            self.fields[f"reason_{candidate.pk}"] = _named(reason, why % {"title": title})

    def _row_fields(self) -> tuple[forms.Field, forms.Field, str]:
        """Return the two fields of a candidate, made once for all of them, and the label of the second."""
        outcomes = [
            ("", pgettext("candidate", "No decision now")),
            *((str(one), str(one.label)) for one in (CandidateOutcome.CHOSEN, CandidateOutcome.REJECTED)),
        ]
        self.fields["outcome_0"] = forms.ChoiceField(required=False, choices=outcomes)
        self.fields["reason_0"] = forms.CharField(required=False, max_length=300)
        self.teach_fields()
        return self.fields.pop("outcome_0"), self.fields.pop("reason_0"), gettext("Why? %(title)s")

    def decided(self) -> Decision | None:
        """Return the decision that was chosen; call after ``is_valid``."""
        return self._decisions.get(self.cleaned_data["decision"])

    def choices(self) -> dict[int, Choice]:
        """Return what was decided, by the id of the candidate; call after ``is_valid``."""
        data = self.cleaned_data
        return {
            candidate.pk: Choice(data[f"outcome_{candidate.pk}"], data[f"reason_{candidate.pk}"])
            for candidate in self.candidates
            if data[f"outcome_{candidate.pk}"]
        }


def _named(field: forms.Field, label: str) -> forms.Field:
    """Return a field of a list with its own label; it shares the rest with the others."""
    own = copy(field)
    own.label = label
    own.is_quiet = True  # type: ignore[attr-defined]
    return own


class ImportForm(PortalForm):
    """Bring in a sheet; the second step carries its rows along."""

    file = UploadField(
        label=_("Sheet"),
        help_text=_("CSV, XLSX or ODS."),
        widget=forms.FileInput({"accept": ".csv,.xlsx,.ods"}),
    )


class ListedOnForm(PortalForm):
    """Confirm what was read from a sheet."""

    stap = forms.CharField(widget=forms.HiddenInput, initial=CONFIRM, required=False)
    rows = forms.CharField(widget=forms.HiddenInput, max_length=2_000_000)
    listed_on = DateField(label=_("On the longlist since"), help_text=_("For example 1 12 2026."))
