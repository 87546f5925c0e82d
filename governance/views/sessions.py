"""What comes of a session: attendance, the report to read, to write and to take along."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import ngettext
from django.views.generic import View

from citydeal.common.errors import DomainError
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView
from governance.forms.sessions import AttendanceForm, ReportForm
from governance.models import Body, Meeting
from governance.permissions_meetings import can_manage_meetings
from governance.permissions_reports import OPEN_TO_WORK, can_read_report, remarker
from governance.selectors.attendance import deputies_for
from governance.selectors.outcomes import invitations_of
from governance.selectors.reports import ReportPage, report_page
from governance.services.attendance import record_attendance
from governance.services.report_files import KINDS, report_file
from governance.services.reports import write_item
from governance.views.meetings_base import MeetingManagerMixin, MeetingMixin


class SessionMixin(MeetingMixin):
    """The way back to the meeting."""

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, body and meeting."""
        day = date_format(self.meeting.day, "DATE_FORMAT")
        return [*super().crumbs(), (f"{self.meeting.title}, {day}", self.meeting.get_absolute_url())]

    def page_url(self, name: str) -> str:
        """Return the address of another page of this meeting."""
        return reverse(f"governance:{name}", args=[self.deal.slug, self.body.slug, self.meeting.pk])


class WorkMixin(SessionMixin, MeetingManagerMixin):
    """For who prepares the meeting, from the session until the report is adopted; others get 404."""

    @cached_property
    def meeting(self) -> Meeting:
        """Return the meeting, while there is something to write about it."""
        meeting: Meeting = MeetingMixin.meeting.func(self)  # type: ignore[attr-defined]
        if meeting.state not in OPEN_TO_WORK:
            raise Http404
        return meeting


class AttendanceEditView(MemberView, WorkMixin, ActionView):
    """Write down who was there."""

    template_name = "governance/attendance_edit.html"
    form_class = AttendanceForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who was asked, and who may have come instead."""
        people = invitations_of(self.meeting)
        deputies = deputies_for(self.meeting, people)
        return super().get_form_kwargs() | {"invitations": people, "deputies": deputies}

    def perform(self, form: Form) -> Text:
        """Write it down."""
        if not isinstance(form, AttendanceForm):
            raise TypeError
        changed = record_attendance(actor=self.user, meeting=self.meeting, lines=form.lines())
        return ngettext(
            "The attendance of %(count)s person is written down.",
            "The attendance of %(count)s people is written down.",
            changed,
        ) % {"count": changed}

    def get_success_url(self) -> str:
        """Return to the meeting."""
        return f"{self.meeting.get_absolute_url()}#aanwezig"


class ReportReaderMixin(SessionMixin):
    """For who reads the report; others get 404. A joint meeting is read by the members of each body."""

    def may_open(self, body: Body) -> bool:
        """Whether the body may be seen is asked of the meeting itself."""
        return True

    @cached_property
    def meeting(self) -> Meeting:
        """Return the meeting, if this account reads its report."""
        meeting: Meeting = MeetingMixin.meeting.func(self)  # type: ignore[attr-defined]
        if not can_read_report(self.request.user, meeting):
            raise Http404
        return meeting


class ReportDetailView(ReportReaderMixin, PageView):
    """The report of a meeting."""

    template_name = "governance/report_detail.html"
    work_page = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the report, and what can be done with it."""
        user = self.request.user
        return super().get_context_data(
            page=report_page(user, self.meeting),
            manages=can_manage_meetings(user, self.body),
            may_remark=remarker(user, self.meeting) is not None,
            **kwargs,
        )


class ReportFileView(ReportReaderMixin, View):
    """The report as a file: PDF or ODT."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it and send it."""
        kind = self.kwargs["kind"]
        if kind not in KINDS:
            raise Http404
        made = report_file(self.meeting, report_page(request.user, self.meeting), kind)
        response = HttpResponse(made.content, content_type=made.content_type)
        response["Content-Disposition"] = f'attachment; filename="{made.name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response


class ReportEditView(MemberView, WorkMixin, ActionView):
    """Write the report: one page, saved per item; what was typed at another item goes along."""

    template_name = "governance/report_edit.html"
    form_class = ReportForm

    @cached_property
    def page(self) -> ReportPage:
        """Return the report."""
        return report_page(self.user, self.meeting)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which items there are."""
        return super().get_form_kwargs() | {"items": self.page.items}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the report."""
        return super().get_context_data(page=self.page, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        """Save each item that changed; one that cannot be saved keeps its text and holds up no other."""
        if not isinstance(form, ReportForm):
            raise TypeError
        self.saved = 0
        for line, text, seen in form.sent():
            try:
                self.saved += write_item(actor=self.user, item=line.item, text=text, seen=seen)
            except DomainError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error.message))
        if form.errors:
            return self.form_invalid(form)
        return self.part(form) if self.wants_part else super().form_valid(form)

    def form_invalid(self, form: Form) -> HttpResponse:
        """Show what could not be saved, beside what stands there now; saved once more, it stands."""
        if not isinstance(form, ReportForm):
            raise TypeError
        vars(self).pop("page", None)
        form.open_anew({line.item.pk: line.item.text for line in self.page.items})
        return self.part(form) if self.wants_part else super().form_invalid(form)

    @property
    def wants_part(self) -> bool:
        """Return whether htmx saves one item."""
        return bool(getattr(self.request, "htmx", None))

    def part(self, form: ReportForm) -> HttpResponse:
        """Return the line under the item that was sent: that it is saved, or why it is not."""
        sent = next((pk for pk in form.items if f"tekst{pk}" in form.data), None)
        if sent is None:
            raise Http404
        vars(self).pop("page", None)
        line = next(line for line in self.page.items if line.item.pk == sent)
        fresh = ReportForm(items=[line])
        context = {
            "line": line,
            "seen": fresh[f"toen{sent}"],
            "is_saved": not form.errors,
            "part_errors": [*form.errors.get(f"tekst{sent}", []), *form.non_field_errors()],
        }
        status = 422 if form.errors else 200
        return TemplateResponse(self.request, "governance/report_edit.html#stand", context, status=status)

    def perform(self, form: Form) -> Text:
        """Say what was saved."""
        return ngettext("%(count)s item is saved.", "%(count)s items are saved.", self.saved) % {
            "count": self.saved
        }

    def get_success_url(self) -> str:
        """Return to the item whose button was used."""
        number = self.request.POST.get("bewaar", "")
        return f"{self.request.path}#punt-{number}" if number.isdecimal() else self.request.path
