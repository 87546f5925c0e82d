"""Forms of actions: what is to be done, how far it is, and the list of a body."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from citydeal.common.forms import DateField, PortalForm
from governance.enums import ActionState
from governance.forms.bodies import set_choices
from governance.models import ActionItem, AgendaItem, Person, Seat
from governance.selectors.actions import SHOW_CHOICES
from governance.services.actions import ActionDetails

PROJECT = "organisatie"


def owner_key(action: ActionItem) -> str:
    """Return how the form names the owner of an action."""
    if action.person_id:
        return f"persoon-{action.person_id}"
    return f"zetel-{action.seat_id}" if action.seat_id else PROJECT


class ActionForm(PortalForm):
    """What is to be done, by whom, until when. ``items``: where it may come from; empty: not asked."""

    text = forms.CharField(label=_("What is to be done?"), max_length=300)
    owner = forms.ChoiceField(
        label=_("Who does it?"),
        help_text=_("A seat: whoever sits there. The project organisation, where nobody else does it."),
    )
    due_on = DateField(label=_("At the latest on"), help_text=_("For example 1 12 2026."))
    item = forms.ChoiceField(label=_("From which agenda item?"), required=False)
    history_id = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        seats: Iterable[tuple[Seat, str]],
        people: Iterable[Person],
        items: Sequence[AgendaItem] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        found = list(seats)
        self._seats = {f"zetel-{seat.pk}": seat for seat, _words in found}
        self._people = {f"persoon-{person.pk}": person for person in people}
        self._items = {str(item.pk): item for item in items}
        self.asks_item = bool(items)
        owners: list[Any] = [("", _("Choose")), (PROJECT, _("Project organisation"))]
        if found:
            owners.append((_("Seats"), [(f"zetel-{seat.pk}", words) for seat, words in found]))
        if self._people:
            owners.append((_("Persons"), [(key, person.name) for key, person in self._people.items()]))
        set_choices(self, "owner", owners)
        lines = [(key, f"{item.meeting.title}: {item.title}") for key, item in self._items.items()]
        set_choices(self, "item", [("", _("Not from an agenda item")), *lines])
        if not items:
            del self.fields["item"]

    def details(self) -> ActionDetails:
        """Return what was filled in; call after ``is_valid``."""
        data = self.cleaned_data
        return ActionDetails(
            text=data["text"],
            due_on=data["due_on"],
            seat=self._seats.get(data["owner"]),
            person=self._people.get(data["owner"]),
        )

    def item_chosen(self) -> AgendaItem | None:
        """Return the agenda item that it came from; call after ``is_valid``."""
        return self._items.get(self.cleaned_data.get("item", ""))


class ActionReportForm(PortalForm):
    """How far an action is. ``states``: what this account may choose."""

    state = forms.ChoiceField(label=_("How far is it?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=5000,
        widget=forms.Textarea({"rows": 4}),
        help_text=_("Stands with the action, with your name and today's date. To drop it, say why."),
    )

    def __init__(self, *args: Any, states: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "state", [(state, ActionState(state).label) for state in states])


class ActionFilterForm(PortalForm):
    """Search and filter actions, in the address."""

    zoek = forms.CharField(label=_("Search action or owner"), required=False, max_length=100)
    stand = forms.ChoiceField(label=pgettext_lazy("filter", "Show"), required=False, choices=SHOW_CHOICES)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.is_quiet = True  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, str]:
        """Return what is looked for, as far as it can be."""
        if not self.is_bound:
            return {"query": "", "show": ""}
        self.is_valid()
        return {"query": self.cleaned_data.get("zoek", ""), "show": self.cleaned_data.get("stand", "")}
