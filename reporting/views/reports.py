"""The pages to read reports: the list, one of them, its documents, and the difference between two days."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView, PartialTemplateView
from citydeal.models import StoredFile
from citydeal.views.files import StoredFileView
from governance.models import CityDeal, DutyOccurrence
from reporting.enums import ReportFormat, ReportState
from reporting.forms.reports import DifferenceForm, ReportStepForm
from reporting.models import Snapshot
from reporting.permissions import reads_drafts
from reporting.selectors.documents import change_blocks
from reporting.selectors.report_data import period_words
from reporting.selectors.report_evaluations import is_decided
from reporting.selectors.report_pages import difference_between, latest_two, report_list, report_page
from reporting.selectors.snapshots import snapshots_of
from reporting.services.report_making import begin_early
from reporting.views.report_base import KeeperMixin, ReportMixin, ReportsMixin


class ReportListView(ReportsMixin, PageView):
    """The progress reports of a deal."""

    template_name = "reporting/report_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the reports."""
        return super().get_context_data(page=report_list(self.request.user, self.deal), **kwargs)


class ReportDetailView(ReportMixin, PartialTemplateView):
    """A report: what it says, where it stands, and what can be done with it."""

    template_name = "reporting/report_detail.html"
    part = "voortgang"

    def announcement(self) -> Text:
        """Return how far the worker is."""
        page = self.page
        if page.busy:
            words = {"done": page.made, "total": len(page.sections)}
            return _("%(done)s of %(total)s sections are made.") % words
        return _("Everything is made.")

    @cached_property
    def page(self) -> Any:
        """Return the report as this account reads it."""
        return report_page(self.request.user, self.report)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the report, and whether another meeting may treat it."""
        waits = self.report.state == ReportState.SENT and self.page.may_keep
        may_place = waits and not is_decided(self.report)
        return super().get_context_data(report=self.report, page=self.page, may_place=may_place, **kwargs)


class ReportFileView(ReportMixin, StoredFileView):
    """A document that was stored when the report was released."""

    def stored_file(self) -> StoredFile:
        """Return the document, for who reads the report."""
        wanted = self.kwargs["format"]
        if wanted not in ReportFormat.values:
            raise Http404
        row = self.report.files.select_related("file").filter(format=wanted).first()
        if row is None or row.file is None:
            raise Http404
        stored: StoredFile = row.file
        return stored


class ReportBeginView(MemberView, KeeperMixin, ActionView):
    """Begin the report of a duty before its lead time."""

    template_name = "reporting/report_form.html"
    form_class = ReportStepForm
    heading = gettext_lazy("Begin the progress report")
    button = gettext_lazy("Begin")

    @cached_property
    def occurrence(self) -> DutyOccurrence:
        """Return the duty."""
        asked = {row.pk: row for row in report_list(self.request.user, self.deal).owed}
        if self.kwargs["occurrence"] not in asked:
            raise Http404
        return asked[self.kwargs["occurrence"]]

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list."""
        return [*super().crumbs(), (_("Progress reports"), self.list_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say about which period it is."""
        words = {"period": period_words(self.occurrence.opens, self.occurrence.due)}
        lead = _("The portal makes the report about %(period)s by itself. You may also begin it now.") % words
        return super().get_context_data(
            heading=self.heading, button=self.button, lead=lead, cancel_url=self.list_url(), **kwargs
        )

    def perform(self, form: Form) -> Text:
        """Begin it."""
        self.made = begin_early(actor=self.user, occurrence=self.occurrence)
        return _("The report is begun. The portal makes its sections now.")

    def get_success_url(self) -> str:
        """Go to the report."""
        return address("reporting:report_detail", self.deal.slug, self.made.pk)


class ReportDifferenceView(MemberView, ReportsMixin, PageView):
    """What changed in the deal between two days of which a snapshot is kept."""

    template_name = "reporting/report_difference.html"

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal, for who reads its drafts; others get 404."""
        deal: CityDeal = super().deal
        if not reads_drafts(self.request.user, deal):
            raise Http404
        return deal

    @cached_property
    def snapshots(self) -> list[Snapshot]:
        """Return the snapshots to choose from."""
        return snapshots_of(self.deal)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list."""
        return [*super().crumbs(), (_("Progress reports"), self.list_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the difference that is asked for; without a choice that of the last two."""
        asked = DifferenceForm(self.request.GET or None, snapshots=self.snapshots)
        first, second = asked.pair(latest_two(self.snapshots))
        found = difference_between(self.deal, first, second)
        chosen = {"van": first, "tot": second}
        return super().get_context_data(
            form=DifferenceForm(snapshots=self.snapshots, initial=chosen),
            found=found,
            blocks=change_blocks(found.changes) if found.before else [],
            **kwargs,
        )
