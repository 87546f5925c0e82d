"""The page "Does it fit the covenant?"."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404

from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import MemberView, PartialTemplateView
from governance.models import CityDeal
from governance.permissions import takes_part, visible_deal
from governance.selectors.compliance import CompliancePage, compliance_page
from governance.views.base import DealMixin, OnDateMixin


class ComplianceMixin(DealMixin):
    """A page for who takes part in the deal; others get 404."""

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal that this account takes part in."""
        deal: CityDeal = only(visible_deal(self.request.user, self.kwargs["deal"]))
        if not takes_part(self.request.user, deal):
            raise Http404
        return deal

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Mark where the reader is."""
        return super().get_context_data(menu_part="governance:deal_compliance", **kwargs)


class ComplianceView(MemberView, OnDateMixin, ComplianceMixin, PartialTemplateView):
    """Every rule of the covenant on a day, with what mends it."""

    template_name = "governance/deal_compliance.html"
    part = "toets"
    work_page = True

    def shown_first(self) -> date:
        """Return today; of a deal that is still to begin its first day."""
        return max(self.today, self.deal.start)

    @cached_property
    def page(self) -> CompliancePage:
        """Return the rules as they stand on the chosen day."""
        return compliance_page(self.request.user, self.deal, self.date_form.day())

    def announcement(self) -> Text:
        """Say how the deal stands on that day."""
        return self.page.sentence

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rules."""
        return super().get_context_data(
            page=self.page,
            date_form=self.date_form,
            on=self.date_form.day(),
            today=self.today,
            **kwargs,
        )
