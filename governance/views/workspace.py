"""The workspace of the project organisation."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator

from citydeal.common.text import Text
from citydeal.common.views import MemberView, PartialTemplateView
from governance.forms.workspace import WorkspaceFilterForm
from governance.selectors.workspace import Workspace, workspace
from governance.views.base import ManagerMixin

PER_PAGE = 50


class WorkspaceView(MemberView, ManagerMixin, PartialTemplateView):
    """What needs the project organisation, in order of date, across all bodies."""

    template_name = "governance/deal_workspace.html"
    part = "taken"
    work_page = True

    @cached_property
    def page(self) -> Workspace:
        """Return what needs somebody, as far as the filter asks."""
        wanted = self.request.GET
        return workspace(
            self.user, self.deal, self.today, kind=wanted.get("soort", ""), body=wanted.get("orgaan", "")
        )

    def announcement(self) -> Text:
        """Say how much is open."""
        return self.page.sentence

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the tasks, a page of them at a time, and the filter."""
        page_obj = Paginator(self.page.items, PER_PAGE).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(
            page=self.page,
            page_obj=page_obj,
            sections=self.page.sections(list(page_obj.object_list)),
            filter_form=WorkspaceFilterForm(
                self.request.GET or None, kinds=self.page.kinds, bodies=self.page.bodies
            ),
            today=self.today,
            **kwargs,
        )
