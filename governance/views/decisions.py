"""The decision list of a body, one decision, recording one and withdrawing it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView, PartialTemplateView
from governance.forms.decisions import DecisionFilterForm, DecisionForm, WithdrawDecisionForm
from governance.models import Decision
from governance.permissions import can_manage_people
from governance.permissions_reports import visible_decision
from governance.selectors.decisions import decision_page, decision_rows
from governance.services.decisions import record_decision, withdraw_decision
from governance.views.base import BodyMixin
from governance.views.bodies import PER_PAGE, ManagedBodyMixin


class DecisionMixin(BodyMixin):
    """Finds the decision of the address in its body, if the account may read it."""

    @cached_property
    def decision(self) -> Decision:
        """Return the decision."""
        found = visible_decision(self.request.user, self.body, self.kwargs["decision"])
        decision: Decision = only(found)
        decision.body = self.body
        return decision

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the decision."""
        return super().get_context_data(decision=self.decision, **kwargs)


class BodyCrumbsMixin(BodyMixin):
    """The way back to the body and its decision list."""

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, body and decision list."""
        body = (self.body.name, self.body.get_absolute_url())
        return [(self.deal.name, self.deal.get_absolute_url()), body, (_("Decisions"), self.list_url())]

    def list_url(self) -> str:
        """Return the decision list of the body."""
        return reverse("governance:decision_list", args=[self.deal.slug, self.body.slug])


class DecisionListView(BodyMixin, PartialTemplateView):
    """The decision list of a body."""

    template_name = "governance/decision_list.html"
    part = "lijst"

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and body."""
        return [*super().crumbs(), (self.body.name, self.body.get_absolute_url())]

    @cached_property
    def filter_form(self) -> DecisionFilterForm:
        """Return the filter, bound to the address."""
        return DecisionFilterForm(self.request.GET or None)

    @cached_property
    def page_obj(self) -> Any:
        """Return the page of decisions that is asked for."""
        rows = decision_rows(self.request.user, self.body, **self.filter_form.wanted())
        return Paginator(rows, PER_PAGE).get_page(self.request.GET.get("pagina"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the decisions."""
        return super().get_context_data(
            page_obj=self.page_obj,
            filter_form=self.filter_form,
            is_filtered=any(self.filter_form.wanted().values()),
            count_line=self.announcement(),
            may_manage=can_manage_people(self.request.user, self.deal),
            **kwargs,
        )

    def announcement(self) -> Text:
        """Return how many decisions there are."""
        number = self.page_obj.paginator.count
        return ngettext("%(count)s decision.", "%(count)s decisions.", number) % {"count": number}


class DecisionDetailView(DecisionMixin, BodyCrumbsMixin, PageView):
    """A decision, and what rests on it."""

    template_name = "governance/decision_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what rests on it."""
        page = decision_page(self.request.user, self.decision)
        return super().get_context_data(page=page, **kwargs)


class DecisionCreateView(MemberView, BodyCrumbsMixin, ManagedBodyMixin, ActionView):
    """Record a decision of a body."""

    template_name = "governance/decision_create.html"
    form_class = DecisionForm
    work_page = True

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"taken_on": self.today}

    def perform(self, form: Form) -> Text:
        """Record it."""
        data = form.cleaned_data
        self.made = record_decision(actor=self.user, body=self.body, **data)
        return _("Decision %(number)s is recorded.") % {"number": self.made.label}

    def get_success_url(self) -> str:
        """Go to the decision."""
        return reverse("governance:decision_detail", args=[self.deal.slug, self.body.slug, self.made.pk])


class DecisionWithdrawView(MemberView, DecisionMixin, BodyCrumbsMixin, ManagedBodyMixin, ActionView):
    """Withdraw a decision, with the reason."""

    template_name = "governance/decision_withdraw.html"
    form_class = WithdrawDecisionForm
    work_page = True

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"withdrawn_on": self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A decision that is withdrawn has nothing to withdraw."""
        if self.decision.withdrawn_on is not None:
            raise Http404
        return super().get_context_data(**kwargs)

    def perform(self, form: Form) -> Text:
        """Withdraw it."""
        data = form.cleaned_data
        withdraw_decision(
            actor=self.user, decision=self.decision, on=data["withdrawn_on"], reason=data["reason"]
        )
        return _("Decision %(number)s is withdrawn.") % {"number": self.decision.label}

    def get_success_url(self) -> str:
        """Return to the decision."""
        arguments = [self.deal.slug, self.body.slug, self.decision.pk]
        return reverse("governance:decision_detail", args=arguments)
