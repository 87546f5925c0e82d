"""The letter of a party to its own council or board: to read first, and to take along."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.generic import View

from citydeal.common.compiled import compiled
from citydeal.common.only import only
from citydeal.common.views import MemberView, PageView
from governance.models import CityDeal, Party
from governance.views.base import DealMixin
from governance.views.parties import list_crumb
from reporting.permissions_documents import can_make_letter
from reporting.selectors.letters import council_letter, letter_heading
from reporting.services.letter_files import LETTER_FORMATS, letter_file


@compiled
def _party(deal: Any, slug: Any) -> QuerySet[Party]:
    found = Party.objects.filter(deal__slug=deal, organization__slug=slug)
    return found.select_related("deal", "organization")


class LetterMixin(MemberView, DealMixin):
    """For the contact of the party, who needs no other right in the deal, and for who keeps the deal."""

    work_page = True

    @cached_property
    def party(self) -> Party:
        """Return the party of the address, with deal and organisation; others get 404."""
        party: Party = only(_party(deal=self.kwargs["deal"], slug=self.kwargs["party"]))
        if not can_make_letter(self.user, party):
            raise Http404
        return party

    @cached_property
    def deal(self) -> CityDeal:
        """Return the deal of the party."""
        return self.party.deal


class LetterView(LetterMixin, PageView):
    """The letter as it stands today."""

    template_name = "reporting/party_letter.html"

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, list and party."""
        own = (self.party.organization.name, self.party.get_absolute_url())
        return [*super().crumbs(), list_crumb(self.deal.slug), own]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the letter."""
        return super().get_context_data(
            party=self.party,
            heading=letter_heading(self.party),
            document=council_letter(self.party, self.today),
            menu_part="governance:party_list",
            **kwargs,
        )


class LetterFileView(LetterMixin, View):
    """The letter as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Make it and send it."""
        if self.kwargs["format"] not in LETTER_FORMATS:
            raise Http404
        made = letter_file(self.party, self.today, self.kwargs["format"])
        response = HttpResponse(made.content, content_type=made.content_type)
        response["Content-Disposition"] = f'attachment; filename="{made.name}"'
        response["X-Content-Type-Options"] = "nosniff"
        return response
