"""The work of a deal: how all groups stand, the page of one, who leads it, and its goals."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.only import only
from citydeal.common.slots import parts_of
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView
from workgroups.forms.groups import EndLeadForm, GoalsForm, LeadForm
from workgroups.models import GroupLead
from workgroups.permissions import can_keep_work
from workgroups.permissions_steps import can_read_course, reporting_groups
from workgroups.selectors.groups import (
    GroupRow,
    group_page,
    leads_of,
    possible_leads,
    reports_owed,
    work_rows,
)
from workgroups.services.goals import set_goals
from workgroups.services.leads import end_lead, name_lead
from workgroups.views.base import GroupKeeperMixin, GroupMixin, WorkAreaMixin


class WorkView(WorkAreaMixin, PageView):
    """How the working groups of a deal stand: where each is, how it goes, and who leads it."""

    template_name = "workgroups/work.html"

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal: this is the front page of its work."""
        return super().crumbs()[:-1]

    @cached_property
    def rows(self) -> list[GroupRow]:
        """Return the groups, those that need somebody first."""
        rows = work_rows(self.request.user, self.deal, self.today)
        worst = {"danger": 0, "warning": 1}
        return sorted(rows, key=lambda row: worst.get(row.course.badge, 2) if row.course else 2)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the groups."""
        return super().get_context_data(
            rows=self.rows,
            reads_course=can_read_course(self.request.user, self.deal),
            may_keep=can_keep_work(self.request.user, self.deal),
            is_lead=bool(reporting_groups(self.request.user, self.deal)),
            on_course=sum(row.course is not None and row.course.badge == "safe" for row in self.rows),
            **kwargs,
        )


class ReportListView(MemberView, WorkAreaMixin, PageView):
    """What this account has to report: the groups it leads, what is owed first."""

    template_name = "workgroups/report_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the groups."""
        return super().get_context_data(rows=reports_owed(self.user, self.deal, self.today), **kwargs)


class GroupDetailView(GroupMixin, PageView):
    """A working group: its question, where it is, how it goes, and who takes part."""

    template_name = "workgroups/group_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the group, and the parts that slices put on its page ("group_detail")."""
        about = {"user": self.request.user, "group": self.group, "body": self.body, "deal": self.deal}
        return super().get_context_data(
            page=group_page(self.request.user, self.group, self.today),
            parts=parts_of("group_detail", **about, on=self.today),
            today=self.today,
            **kwargs,
        )

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and work."""
        return super().crumbs()[:-1]


class LeadListView(MemberView, GroupKeeperMixin, ActionView):
    """Who leads the group, and naming somebody."""

    template_name = "workgroups/lead_edit.html"
    form_class = LeadForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who may lead."""
        return super().get_form_kwargs() | {"people": possible_leads(self.group, self.today)}

    def get_initial(self) -> dict[str, Any]:
        """Propose a lead from today."""
        return {"role": "lead", "start": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who leads, led and will lead."""
        return super().get_context_data(leads=leads_of(self.group), today=self.today, **kwargs)

    def perform(self, form: Form) -> Text:
        """Name somebody."""
        if not isinstance(form, LeadForm):
            raise TypeError
        lead = name_lead(actor=self.user, group=self.group, terms=form.terms())
        return _("%(person)s is named: %(role)s.") % {
            "person": lead.person.name,
            "role": lead.get_role_display().lower(),
        }

    def get_success_url(self) -> str:
        """Return to the list."""
        return address("workgroups:lead_list", self.deal.slug, self.body.slug)


class LeadEndView(MemberView, GroupKeeperMixin, ActionView):
    """Let somebody stop leading."""

    template_name = "workgroups/lead_end.html"
    form_class = EndLeadForm

    @cached_property
    def lead(self) -> GroupLead:
        """Return who leads, in this group."""
        found = GroupLead.objects.filter(pk=self.kwargs["lead"], group=self.group).select_related("person")
        lead: GroupLead = only(list(found))
        lead.group = self.group
        return lead

    def get_initial(self) -> dict[str, Any]:
        """Propose the day that stands there, or today."""
        return {"end": self.lead.end or self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who leads."""
        return super().get_context_data(lead=self.lead, **kwargs)

    def perform(self, form: Form) -> Text:
        """End it."""
        end_lead(actor=self.user, lead=self.lead, last_day=form.cleaned_data["end"])
        return _("The last day of %(person)s is recorded.") % {"person": self.lead.person.name}

    def get_success_url(self) -> str:
        """Return to the list."""
        return address("workgroups:lead_list", self.deal.slug, self.body.slug)


class GoalsEditView(MemberView, GroupKeeperMixin, ActionView):
    """The goals of the group, and how often its lead reports."""

    template_name = "workgroups/goals_edit.html"
    form_class = GoalsForm

    def get_initial(self) -> dict[str, Any]:
        """Show them as they are."""
        return GoalsForm.initial_for(list(self.group.goals.all()), self.group.update_weeks)

    def perform(self, form: Form) -> Text:
        """Save them."""
        data = form.cleaned_data
        goals = data["goals"].splitlines()
        set_goals(actor=self.user, group=self.group, goals=goals, update_weeks=data["update_weeks"])
        return _("The goals of %(group)s are saved.") % {"group": self.body.name}
