"""Milestones: one of them, planning and changing it, moving it, and how it stands."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id, show_related, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView
from governance.models import CityDeal, Phase
from governance.views.stale import StaleMixin
from workgroups.enums import MilestoneState
from workgroups.forms.planning import (
    MilestoneEditForm,
    MilestoneForm,
    MilestoneMoveForm,
    MilestoneStateForm,
)
from workgroups.models import Milestone, WorkingGroup
from workgroups.permissions_planning import (
    can_keep_milestone,
    can_plan_any,
    can_plan_for,
    can_view_milestone,
    groups_to_plan_for,
)
from workgroups.selectors.milestones import (
    MilestonePage,
    groups_by_name,
    milestone_at,
    milestone_page,
    moment_of,
)
from workgroups.services.milestones import (
    add_milestone,
    change_milestone,
    change_milestone_state,
    move_milestone,
)
from workgroups.views.base import WorkMixin


class PlanningMixin(WorkMixin):
    """A page below the planning of a deal."""

    def planning_url(self) -> str:
        """Return the planning."""
        return address("workgroups:planning", self.deal.slug)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal, its work and the planning."""
        return [*super().crumbs(), (_("Planning"), self.planning_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say that this is a page of the work."""
        return super().get_context_data(**{"menu_part": "workgroups:work", **kwargs})


class MilestoneMixin(PlanningMixin):
    """Finds the milestone of the address; hidden ones answer 404."""

    @cached_property
    def milestone(self) -> Milestone:
        """Return the milestone, with all that its page asks."""
        milestone: Milestone = only(milestone_at(pk=self.kwargs["milestone"], deal=self.kwargs["deal"]))
        if not self.may_open(milestone):
            raise Http404
        return milestone

    def may_open(self, milestone: Milestone) -> bool:
        """Whether this account opens this page of the milestone."""
        return can_view_milestone(self.request.user, milestone)

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal of the milestone."""
        return self.milestone.deal

    @cached_property
    def page(self) -> MilestonePage:
        """Return what the page of the milestone shows."""
        return milestone_page(self.request.user, self.milestone, self.today)

    def get_success_url(self) -> str:
        """Return to the milestone."""
        return address("workgroups:milestone_detail", self.deal.slug, self.milestone.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the milestone."""
        return super().get_context_data(**{"milestone": self.milestone, "page": self.page, **kwargs})


class KeptMilestoneMixin(MemberView, MilestoneMixin, ActionView):
    """A form about a milestone, for who keeps it; others get 404."""

    def may_open(self, milestone: Milestone) -> bool:
        """Whether this account keeps the milestone."""
        return can_keep_milestone(self.request.user, milestone)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal, the planning and the milestone."""
        return [*super().crumbs(), (self.milestone.title, self.get_success_url())]


class MilestoneDetailView(MilestoneMixin, PageView):
    """A milestone: planned against real, and all that became of it."""

    template_name = "workgroups/milestone_detail.html"


class ChoicesMixin(MemberView, PlanningMixin):
    """Tells the form which phases there are, and for whom this account plans."""

    @cached_property
    def phases(self) -> list[Phase]:
        """Return the phases of the deal."""
        return list(self.deal.phases.all())

    @cached_property
    def groups(self) -> list[WorkingGroup]:
        """Return the groups for which this account plans."""
        return groups_by_name(groups_to_plan_for(self.user, self.deal), self.today)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form its choices."""
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]  # of the form view
        for_deal = can_plan_for(self.user, self.deal, None)
        return kwargs | {"phases": self.phases, "groups": self.groups, "for_deal": for_deal}


class MilestoneCreateView(ChoicesMixin, ActionView):
    """Plan a milestone; ``?fase=``, ``?groep=``: where it belongs to begin with."""

    template_name = "workgroups/milestone_form.html"
    form_class = MilestoneForm

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal when this account plans milestones in it."""
        deal: CityDeal = super().deal
        if not can_plan_any(self.request.user, deal):
            raise Http404
        return deal

    def get_initial(self) -> dict[str, Any]:
        """Begin with what the link named."""
        return {"phase": self.request.GET.get("fase", ""), "group": self.request.GET.get("groep", "")}

    def perform(self, form: Form) -> Text:
        """Plan it."""
        if not isinstance(form, MilestoneForm):
            raise TypeError
        add_milestone(
            actor=self.user, deal=self.deal, details=form.details(), moment=form.cleaned_data["when"]
        )
        return _("The milestone is planned.")

    def get_success_url(self) -> str:
        """Return to the planning."""
        return self.planning_url()


class MilestoneEditView(StaleMixin, ChoicesMixin, KeptMilestoneMixin):
    """Change what a milestone is and where it belongs."""

    template_name = "workgroups/milestone_form.html"
    form_class = MilestoneEditForm

    @cached_property
    def groups(self) -> list[WorkingGroup]:
        """Return the groups for which this account plans, and its own, also after that ended."""
        found = groups_by_name(groups_to_plan_for(self.user, self.deal), self.today)
        own = self.milestone.group
        return found if own is None or own in found else [*found, own]

    @property
    def edited(self) -> Milestone:
        """Return the record that the form changes."""
        return self.milestone

    @property
    def shown_fields(self) -> dict[str, Any]:  # type: ignore[override]
        """Return how each field is shown to who saved second."""
        return {
            "title": show_text,
            "text": show_text,
            "phase_id": show_related({phase.pk: phase.name for phase in self.phases}),
            "group_id": show_related({group.pk: group.body.name for group in self.groups}),
        }

    def get_initial(self) -> dict[str, Any]:
        """Show it as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        milestone = self.milestone
        return {
            "title": milestone.title,
            "text": milestone.text,
            "phase": str(milestone.phase_id or ""),
            "group": str(milestone.group_id or ""),
            "history_id": latest_history_id(milestone),
        }

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, MilestoneForm):
            raise TypeError
        history_id = form.cleaned_data["history_id"] or 0
        change_milestone(
            actor=self.user, milestone=self.milestone, details=form.details(), history_id=history_id
        )
        return _("The milestone is changed.")


class MilestoneMoveView(KeptMilestoneMixin):
    """Plan a milestone at another time, with the reason."""

    template_name = "workgroups/milestone_move.html"
    form_class = MilestoneMoveForm

    def may_open(self, milestone: Milestone) -> bool:
        """Whether this account may move it now."""
        return super().may_open(milestone) and milestone.state == MilestoneState.OPEN

    def get_initial(self) -> dict[str, Any]:
        """Show the time it is planned in."""
        return {"when": moment_of(self.milestone)}

    def perform(self, form: Form) -> Text:
        """Move it."""
        data = form.cleaned_data
        move_milestone(actor=self.user, milestone=self.milestone, moment=data["when"], reason=data["reason"])
        return _("The milestone is moved. Its old planning stays readable.")


class MilestoneStateView(KeptMilestoneMixin):
    """Say that a milestone is reached or dropped, or take it up again."""

    template_name = "workgroups/milestone_state.html"
    form_class = MilestoneStateForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form where it may go."""
        return super().get_form_kwargs() | {"states": self.page.states}

    def get_initial(self) -> dict[str, Any]:
        """Choose the only way there is, and propose today."""
        states = self.page.states
        return {"on": self.today, "state": states[0] if len(states) == 1 else ""}

    def perform(self, form: Form) -> Text:
        """Save it."""
        data = form.cleaned_data
        milestone = change_milestone_state(
            actor=self.user,
            milestone=self.milestone,
            state=data["state"],
            on=data["on"],
            reason=data["reason"],
        )
        return _("The milestone is now: %(state)s.") % {"state": milestone.get_state_display()}
