"""What is done with a report: written, remarked on, released, sent, corrected."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from citydeal.common.dates import in_words
from citydeal.common.history import latest_history_id, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from governance.views.stale import StaleMixin
from reporting.enums import ReportState
from reporting.forms.reports import (
    CommentAnswerForm,
    CommentForm,
    ErratumForm,
    ReportAccessForm,
    ReportBackForm,
    ReportMeetingForm,
    ReportStepForm,
    SectionTextForm,
)
from reporting.models import ProgressReport, ReportComment, SectionText
from reporting.permissions import OPEN_STATES, can_comment, can_keep_reports, can_release_reports
from reporting.selectors.report_pages import coming_meetings, section_choices, section_title, text_of
from reporting.services.report_documents import ask_files_again
from reporting.services.report_making import refresh_report
from reporting.services.report_sending import place_again, receivers, send_report
from reporting.services.reports import (
    add_erratum,
    answer_comment,
    change_report_access,
    change_report_state,
    comment,
    save_section_text,
)
from reporting.views.report_base import ReportActionView
from reporting.workflow import report_steps


class KeptReportView(ReportActionView):
    """A form for who keeps the reports of the deal; others get 404."""

    def may_open(self, report: ProgressReport) -> bool:
        """Whether this account keeps the reports."""
        return can_keep_reports(self.request.user, report.deal)


class SectionTextView(StaleMixin, KeptReportView):
    """Write the explanation of a section."""

    form_class = SectionTextForm
    template_name = "reporting/report_text.html"
    shown_fields = {"text": show_text}  # the mixin declares it

    def may_open(self, report: ProgressReport) -> bool:
        """Whether it is still written."""
        return super().may_open(report) and report.state in OPEN_STATES

    @cached_property
    def title(self) -> str:
        """Return the title of the section; a report without it has no such page."""
        title = section_title(self.report, self.kwargs["key"])
        if title is None:
            raise Http404
        return title

    @cached_property
    def text(self) -> SectionText | None:
        """Return the explanation as it is."""
        return text_of(self.report, self.kwargs["key"])

    @property
    def edited(self) -> SectionText:
        """Return the record that the form changes."""
        text = text_of(self.report, self.kwargs["key"])
        if text is None:  # nobody removes one
            raise TypeError("an explanation was expected")
        return text

    def changes_of_others(self, history_id: int) -> Any:
        """Return what the other wrote, also where there was nothing yet when the form was opened."""
        found = super().changes_of_others(history_id)
        return found or [{"label": _("Explanation"), "before": "", "after": self.edited.text}]

    def get_initial(self) -> dict[str, Any]:
        """Show the explanation as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        number = latest_history_id(self.text) if self.text else 0
        return {"text": self.text.text if self.text else "", "history_id": number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the section, as it stands in the report."""
        heading = _("Explanation: %(section)s") % {"section": self.title}
        return super().get_context_data(**{"heading": heading, "button": _("Save"), **kwargs})

    def perform(self, form: Form) -> Text:
        """Save it."""
        save_section_text(
            actor=self.user,
            report=self.report,
            key=self.kwargs["key"],
            text=form.cleaned_data["text"],
            history_id=form.cleaned_data["history_id"],
        )
        return _("The explanation of “%(section)s” is saved.") % {"section": self.title}

    def get_success_url(self) -> str:
        """Return to the section."""
        return f"{self.report_url()}#{self.kwargs['key']}"


class CommentView(ReportActionView):
    """Remark on a report that is with the core group."""

    form_class = CommentForm
    heading = pgettext_lazy("progress report", "Remark on the report")
    lead = gettext_lazy("Who keeps the deal and the other members of the core group read your remark.")
    button = gettext_lazy("Send the remark")

    def may_open(self, report: ProgressReport) -> bool:
        """Whether this account remarks on it now."""
        return can_comment(self.request.user, report)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which sections there are."""
        return super().get_form_kwargs() | {"sections": section_choices(self.report)}

    def get_initial(self) -> dict[str, Any]:
        """Begin with the section whose link was followed."""
        return {"key": self.request.GET.get("onderdeel", "")}

    def perform(self, form: Form) -> Text:
        """Keep it."""
        comment(
            actor=self.user,
            report=self.report,
            key=form.cleaned_data["key"],
            text=form.cleaned_data["text"],
        )
        return _("Your remark stands with the report.")


class CommentAnswerView(KeptReportView):
    """Say what was done with a remark."""

    form_class = CommentAnswerForm
    heading = gettext_lazy("Answer the remark")
    button = gettext_lazy("Save")

    def may_open(self, report: ProgressReport) -> bool:
        """Whether it is still written."""
        return super().may_open(report) and report.state in OPEN_STATES

    @cached_property
    def comment(self) -> ReportComment:
        """Return the remark."""
        found: ReportComment = only(list(self.report.comments.filter(pk=self.kwargs["comment"])))
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Show the remark."""
        words = {"name": self.comment.created_by.name, "text": self.comment.text}
        return super().get_context_data(**{"lead": _("%(name)s: %(text)s") % words, **kwargs})

    def perform(self, form: Form) -> Text:
        """Keep it."""
        answer_comment(actor=self.user, comment=self.comment, answer=form.cleaned_data["answer"])
        return _("The answer stands with the remark.")


_STEPS: dict[str, tuple[Text, Text, Text, Text]] = {
    ReportState.IN_REVIEW: (
        gettext_lazy("Bring the report to the core group"),
        gettext_lazy("The core group reads it and remarks on it. You can go on writing."),
        gettext_lazy("Bring it to the core group"),
        gettext_lazy("The report is with the core group."),
    ),
    ReportState.DRAFT: (
        gettext_lazy("Take the report back"),
        gettext_lazy("The core group cannot remark on it then. Its remarks stay."),
        gettext_lazy("Take the report back"),
        gettext_lazy("The report is a draft again."),
    ),
    ReportState.RELEASED: (
        gettext_lazy("Release the report"),
        gettext_lazy(
            "The numbers and texts are frozen then, with their documents. Nothing changes them any more;"
            " what is wrong is put right by a correction beside it."
        ),
        gettext_lazy("Release it"),
        gettext_lazy("The report is released. The portal makes its documents now."),
    ),
}


class ReportStepView(KeptReportView):
    """Bring a report in its next state, or back."""

    def may_open(self, report: ProgressReport) -> bool:
        """Whether the report may go there, and by this account."""
        wanted = self.kwargs["state"]
        step = report_steps(report.state).get(wanted)
        if step is None or step.by_act or not super().may_open(report):
            return False
        return wanted != ReportState.RELEASED or can_release_reports(self.request.user, report.deal)

    def get_form_class(self) -> type[Form]:
        """Ask why, where the step asks it."""
        asks = report_steps(self.report.state)[self.kwargs["state"]].asks_reason
        return ReportBackForm if asks else ReportStepForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the step."""
        heading, lead, button, _said = _STEPS[self.kwargs["state"]]
        return super().get_context_data(**{"heading": heading, "lead": lead, "button": button, **kwargs})

    def perform(self, form: Form) -> Text:
        """Do it."""
        state = self.kwargs["state"]
        change_report_state(
            actor=self.user, report=self.report, state=state, reason=form.cleaned_data.get("reason", "")
        )
        return _STEPS[state][3]


class ReportRefreshView(KeptReportView):
    """Let the numbers of a report be made anew."""

    form_class = ReportStepForm
    heading = gettext_lazy("Renew the numbers")
    lead = gettext_lazy("The portal makes every section anew from the data of today. Explanations stay.")
    button = gettext_lazy("Renew")

    def may_open(self, report: ProgressReport) -> bool:
        """Whether it is still written."""
        return super().may_open(report) and report.state in OPEN_STATES

    def perform(self, form: Form) -> Text:
        """Ask the worker."""
        refresh_report(actor=self.user, report=self.report)
        return _("The portal makes the sections anew.")


class ReportFilesView(KeptReportView):
    """Let documents be made that failed."""

    form_class = ReportStepForm
    heading = gettext_lazy("Make the documents again")
    lead = gettext_lazy("The portal tries the documents again that could not be made.")
    button = gettext_lazy("Try again")

    def may_open(self, report: ProgressReport) -> bool:
        """Whether it was released."""
        return super().may_open(report) and report.released_at is not None

    def perform(self, form: Form) -> Text:
        """Ask the worker."""
        ask_files_again(actor=self.user, report=self.report)
        return _("The portal makes the documents now.")


class ReportAccessView(KeptReportView):
    """Say who may read a report once it is sent."""

    form_class = ReportAccessForm
    heading = gettext_lazy("Who may read the report")
    button = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        """Show who may read it now."""
        return {"access": self.report.access}

    def perform(self, form: Form) -> Text:
        """Save it."""
        change_report_access(actor=self.user, report=self.report, access=form.cleaned_data["access"])
        return _("Who may read the report is changed.")


class _MeetingView(KeptReportView):
    """Choose the meeting that treats a report."""

    form_class = ReportMeetingForm
    template_name = "reporting/report_send.html"

    @cached_property
    def meetings(self) -> Any:
        """Return the meetings to choose from."""
        return coming_meetings(self.deal)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which meetings are to come."""
        return super().get_form_kwargs() | {"meetings": self.meetings}

    def get_initial(self) -> dict[str, Any]:
        """Begin with the first meeting."""
        return {"meeting": self.meetings[0].pk} if self.meetings else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say whether there is a meeting at all."""
        return super().get_context_data(**{"meetings": self.meetings, **kwargs})


class ReportSendView(_MeetingView):
    """Send a released report to the steering group."""

    form_class = ReportMeetingForm
    heading = gettext_lazy("Send the report to the steering group")
    button = gettext_lazy("Send it")

    def may_open(self, report: ProgressReport) -> bool:
        """Whether it was released, and not sent yet."""
        return super().may_open(report) and report.state == ReportState.RELEASED

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say who gets the mail."""
        people = receivers(self.report)
        return super().get_context_data(**{"people": people, **kwargs})

    def perform(self, form: Form) -> Text:
        """Send it."""
        if not isinstance(form, ReportMeetingForm):
            raise TypeError
        send_report(actor=self.user, report=self.report, meeting=form.chosen())
        return _("The report is sent, and stands on the agenda.")


class ReportPlaceView(_MeetingView):
    """Put a report that was sent on the agenda of another meeting."""

    heading = gettext_lazy("Treat the report in another meeting")
    button = gettext_lazy("Put it on the agenda")

    def may_open(self, report: ProgressReport) -> bool:
        """Whether it was sent, and is not evaluated yet."""
        return super().may_open(report) and report.state == ReportState.SENT

    def perform(self, form: Form) -> Text:
        """Put it there."""
        if not isinstance(form, ReportMeetingForm):
            raise TypeError
        before = self.report.item
        stays = place_again(actor=self.user, report=self.report, meeting=form.chosen())
        if before is None:
            return _("The report stands on the agenda.")
        words = {"day": in_words(before.meeting.day)}
        if stays is None:
            return _("The report stands on the agenda. It was taken from the agenda of %(day)s.") % words
        told = _(
            "The report stands on the agenda. It stays on that of %(day)s as well: people know that one."
        )
        return told % words


class ErratumView(KeptReportView):
    """Correct a released report; what was released stays as it was."""

    form_class = ErratumForm
    heading = gettext_lazy("Add a correction")
    lead = gettext_lazy("The report stays as it was released. Your correction stands above it from now on.")
    button = gettext_lazy("Add the correction")

    def may_open(self, report: ProgressReport) -> bool:
        """Whether it was released."""
        return super().may_open(report) and report.released_at is not None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which sections there are."""
        return super().get_form_kwargs() | {"sections": section_choices(self.report)}

    def perform(self, form: Form) -> Text:
        """Add it."""
        add_erratum(
            actor=self.user,
            report=self.report,
            key=form.cleaned_data["key"],
            text=form.cleaned_data["text"],
        )
        return _("The correction stands with the report.")
