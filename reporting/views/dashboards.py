"""The dashboards of a deal: for a bestuurder, and the choice of the monthly digest."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView
from governance.models import CityDeal, Party
from governance.views.base import DealMixin
from governance.views.parties import PartyMixin
from reporting.forms.dashboards import NO, YES, DigestForm, SinceForm
from reporting.permissions_contributions import contribution_deal, own_parties
from reporting.permissions_dashboards import (
    can_open_dashboard,
    can_open_manager_dashboard,
    can_open_party_dashboard,
)
from reporting.selectors.dashboard import dashboard, wants_digest
from reporting.selectors.dashboard_manager import manager_dashboard
from reporting.selectors.dashboard_party import party_dashboard
from reporting.selectors.dashboard_programme import programme_deals, programme_lines
from reporting.services.dashboards import note_visit, want_digest

# So many deals stand side by side on a page.
DEALS = 50


class ProgressMixin(MemberView, DealMixin):
    """A page about the progress of a deal, for who takes part in it; others get 404."""

    work_page = True

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal when this account may open this page of it."""
        deal: CityDeal = super().deal
        if not self.may_open(deal):
            raise Http404
        return deal

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account opens the page."""
        return can_open_dashboard(self.request.user, deal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say that this is a page of the progress."""
        may_see_whole = can_open_manager_dashboard(self.user, self.deal)
        return super().get_context_data(
            **{"menu_part": "reporting:dashboard", "may_see_whole": may_see_whole, **kwargs}
        )


class DashboardView(ProgressMixin, PageView):
    """What is asked of me, what changed, what is at risk, and how the deal stands, in two minutes."""

    template_name = "reporting/dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the dashboard, and note that this account looked."""
        wanted = SinceForm(self.request.GET).wanted()
        page = dashboard(self.user, self.deal, self.today, wanted)
        before = page.looker.last
        if before != self.today:
            note_visit(actor=self.user, deal=self.deal, on=self.today, before=before)
        return super().get_context_data(
            page=page,
            **kwargs,
        )


class ManagerDashboardView(ProgressMixin, PageView):
    """The whole deal: where it hurts, when the work is likely done, and what parties delivered."""

    template_name = "reporting/dashboard_manager.html"

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account reads every body of the deal."""
        return can_open_manager_dashboard(self.request.user, deal)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the dashboard."""
        return super().get_context_data(page=manager_dashboard(self.user, self.deal, self.today), **kwargs)


class PartyDashboardView(MemberView, PartyMixin, PageView):
    """How a party stands: what it promised and did, its people and its tests."""

    template_name = "reporting/dashboard_party.html"
    work_page = True

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal; also a contact of a party who takes no part in it has the page of that party."""
        deal: CityDeal = only(contribution_deal(self.request.user, self.kwargs["deal"]))
        return deal

    @cached_property
    def party(self) -> Party:
        """Return the party when this account opens its dashboard."""
        party: Party = super().party
        if not can_open_party_dashboard(self.request.user, party):
            raise Http404
        return party

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal, the parties and the party."""
        parties = (_("Parties"), address("governance:party_list", self.deal.slug))
        return [*super().crumbs(), parties, (str(self.party), self.party.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the dashboard of the party."""
        page = party_dashboard(self.user, self.deal, self.party, self.today)
        is_contact = self.party.pk in own_parties(self.user, self.deal)
        return super().get_context_data(page=page, is_contact=is_contact, **kwargs)


class ProgrammeView(MemberView, PageView):
    """All deals that a reader may see, side by side."""

    template_name = "reporting/programme.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of deals."""
        page_obj = Paginator(programme_deals(self.user), DEALS).get_page(self.request.GET.get("pagina"))
        today = timezone.localdate()
        lines = programme_lines(self.user, list(page_obj), today)
        return super().get_context_data(page_obj=page_obj, lines=lines, on=today, **kwargs)


class DigestEditView(ProgressMixin, ActionView):
    """Choose whether the monthly digest comes."""

    template_name = "reporting/digest_edit.html"
    form_class = DigestForm

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and its progress."""
        return [*super().crumbs(), (_("Progress"), self.get_success_url())]

    def get_initial(self) -> dict[str, Any]:
        """Begin with what holds now."""
        return {"wanted": YES if wants_digest(self.user, self.deal) else NO}

    def perform(self, form: Form) -> Text:
        """Keep the choice."""
        want_digest(actor=self.user, deal=self.deal, wanted=form.cleaned_data["wanted"] == YES)
        return _("Your choice is saved.")

    def get_success_url(self) -> str:
        """Return to the progress."""
        return address("reporting:dashboard", self.deal.slug)
