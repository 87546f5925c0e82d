"""Forms about design principles."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from workgroups.models import DesignPrinciple
from workgroups.services.principles import PrincipleDetails


class PrincipleForm(PortalForm):
    """A design principle, and the day of the meeting about it."""

    title = forms.CharField(label=_("Design principle"), max_length=200)
    text = forms.CharField(
        label=_("What does it mean?"), required=False, max_length=5000, widget=forms.Textarea({"rows": 5})
    )
    discussed_on = DateField(
        label=_("Day of the meeting about it"),
        required=False,
        help_text=_("Held, or still to come. Each principle has its own meeting (rule 48)."),
    )

    def details(self) -> PrincipleDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return PrincipleDetails(data["title"], data["text"], data["discussed_on"], data.get("order"))


class EditPrincipleForm(PrincipleForm):
    """Change a principle; carries the history row it was opened with."""

    order = forms.IntegerField(
        label=_("Place in the list"),
        min_value=0,
        max_value=999,
        widget=forms.TextInput({"inputmode": "numeric", "class": "cd-input--short"}),
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_for(cls, principle: DesignPrinciple, history_id: int) -> dict[str, Any]:
        """Return what the form shows first."""
        names = ("title", "text", "discussed_on", "order")
        return {name: getattr(principle, name) for name in names} | {"history_id": history_id}


class RemovalForm(PortalForm):
    """Remove something; the button says it all."""
