"""Contributions: all parties side by side, one party, and both as a sheet."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View

from citydeal.common.addresses import address
from citydeal.common.sheets import SheetKind, sheet_response
from citydeal.common.text import Text
from citydeal.common.views import PartialTemplateView
from governance.models import CityDeal
from reporting.enums import ContributionKind
from reporting.forms.contributions import ConfirmContributionsForm, YearForm
from reporting.permissions_contributions import can_confirm, can_keep_contributions, reader_of
from reporting.selectors.contribution_history import contribution_history
from reporting.selectors.contribution_records import waiting_of, waiting_words, years_of
from reporting.selectors.contribution_sheets import (
    CONTRIBUTION_HEADER,
    PROMISE_HEADER,
    contribution_sheet,
    promise_sheet,
)
from reporting.selectors.contributions import Contributions, deal_contributions
from reporting.selectors.contributions_party import PartyPage, party_page
from reporting.selectors.dashboard_charts import contributions_chart
from reporting.selectors.promise_succession import proposals_of
from reporting.services.contributions import confirm_contributions
from reporting.views.contributions_base import (
    ContributionPartyMixin,
    ContributionsMixin,
    SimpleFormMixin,
)

# Acts on a page of the history.
ACTS = 20


class ContributionListView(ContributionsMixin, PartialTemplateView):
    """What all parties promised and delivered in a year, in covenant order."""

    template_name = "reporting/contribution_list.html"
    part = "overzicht"

    @cached_property
    def year_form(self) -> YearForm:
        """Return the choice of the year, bound to the address."""
        bound = self.request.GET if "jaar" in self.request.GET else None
        return YearForm(bound, years=years_of(self.deal, self.today), initial={"jaar": self.today.year})

    @cached_property
    def contributions(self) -> Contributions:
        """Return the contributions, as far as this account reads them."""
        return deal_contributions(self.user, self.deal, self.today, self.year_form.year(self.today))

    def announcement(self) -> Text:
        """Return how it stands."""
        return self.contributions.sentence

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal."""
        return super().crumbs()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the contributions."""
        keeps = can_keep_contributions(self.user, self.deal)
        return super().get_context_data(
            year_form=self.year_form,
            contributions=self.contributions,
            chart=contributions_chart(self.contributions),
            may_keep=keeps,
            proposals=proposals_of(self.deal) if keeps else [],
            kinds=SheetKind.choices,
            **kwargs,
        )


class ContributionPartyView(ContributionPartyMixin, PartialTemplateView):
    """What one party promised and delivered in a year."""

    template_name = "reporting/contribution_party.html"
    part = "jaar"

    @cached_property
    def year_form(self) -> YearForm:
        """Return the choice of the year, bound to the address."""
        bound = self.request.GET if "jaar" in self.request.GET else None
        return YearForm(bound, years=years_of(self.deal, self.today), initial={"jaar": self.today.year})

    @cached_property
    def page(self) -> PartyPage:
        """Return the page, as far as this account reads it."""
        return party_page(self.user, self.party, self.today, self.year_form.year(self.today))

    def announcement(self) -> Text:
        """Return how many contributions the part shows."""
        number = len(self.page.rows)
        return ngettext("%(count)s contribution.", "%(count)s contributions.", number) % {"count": number}

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and its contributions."""
        return super().crumbs()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page."""
        return super().get_context_data(
            page=self.page,
            year_form=self.year_form,
            add_kinds=self.add_kinds(),
            history_url=self.history_url(),
            **kwargs,
        )

    def history_url(self) -> str:
        """Return where stands who changed what; empty for who does not read the figures of the party."""
        if not reader_of(self.user, self.deal).reads(self.party.pk):
            return ""
        return address("reporting:contribution_history", self.deal.slug, self.party.organization.slug)

    def add_kinds(self) -> list[tuple[str, str]]:
        """Return what this account may write down: (words, address)."""
        words = {
            ContributionKind.HOURS: _("Write down hours"),
            ContributionKind.MONEY: _("Add an invoice"),
            ContributionKind.IN_KIND: _("Write down what was given in kind"),
        }
        url = address("reporting:contribution_create", self.deal.slug, self.party.organization.slug)
        allowed = self.page.may_write
        return [(words[kind], f"{url}?soort={kind}") for kind in ContributionKind if kind in allowed]


class ContributionHistoryView(ContributionPartyMixin, PartialTemplateView):
    """Who changed what of the contributions of a party, for who reads its figures; others get 404."""

    template_name = "governance/record_history.html"

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account reads what the party has not confirmed."""
        return reader_of(self.user, deal).reads(self.party.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of the history."""
        acts = Paginator(contribution_history(self.party), ACTS)
        name = _("contributions of %(party)s") % {"party": self.party.organization.name}
        return super().get_context_data(
            record_name=name,
            record_url=self.party_url(),
            page_obj=acts.get_page(self.request.GET.get("pagina")),
            **kwargs,
        )


class ContributionConfirmView(ContributionPartyMixin, SimpleFormMixin):
    """The contact of the party confirms what was delivered."""

    form_class = ConfirmContributionsForm
    heading = gettext_lazy("Confirm what your organisation delivered")
    button = gettext_lazy("Confirm")

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account confirms for the party."""
        return can_confirm(self.user, self.party)

    def lead(self) -> str:
        """Return what confirming does."""
        return _("Until you confirm it, other parties do not see how much it was.")

    @cached_property
    def waiting(self) -> list[Any]:
        """Return what is not confirmed yet, with its words."""
        return [(one, waiting_words(one)) for one in waiting_of(self.party)]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form what waits."""
        return super().get_form_kwargs() | {"waiting": self.waiting}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where there is nothing to confirm."""
        return super().get_context_data(**{"nothing": not self.waiting, **kwargs})

    def perform(self, form: Form) -> Text:
        """Confirm what was chosen."""
        if not isinstance(form, ConfirmContributionsForm):
            raise TypeError
        count = confirm_contributions(actor=self.user, party=self.party, contributions=form.chosen())
        return ngettext(
            "%(count)s contribution is confirmed.", "%(count)s contributions are confirmed.", count
        ) % {"count": count}


class ContributionExportView(ContributionsMixin, View):
    """Promises or contributions of all years as a sheet; of what the reader may not read no figure."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it."""
        what, kind = self.kwargs["what"], self.kwargs["kind"]
        if kind not in SheetKind.values or what not in ("toezeggingen", "bijdragen"):
            raise Http404
        name = f"{what}-{self.deal.slug}"
        if what == "toezeggingen":
            return sheet_response(name, kind, PROMISE_HEADER, promise_sheet(self.deal), _("Promises"))
        rows = contribution_sheet(self.user, self.deal)
        return sheet_response(name, kind, CONTRIBUTION_HEADER, rows, _("Contributions"))
