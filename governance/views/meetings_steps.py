"""A meeting goes on: reserved, people called together, begun and ended, or cancelled."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.text import Text
from citydeal.common.views import ActionView, ConfirmedView, MemberView
from governance.enums import MeetingState
from governance.forms.covenant import ConfirmForm
from governance.forms.meetings import ConveneForm, StepForm, WhyForm
from governance.models import Body, Meeting
from governance.permissions_meetings import can_manage_meetings, is_chair
from governance.selectors.outcomes import way_of
from governance.services.invitations_preview import MailPreview, preview_calling, preview_told
from governance.services.meeting_states import change_meeting_state
from governance.services.meetings_calling import (
    cancel_meeting,
    convene_meeting,
    open_meeting,
    reserve_meeting,
)
from governance.views.meetings_base import MeetingManagerMixin, MeetingMixin
from governance.workflow import MeetingTransition, meeting_steps

_DAYS_TO_ANSWER = timedelta(days=3)


class CallingView(MemberView, MeetingManagerMixin, ConfirmedView):
    """An act that mails people; the page first names who gets the mail."""

    template_name = "governance/meeting_calling.html"
    state: str = ""

    def get_initial(self) -> dict[str, Any]:
        """Only a meeting that may take this step."""
        if self.state not in meeting_steps(self.meeting.state):
            raise Http404
        return {}

    def preview(self) -> MailPreview:
        """Return who gets the mail."""
        return preview_calling(self.meeting)

    def consequences(self, form: Form) -> dict[str, Any]:
        """Return who gets the mail."""
        return {"preview": self.preview(), "data": form.cleaned_data}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the page is about."""
        return super().get_context_data(what=self.state, cancel_url=self.get_success_url(), **kwargs)

    def get_success_url(self) -> str:
        """Return to the meeting."""
        return self.meeting.get_absolute_url()


class MeetingReserveView(CallingView):
    """Reserve the date: members and secretariats get a tentative calendar entry."""

    form_class = ConfirmForm
    state = MeetingState.RESERVED.value

    def perform(self, form: Form) -> Text:
        """Reserve it."""
        meeting = reserve_meeting(actor=self.user, meeting=self.meeting)
        return _("The date is reserved.") + " " + told_line(meeting)


class MeetingConveneView(CallingView):
    """Send the invitation."""

    form_class = ConveneForm
    state = MeetingState.CONVENED.value

    def get_initial(self) -> dict[str, Any]:
        """Propose an answer some days before the meeting, and the text that was given before."""
        super().get_initial()
        until = max(self.today, self.meeting.day - _DAYS_TO_ANSWER)
        return {"reply_until": until, "text": self.meeting.invitation_text}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say until when the invitation should be sent by the way of working."""
        before = timedelta(days=way_of(self.body.pk).invite_days)
        due = self.meeting.day - before
        return super().get_context_data(due_on=due, is_late=due < self.today, **kwargs)

    def perform(self, form: Form) -> Text:
        """Send it."""
        data = form.cleaned_data
        meeting = convene_meeting(
            actor=self.user, meeting=self.meeting, reply_until=data["reply_until"], text=data["text"]
        )
        return _("The invitation is sent.") + " " + told_line(meeting)


class MeetingCancelView(CallingView):
    """Cancel a meeting, with the reason."""

    form_class = WhyForm
    state = MeetingState.CANCELLED.value

    def preview(self) -> MailPreview:
        """Return who was told of it."""
        return preview_told(self.meeting)

    def perform(self, form: Form) -> Text:
        """Cancel it."""
        meeting = cancel_meeting(actor=self.user, meeting=self.meeting, reason=form.cleaned_data["reason"])
        return _("%(meeting)s is cancelled.") % {"meeting": meeting.title}


def told_line(meeting: Meeting) -> str:
    """Return how many people have the meeting on their list."""
    number = meeting.invitations.filter(removed_at=None).count()
    return ngettext("%(count)s person is on the list.", "%(count)s people are on the list.", number) % {
        "count": number
    }


class MeetingStepView(MemberView, MeetingMixin, ActionView):
    """Begin or end the meeting, or take that back with the reason; the chair may do so too."""

    template_name = "governance/meeting_step.html"
    form_class = StepForm
    work_page = True

    def may_open(self, body: Body) -> bool:
        """Whether this account prepares or chairs the meetings of the body."""
        return can_manage_meetings(self.user, body) or is_chair(self.user, body)

    def step(self) -> MeetingTransition:
        """Return the step of the address; another one than these is not found."""
        wanted = self.kwargs["state"]
        step = meeting_steps(self.meeting.state).get(wanted)
        if step is None or MeetingState.IN_SESSION not in (step.before, step.after):
            raise Http404
        return step

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form whether it must ask why."""
        return super().get_form_kwargs() | {"asks_reason": self.step().asks_reason}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the step."""
        return super().get_context_data(step=self.step(), **kwargs)

    def perform(self, form: Form) -> Text:
        """Take the step."""
        step, reason = self.step(), form.cleaned_data.get("reason", "")
        if step.after == MeetingState.IN_SESSION and not step.asks_reason:
            open_meeting(actor=self.user, meeting=self.meeting)
            return _("The meeting is in session.")
        change_meeting_state(actor=self.user, meeting=self.meeting, state=step.after, reason=reason)
        if step.after == MeetingState.MINUTES:
            return _("The meeting is held. Now write the report.")
        return _("The meeting is back where it was.")

    def get_success_url(self) -> str:
        """Return to the meeting."""
        return self.meeting.get_absolute_url()
