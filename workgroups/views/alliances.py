"""Regional alliances and design teams: their lists, the agreement, the plan and the budget."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id, show_date, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView
from governance.models import Body
from governance.views.base import BodyMixin, ManagerMixin
from governance.views.stale import StaleMixin
from workgroups.forms.alliances import AllianceForm, TeamForm, TeamPlanForm
from workgroups.models import DesignTeam, RegionalAlliance
from workgroups.permissions_tests import keeps_body
from workgroups.selectors.alliances import alliance_of, alliance_page
from workgroups.selectors.design_teams import lines_of, team_of, team_page
from workgroups.selectors.principles import principles_of
from workgroups.services.alliances import record_agreement
from workgroups.services.design_teams import found_team, write_plan
from workgroups.views.base import WorkAreaMixin


class AllianceListView(WorkAreaMixin, PageView):
    """The regional alliances of a deal, with their tests for who takes part."""

    template_name = "workgroups/alliance_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the alliances."""
        page = alliance_page(self.request.user, self.deal, self.today)
        return super().get_context_data(page=page, **kwargs)


class KeptBodyMixin(BodyMixin):
    """A page for who keeps what a body is more than a body; others get 404."""

    work_page = True

    def may_open(self, body: Body) -> bool:
        """Whether this account keeps it."""
        return super().may_open(body) and keeps_body(self.request.user, body)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and the body."""
        return [*super().crumbs(), (self.body.name, self.body.get_absolute_url())]

    def get_success_url(self) -> str:
        """Return to the body."""
        return self.body.get_absolute_url()


class AllianceEditView(MemberView, StaleMixin, KeptBodyMixin, ActionView):
    """Write down what an alliance agreed."""

    template_name = "workgroups/alliance_edit.html"
    form_class = AllianceForm
    shown_fields = {"region": show_text, "agreement": show_text, "agreed_on": show_date}

    @cached_property
    def alliance(self) -> RegionalAlliance:
        """Return the alliance; 404 for other bodies."""
        alliance = alliance_of(self.body)
        if alliance is None:
            raise Http404
        alliance.body = self.body
        return alliance

    @property
    def edited(self) -> RegionalAlliance:
        """Return the record that the form changes."""
        return self.alliance

    def get_initial(self) -> dict[str, Any]:
        """Show it as it is; what is sent stands by itself."""
        alliance = self.alliance
        if self.request.method == "POST":
            return {}
        shown = {name: getattr(alliance, name) for name in self.shown_fields}
        return shown | {"history_id": latest_history_id(alliance)}

    def perform(self, form: Form) -> Text:
        """Save it."""
        record_agreement(actor=self.user, alliance=self.alliance, **form.cleaned_data)
        return _("What %(body)s agreed is written down.") % {"body": self.body.name}


class TeamListView(WorkAreaMixin, PageView):
    """The design principles of a deal with their design teams, plans and budgets."""

    template_name = "workgroups/team_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the teams."""
        page = team_page(self.request.user, self.deal, self.today)
        return super().get_context_data(page=page, **kwargs)


class TeamCreateView(MemberView, WorkAreaMixin, ManagerMixin, ActionView):
    """Found the design team of a principle; ``?principe=``: which is chosen first."""

    template_name = "workgroups/team_create.html"
    form_class = TeamForm
    work_page = True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and the list of teams."""
        return [*super().crumbs(), (_("Design teams"), self.list_url())]

    def list_url(self) -> str:
        """Return the list of teams."""
        return address("workgroups:team_list", self.deal.slug)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which principles there are; without them there is nothing to found."""
        principles = principles_of(self.deal)
        if not principles:
            raise Http404
        return super().get_form_kwargs() | {"principles": principles}

    def get_initial(self) -> dict[str, Any]:
        """Propose today, and the principle whose link was followed."""
        return {"start": self.today, "principle": self.request.GET.get("principe", "")}

    def perform(self, form: Form) -> Text:
        """Found it."""
        if not isinstance(form, TeamForm):
            raise TypeError
        team = found_team(actor=self.user, principle=form.chosen(), details=form.details())
        self.body = team.body
        return _("%(body)s is founded. Now add its members.") % {"body": team.body.name}

    def get_success_url(self) -> str:
        """Go to the new team."""
        return self.body.get_absolute_url()


class TeamPlanView(MemberView, StaleMixin, KeptBodyMixin, ActionView):
    """Write the plan of approach of a design team, and its budget."""

    template_name = "workgroups/team_plan.html"
    form_class = TeamPlanForm
    shown_fields = {"plan": show_text, "plan_on": show_date}

    @cached_property
    def team(self) -> DesignTeam:
        """Return the team; 404 for other bodies."""
        team: DesignTeam = only(team_of(body=self.body.pk))
        return team

    @property
    def edited(self) -> DesignTeam:
        """Return the record that the form changes."""
        return self.team

    def get_form_kwargs(self) -> dict[str, Any]:
        """Give the form the lines of the budget as they are."""
        return super().get_form_kwargs() | {"lines": lines_of(team=self.team.pk)}

    def get_initial(self) -> dict[str, Any]:
        """Show the plan as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        shown = {name: getattr(self.team, name) for name in self.shown_fields}
        return shown | {"history_id": latest_history_id(self.team)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the team."""
        return super().get_context_data(team=self.team, **kwargs)

    def perform(self, form: Form) -> Text:
        """Save plan and budget."""
        if not isinstance(form, TeamPlanForm):
            raise TypeError
        data = form.cleaned_data
        write_plan(
            actor=self.user,
            team=self.team,
            plan=data["plan"],
            plan_on=data["plan_on"],
            lines=form.lines(),
            history_id=data["history_id"],
        )
        return _("The plan of %(body)s is saved.") % {"body": self.body.name}
