"""Forms of the papers with an agenda."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import PortalForm, UploadField
from governance.enums import PaperKind


class PaperForm(PortalForm):
    """A paper with an item."""

    title = forms.CharField(
        label=_("Title"),
        max_length=120,
        help_text=_("The file is called by it. Leave names of people out."),
    )
    kind = forms.ChoiceField(
        label=_("How does it belong to the item?"), widget=forms.RadioSelect, choices=PaperKind.choices
    )
    file = UploadField(label=_("File"))


class NewVersionForm(PortalForm):
    """A new version of a paper."""

    file = UploadField(label=_("File"))


class WithdrawPaperForm(PortalForm):
    """Why a paper is withdrawn."""

    reason = forms.CharField(label=_("Why is the paper withdrawn?"), max_length=300)
