"""Filters in the address: GET input goes through a form too."""

from __future__ import annotations

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateFilterField, PortalForm


class OnDateForm(PortalForm):
    """Choose the day on which a page is shown; its first value when nothing usable is filled in."""

    op = DateFilterField(label=_("As it stands on"), required=False)

    def day(self) -> date:
        """Return the chosen day, or that which the page shows first."""
        chosen = self.cleaned_data.get("op") if self.is_valid() else None
        return chosen or self.initial.get("op") or timezone.localdate()
