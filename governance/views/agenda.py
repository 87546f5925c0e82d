"""The items of an agenda: read, added, changed, removed, put in order and carried over."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.forms import Form
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.history import (
    Show,
    latest_history_id,
    show_choice,
    show_date,
    show_flag,
    show_text,
)
from citydeal.common.text import Text
from citydeal.common.views import PageView
from governance.enums import AgendaSection, ItemKind
from governance.forms.agenda import AFTER, ItemForm, MeetingChoiceForm, MoveForm
from governance.forms.covenant import ConfirmForm
from governance.models import AgendaItem
from governance.permissions_agenda import can_ask_question
from governance.rules.agenda import DOWN, OUT, UNDER, UP, Line, branches, moved
from governance.selectors.agenda import agenda_of
from governance.selectors.agenda_item import coming_meetings, questions_of
from governance.services.agenda import add_item, change_item, drop_item, move_item, remove_item
from governance.services.forward_agenda import carry_over
from governance.views.agenda_base import (
    AgendaActView,
    AgendaPreparerMixin,
    ItemActMixin,
    ItemMixin,
    OpenItemMixin,
    people_for,
)
from governance.views.meetings_base import MeetingManagerMixin
from governance.views.stale import StaleMixin

# The buttons of the order.
STEPS: tuple[tuple[str, Text], ...] = (
    (UP, gettext_lazy("Up")),
    (DOWN, gettext_lazy("Down")),
    (UNDER, gettext_lazy("Under the item before")),
    (OUT, gettext_lazy("An item by itself")),
)


class ItemDetailView(OpenItemMixin, PageView):
    """One item: its notes and papers, the questions that were sent in, and where it comes from."""

    template_name = "governance/item_detail.html"
    work_page = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page, and the questions where this is their round."""
        page = self.page
        asks = page.item.section == AgendaSection.QUESTIONS
        questions = questions_of(self.meeting) if asks and page.agenda.reader.is_member else []
        return super().get_context_data(
            page=page,
            item=self.item,
            asks=asks,
            questions=questions,
            may_ask=asks and can_ask_question(self.request.user, self.meeting),
            **kwargs,
        )


class ItemFormMixin(AgendaPreparerMixin):
    """The form of an item."""

    def presenter(self) -> Any:
        """Return who presents the item now."""
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who may present it."""
        people = people_for(self.meeting, self.presenter())
        return {**super().get_form_kwargs(), "people": people}  # type: ignore[misc]


class ItemCreateView(ItemFormMixin, AgendaActView):
    """Add an item to the agenda."""

    form_class = ItemForm
    heading = gettext_lazy("Add an item")
    submit = gettext_lazy("Add")

    def get_initial(self) -> dict[str, Any]:
        """Propose an item to inform, of ten minutes."""
        section = AgendaSection.DISCUSSION
        return {"history_id": 0, "section": section, "kind": ItemKind.INFORM, "minutes": 10}

    def perform(self, form: Any) -> Text:
        """Add it."""
        item = add_item(actor=self.user, meeting=self.meeting, details=form.details())
        return _("“%(title)s” stands on the agenda.") % {"title": item.title}


class ItemEditView(StaleMixin, ItemActMixin, ItemFormMixin, AgendaActView):
    """Change what is written of an item."""

    form_class = ItemForm
    heading = gettext_lazy("Change the item")
    submit = gettext_lazy("Save the change")
    shown_fields: ClassVar[dict[str, Show]] = {
        "title": show_text,
        "section": show_choice(AgendaSection.choices),
        "kind": show_choice(ItemKind.choices),
        "explanation": show_text,
        "minutes": show_text,
        "is_confidential": show_flag,
        "confidential_reason": show_text,
        "confidential_until": show_date,
        "lifted_by": show_text,
        "secrecy_imposed_by": show_text,
    }

    @property
    def edited(self) -> AgendaItem:
        """Return the item."""
        return self.item

    def presenter(self) -> Any:
        """Return who presents the item now."""
        return self.item.presenter

    def get_initial(self) -> dict[str, Any]:
        """Show the item as it is."""
        values = {name: getattr(self.item, name) for name in self.shown_fields}
        presenter = str(self.item.presenter_id or "")
        return {**values, "presenter": presenter, "history_id": latest_history_id(self.item)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the way to remove it."""
        body, meeting = self.body, self.meeting
        remove = address("governance:item_remove", body.deal.slug, body.slug, meeting.pk, self.item.pk)
        return super().get_context_data(remove_url=remove, **kwargs)

    def perform(self, form: Any) -> Text:
        """Save it."""
        history_id = form.cleaned_data["history_id"]
        change_item(actor=self.user, item=self.item, details=form.details(), history_id=history_id)
        return _("The item is changed.")


class ItemRemoveView(ItemMixin, AgendaPreparerMixin, AgendaActView):
    """Ask whether an item may go, and take it from the agenda."""

    form_class = ConfirmForm
    submit = gettext_lazy("Yes, remove it")
    lead = gettext_lazy("You cannot undo this. The history keeps what stood here.")
    negative = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Ask it."""
        heading = _("Do you want to remove “%(name)s”?") % {"name": self.item.title}
        return super().get_context_data(**{"heading": heading, **kwargs})

    def perform(self, form: Form) -> Text:
        """Remove it."""
        title = self.item.title
        remove_item(actor=self.user, item=self.item)
        return _("“%(name)s” is removed.") % {"name": title}


class AgendaOrderView(AgendaPreparerMixin, AgendaActView):
    """Put the items in order, with buttons or by dragging."""

    template_name = "governance/agenda_order.html"
    form_class = MoveForm
    heading = gettext_lazy("Order of the agenda")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the items, each with the steps it can make."""
        rows = agenda_of(self.user, self.meeting, manages=True).rows
        tree = branches([Line(row.item.pk, row.item.parent_id, 0) for row in rows])
        steps = [
            [(step, label) for step, label in STEPS if moved(tree, row.item.pk, step) is not None]
            for row in rows
        ]
        return super().get_context_data(rows=list(zip(rows, steps, strict=True)), **kwargs)

    def perform(self, form: Form) -> Text:
        """Move one item."""
        where, pk, self.after = form.cleaned_data["step"]
        self.moved = AgendaItem.objects.filter(meeting=self.meeting, pk=pk).first()
        if self.moved is None:
            raise Http404
        self.moved.meeting = self.meeting
        if where == AFTER:
            drop_item(actor=self.user, item=self.moved, after=self.after)
        else:
            move_item(actor=self.user, item=self.moved, where=where)
        return _("“%(title)s” is moved.") % {"title": self.moved.title}

    def get_success_url(self) -> str:
        """Return to the item that moved, or to the agenda."""
        moved = getattr(self, "moved", None)
        return f"{self.request.path}#punt-{moved.pk}" if moved else super().get_success_url()


class ItemCarryView(ItemActMixin, MeetingManagerMixin, AgendaActView):
    """Let an item go on in a later meeting of the same body."""

    form_class = MeetingChoiceForm
    template_name = "governance/item_carry.html"
    heading = gettext_lazy("Carry over to a later meeting")
    lead = gettext_lazy(
        "Text, cover note, confidentiality and abstentions go along. The report and the papers stay here."
    )
    submit = gettext_lazy("Carry over")

    @cached_property
    def meetings(self) -> list[Any]:
        """Return the meetings that are still to come."""
        return coming_meetings(self.body, without=self.meeting.pk)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which meetings are to come."""
        return {**super().get_form_kwargs(), "meetings": self.meetings}

    def get_initial(self) -> dict[str, Any]:
        """Propose the next one."""
        return {"meeting": str(self.meetings[0].pk)} if self.meetings else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where there is no meeting to carry it to."""
        return super().get_context_data(meetings=self.meetings, **kwargs)

    def perform(self, form: Any) -> Text:
        """Carry it over."""
        made = carry_over(actor=self.user, item=self.item, meeting=form.chosen())
        day = date_format(made.meeting.day, "DATE_FORMAT")
        return _("The item goes on in the meeting of %(day)s.") % {"day": day}
