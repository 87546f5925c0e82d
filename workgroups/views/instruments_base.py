"""What pages about an instrument share: the instrument, who may open it, and the way back."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView
from governance.models import CityDeal
from workgroups.models import Instrument
from workgroups.permissions_instruments import can_view_instrument, can_work_on_instrument
from workgroups.selectors.instrument_page import instrument_at
from workgroups.views.base import WorkMixin


class InstrumentMixin(WorkMixin):
    """Finds the instrument of the address; what is hidden answers 404."""

    @cached_property
    def instrument(self) -> Instrument:
        """Return the instrument, with deal and group, in one query."""
        found: Instrument = only(instrument_at(deal=self.kwargs["deal"], slug=self.kwargs["instrument"]))
        if found.group is not None:
            found.group.body.deal = found.deal
        if not self.may_open(found):
            raise Http404
        return found

    def may_open(self, instrument: Instrument) -> bool:
        """Whether this account may open this page of the instrument."""
        return can_view_instrument(self.request.user, instrument)

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal; who may open the instrument may open the frame around it."""
        return self.instrument.deal

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal, its work and the list of instruments."""
        return [*super().crumbs(), (_("Instruments"), address("workgroups:instrument_list", self.deal.slug))]

    def instrument_url(self) -> str:
        """Return the page of the instrument."""
        return address("workgroups:instrument_detail", self.deal.slug, self.instrument.slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the instrument."""
        return super().get_context_data(instrument=self.instrument, menu_part="workgroups:work", **kwargs)


class FormPageView(MemberView, ActionView):
    """A page with one form; ``heading``, ``lead`` and ``submit`` are its words.

    It goes after the mixins that find what the form is about.
    """

    template_name = "workgroups/instrument_form.html"
    heading: Text = ""
    lead: Text = ""
    submit: Text = ""
    negative = False

    def remove_url(self) -> str:
        """Return where what the form changes is taken away; empty where it is not."""
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page."""
        words = {
            "heading": self.heading,
            "lead": self.lead,
            "submit": self.submit,
            "negative": self.negative,
            "back": self.get_success_url(),
            "remove_url": self.remove_url(),
        }
        return super().get_context_data(**{**words, **kwargs})


class InstrumentActMixin(InstrumentMixin):
    """A form about one instrument, for who works on it; back to its page."""

    part = ""

    def may_open(self, instrument: Instrument) -> bool:
        """Whether this account changes the instrument."""
        return can_work_on_instrument(self.request.user, instrument)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, list and instrument."""
        return [*super().crumbs(), (self.instrument.title, self.instrument_url())]

    def get_success_url(self) -> str:
        """Return to the part of the page that the form is about."""
        return f"{self.instrument_url()}{self.part}"
