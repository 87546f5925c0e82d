"""Forms about exceptions: accept that a rule is not met, and end that earlier."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import DateField, PortalForm
from governance.forms.bodies import decision_label, set_choices
from governance.models import Decision

MYSELF = "zelf"


class AcceptExceptionForm(PortalForm):
    """Accept that a rule is not met, until a day.

    ``decisions``: those it may rest on. ``may_accept``: whether the reader may also accept it alone.
    """

    decision = forms.ChoiceField(label=_("Who accepts this?"), widget=forms.RadioSelect)
    end = DateField(
        label=_("Until which day?"),
        help_text=_("The exception ends by itself after this day. For example 31 12 2026."),
    )
    reason = forms.CharField(
        label=_("Why is this accepted?"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("Everyone in the deal can read this."),
    )

    def __init__(
        self, *args: Any, decisions: Iterable[Decision] = (), may_accept: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.decisions = {str(decision.pk): decision for decision in decisions}
        mine = [(MYSELF, _("I do, as project manager"))] if may_accept else []
        found = [(key, decision_label(decision)) for key, decision in self.decisions.items()]
        set_choices(self, "decision", [*mine, *found])

    def chosen(self) -> Decision | None:
        """Return the decision it rests on; None where the project manager accepts it alone."""
        return self.decisions.get(self.cleaned_data["decision"])


class EndExceptionForm(PortalForm):
    """Let an exception end earlier."""

    last_day = DateField(
        label=_("Last day of the exception"),
        help_text=_("From the day after, the rule counts again. For example 31 12 2026."),
    )
    reason = forms.CharField(
        label=_("Why does it end earlier?"),
        max_length=100,
        help_text=_("This stands in the history."),
    )
