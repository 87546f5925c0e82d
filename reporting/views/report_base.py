"""What pages about progress reports share: the report of the address, and who may open it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView
from governance.models import CityDeal
from governance.views.base import DealMixin
from reporting.models import ProgressReport
from reporting.permissions import can_keep_reports, visible_report
from reporting.selectors.report_data import report_title


class ReportsMixin(DealMixin):
    """A page about the reports of a deal."""

    work_page = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say in which area of the navigation the page is."""
        return super().get_context_data(**{"menu_part": "reporting:report_list", **kwargs})

    def list_url(self) -> str:
        """Return the list of reports."""
        return address("reporting:report_list", self.deal.slug)


class ReportMixin(ReportsMixin):
    """Finds the report of the address; who may not open it gets 404."""

    @cached_property
    def report(self) -> ProgressReport:
        """Return the report, with its deal, snapshot, duty and the meeting that treats it."""
        report: ProgressReport = only(visible_report(self.request.user, self.deal, self.kwargs["report"]))
        if not self.may_open(report):
            raise Http404
        return report

    def may_open(self, report: ProgressReport) -> bool:
        """Whether this account, which may read the report, may open this page of it."""
        return True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list."""
        return [*super().crumbs(), (_("Progress reports"), self.list_url())]

    def report_url(self) -> str:
        """Return the page of the report."""
        return address("reporting:report_detail", self.deal.slug, self.report.pk)


class KeeperMixin(ReportsMixin):
    """For who keeps the reports of the deal; others get 404."""

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal when this account keeps its reports."""
        deal: CityDeal = super().deal
        if not can_keep_reports(self.request.user, deal):
            raise Http404
        return deal


class ReportActionView(MemberView, ReportMixin, ActionView):
    """A form about a report, on its own page."""

    template_name = "reporting/report_form.html"
    heading: Text = ""
    lead: Text = ""
    button: Text = ""

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, list and report."""
        return [*super().crumbs(), (report_title(self.report), self.report_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page."""
        words = {"heading": self.heading, "lead": self.lead, "button": self.button}
        return super().get_context_data(**{"report": self.report, **words, **kwargs})

    def get_success_url(self) -> str:
        """Return to the report."""
        return self.report_url()
