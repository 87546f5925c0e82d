"""Forms about the mail of the portal."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import PortalForm

AT_ONCE, WEEKLY = "direct", "wekelijks"


class MailPreferenceForm(PortalForm):
    """When news comes that asks nothing of the reader."""

    when = forms.ChoiceField(
        label=_("When do you want news that asks nothing of you?"),
        choices=[(AT_ONCE, _("At once, a mail about each thing")), (WEEKLY, _("Once a week, in one list"))],
        widget=forms.RadioSelect,
        help_text=_("What you have to do always comes at once: invitations, questions and reminders."),
    )


class ResendForm(PortalForm):
    """Nothing to fill in: send a mail again."""
