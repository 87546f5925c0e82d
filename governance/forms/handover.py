"""The form of a succession: who takes over, from which day, and what passes on, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField
from governance.forms.people import ChoosePersonForm
from governance.selectors.handover import ACTION, Holding
from governance.services.handover import END, PASS_ON, STAYS

_CHOICES = [
    (PASS_ON, _("Passes on to the successor")),
    (END, _("Ends")),
    (STAYS, _("Stays with this person")),
]
# What passes on to nobody is for the project organisation (rule 3).
_ACTION_CHOICES = [(END, _("Goes to the project organisation")) if c[0] == END else c for c in _CHOICES]


@dataclass(frozen=True)
class HoldingPart:
    """One thing that the person holds, and its field."""

    holding: Holding
    choice: forms.BoundField


class HandoverForm(ChoosePersonForm):
    """Say who takes over and what passes on; nothing is filled in for who decides."""

    first_day = DateField(
        label=_("From which day does the successor take over?"),
        help_text=_("The day before is the last day of who leaves. For example 1 12 2026."),
    )

    def __init__(self, *args: Any, held: Sequence[Holding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.held = held
        for holding in held:
            detail = f" – {holding.detail}" if holding.detail else ""
            self.fields[holding.key] = forms.ChoiceField(
                label=f"{holding.title}{detail}",
                widget=forms.RadioSelect,
                choices=_ACTION_CHOICES if holding.kind == ACTION else _CHOICES,
            )
        self.teach_fields()

    def parts(self) -> list[HoldingPart]:
        """Return the fields, in the order of what passes on."""
        return [HoldingPart(holding, self[holding.key]) for holding in self.held]

    def choices(self) -> dict[str, str]:
        """Return what was chosen, by the key of each holding; call after ``is_valid``."""
        return {holding.key: self.cleaned_data[holding.key] for holding in self.held}
