"""Make a deal and appoint its first secretary; settings and state of a deal."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.history import Show, latest_history_id, show_choice, show_date, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView
from citydeal.enums import Access
from governance.enums import DealState, DecemberRule, ReportHalves
from governance.forms.deals import DealForm, FirstSecretaryForm, SettingsForm, StateForm
from governance.models import CityDeal
from governance.permissions import (
    can_change_state,
    can_create_deals,
    deals_without_organiser,
    visible_deal,
)
from governance.selectors.deal_closing import open_ends
from governance.services.deals import appoint_by_address, change_settings, change_state, create_deal
from governance.views.covenant import CovenantActView
from governance.views.stale import StaleMixin


class PlatformView(MemberView, ActionView):
    """For platform managers; others get 404."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer only to a platform manager; nobody is sent to the login page first."""
        if request.user.is_authenticated and not can_create_deals(request.user):
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class DealCreateView(PlatformView):
    """Make a deal."""

    template_name = "governance/deal_create.html"
    form_class = DealForm

    def get_initial(self) -> dict[str, Any]:
        """Begin with a deal that only its people may read."""
        return {"access": Access.DEAL.value}

    def perform(self, form: Form) -> Text:
        """Make it."""
        self.made = create_deal(actor=self.user, **form.cleaned_data)
        return _("%(deal)s is made. Now say who becomes its first secretary.") % {"deal": self.made}

    def get_success_url(self) -> str:
        """Go on with the first secretary."""
        return address("governance:deal_first_secretary", self.made.slug)


class FirstSecretaryView(PlatformView):
    """Appoint the first secretary of a deal in which nobody manages."""

    template_name = "governance/deal_first_secretary.html"
    form_class = FirstSecretaryForm

    @cached_property
    def new_deal(self) -> CityDeal:
        """Return the deal; one that has a project organisation appoints its own people: 404."""
        found: QuerySet[CityDeal] = deals_without_organiser(self.user).filter(slug=self.kwargs["deal"])
        deal = found.first()
        if deal is None:
            raise Http404
        return deal

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"start": timezone.localdate()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the deal; it is no frame around this page, since a platform manager sees no content."""
        return super().get_context_data(new_deal=self.new_deal, **kwargs)

    def perform(self, form: Form) -> Text:
        """Appoint."""
        if not isinstance(form, FirstSecretaryForm):
            raise TypeError
        membership = appoint_by_address(
            actor=self.user,
            deal=self.new_deal,
            names=form.names(),
            start=form.cleaned_data["start"],
        )
        return _("%(person)s is project secretary of %(deal)s and can now set up the deal.") % {
            "person": membership.person,
            "deal": self.new_deal,
        }

    def get_success_url(self) -> str:
        """Return to the front page: the rest is for the secretary."""
        return reverse("governance:home")


SETTINGS_FIELDS: dict[str, Show] = {
    "name": show_text,
    "tagline": show_text,
    "summary": show_text,
    "contact_email": show_text,
    "access": show_choice(Access.choices),
    "start": show_date,
    "end": show_date,
    "signed_on": show_date,
    "warning_days": show_text,
    "december_rule": show_choice(DecemberRule.choices),
    "report_halves": show_choice(ReportHalves.choices),
    "hours_per_day": show_text,
}


class DealSettingsView(StaleMixin, CovenantActView):
    """Change name, term, access and the choices of the deal."""

    form_class = SettingsForm
    heading = gettext_lazy("Settings of the deal")
    submit = gettext_lazy("Save the settings")
    shown_fields = SETTINGS_FIELDS

    @property
    def edited(self) -> CityDeal:
        """Return the deal."""
        return self.deal

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal."""
        return super().crumbs()[:1]

    def get_initial(self) -> dict[str, Any]:
        """Show the deal as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        values = {name: getattr(self.deal, name) for name in SETTINGS_FIELDS}
        return {**values, "history_id": latest_history_id(self.deal)}

    def get_success_url(self) -> str:
        """Return to the deal."""
        return self.deal.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say in the navigation that this is no page of the covenant."""
        return super().get_context_data(**{"menu_part": "", **kwargs})

    def perform(self, form: Form) -> Text:
        """Save them."""
        if not isinstance(form, SettingsForm):
            raise TypeError
        change_settings(
            actor=self.user,
            deal=self.deal,
            settings=form.settings(),
            history_id=form.cleaned_data["history_id"],
        )
        return _("The settings are saved.")


class DealStateView(CovenantActView):
    """Bring the deal to its next state; also for a deal that is closed."""

    template_name = "governance/deal_state.html"
    form_class = StateForm
    heading = gettext_lazy("Change the state of the deal")
    submit = gettext_lazy("Change the state")
    section = "looptijd"

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal, closed or not, for who keeps it; others get 404."""
        deal: CityDeal = only(visible_deal(self.request.user, self.kwargs["deal"]))
        if not can_change_state(self.request.user, deal):
            raise Http404
        return deal

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form where the deal stands."""
        return super().get_form_kwargs() | {"state": self.deal.state}

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"start": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where the deal stands, what closing does, and what still goes on."""
        lead = _("Now: %(state)s. A closed deal can be read, and nobody changes anything in it.") % {
            "state": DealState(self.deal.state).label
        }
        going_on = [] if self.deal.state == DealState.CLOSED else open_ends(self.deal)
        return super().get_context_data(**{"lead": lead, "open_ends": going_on, **kwargs})

    def perform(self, form: Form) -> Text:
        """Do it."""
        status = change_state(actor=self.user, deal=self.deal, **form.cleaned_data)
        return _("The state of the deal is now: %(state)s.") % {"state": status.get_state_display()}
