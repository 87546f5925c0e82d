"""The filter of the workspace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import PortalForm
from governance.forms.bodies import set_choices


class WorkspaceFilterForm(PortalForm):
    """Choose a body and a kind of task; what cannot be is left out.

    ``kinds`` and ``bodies``: what there is to choose from.
    """

    orgaan = forms.ChoiceField(label=_("Body"), required=False)
    soort = forms.ChoiceField(label=_("Kind of task"), required=False)

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[tuple[str, str]] = (),
        bodies: Sequence[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "orgaan", [("", _("All bodies")), *bodies])
        set_choices(self, "soort", [("", _("All kinds")), *kinds])
        for field in self.fields.values():
            field.is_quiet = True  # type: ignore[attr-defined]
