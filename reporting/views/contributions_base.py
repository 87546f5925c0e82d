"""What pages about contributions and the budget share: who may open them, and the way back."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.only import only
from citydeal.common.views import ActionView, MemberView
from governance.models import CityDeal, Party, Phase
from governance.permissions import can_view_deal
from governance.views.base import DealMixin
from reporting.permissions_contributions import contribution_deal
from reporting.selectors.contribution_records import party_at


class ContributionsMixin(MemberView, DealMixin):
    """A page for who reads the contributions of the deal; others get 404."""

    work_page = True

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Ask who it is before anything is looked up."""
        user = self.request.user
        if user.is_authenticated and not self.may_open(self.deal):
            raise Http404
        return super().dispatch(*args, **kwargs)

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal, for who reads its contributions."""
        deal: CityDeal = only(contribution_deal(self.request.user, self.kwargs["deal"]))
        return deal

    def may_open(self, deal: CityDeal) -> bool:
        """Whether this account may open this page."""
        return True

    def list_url(self) -> str:
        """Return the overview of contributions."""
        return address("reporting:contribution_list", self.deal.slug)

    def get_success_url(self) -> str:
        """Return to the overview."""
        return self.list_url()

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and its contributions."""
        return [*super().crumbs(), (_("Contributions"), self.list_url())]

    @cached_property
    def open_phases(self) -> list[Phase]:
        """Return the phases of the deal that are not closed."""
        return [
            phase
            for phase in self.deal.phases.all()
            if phase.actual_end is None or phase.actual_end >= self.today
        ]

    @cached_property
    def parties(self) -> list[Party]:
        """Return the parties of the deal, in covenant order, with their organisation."""
        found = Party.objects.filter(deal=self.deal).select_related("deal", "organization")
        return list(found)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say that this is a page of the progress; a contact who takes no part has no other pages."""
        return super().get_context_data(
            **{
                "menu_part": "reporting:dashboard",
                "only_invited": not can_view_deal(self.user, self.deal),
                **kwargs,
            }
        )


class ContributionPartyMixin(ContributionsMixin):
    """Finds the party of the address among those of the deal."""

    @cached_property
    def party(self) -> Party:
        """Return the party, with deal and organisation."""
        party: Party = only(party_at(deal=self.deal.pk, slug=self.kwargs["party"]))
        return party

    def party_url(self) -> str:
        """Return the page of the contributions of the party."""
        return address("reporting:contribution_party", self.deal.slug, self.party.organization.slug)

    def get_success_url(self) -> str:
        """Return to the party."""
        return self.party_url()

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal, its contributions and the party."""
        return [*super().crumbs(), (self.party.organization.name, self.party_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the party, under a name that leaves the menu as it is."""
        return super().get_context_data(**{"contributor": self.party, **kwargs})


class SimpleFormMixin(ActionView):
    """A page that is a form: its ``heading``, a sentence above it, and what stands on the button.

    ``details_names``: fields that stand in a part that opens.
    """

    template_name = "reporting/contribution_form.html"
    heading: ClassVar[Any] = ""
    button: ClassVar[Any] = ""
    has_file: ClassVar[bool] = False
    is_negative: ClassVar[bool] = False

    def lead(self) -> str:
        """Return the sentence above the form."""
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the words of the page."""
        return super().get_context_data(
            **{
                "heading": self.heading,
                "lead": self.lead(),
                "button": self.button or _("Save"),
                "has_file": self.has_file,
                "is_negative": self.is_negative,
                "has_fields": bool(self.form_class and self.form_class.base_fields),
                **kwargs,
            }
        )
