"""The report goes round: sent to who was there, remarked on, and put on the next agenda."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView
from governance.enums import MeetingState
from governance.forms.sessions import PutOnAgendaForm, RemarkAnswerForm, RemarkForm, SendDraftForm
from governance.models import Meeting, MeetingRemark
from governance.permissions_meetings import can_manage_meetings
from governance.permissions_reports import OPEN_TO_WORK, remarker
from governance.selectors.agenda import agenda_of
from governance.selectors.reports import next_meetings, remark_rows
from governance.services.reports import REMARK_DAYS, add_remark, answer_remark, put_on_agenda, send_draft
from governance.views.sessions import ReportReaderMixin, WorkMixin


class ReportSendView(MemberView, WorkMixin, ActionView):
    """Send the draft to who was there."""

    template_name = "governance/report_send.html"
    form_class = SendDraftForm

    def get_initial(self) -> dict[str, Any]:
        """Propose two weeks."""
        return {"until": self.today + timedelta(days=REMARK_DAYS)}

    def perform(self, form: Form) -> Text:
        """Send it."""
        mailed = send_draft(actor=self.user, meeting=self.meeting, until=form.cleaned_data["until"])
        return ngettext(
            "The draft goes to %(count)s address. People can remark until and including %(day)s.",
            "The draft goes to %(count)s addresses. People can remark until and including %(day)s.",
            mailed,
        ) % {"count": mailed, "day": date_format(form.cleaned_data["until"], "DATE_FORMAT")}

    def get_success_url(self) -> str:
        """Return to the report."""
        return self.page_url("report_detail")


class ReportRemarksView(MemberView, ReportReaderMixin, ActionView):
    """Remark on the draft as who was there; the secretary sees all remarks here."""

    template_name = "governance/report_remarks.html"
    form_class = RemarkForm
    work_page = True

    @cached_property
    def manages(self) -> bool:
        """Return whether the reader prepares the meeting."""
        return can_manage_meetings(self.user, self.body)

    @cached_property
    def may_remark(self) -> bool:
        """Return whether the reader may remark now."""
        return remarker(self.user, self.meeting) is not None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which items there are."""
        return super().get_form_kwargs() | {"rows": agenda_of(self.user, self.meeting).rows}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the remarks; who neither made one nor may make one has nothing to see here."""
        rows = remark_rows(self.user, self.meeting, manages=self.manages)
        if not (rows or self.manages or self.may_remark):
            raise Http404
        may_answer = self.manages and self.meeting.state in OPEN_TO_WORK
        return super().get_context_data(
            rows=rows, may_remark=self.may_remark, may_answer=may_answer, manages=self.manages, **kwargs
        )

    def perform(self, form: Form) -> Text:
        """Write the remark down."""
        if not isinstance(form, RemarkForm):
            raise TypeError
        text = form.cleaned_data["text"]
        add_remark(actor=self.user, meeting=self.meeting, text=text, item=form.chosen())
        return _("Your remark is sent to the secretary.")

    def get_success_url(self) -> str:
        """Return to the remarks."""
        return self.request.path


class RemarkAnswerView(MemberView, WorkMixin, ActionView):
    """Say what was done with a remark."""

    template_name = "governance/remark_answer.html"
    form_class = RemarkAnswerForm

    @cached_property
    def remark(self) -> MeetingRemark:
        """Return the remark, of this meeting."""
        found = MeetingRemark.objects.filter(pk=self.kwargs["remark"], meeting=self.meeting)
        remark = found.select_related("item", "person", "meeting").first()
        if remark is None:
            raise Http404
        return remark

    def get_initial(self) -> dict[str, Any]:
        """Show what was answered before."""
        return {"answer": self.remark.answer}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the remark."""
        return super().get_context_data(remark=self.remark, **kwargs)

    def perform(self, form: Form) -> Text:
        """Write it down."""
        answer_remark(actor=self.user, remark=self.remark, answer=form.cleaned_data["answer"])
        return _("Your answer stands with the remark.")

    def get_success_url(self) -> str:
        """Return to the remarks."""
        return self.page_url("report_remarks")


class ReportAgendaView(MemberView, WorkMixin, ActionView):
    """Put the report on the agenda of the next meeting, for adoption by the body."""

    template_name = "governance/report_agenda.html"
    form_class = PutOnAgendaForm

    @cached_property
    def coming(self) -> list[Meeting]:
        """Return the meetings that are still to come."""
        if self.meeting.state != MeetingState.MINUTES:
            raise Http404
        return next_meetings(self.meeting)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which meetings come."""
        return super().get_form_kwargs() | {"meetings": self.coming}

    def get_initial(self) -> dict[str, Any]:
        """Propose the first."""
        return {"meeting": str(self.coming[0].pk)} if self.coming else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether there is a meeting to choose."""
        return super().get_context_data(has_meetings=bool(self.coming), **kwargs)

    def perform(self, form: Form) -> Text:
        """Put it there."""
        if not isinstance(form, PutOnAgendaForm):
            raise TypeError
        meeting = form.chosen()
        put_on_agenda(actor=self.user, report=self.meeting, meeting=meeting)
        return _("The report is on the agenda of %(meeting)s.") % {"meeting": meeting.title}

    def get_success_url(self) -> str:
        """Return to the report."""
        return self.page_url("report_detail")
