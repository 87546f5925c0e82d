"""Who changed what: the history of a deal, a party and a person."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404

from citydeal.common.compiled import compiled
from citydeal.common.history import HistoryEntry
from citydeal.common.only import only
from citydeal.common.views import MemberView, PartialTemplateView
from governance.models import Party, Person
from governance.permissions import can_read_history, visible_person
from governance.selectors.record_history import deal_history, party_history, person_history
from governance.views.base import DealMixin


class RecordHistoryView(MemberView, DealMixin, PartialTemplateView):
    """A history, twenty acts a page, for who may read it; others get 404."""

    template_name = "governance/record_history.html"
    work_page = True

    def record(self) -> tuple[str, str]:
        """Return name and address of what the history is about."""
        raise NotImplementedError

    def history(self) -> list[HistoryEntry]:
        """Return the acts, newest first."""
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page of the history."""
        if not can_read_history(self.user, self.deal):
            raise Http404
        name, url = self.record()
        page = Paginator(self.history(), 20).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(record_name=name, record_url=url, page_obj=page, **kwargs)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and record."""
        parents = super().crumbs()
        record = self.record()
        return parents if record in parents else [*parents, record]


class DealHistoryView(RecordHistoryView):
    """The history of the deal itself."""

    def record(self) -> tuple[str, str]:
        """Return the deal."""
        return self.deal.name, self.deal.get_absolute_url()

    def history(self) -> list[HistoryEntry]:
        """Return the acts on the deal."""
        return deal_history(self.deal)


@compiled
def _party_at(deal: Any, slug: Any) -> QuerySet[Party]:
    found = Party.objects.filter(deal=deal, organization__slug=slug)
    return found.select_related("organization", "deal")


class PartyHistoryView(RecordHistoryView):
    """The history of a party."""

    def record(self) -> tuple[str, str]:
        """Return the party."""
        return self.party.organization.name, self.party.get_absolute_url()

    def history(self) -> list[HistoryEntry]:
        """Return the acts on the party."""
        return party_history(self.party)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Find the party first."""
        self.party: Party = only(_party_at(deal=self.deal.pk, slug=self.kwargs["party"]))
        return super().get_context_data(party=self.party, **kwargs)


class PersonHistoryView(RecordHistoryView):
    """The history of a person in the deal."""

    def record(self) -> tuple[str, str]:
        """Return the person."""
        return self.person.name, self.person.get_absolute_url_in(self.deal.slug)

    def history(self) -> list[HistoryEntry]:
        """Return the acts on the person."""
        return person_history(self.user, self.deal, self.person)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Find the person first."""
        self.person: Person = only(visible_person(self.user, self.deal, self.kwargs["person"]))
        return super().get_context_data(person=self.person, **kwargs)
