"""The form that says who decides about one subject."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from citydeal.common.forms import PortalForm
from governance.enums import BodyKind, CompetenceLevel
from governance.selectors.competences import Competences
from governance.services.competences import CompetenceChoice


class CompetenceForm(PortalForm):
    """Per kind of body (``kinds``) what it may do with ``subject``, and the article that says so."""

    def __init__(
        self, *args: Any, kinds: Iterable[str], subject: str, competences: Competences, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = [BodyKind(kind) for kind in kinds]
        for kind in self.kinds:
            now = competences[kind, subject]
            self.fields[f"level_{kind}"] = forms.ChoiceField(
                label=kind.label, choices=CompetenceLevel.choices, initial=now.level
            )
            self.fields[f"article_{kind}"] = forms.CharField(
                label=_("Article for: %(kind)s") % {"kind": kind.label},
                required=False,
                max_length=50,
                initial=now.article,
            )
        self.fields["history_id"] = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
        self.teach_fields()

    def choices(self) -> dict[str, CompetenceChoice]:
        """Return what was filled in per kind; call after ``is_valid``."""
        data = self.cleaned_data
        return {
            kind.value: CompetenceChoice(data[f"level_{kind}"], data[f"article_{kind}"])
            for kind in self.kinds
        }
