"""What every page about an agenda shares: the meeting, the item, and the way back."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.formats import date_format

from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView
from governance.models import AgendaItem, Body, Meeting
from governance.permissions_agenda import OPEN_STATES
from governance.permissions_meetings import can_manage_meetings
from governance.selectors.agenda import item_address
from governance.selectors.agenda_item import ItemPage, agenda_people, item_page
from governance.views.meetings_base import MeetingManagerMixin, MeetingMixin


def meeting_crumb(meeting: Meeting) -> tuple[str, str]:
    """Return name and address of a meeting; with its day, since many are called as their body."""
    return f"{meeting.title}, {date_format(meeting.day, 'DATE_FORMAT')}", meeting.get_absolute_url()


class AgendaReaderMixin(MeetingMixin):
    """A page inside a meeting, for who may open it; of a joint one also who sits in another body."""

    def may_open(self, body: Body) -> bool:
        """Whether the account may open the meeting is asked of the meeting itself."""
        return True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, body and meeting."""
        return [*super().crumbs(), meeting_crumb(self.meeting)]


class AgendaPreparerMixin(MeetingManagerMixin):
    """A page for who prepares a meeting that is not finished; others get 404."""

    @cached_property
    def meeting(self) -> Meeting:
        """Return the meeting, while its agenda may change."""
        meeting: Meeting = super().meeting
        if meeting.state not in OPEN_STATES:
            raise Http404
        return meeting

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, body and meeting."""
        return [*super().crumbs(), meeting_crumb(self.meeting)]


class ItemMixin(MeetingMixin):
    """Finds the item of the address in its meeting; else 404."""

    @cached_property
    def item(self) -> AgendaItem:
        """Return the item, with its meeting."""
        found = AgendaItem.objects.filter(pk=self.kwargs["item"], meeting=self.meeting)
        item: AgendaItem = only(list(found.select_related("presenter", "parent")[:1]))
        item.meeting = self.meeting
        return item

    def item_url(self) -> str:
        """Return the address of the item."""
        return item_address(self.meeting, self.kwargs["item"])


class OpenItemMixin(AgendaReaderMixin, ItemMixin):
    """An item of which the reader may read text and papers; else 404."""

    @cached_property
    def page(self) -> ItemPage:
        """Return the page of the item."""
        manages = self.manages
        page = item_page(self.request.user, self.meeting, self.kwargs["item"], manages=manages)
        if page is None:
            raise Http404
        return page

    @cached_property
    def manages(self) -> bool:
        """Return whether the reader prepares the meeting."""
        return can_manage_meetings(self.request.user, self.body)

    @cached_property
    def item(self) -> AgendaItem:
        """Return the item, as far as it may be read."""
        item = self.page.item
        item.meeting = self.meeting
        return item


class AgendaActView(MemberView, ActionView):
    """A form about an agenda; ``heading``, ``lead`` and ``submit`` are the words of the page.

    It goes after the mixins that find meeting and item; back to the agenda.
    """

    template_name = "governance/agenda_form.html"
    heading: Text = ""
    lead: Text = ""
    submit: Text = ""
    negative = False

    def get_success_url(self) -> str:
        """Return to the agenda on the page of the meeting."""
        meeting: Meeting = self.meeting  # type: ignore[attr-defined]  # of the mixin before it
        return f"{meeting.get_absolute_url()}#agenda"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page."""
        words = {
            "heading": self.heading,
            "lead": self.lead,
            "submit": self.submit,
            "negative": self.negative,
            "back": self.get_success_url(),
        }
        return super().get_context_data(**{**words, **kwargs})

    def perform(self, form: Form) -> Text:
        """Do it; returns the sentence that says it is done. Raises DomainError."""
        raise NotImplementedError


class ItemActMixin(ItemMixin):
    """A form about one item; back to the item."""

    def get_success_url(self) -> str:
        """Return to the item."""
        return self.item_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the item."""
        return super().get_context_data(item=self.item, **kwargs)


def people_for(meeting: Meeting, *also: Any) -> list[Any]:
    """Return who may be chosen on an agenda, and who was chosen already."""
    joint = list(meeting.joint_bodies.values_list("pk", flat=True))
    people = agenda_people(meeting.body, meeting.day, joint)
    return people + [person for person in also if person is not None and person not in people]
