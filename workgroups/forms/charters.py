"""Forms about project charters: begin one, find one, adopt a version, compare two."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from citydeal.common.dates import in_words
from citydeal.common.forms import PortalForm
from citydeal.enums import Access
from governance.forms.bodies import set_choices
from governance.models import Decision
from workgroups.enums import CharterState
from workgroups.models import CharterVersion, ProjectCharter, WorkingGroup
from workgroups.services.charters import TITLE_LENGTH, CharterDetails


class EditCharterForm(PortalForm):
    """Of which group a charter is, and who may read it."""

    group = forms.ChoiceField(
        label=_("Of which working group?"),
        required=False,
        help_text=_("The lead of this group writes the charter too."),
    )
    access = forms.ChoiceField(
        label=_("Who may read"),
        choices=Access.choices,
        widget=forms.RadioSelect,
        initial=Access.DEAL,
        help_text=_("A concept is only for who takes part in the deal, whatever you choose."),
    )
    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, groups: Iterable[WorkingGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._groups = {str(group.pk): group for group in groups}
        known = [(key, group.body.name) for key, group in self._groups.items()]
        set_choices(self, "group", [("", _("Of the deal itself")), *known])

    def details(self) -> CharterDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return CharterDetails(group=self._groups.get(data["group"]), access=data["access"])

    @staticmethod
    def initial_for(charter: ProjectCharter, history_id: int) -> dict[str, Any]:
        """Return what the form shows first."""
        return {
            "group": str(charter.group_id or ""),
            "access": charter.access,
            "history_id": history_id,
        }


class NewCharterForm(EditCharterForm):
    """Begin a charter."""

    title = forms.CharField(
        label=_("Title"),
        max_length=TITLE_LENGTH,
        help_text=_("For example: progress and follow-up of the community programme."),
    )

    field_order = ["title", "group", "access"]


class CharterFilterForm(PortalForm):
    """Search and filter charters, in the address."""

    zoek = forms.CharField(label=_("Search title or working group"), required=False, max_length=100)
    stand = forms.ChoiceField(
        label=pgettext_lazy("filter", "Show"),
        required=False,
        choices=[
            ("", pgettext_lazy("filter", "All")),
            (CharterState.CONCEPT, _("With a concept")),
            (CharterState.ADOPTED, pgettext_lazy("charter", "Adopted")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.is_quiet = True  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        """Return what is looked for, as far as it can be."""
        if not self.is_bound:
            return {"query": "", "state": ""}
        self.is_valid()
        return {"query": self.cleaned_data.get("zoek", ""), "state": self.cleaned_data.get("stand", "")}


class AdoptCharterForm(PortalForm):
    """Choose the decision by which a body adopted a version: it gives the body and the date."""

    decision = forms.ChoiceField(
        label=_("By which decision?"),
        help_text=_(
            "The decision gives the body and the date. Only decisions about the work or about money."
        ),
    )
    stamp = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, decisions: Sequence[Decision], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._decisions = {str(decision.pk): decision for decision in decisions}
        lines = [
            (key, f"{decision.body.name}, {in_words(decision.taken_on)}: {decision}")
            for key, decision in self._decisions.items()
        ]
        set_choices(self, "decision", [("", _("Choose")), *lines])

    def chosen(self) -> Decision:
        """Return the decision; call after ``is_valid``."""
        return self._decisions[self.cleaned_data["decision"]]


class CompareForm(PortalForm):
    """Choose two versions to set side by side, in the address."""

    van = forms.ChoiceField(label=pgettext_lazy("compare", "Left"), required=False)
    met = forms.ChoiceField(label=pgettext_lazy("compare", "Right"), required=False)

    def __init__(self, *args: Any, versions: Sequence[CharterVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._versions = {str(version.number): version for version in versions}
        lines = [
            (key, f"{version} ({CharterState(version.state).label})")
            for key, version in self._versions.items()
        ]
        for name, field in self.fields.items():
            field.is_quiet = True  # type: ignore[attr-defined]
            set_choices(self, name, lines)

    def pair(self) -> tuple[CharterVersion, CharterVersion]:
        """Return the two versions: those asked for, or the newest beside the one before it."""
        newest = list(self._versions.values())
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        after = self._versions.get(asked.get("met", ""), newest[0])
        older = [version for version in newest if version.number < after.number]
        before = self._versions.get(asked.get("van", ""), (older or newest)[0])
        return before, after
