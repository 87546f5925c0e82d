"""The form about who appointed somebody."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from governance.forms.bodies import set_choices
from governance.models import Party


class AppointmentForm(PortalForm):
    """Say which parties appointed a member, and when; ``parties``: those of the deal."""

    date = DateField(label=_("On which day was this?"), help_text=_("For example 1 12 2026."))
    parties = forms.MultipleChoiceField(
        label=_("Who appointed this person?"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose every party that did."),
    )

    def __init__(self, *args: Any, parties: Iterable[Party] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(party.pk): party for party in parties}
        set_choices(self, "parties", [(key, str(party)) for key, party in self.known.items()])

    def chosen(self) -> list[Party]:
        """Return the parties that were chosen."""
        return [self.known[key] for key in self.cleaned_data["parties"]]
