"""Forms about decisions at an item: the decision itself, the adoption of a report, votes, and parties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from governance.enums import AgreementState, BallotChoice, DecidedBy, DecisionResult, DecisionSubject
from governance.forms.bodies import set_choices
from governance.forms.sessions import meeting_label
from governance.models import AgendaItem, Body, Meeting, Party, VoteEvent
from governance.selectors.votes import VoterRow, vote_counts
from governance.services.decisions import DecisionTerms

NOBODY, EVERYBODY, SOME = "", "allen", "sommige"


def vote_label(vote: VoteEvent) -> str:
    """Return how a closed vote stands in a list to choose from."""
    numbers = ", ".join(f"{word.lower()} {number}" for word, number in vote_counts(vote))
    return f"{vote.question} ({numbers})"


class HowForm(PortalForm):
    """How something was decided: the result, in which way, on which vote, and what was put on record."""

    result = forms.ChoiceField(
        label=_("What came of it?"),
        choices=DecisionResult.choices,
        widget=forms.RadioSelect,
        initial=DecisionResult.ADOPTED,
    )
    decided_by = forms.ChoiceField(
        label=_("How was it decided?"), choices=DecidedBy.choices, widget=forms.RadioSelect
    )
    vote = forms.ChoiceField(
        label=_("On which vote does it rest?"),
        required=False,
        help_text=_("Only when there was a vote. Close the vote first."),
    )
    on_record = forms.CharField(
        label=_("What was put on record?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("For example: the municipality of Hoogerland has it put on record that …"),
    )

    def __init__(self, *args: Any, votes: Iterable[VoteEvent], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.votes = {str(vote.pk): vote for vote in votes}
        choices = [(key, vote_label(vote)) for key, vote in self.votes.items()]
        set_choices(self, "vote", [("", _("No vote")), *choices])

    def how(self) -> dict[str, Any]:
        """Return what the terms of a decision need of this; call after ``is_valid``."""
        data = self.cleaned_data
        return {
            "result": data["result"],
            "decided_by": data["decided_by"],
            "vote": self.votes.get(data["vote"]),
            "on_record": data["on_record"],
        }


class ItemDecisionForm(HowForm):
    """Record what a meeting decided at an item."""

    body = forms.ChoiceField(label=_("Which body decides?"), widget=forms.RadioSelect)
    subject = forms.ChoiceField(
        label=_("What is it about?"), choices=DecisionSubject.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    question = forms.CharField(
        label=_("Which question was asked?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
    )
    recommended_by = forms.ChoiceField(label=_("Which body gave a recommendation?"), required=False)
    recommendation = forms.CharField(
        label=_("What did that body recommend?"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("This stays apart from what was decided."),
    )
    text = forms.CharField(
        label=_("What was decided?"),
        max_length=10000,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("The text of the decision, as the body took it."),
    )
    effective_on = DateField(
        label=_("From which day does it hold?"), required=False, help_text=_("Leave it empty for at once.")
    )
    asks = forms.ChoiceField(
        label=_("Does it ask money, people or law of parties?"),
        required=False,
        choices=[
            (NOBODY, _("No")),
            (EVERYBODY, _("Yes, of every party")),
            (SOME, _("Yes, of the parties that I tick")),
        ],
        widget=forms.RadioSelect,
        initial=NOBODY,
        help_text=_("Then it holds for a party from the day on which that party confirmed it."),
    )
    parties = forms.MultipleChoiceField(
        label=_("Parties"), required=False, widget=forms.CheckboxSelectMultiple
    )
    public_from = DateField(
        label=_("From which day may others read it?"),
        required=False,
        help_text=_(
            "Until then only the members read it, so that parties can tell their colleges first. Leave it "
            "empty for: once the chair confirmed the decision list."
        ),
    )
    field_order = [
        "body",
        "subject",
        "title",
        "question",
        "recommended_by",
        "recommendation",
        "text",
        "result",
        "decided_by",
        "vote",
        "on_record",
        "effective_on",
        "asks",
        "parties",
        "public_from",
    ]

    def __init__(
        self,
        *args: Any,
        item: AgendaItem,
        bodies: Sequence[Body],
        others: Iterable[Body],
        parties: Iterable[Party],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.bodies = {str(body.pk): body for body in bodies}
        self.others = {str(body.pk): body for body in others}
        self.all_parties = {str(party.pk): party for party in parties}
        set_choices(self, "body", [(key, body.name) for key, body in self.bodies.items()])
        if len(self.bodies) == 1:
            self.fields["body"].widget = forms.HiddenInput()
            self.fields["body"].initial = next(iter(self.bodies))
        recommends = [(key, body.name) for key, body in self.others.items()]
        set_choices(self, "recommended_by", [("", _("No body")), *recommends])
        named = [(key, party.organization.name) for key, party in self.all_parties.items()]
        set_choices(self, "parties", named)
        self.teach_fields()

    def clean(self) -> dict[str, Any]:
        """Ask which parties, where some are meant."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("asks") == SOME and not data.get("parties") and "parties" not in self.errors:
            self.add_error("parties", _("Tick the parties of which it asks something."))
        return data

    def deciding(self) -> Body:
        """Return the body that decides; call after ``is_valid``."""
        return self.bodies[self.cleaned_data["body"]]

    def terms(self) -> DecisionTerms:
        """Return how it came about; call after ``is_valid``."""
        data = self.cleaned_data
        chosen = {NOBODY: [], EVERYBODY: list(self.all_parties), SOME: data["parties"]}[data["asks"]]
        return DecisionTerms(
            item=self.item,
            question=data["question"],
            recommendation=data["recommendation"],
            recommended_by=self.others.get(data["recommended_by"]),
            effective_on=data["effective_on"],
            parties=[self.all_parties[key] for key in chosen],
            public_from=data["public_from"],
            **self.how(),
        )


class AdoptReportForm(HowForm):
    """Record what the body decided about the report of an earlier meeting."""

    report = forms.ChoiceField(label=_("Which report?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What did the body decide about it?"),
        max_length=10000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Name the changes, when there were any. Make them in the report first."),
    )
    field_order = ["report", "result", "text", "decided_by", "vote", "on_record"]

    def __init__(self, *args: Any, item: AgendaItem, reports: Iterable[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.item = item
        self.reports = {str(report.pk): report for report in reports}
        set_choices(self, "report", [(key, meeting_label(each)) for key, each in self.reports.items()])
        if len(self.reports) == 1:
            self.fields["report"].initial = next(iter(self.reports))

    def chosen(self) -> Meeting:
        """Return the meeting whose report it is; call after ``is_valid``."""
        return self.reports[self.cleaned_data["report"]]

    def terms(self) -> DecisionTerms:
        """Return how it came about; call after ``is_valid``."""
        return DecisionTerms(item=self.item, **self.how())


class OpenVoteForm(PortalForm):
    """Open a vote by name, or write down a vote by a show of hands."""

    question = forms.CharField(
        label=_("On which question do people vote?"), max_length=2000, widget=forms.Textarea({"rows": 3})
    )
    by_name = forms.ChoiceField(
        label=_("How do people vote?"),
        choices=[(DecidedBy.NAME, DecidedBy.NAME.label), (DecidedBy.SHOW, DecidedBy.SHOW.label)],
        widget=forms.RadioSelect,
        initial=DecidedBy.NAME,
    )
    votes_for = forms.IntegerField(
        label=_("Hands for"),
        required=False,
        min_value=0,
        max_value=1000,
        help_text=_("Only by a show of hands."),
    )
    votes_against = forms.IntegerField(label=_("Hands against"), required=False, min_value=0, max_value=1000)
    votes_blank = forms.IntegerField(label=_("Blank"), required=False, min_value=0, max_value=1000)

    def clean(self) -> dict[str, Any]:
        """Ask for the numbers of a show of hands."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("by_name") == DecidedBy.SHOW:
            for name in ("votes_for", "votes_against"):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("Fill in how many hands went up; 0 when there were none."))
        return data


class CastVotesForm(PortalForm):
    """The votes by name: for the secretary all of them, for a voter their own."""

    def __init__(self, *args: Any, rows: Iterable[VoterRow], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {row.voter.pk: row for row in rows}
        for pk, row in self.rows.items():
            name = (
                _("%(deputy)s for %(person)s") % {"deputy": row.by, "person": row.name}
                if row.by
                else row.name
            )
            self.fields[f"stem{pk}"] = forms.ChoiceField(
                label=name,
                required=False,
                choices=BallotChoice.choices,
                widget=forms.RadioSelect,
                initial=row.choice,
            )
            self.fields[f"stem{pk}"].is_quiet = True  # type: ignore[attr-defined]
        self.teach_fields()

    def votes(self) -> list[tuple[VoterRow, str]]:
        """Return who votes what, as far as it was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return [(row, data[f"stem{pk}"]) for pk, row in self.rows.items() if data[f"stem{pk}"]]


class AgreementForm(PortalForm):
    """What a party says to a decision that asks something of it."""

    state = forms.ChoiceField(
        label=_("What does the party say?"), choices=AgreementState.choices, widget=forms.RadioSelect
    )
    mandate = forms.CharField(
        label=_("Within which mandate?"),
        required=False,
        max_length=200,
        help_text=_("When it agrees within its mandate. For example: mandate decision 2025, article 3."),
    )
    subject_to = forms.CharField(
        label=_("Whose decision does it wait for?"),
        required=False,
        max_length=200,
        help_text=_(
            "When it is subject to its college or council. For example: the college of mayor and aldermen."
        ),
    )
    due_on = DateField(label=_("Until when does it wait for that?"), required=False)
    confirmed_on = DateField(
        label=_("On which day did the party confirm it?"),
        required=False,
        help_text=_("From this day the decision holds for the party. Leave it empty as long as it waits."),
    )
    remark = forms.CharField(label=_("Remark"), required=False, max_length=300)
    history_id = forms.IntegerField(widget=forms.HiddenInput)
