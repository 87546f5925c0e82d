"""Updates of a working group: reporting on a phone, what was reported before, putting one right."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import uuid4

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView
from governance.views.bodies import PER_PAGE
from workgroups.forms.groups import CorrectionForm, GroupReportForm
from workgroups.models import GroupUpdate, WorkingGroup
from workgroups.permissions import can_report
from workgroups.permissions_steps import can_read_course, can_view_group
from workgroups.selectors.groups import GroupPage, group_page
from workgroups.selectors.updates import UpdateLine, update_lines
from workgroups.services.updates import correct_update, report
from workgroups.views.base import GroupMixin


class ReporterMixin(GroupMixin):
    """For who reports on the group; others get 404. What is typed stays on the device until it is sent.

    htmx sends the form, so that a phone without a connection keeps the page; the answer then says where to
    go instead of leading there.
    """

    request: Any

    def may_open(self, group: WorkingGroup) -> bool:
        """Whether this account reports."""
        return can_view_group(self.request.user, group) and can_report(self.request.user, group)

    def form_valid(self, form: Form) -> HttpResponse:
        """Go to the next page, also where htmx sent the form."""
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        if self.request.htmx and response.status_code == 303:
            sent = HttpResponse(status=204)
            sent["HX-Redirect"] = response["Location"]
            return sent
        return response


class ReportView(MemberView, ReporterMixin, ActionView):
    """What do you have to report this week? One form, two minutes, on a phone."""

    template_name = "workgroups/update_report.html"
    form_class = GroupReportForm

    @cached_property
    def page(self) -> GroupPage:
        """Return how the group stands now."""
        return group_page(self.user, self.group, self.today)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which steps it may be about."""
        return super().get_form_kwargs() | {"steps": self.page.row.plan.counting}

    def get_initial(self) -> dict[str, Any]:
        """Begin with the step at hand and today; the judgement is given anew each time."""
        current = self.page.row.plan.current
        asked = self.request.GET.get("stap", "")
        return {
            "key": uuid4(),
            "on": self.today,
            "step": asked or (current.pk if current else ""),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add how it stands, and under which name this device keeps what is typed."""
        name = f"{self.user.pk}:{self.group.pk}"
        return super().get_context_data(page=self.page, draft=name, **kwargs)

    def perform(self, form: Form) -> Text:
        """Report."""
        if not isinstance(form, GroupReportForm):
            raise TypeError
        report(actor=self.user, group=self.group, details=form.details())
        return _("Your update is saved. Thank you.")


class UpdateListView(MemberView, GroupMixin, PageView):
    """All updates of the group, the newest first, with what was put right."""

    template_name = "workgroups/update_list.html"

    def may_open(self, group: WorkingGroup) -> bool:
        """Whether this account reads updates."""
        user = self.request.user
        return can_view_group(user, group) and can_read_course(user, group.body.deal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the updates."""
        lines: list[UpdateLine] = update_lines(self.user, self.group)
        page_obj = Paginator(lines, PER_PAGE).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(page_obj=page_obj, **kwargs)


class UpdateCorrectView(MemberView, ReporterMixin, ActionView):
    """Put an update right with a new one; the old one stays readable."""

    template_name = "workgroups/update_correct.html"
    form_class = CorrectionForm

    @cached_property
    def update(self) -> GroupUpdate:
        """Return the update, of this group and not put right yet."""
        found = GroupUpdate.objects.filter(pk=self.kwargs["update"], group=self.group)
        update: GroupUpdate = only(list(found.select_related("step", "corrected_by")))
        update.group = self.group
        return update

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; an update that was put right has none."""
        if hasattr(self.update, "corrected_by"):
            raise Http404
        return super().get(*args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Show the update as it stands."""
        return CorrectionForm.initial_for(self.update)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the update, and under which name this device keeps what is typed."""
        name = f"{self.user.pk}:{self.group.pk}:{self.update.pk}"
        return super().get_context_data(update=self.update, draft=name, **kwargs)

    def perform(self, form: Form) -> Text:
        """Put it right."""
        if not isinstance(form, CorrectionForm):
            raise TypeError
        correct_update(actor=self.user, update=self.update, details=form.details())
        return _("The update is put right. What it said first stays readable.")

    def get_success_url(self) -> str:
        """Go to the updates."""
        return address("workgroups:update_list", self.deal.slug, self.body.slug)
