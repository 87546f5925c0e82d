"""Forms about process questions and the bodies around them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from citydeal.enums import Access
from governance.enums import BodyKind
from governance.models import Challenge
from workgroups.models import ProcessQuestion
from workgroups.services.groups import GroupDetails
from workgroups.services.questions import QuestionDetails


def _choices(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class QuestionForm(PortalForm):
    """What is asked, for which challenge, and on which days."""

    text = forms.CharField(
        label=_("Process question"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One question that a working group solves step by step."),
    )
    challenge = forms.ChoiceField(label=_("Challenge"), required=False)
    start = DateField(label=_("First day"), help_text=_("For example 1 12 2026."))
    end = DateField(
        label=_("Last day, if it is known"),
        required=False,
        help_text=_("Fill this in when nobody works on the question any more."),
    )

    def __init__(self, *args: Any, challenges: Iterable[Challenge], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.challenges = {str(challenge.pk): challenge for challenge in challenges}
        known = [(key, challenge.title) for key, challenge in self.challenges.items()]
        _choices(self, "challenge", [("", _("No challenge")), *known])

    def details(self) -> QuestionDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return QuestionDetails(
            text=data["text"],
            start=data["start"],
            end=data["end"],
            challenge=self.challenges.get(data["challenge"]),
            order=data.get("order"),
        )


class EditQuestionForm(QuestionForm):
    """Change a question; carries the history row it was opened with."""

    order = forms.IntegerField(
        label=_("Place in the list"),
        min_value=0,
        max_value=999,
        widget=forms.TextInput({"inputmode": "numeric", "class": "cd-input--short"}),
        help_text=_("The question with the lowest number stands first."),
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_for(cls, question: ProcessQuestion, history_id: int) -> dict[str, Any]:
        """Return what the form shows first."""
        shown = {name: getattr(question, name) for name in ("text", "start", "end", "order")}
        return shown | {"challenge": str(question.challenge_id or ""), "history_id": history_id}


class GroupQuestionForm(PortalForm):
    """Choose the process question of a body; ``region`` only for an alliance."""

    question = forms.ChoiceField(
        label=_("Process question"),
        widget=forms.RadioSelect,
        help_text=_("A process question has one working group at a time (rule 21)."),
    )
    region = forms.CharField(
        label=_("Region"),
        required=False,
        max_length=100,
        help_text=_("Only for a regional alliance. For example: Drechtsteden."),
    )

    def __init__(self, *args: Any, questions: Iterable[ProcessQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {str(question.pk): question for question in questions}
        _choices(self, "question", [(key, question.text) for key, question in self.questions.items()])

    def chosen(self) -> ProcessQuestion:
        """Return the question; call after ``is_valid``."""
        return self.questions[self.cleaned_data["question"]]


class FoundGroupForm(GroupQuestionForm):
    """Found a working group or a regional alliance."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[(kind.value, kind.label) for kind in (BodyKind.WORKING_GROUP, BodyKind.REGIONAL_ALLIANCE)],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    remit = forms.CharField(
        label=_("What does it do?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One or two sentences. They stand on the page of the body."),
    )
    article = forms.CharField(label=_("Article of the covenant"), required=False, max_length=50)
    start = DateField(label=_("First day"), help_text=_("For example 1 12 2026."))
    access = forms.ChoiceField(
        label=_("Who may read"), choices=Access.choices, widget=forms.RadioSelect, initial=Access.PUBLIC
    )

    field_order = ["kind", "question", "name", "region", "remit", "article", "start", "access"]

    def details(self) -> GroupDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        names = ("kind", "name", "start", "remit", "article", "access", "region")
        return GroupDetails(**{name: data[name] for name in names})
