"""What pages of the work share: the area with its links, and the working group of the address."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.only import only
from citydeal.common.slots import parts_of
from governance.models import Body, CityDeal
from governance.views.base import DealMixin
from workgroups.models import WorkingGroup
from workgroups.permissions_steps import can_keep_group, can_view_group, can_work_on_steps
from workgroups.selectors.groups import group_at


class WorkMixin(DealMixin):
    """A page about the work of a deal: below its front page of the work."""

    work_page = True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and its work."""
        return [*super().crumbs(), (_("The work"), address("workgroups:work", self.deal.slug))]


class WorkAreaMixin(WorkMixin):
    """A front page of a slice of the work; slices put their links beside it ("work_area")."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the links to the pages about the work."""
        links = parts_of("work_area", user=self.request.user, deal=self.deal)
        return super().get_context_data(**{"menu_part": "workgroups:work", "area_links": links, **kwargs})


class GroupMixin(WorkMixin):
    """Finds the working group of the address; hidden ones answer 404."""

    @cached_property
    def group(self) -> WorkingGroup:
        """Return the group of this page, with body and deal, in one query."""
        group: WorkingGroup = only(group_at(deal=self.kwargs["deal"], body=self.kwargs["body"]))
        if not self.may_open(group):
            raise Http404
        return group

    def may_open(self, group: WorkingGroup) -> bool:
        """Whether this account may open this page of the group."""
        return can_view_group(self.request.user, group)

    @cached_property
    def body(self) -> Body:
        """Return the body of the group."""
        return self.group.body

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal of the group; who may open the group may open the frame around it."""
        return self.group.body.deal

    @property
    def group_url(self) -> str:
        """Return the page of the group."""
        return address("workgroups:group_detail", self.deal.slug, self.body.slug)

    def get_success_url(self) -> str:
        """Return to the group."""
        return self.group_url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the group."""
        return super().get_context_data(
            **{"menu_part": "workgroups:work", "group": self.group, "body": self.body, **kwargs}
        )

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal, the work, and the group."""
        return [*super().crumbs(), (self.body.name, self.group_url)]


class StepWorkerMixin(GroupMixin):
    """For who works on the steps of the group; others get 404."""

    def may_open(self, group: WorkingGroup) -> bool:
        """Whether this account works on the steps."""
        return can_view_group(self.request.user, group) and can_work_on_steps(self.request.user, group)


class GroupKeeperMixin(GroupMixin):
    """For who keeps leads and goals of the group; others get 404."""

    def may_open(self, group: WorkingGroup) -> bool:
        """Whether this account keeps the group."""
        return can_keep_group(self.request.user, group)
