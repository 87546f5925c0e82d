"""The evaluation of a report: findings per section, and what follows for the set-up (rule 10)."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id, show_text
from citydeal.common.text import Text
from citydeal.common.views import ConfirmedView
from governance.models import Decision, SetupVersion
from governance.views.stale import StaleMixin
from reporting.enums import ReportState
from reporting.forms.reports import EvaluationForm, FindingForm
from reporting.models import EvaluationFinding, ProgressReport
from reporting.selectors.report_evaluations import (
    carrying_decisions,
    recording_url,
    version_made_since,
)
from reporting.selectors.report_pages import finding_of, report_page, section_title
from reporting.services.report_evaluation import Outcome, check_outcome, evaluate_report, save_finding
from reporting.views.report_acts import KeptReportView
from workgroups.rules.differences import compare_lines


class _EvaluatedView(KeptReportView):
    """For a report that was sent and is not evaluated yet."""

    def may_open(self, report: ProgressReport) -> bool:
        """Whether it waits for its evaluation."""
        return super().may_open(report) and report.state == ReportState.SENT

    def evaluation_url(self) -> str:
        """Return the page of the evaluation."""
        return address("reporting:report_evaluate", self.deal.slug, self.report.pk)


class EvaluationView(_EvaluatedView, ConfirmedView):
    """Write down what the steering group found, and close the evaluation."""

    form_class = EvaluationForm
    template_name = "reporting/report_evaluation.html"
    heading = gettext_lazy("Evaluation of the report")

    @cached_property
    def current(self) -> SetupVersion | None:
        """Return the set-up as it is."""
        setup: SetupVersion | None = self.deal.setup_versions.first()
        return setup

    @cached_property
    def decisions(self) -> list[Decision]:
        """Return the decisions that may close the evaluation."""
        return carrying_decisions(self.report)

    def get_initial(self) -> dict[str, Any]:
        """Begin with the set-up as it is, and with the decision that was taken at the item."""
        at_item = [row.pk for row in self.decisions if row.item_id == self.report.item_id]
        return EvaluationForm.initial_for(self.current) | {"decision": at_item[0] if at_item else ""}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which decisions there are, and which version of the set-up came after the report."""
        choices = {"decisions": self.decisions, "made": version_made_since(self.report)}
        return super().get_form_kwargs() | choices

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the sections with their findings."""
        page = report_page(self.request.user, self.report)
        words = {
            "page": page,
            "setup": self.current,
            "decisions": self.decisions,
            "recording_url": recording_url(self.user, self.report),
        }
        return super().get_context_data(**{**words, **kwargs})

    def consequences(self, form: Form) -> dict[str, Any]:
        """Show the differences with the set-up as it is."""
        if not isinstance(form, EvaluationForm):
            raise TypeError
        outcome = form.chosen()
        decision = check_outcome(self.report, outcome)
        found = {"outcome": outcome, "decision": decision}
        if outcome.is_unchanged:
            return found
        old, new, number = self._versions(outcome)
        return found | {"lines": compare_lines(old.splitlines(), new.splitlines()), "number": number}

    def _versions(self, outcome: Outcome) -> tuple[str, str, int]:
        """Return the set-up as it was, as it becomes, and the number of the new version."""
        made = outcome.setup
        if made is not None:
            before = self.deal.setup_versions.filter(number__lt=made.number).first()
            return before.text if before else "", made.text, made.number
        number = (self.current.number if self.current else 0) + 1
        return self.current.text if self.current else "", outcome.text.replace("\r\n", "\n"), number

    def perform(self, form: Form) -> Text:
        """Close it."""
        if not isinstance(form, EvaluationForm):
            raise TypeError
        evaluate_report(actor=self.user, report=self.report, outcome=form.chosen())
        return _("The report is evaluated, and the duty is done.")


class FindingView(StaleMixin, _EvaluatedView):
    """Write down what the steering group finds of a section."""

    form_class = FindingForm
    template_name = "reporting/report_text.html"
    shown_fields = {"text": show_text}  # the mixin declares it

    @cached_property
    def title(self) -> str:
        """Return the title of the section; a report without it has no such page."""
        title = section_title(self.report, self.kwargs["key"])
        if title is None:
            raise Http404
        return title

    @property
    def edited(self) -> EvaluationFinding:
        """Return the record that the form changes."""
        finding = finding_of(self.report, self.kwargs["key"])
        if finding is None:  # nobody removes one
            raise TypeError("a finding was expected")
        return finding

    def changes_of_others(self, history_id: int) -> Any:
        """Return what the other wrote, also where there was nothing yet when the form was opened."""
        found = super().changes_of_others(history_id)
        return found or [{"label": _("Finding"), "before": "", "after": self.edited.text}]

    def get_initial(self) -> dict[str, Any]:
        """Show the finding as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        known = finding_of(self.report, self.kwargs["key"])
        return {"text": known.text if known else "", "history_id": latest_history_id(known) if known else 0}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page."""
        heading = _("Finding: %(section)s") % {"section": self.title}
        words = {"heading": heading, "button": _("Save"), "cancel_url": self.evaluation_url()}
        return super().get_context_data(**{**words, **kwargs})

    def perform(self, form: Form) -> Text:
        """Save it."""
        save_finding(
            actor=self.user,
            report=self.report,
            key=self.kwargs["key"],
            text=form.cleaned_data["text"],
            history_id=form.cleaned_data["history_id"],
        )
        return _("The finding about “%(section)s” is saved.") % {"section": self.title}

    def get_success_url(self) -> str:
        """Return to the evaluation."""
        return self.evaluation_url()
