"""The front page and the page of a deal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.slots import parts_of
from citydeal.common.views import PageView
from citydeal.models import User
from governance.selectors.deals import deal_page, front_page
from governance.selectors.people_overview import overview
from governance.views.base import DealMixin, OnDateMixin

# Deals of others on a page.
DEALS = 24


class HomeView(PageView):
    """The deals anybody may read, and those somebody takes part in."""

    template_name = "governance/deal_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the deals, and for who is signed in what he or she has over all of them."""
        user = self.request.user
        page = front_page(user)
        page_obj = Paginator(page.others, DEALS).get_page(self.request.GET.get("pagina"))
        found: dict[str, Any] = {"page": page, "page_obj": page_obj}
        if isinstance(user, User):
            on = timezone.localdate()
            mine = overview(user, on)
            parts = parts_of("my_overview", user=user, on=on, places=mine.places)
            found |= {"overview": mine, "parts": parts}
        return super().get_context_data(**found, **kwargs)


class DealDetailView(OnDateMixin, DealMixin, PageView):
    """What the deal does, which bodies it has and who takes part, as it stands on a day."""

    template_name = "governance/deal_detail.html"

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the list of deals."""
        return [(_("All deals"), reverse("governance:home"))]

    def shown_first(self) -> date:
        """Return today; of a deal that is still to begin its first day."""
        return max(self.today, self.deal.start)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page on the chosen day; the work stands as it is now."""
        user, on = self.request.user, self.date_form.day()
        page = deal_page(user, self.deal, on)
        parts = parts_of("deal_detail", user=user, deal=self.deal, on=self.shown_first())
        return super().get_context_data(
            page=page,
            relations=page.relations,
            parts=parts,
            date_form=self.date_form,
            on=on,
            today=self.today,
            is_first=on == self.shown_first(),
            **kwargs,
        )
