"""Questions to parties, for the secretary: asked, reminded, withdrawn, and the answers handled."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.errors import DomainError
from citydeal.common.forms import PortalForm
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PartialTemplateView
from governance.forms.requests import AskForm, NominationForm, RequestFilterForm
from governance.models import Nomination, Seat
from governance.permissions import can_manage_composition
from governance.selectors.presenting import EffectLine, effect_lines
from governance.selectors.requests import RequestPage, deal_requests, request_page
from governance.services.rehearsal import rehearse
from governance.services.requests import (
    DAYS_TO_ANSWER,
    ask_for_seat,
    contact_of,
    remind,
    withdraw,
)
from governance.services.requests_handling import (
    decline_nomination,
    handle_remark,
    take_over_checked,
    take_over_nomination,
)
from governance.views.base import ManagerMixin
from governance.views.memberships import seat_in

DO = "doe"


class RequestListView(MemberView, ManagerMixin, PartialTemplateView):
    """Every question to a party of the deal: who answered, and who did not."""

    template_name = "governance/request_list.html"
    part = "lijst"
    work_page = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of the questions."""
        form = RequestFilterForm(self.request.GET or None)
        rows = form.keep(deal_requests(self.deal, self.today))
        self.page = Paginator(rows, 50).get_page(self.request.GET.get("pagina"))
        return super().get_context_data(filter=form, page_obj=self.page, **kwargs)

    def announcement(self) -> Text:
        """Return how many questions the part shows."""
        count = self.page.paginator.count
        return ngettext("%(count)s question.", "%(count)s questions.", count) % {"count": count}


class SeatAskView(MemberView, ManagerMixin, ActionView):
    """Ask the party of a seat, by a link, to name somebody."""

    template_name = "governance/request_ask.html"
    form_class = AskForm
    work_page = True

    @cached_property
    def seat(self) -> Seat:
        """Return the seat, where this account may change who sits in the body."""
        seat: Seat = only(seat_in(seat=self.kwargs["seat"], deal=self.deal.pk))
        seat.body.deal = self.deal
        if seat.party is None or not can_manage_composition(self.user, seat.body):
            raise Http404
        return seat

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and body."""
        return [*super().crumbs(), (self.seat.body.name, self.seat.body.get_absolute_url())]

    def get_initial(self) -> dict[str, Any]:
        """Propose three weeks."""
        return {"until": self.today + timedelta(days=DAYS_TO_ANSWER)}

    def get_success_url(self) -> str:
        """Return to the members of the body."""
        return f"{self.seat.body.get_absolute_url()}#leden"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the seat and who is asked."""
        party = self.seat.party
        contact = contact_of(party, self.today) if party else None
        return super().get_context_data(seat=self.seat, body=self.seat.body, contact=contact, **kwargs)

    def perform(self, form: Form) -> Text:
        """Ask."""
        request = ask_for_seat(actor=self.user, seat=self.seat, **form.cleaned_data)
        return _("The question goes to %(person)s. The link works until and including %(day)s.") % {
            "person": request.to,
            "day": date_format(request.answer_until, "DATE_FORMAT"),
        }


class RequestDetailView(MemberView, ManagerMixin, ActionView):
    """A question with its answer; each act on it is one click."""

    template_name = "governance/request_detail.html"
    form_class = PortalForm
    work_page = True

    @cached_property
    def page(self) -> RequestPage:
        """Return the question, in this deal."""
        page = request_page(self.deal, self.kwargs["question"], self.today)
        if page is None:
            raise Http404
        return page

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and questions."""
        questions = reverse("governance:request_list", args=[self.deal.slug])
        return [*super().crumbs(), (_("Questions to parties"), questions)]

    def get_success_url(self) -> str:
        """Return to this page."""
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the page; the open answers are named by their act."""
        return super().get_context_data(page=self.page, asked=self.page.row.request, **kwargs)

    def perform(self, form: Form) -> Text:
        """Do what the button says."""
        act, _sep, number = self.request.POST.get(DO, "").partition("-")
        asked = self.page.row.request
        if act == "herinner":
            reminded = remind(actor=self.user, request=asked)
            return _("The reminder goes to %(person)s. The link works until and including %(day)s.") % {
                "person": reminded.to,
                "day": date_format(reminded.answer_until, "DATE_FORMAT"),
            }
        if act == "intrekken":
            withdraw(actor=self.user, request=asked)
            return _("The question is withdrawn. The link does nothing any more.")
        if act == "opmerking":
            handle_remark(actor=self.user, request=asked)
            return _("The remark is handled.")
        for checked in self.page.differences:
            if act == "ambt" and str(checked.pk) == number:
                take_over_checked(actor=self.user, checked=checked)
                return _("What the party says of %(person)s is handled.") % {
                    "person": checked.position.person
                }
        raise DomainError(_("This page is no longer up to date. Load the page again."))


class NominationView(MemberView, ManagerMixin, ActionView):
    """Whom a party named for a seat: taken over with one click, or not, with a reason."""

    template_name = "governance/request_nomination.html"
    form_class = NominationForm
    work_page = True

    @cached_property
    def nomination(self) -> Nomination:
        """Return the nomination, in this deal."""
        found = Nomination.objects.select_related(
            "request__party__organization", "seat__body", "seat__party__organization", "person"
        )
        nomination: Nomination = get_object_or_404(
            found, pk=self.kwargs["nomination"], seat__body__deal=self.deal
        )
        nomination.seat.body.deal = self.deal
        return nomination

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and question."""
        return [*super().crumbs(), (str(self.nomination.request.get_kind_display()), self.get_success_url())]

    def get_success_url(self) -> str:
        """Return to the question."""
        return reverse("governance:request_detail", args=[self.deal.slug, self.nomination.request_id])

    def effects(self) -> tuple[list[EffectLine], Text]:
        """Return what taking over does to the rules, or why it cannot be done now."""
        named = self.nomination
        if named.handled_at is not None:
            return [], ""
        try:
            # Done and taken back: with the office that somebody new comes from.
            _member, effects = rehearse(
                self.deal, self.today, lambda: take_over_nomination(actor=self.user, nomination=named)
            )
        except DomainError as error:
            return [], error.message
        return effect_lines(effects), ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the nomination and what it does."""
        effects, hindrance = self.effects()
        named = self.nomination
        context = {"nomination": named, "effects": effects, "hindrance": hindrance, "seat": named.seat}
        return super().get_context_data(**context, **kwargs)

    def perform(self, form: Form) -> Text:
        """Take it over, or not."""
        if self.request.POST.get(DO) == "afwijzen":
            decline_nomination(
                actor=self.user, nomination=self.nomination, reason=form.cleaned_data["reason"]
            )
            return _("%(person)s is not taken over.") % {"person": self.nomination.name}
        membership = take_over_nomination(actor=self.user, nomination=self.nomination)
        return _("%(person)s is a member from %(start)s.") % {
            "person": membership.person,
            "start": date_format(membership.start, "DATE_FORMAT"),
        }
