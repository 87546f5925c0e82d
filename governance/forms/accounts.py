"""The form that gives a person an account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import PortalForm


class AccountForm(PortalForm):
    """Ask for the address a person logs in with."""

    email = forms.EmailField(
        label=_("E-mail address to log in with"),
        max_length=254,
        help_text=_("Only this person may read mail at this address."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
