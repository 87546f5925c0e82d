"""Forms of dashboards: since when changes are shown, and whether the monthly digest comes."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import PortalForm
from reporting.selectors.dashboard import REPORT, VISIT

YES, NO = "ja", "nee"


class SinceForm(PortalForm):
    """Since when changes are shown, in the address."""

    sinds = forms.ChoiceField(required=False, choices=[("", ""), (REPORT, REPORT), (VISIT, VISIT)])

    def wanted(self) -> str:
        """Return what is asked for; nothing where that cannot be."""
        return str(self.cleaned_data["sinds"]) if self.is_valid() else ""


class DigestForm(PortalForm):
    """Whether the monthly digest comes."""

    wanted = forms.ChoiceField(
        label=_("Do you want the monthly digest?"),
        choices=[
            (YES, _("Yes, mail me each month what changed, in ten lines")),
            (NO, _("No, I look by myself")),
        ],
        widget=forms.RadioSelect,
    )
