"""The form that says how two bodies stand to each other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import PortalForm
from governance.enums import RelationKind
from governance.forms.bodies import set_choices
from governance.models import Body


class RelationForm(PortalForm):
    """From which body, what, to which body, and where that is written."""

    source = forms.ChoiceField(label=_("Which body?"))
    kind = forms.ChoiceField(
        label=_("What does it do?"), choices=RelationKind.choices, widget=forms.RadioSelect
    )
    target = forms.ChoiceField(label=_("For which body?"))
    article = forms.CharField(
        label=_("Where is that written?"),
        max_length=50,
        help_text=_("The article or heading in the text of the deal. For example: article 4 paragraph 3."),
    )

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.bodies = {str(body.pk): body for body in bodies}
        choices = [(key, body.name) for key, body in self.bodies.items()]
        for name in ("source", "target"):
            set_choices(self, name, [("", _("Choose a body")), *choices])

    def relation(self) -> dict[str, Any]:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return {
            "source": self.bodies[data["source"]],
            "target": self.bodies[data["target"]],
            "kind": data["kind"],
            "article": data["article"],
        }
