"""The form with the topics of a panel member."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import PortalForm
from governance.models import Challenge


class TopicForm(PortalForm):
    """Choose the challenges somebody wants to think along on; carries the history row it was opened with."""

    topics = forms.MultipleChoiceField(
        label=_("On which challenges does this member want to think along?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Do not ask about somebody's own situation, and do not record it."),
    )

    history_id = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, challenges: Iterable[Challenge], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.challenges = {str(challenge.pk): challenge for challenge in challenges}
        field = self.fields["topics"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(key, challenge.title) for key, challenge in self.challenges.items()]

    def chosen(self) -> list[Challenge]:
        """Return the challenges; call after ``is_valid``."""
        return [self.challenges[key] for key in self.cleaned_data["topics"]]


class OwnTopicForm(TopicForm):
    """A member of the panel chooses for himself or herself."""

    topics = forms.MultipleChoiceField(
        label=_("On which topics do you want to think along?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose as many as you like. You can change this at any time."),
    )
