"""The filter of a calendar: which year, as a list or by month."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from citydeal.common.dates import EARLIEST, LATEST
from citydeal.common.forms import PortalForm
from governance.forms.covenant import short_number

LIST, BY_MONTH = "lijst", "maand"


class CalendarFilterForm(PortalForm):
    """A year, and how to show it; what cannot be gives the year and form of ``on``."""

    jaar = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=EARLIEST.year + 1,
        max_value=LATEST.year - 1,
        widget=short_number(),
    )
    vorm = forms.ChoiceField(
        label=_("Show as"),
        required=False,
        choices=[(LIST, _("List of the year")), (BY_MONTH, _("Month"))],
    )
    maand = forms.TypedChoiceField(
        label=_("Which month"), required=False, coerce=int, choices=list(MONTHS.items())
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        self._on = on
        kwargs.setdefault("initial", {"jaar": on.year, "vorm": LIST, "maand": on.month})
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.is_quiet = True  # type: ignore[attr-defined]

    def _chosen(self, name: str, other: Any) -> Any:
        data = getattr(self, "cleaned_data", {}) if self.is_bound and self.is_valid() else {}
        return data.get(name) or other

    @property
    def year(self) -> int:
        """Return the year that is asked for."""
        return int(self._chosen("jaar", self._on.year))

    @property
    def month(self) -> int:
        """Return the month that is asked for."""
        return int(self._chosen("maand", self._on.month))

    @property
    def is_by_month(self) -> bool:
        """Whether the month form is asked for."""
        return bool(self._chosen("vorm", LIST) == BY_MONTH)
