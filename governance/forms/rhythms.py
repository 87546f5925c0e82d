"""The form of the own calendar of a party."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from governance.enums import RhythmKind
from governance.services.rhythms import RhythmTerms

WEEKDAYS = (
    ("", _("Choose a day")),
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
)


class RhythmForm(PortalForm):
    """A recess with its days, or the day of the week of a council or college."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=RhythmKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(
        label=_("Name"), required=False, max_length=100, help_text=_("For example: summer recess 2027.")
    )
    start = DateField(label=_("First day of the recess"), required=False)
    end = DateField(label=_("Last day of the recess"), required=False)
    weekday = forms.ChoiceField(
        label=_("Day of the week"),
        required=False,
        choices=WEEKDAYS,
        help_text=_("Only for a council evening or a meeting of the college."),
    )

    def terms(self) -> RhythmTerms:
        """Return what was filled in; call after ``is_valid``."""
        data: dict[str, Any] = dict(self.cleaned_data)
        data["weekday"] = int(data["weekday"]) if data["weekday"] else None
        return RhythmTerms(**data)
