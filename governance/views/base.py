"""What every page inside a deal shares: the deal, who looks at it, and the way back."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.only import only
from citydeal.common.slots import parts_of
from governance.forms.filters import OnDateForm
from governance.models import Body, CityDeal
from governance.permissions import can_manage_people, can_view_body, takes_part, visible_deal
from governance.selectors.deals import role_line
from governance.selectors.menu import deal_menu


class DealMixin:
    """Finds the deal of the address among the deals this account may open; else 404."""

    request: HttpRequest
    kwargs: dict[str, Any]
    work_page = False

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal of this page."""
        found: CityDeal = only(visible_deal(self.request.user, self.kwargs["deal"]))
        return found

    @cached_property
    def today(self) -> date:
        """Return the day in the Netherlands."""
        return timezone.localdate()

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the parents of this page."""
        return [(self.deal.name, self.deal.get_absolute_url())]

    def role_words(self) -> str:
        """Return in a few words what the reader does here: under the name in the header."""
        return role_line(self.request.user, self.deal, self.today)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what the frame of the page needs."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return {
            "deal": self.deal,
            "role_line": self.role_words(),
            "crumbs": self.crumbs(),
            "work_page": self.work_page and self.request.user.is_authenticated,
            "is_inside": takes_part(self.request.user, self.deal),
            "menu": deal_menu(self.request.user, self.deal),
            **context,
        }


@compiled
def body_at(deal: Any, slug: Any) -> QuerySet[Body]:
    """Return the body at this address, with its deal, whoever asks."""
    found = Body.objects.filter(deal__slug=deal, slug=slug)
    return found.select_related(
        "deal",
        "way_of_working",
        "founding_decision__body",
        "founding_decision__item__meeting",
        "founding_decision__item__parent",
        "closing_decision__body",
        "closing_decision__item__meeting",
        "closing_decision__item__parent",
    )


class BodyMixin(DealMixin):
    """Finds the body of the address; hidden bodies answer 404."""

    @cached_property
    def body(self) -> Body:
        """Return the body of this page, with its deal, in one query."""
        body: Body = only(body_at(deal=self.kwargs["deal"], slug=self.kwargs["body"]))
        if not self.may_open(body):
            raise Http404
        return body

    def may_open(self, body: Body) -> bool:
        """Whether this account may open this page of the body."""
        return can_view_body(self.request.user, body)

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal of the body; who may open the body may open the frame around it."""
        return self.body.deal

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the body."""
        return super().get_context_data(body=self.body, **kwargs)


class BodiesAreaMixin(DealMixin):
    """A page about the bodies of a deal together; other apps put their links beside it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the links to the pages about bodies."""
        return super().get_context_data(
            menu_part="governance:body_list",
            area_links=parts_of("bodies_area", user=self.request.user, deal=self.deal),
            may_manage_deal=can_manage_people(self.request.user, self.deal),
            **kwargs,
        )


class OnDateMixin:
    """A page "as it stands on" a day, from the address (``?op=31-12-2026``)."""

    request: HttpRequest

    @cached_property
    def date_form(self) -> OnDateForm:
        """Return the filter, bound to the address."""
        bound = "op" in self.request.GET
        return OnDateForm(self.request.GET if bound else None, initial={"op": self.shown_first()})

    def shown_first(self) -> date:
        """Return the day that is shown where none is asked: today, or the first of what is still to come."""
        return timezone.localdate()


class ManagerMixin(DealMixin):
    """For who keeps the register of the deal; others get 404."""

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal when this account keeps its register."""
        deal: CityDeal = only(visible_deal(self.request.user, self.kwargs["deal"]))
        if not can_manage_people(self.request.user, deal):
            raise Http404
        return deal
