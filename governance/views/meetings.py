"""Meetings of a body: the list, the page of one, planning and changing them."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Paginator
from django.db import models
from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.history import Show, latest_history_id, show_choice, show_text
from citydeal.common.text import Text
from citydeal.common.views import ActionView, ConfirmedView, MemberView, PageView, PartialTemplateView
from citydeal.enums import Access
from governance.enums import MeetingForm, MeetingState
from governance.forms.meetings import EditMeetingForm, MeetingFilterForm, NewMeetingForm
from governance.models import Body
from governance.permissions import can_view_body, can_view_deal, visible_bodies
from governance.permissions_meetings import can_manage_meetings, can_plan_meetings
from governance.selectors.meetings import meeting_page, outside_window
from governance.selectors.meetings_list import meeting_row, meetings_in_list
from governance.selectors.outcomes import way_of
from governance.services.invitations_preview import preview_told
from governance.services.meeting_states import IN_CALENDARS
from governance.services.meetings import change_meeting, check_change, make_meeting
from governance.views.base import BodyMixin
from governance.views.bodies import PER_PAGE
from governance.views.meetings_base import MeetingManagerMixin, MeetingMixin, MeetingsManagerMixin
from governance.views.stale import StaleMixin


def _moment(value: datetime) -> str:
    return date_format(timezone.localtime(value), "j F Y, H.i")


SHOWN: dict[str, Show] = {
    "title": show_text,
    "starts_at": _moment,
    "ends_at": _moment,
    "form": show_choice(MeetingForm.choices),
    "location": show_text,
    "online_url": show_text,
    "access": show_choice(Access.choices),
    "state": show_choice(MeetingState.choices),
    "invitation_text": show_text,
}


class MeetingListMixin(BodyMixin):
    """The way back to the body and its meetings."""

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, body and list of meetings."""
        listed = reverse("governance:meeting_list", args=[self.deal.slug, self.body.slug])
        return [
            (self.deal.name, self.deal.get_absolute_url()),
            (self.body.name, self.body.get_absolute_url()),
            (_("Meetings"), listed),
        ]


class MeetingListView(BodyMixin, PartialTemplateView):
    """The meetings of a body that the reader may open, newest first."""

    template_name = "governance/meeting_list.html"
    part = "lijst"

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and body."""
        return [*super().crumbs(), (self.body.name, self.body.get_absolute_url())]

    @cached_property
    def filter_form(self) -> MeetingFilterForm:
        """Return the filter, bound to the address."""
        return MeetingFilterForm(self.request.GET or None)

    @cached_property
    def page_obj(self) -> Any:
        """Return the page of meetings that is asked for."""
        found = meetings_in_list(self.request.user, self.body, **self.filter_form.wanted())
        return Paginator(found, PER_PAGE).get_page(self.request.GET.get("pagina"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the meetings."""
        user = self.request.user
        return super().get_context_data(
            page_obj=self.page_obj,
            rows=[meeting_row(meeting, self.body.pk) for meeting in self.page_obj],
            filter_form=self.filter_form,
            is_filtered=any(self.filter_form.wanted().values()),
            count_line=self.announcement(),
            may_plan=can_plan_meetings(user, self.body),
            may_manage=can_manage_meetings(user, self.body),
            **kwargs,
        )

    def announcement(self) -> Text:
        """Return how many meetings there are."""
        number = self.page_obj.paginator.count
        return ngettext("%(count)s meeting.", "%(count)s meetings.", number) % {"count": number}


class MeetingDetailView(MeetingMixin, MeetingListMixin, PageView):
    """A meeting: how far it is, the agenda with papers, what came of it, and who comes."""

    template_name = "governance/meeting_detail.html"
    work_page = True

    def may_open(self, body: Body) -> bool:
        """Whether the account may open the meeting; of a joint one also who sits in another body."""
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the meeting shows to this reader."""
        page = meeting_page(self.request.user, self.meeting)
        return super().get_context_data(page=page, **kwargs)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, body and list of meetings; for who does not read the body as far as they open."""
        if can_view_body(self.request.user, self.body):
            return MeetingListMixin.crumbs(self)
        return BodyMixin.crumbs(self) if can_view_deal(self.request.user, self.deal) else []


class MeetingCreateView(MemberView, MeetingListMixin, MeetingsManagerMixin, ActionView):
    """Plan a meeting of the body, alone or with other bodies."""

    template_name = "governance/meeting_form.html"
    form_class = NewMeetingForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which other bodies may meet along."""
        bodies = visible_bodies(self.user, self.deal).exclude(pk=self.body.pk).select_related("deal")
        others = [body for body in bodies if can_plan_meetings(self.user, body)]
        return super().get_form_kwargs() | {"others": others}

    def get_initial(self) -> dict[str, Any]:
        """Propose the usual hours and place of the body."""
        return usual_hours(self.body)

    def perform(self, form: Form) -> Text:
        """Make it."""
        if not isinstance(form, NewMeetingForm):
            raise TypeError
        details = vars(form.details()).copy()
        details.pop("invitation_text")
        self.made = make_meeting(actor=self.user, body=self.body, joint=form.chosen(), **details)
        return _("%(meeting)s is planned. Nobody is told yet.") % {"meeting": self.made.title}

    def get_success_url(self) -> str:
        """Go to the meeting."""
        return self.made.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where cancelling goes."""
        return super().get_context_data(cancel_url=self.crumbs()[-1][1], **kwargs)


def usual_hours(body: Body) -> dict[str, Any]:
    """Return what a form about new meetings of a body begins with. One query."""
    way = way_of(body.pk)
    begin = way.usual_time
    end = (datetime.combine(timezone.localdate(), begin) + timedelta(minutes=way.minutes)) if begin else None
    return {
        "title": body.name,
        "starts": begin,
        "ends": end.time() if end else None,
        "form": MeetingForm.ON_SITE,
        "location": way.location,
        "access": body.access if body.access != Access.PUBLIC else Access.DEAL,
    }


class MeetingEditView(StaleMixin, MemberView, MeetingManagerMixin, ConfirmedView):
    """Change or move a meeting; who has it in the calendar is named first."""

    template_name = "governance/meeting_edit.html"
    form_class = EditMeetingForm
    shown_fields: ClassVar[dict[str, Show]] = SHOWN

    @property
    def edited(self) -> models.Model:
        """Return the meeting."""
        return self.meeting

    def get_initial(self) -> dict[str, Any]:
        """Show the meeting as it is; what is sent stands by itself."""
        if self.meeting.state not in IN_CALENDARS | {MeetingState.DRAFT}:
            raise Http404
        if self.request.method == "POST":
            return {}
        meeting = self.meeting
        starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
        named = ("title", "form", "location", "online_url", "access", "invitation_text")
        return {name: getattr(meeting, name) for name in named} | {
            "history_id": latest_history_id(meeting),
            "day": starts.date(),
            "starts": starts.time(),
            "ends": ends.time(),
        }

    def consequences(self, form: Form) -> dict[str, Any]:
        """Return who is told, and whether the day lies outside the window of its duty.

        Raises DomainError on what cannot be, so that nobody is asked to confirm it.
        """
        details = self._form(form).details()
        day = timezone.localdate(details.starts_at)
        moved = check_change(self.meeting, details)
        told = self.meeting.state in IN_CALENDARS
        return {
            "details": details,
            "moved": moved,
            "outside": outside_window(self.meeting, day) if moved else None,
            "preview": preview_told(self.meeting) if told else None,
        }

    def needs_confirmation(self, consequences: dict[str, Any]) -> bool:
        """A draft that stays within its window changes at once: nobody is told."""
        return consequences["preview"] is not None or consequences["outside"] is not None

    def perform(self, form: Form) -> Text:
        """Save the change."""
        checked = self._form(form)
        changed = change_meeting(
            actor=self.user,
            meeting=self.meeting,
            details=checked.details(),
            seen_history_id=checked.cleaned_data["history_id"],
        )
        day = _moment(changed.starts_at)
        return _("The meeting is saved: %(title)s, %(day)s.") % {"title": changed.title, "day": day}

    def _form(self, form: Form) -> EditMeetingForm:
        if not isinstance(form, EditMeetingForm):
            raise TypeError
        return form

    def get_success_url(self) -> str:
        """Return to the meeting."""
        return self.meeting.get_absolute_url()
