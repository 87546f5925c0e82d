"""The list of parties, the page of a party, and what happened to it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.only import only
from citydeal.common.slots import parts_of
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PartialTemplateView
from citydeal.models import StoredFile
from citydeal.views.files import StoredFileView
from governance.forms.parties import EventForm, PartyFilterForm, TakeBackForm
from governance.models import Party, PartyEvent, Seat
from governance.permissions import can_manage_people, can_read_history
from governance.permissions_duties import can_keep_rhythm
from governance.selectors.parties import party_rows
from governance.selectors.parties_page import party_page
from governance.selectors.people import candidates
from governance.services.parties import record_event, take_back_event
from governance.views.base import DealMixin, ManagerMixin, OnDateMixin

ROWS = 50


class PartyListView(DealMixin, PartialTemplateView):
    """Who takes part in the deal, on a day: searched, filtered, sorted."""

    template_name = "governance/party_list.html"
    part = "lijst"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rows of this page of the list."""
        asked = self.request.GET if self.request.GET.keys() & set(PartyFilterForm.base_fields) else None
        form = PartyFilterForm(asked, initial={"op": self.today})
        self.wanted = form.wanted()
        rows = party_rows(self.deal, self.wanted)
        self.number = len(rows)
        return super().get_context_data(
            form=form,
            menu_part="governance:party_list",
            is_filtered=any((self.wanted.query, self.wanted.state, self.wanted.sector)),
            count_line=self.count_line(),
            page_obj=Paginator(rows, ROWS).get_page(self.request.GET.get("pagina")),
            may_manage=can_manage_people(self.request.user, self.deal),
            **kwargs,
        )

    def count_line(self) -> str:
        """Return how many organisations the list shows, and of which day."""
        line = ngettext(
            "%(count)s organisation, as it stands on %(day)s.",
            "%(count)s organisations, as it stands on %(day)s.",
            self.number,
        )
        return line % {"count": self.number, "day": date_format(self.wanted.on, "DATE_FORMAT")}

    def announcement(self) -> Text:
        """Return how many organisations there are."""
        return self.count_line()


@compiled
def _party_at(deal: Any, slug: Any) -> QuerySet[Party]:
    parties = Party.objects.filter(deal=deal, organization__slug=slug)
    return parties.filter(statuses__isnull=False).distinct().select_related("organization")


class PartyMixin(DealMixin):
    """Finds the party of the address; an organisation that never took part answers 404."""

    @cached_property
    def party(self) -> Party:
        """Return the party."""
        party: Party = only(_party_at(deal=self.deal.pk, slug=self.kwargs["party"]))
        party.deal = self.deal
        return party

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the party."""
        return super().get_context_data(party=self.party, **kwargs)

    def get_success_url(self) -> str:
        """Return to the party."""
        return self.party.get_absolute_url()


class PartyDetailView(OnDateMixin, PartyMixin, PartialTemplateView):
    """A party in the deal on a day: how it takes part, on which seats, and who."""

    template_name = "governance/party_detail.html"
    part = "stand"

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list."""
        return [*super().crumbs(), list_crumb(self.deal.slug)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the party on the chosen day."""
        page = party_page(self.request.user, self.deal, self.party, self.date_form.day())
        return super().get_context_data(
            page=page,
            date_form=self.date_form,
            may_keep_rhythm=can_keep_rhythm(self.request.user, self.party),
            party_parts=parts_of("party_detail", user=self.request.user, party=self.party),
            **kwargs,
        )

    def announcement(self) -> Text:
        """Return the day that the part shows, unless the day that was asked cannot be."""
        if self.date_form.errors:
            return ""
        return _("As it stands on %(day)s.") % {"day": date_format(self.date_form.day())}


def list_crumb(deal_slug: str) -> tuple[str, str]:
    """Return name and address of the list of parties."""
    return _("Parties"), address("governance:party_list", deal_slug)


class PartyActMixin(MemberView, PartyMixin, ManagerMixin):
    """An act on a party by who keeps the register."""

    work_page = True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, list and party."""
        own = (self.party.organization.name, self.party.get_absolute_url())
        return [*super().crumbs(), list_crumb(self.deal.slug), own]


class PartyEventView(PartyActMixin, ActionView):
    """Record a letter of intent, a signing or another event of a party."""

    template_name = "governance/party_event.html"
    form_class = EventForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who can have signed."""
        signers = candidates(self.user, self.deal, Seat(organization=self.party.organization))
        return super().get_form_kwargs() | {"people": signers}

    def perform(self, form: Form) -> Text:
        """Record it."""
        if not isinstance(form, EventForm):
            raise TypeError
        event = record_event(actor=self.user, party=self.party, terms=form.terms())
        return _("Recorded: %(what)s on %(day)s.") % {
            "what": event.get_kind_display(),
            "day": date_format(event.date, "DATE_FORMAT"),
        }


@compiled
def _event_in(pk: Any, deal: Any) -> QuerySet[PartyEvent]:
    return PartyEvent.objects.filter(pk=pk, party__deal=deal).select_related("party__organization")


@compiled
def _mandate_in(key: Any, deal: Any) -> QuerySet[StoredFile]:
    mandates = PartyEvent.objects.filter(party__deal=deal).values("mandate")
    return StoredFile.objects.filter(key=key, pk__in=mandates)


class PartyEventTakeBackView(MemberView, ManagerMixin, ActionView):
    """Take back the last event of a party: it was a mistake."""

    template_name = "governance/party_event_take_back.html"
    form_class = TakeBackForm
    work_page = True

    @cached_property
    def event(self) -> PartyEvent:
        """Return the event, of a party of this deal, that was not taken back yet."""
        event: PartyEvent = only(_event_in(pk=self.kwargs["event"], deal=self.deal.pk))
        if event.taken_back_at is not None:
            raise Http404
        event.party.deal = self.deal
        return event

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, list and party."""
        own = (self.event.party.organization.name, self.get_success_url())
        return [*super().crumbs(), list_crumb(self.deal.slug), own]

    def get_success_url(self) -> str:
        """Return to the party, or to the list where it is no party any more."""
        party = self.event.party
        return party.get_absolute_url() if party.statuses.exists() else list_crumb(self.deal.slug)[1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the event."""
        return super().get_context_data(event=self.event, party=self.event.party, **kwargs)

    def perform(self, form: Form) -> Text:
        """Take it back."""
        event = take_back_event(actor=self.user, event=self.event, reason=form.cleaned_data["reason"])
        return _("Taken back: %(what)s on %(day)s.") % {
            "what": event.get_kind_display(),
            "day": date_format(event.date, "DATE_FORMAT"),
        }


class PartyMandateView(MemberView, DealMixin, StoredFileView):
    """The power of attorney or mandate of a signature, for who keeps or audits the register."""

    def stored_file(self) -> StoredFile:
        """Return the file. Raises Http404 for others."""
        if not (can_manage_people(self.user, self.deal) or can_read_history(self.user, self.deal)):
            raise Http404
        mandate: StoredFile = only(_mandate_in(key=self.kwargs["file"], deal=self.deal.pk))
        return mandate
