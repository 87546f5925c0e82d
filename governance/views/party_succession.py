"""Legal succession of parties, its page, and taking it back."""

from __future__ import annotations

from datetime import date
from functools import cached_property, partial
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.forms import PortalForm
from citydeal.common.only import only
from citydeal.common.slots import parts_of
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView
from governance.forms.parties_places import PlacesForm
from governance.forms.party_succession import SuccessionForm
from governance.models import Party, PartySuccession
from governance.permissions import can_manage_people, can_read_history
from governance.selectors.organizations import organization_named
from governance.selectors.parties_places import succession_places
from governance.selectors.party_succession import parties_to_succeed, succession_page
from governance.services.party_succession import (
    check_succession,
    succeed_parties,
    succession_options,
    undo_obstacles,
    undo_succession,
)
from governance.views.base import DealMixin, ManagerMixin
from governance.views.parties import list_crumb
from governance.views.parties_acts import PlacesView


class SuccessionCreateView(PlacesView):
    """Let parties be followed up by others: parties, then each seat and member, then done."""

    template_name = "governance/succession_create.html"
    form_class = SuccessionForm

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list."""
        return [*super().crumbs(), list_crumb(self.deal.slug)]

    @cached_property
    def parties(self) -> list[Party]:
        """Return the parties that can be followed up."""
        return parties_to_succeed(self.deal)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which parties there are."""
        return super().get_form_kwargs() | {"parties": self.parties}

    def get_initial(self) -> dict[str, Any]:
        """Propose the party one came from, and the first of January that comes."""
        slug = self.request.GET.get("partij")
        before = [str(party.pk) for party in self.parties if party.organization.slug == slug]
        return {"before": before, "date": date(self.today.year + 1, 1, 1), "kind": "merger"}

    def places_form(self, form: Form, data: Any) -> PlacesForm:
        """Return the choices for what the parties still hold on the day."""
        if not isinstance(form, SuccessionForm):
            raise TypeError
        terms = form.terms()
        check_succession(self.deal, terms)
        self.known = [o.name for new in terms.new if (o := organization_named(new.name))]
        return PlacesForm(
            data,
            places=succession_places(terms.before, terms.date, terms.after),
            options=partial(succession_options, terms.count_after),
            first_day=terms.date,
            names=[*(party.organization.name for party in terms.after), *(new.name for new in terms.new)],
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is said before somebody confirms."""
        if kwargs.get("confirm"):
            kwargs |= {"terms": kwargs["form"].terms(), "known": self.known}
        return super().get_context_data(menu_part="governance:party_list", **kwargs)

    def act(self, form: Form, choices: dict[str, str]) -> Any:
        """Do it."""
        if not isinstance(form, SuccessionForm):
            raise TypeError
        self.succession = succeed_parties(
            actor=self.user, deal=self.deal, terms=form.terms(), choices=choices
        )
        return self.succession

    def done(self, result: Any) -> Text:
        """Return from which day it holds."""
        return _("The succession is recorded. It holds from %(day)s.") % {
            "day": date_format(result.date, "DATE_FORMAT")
        }

    def get_success_url(self) -> str:
        """Return to the page of the succession."""
        return address("governance:succession_detail", self.deal.slug, self.succession.pk)


@compiled
def _succession(pk: Any, deal: Any) -> QuerySet[PartySuccession]:
    found = PartySuccession.objects.filter(pk=pk, deal=deal)
    return found.select_related("created_by", "undone_by")


class SuccessionMixin(MemberView, DealMixin):
    """Finds the succession of the address, in this deal."""

    work_page = True

    @cached_property
    def succession(self) -> PartySuccession:
        """Return the succession."""
        succession: PartySuccession = only(_succession(pk=self.kwargs["succession"], deal=self.deal.pk))
        succession.deal = self.deal
        return succession

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list."""
        return [*super().crumbs(), list_crumb(self.deal.slug)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the succession."""
        return super().get_context_data(
            succession=self.succession, menu_part="governance:party_list", **kwargs
        )


class SuccessionDetailView(SuccessionMixin, PageView):
    """What a succession did, for who keeps or audits the register."""

    template_name = "governance/succession_detail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what went where."""
        if not can_read_history(self.user, self.deal):
            raise Http404
        page = succession_page(self.deal, self.succession)
        may_manage = can_manage_people(self.user, self.deal)
        parts = parts_of("succession_detail", succession=self.succession)
        return super().get_context_data(page=page, may_manage=may_manage, parts=parts, **kwargs)


class SuccessionUndoView(SuccessionMixin, ManagerMixin, ActionView):
    """Take back a succession as a whole, as long as nothing was built on it."""

    template_name = "governance/succession_undo.html"
    form_class = PortalForm

    def get_success_url(self) -> str:
        """Return to the page of the succession."""
        return address("governance:succession_detail", self.deal.slug, self.succession.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what stands in the way."""
        if self.succession.undone_at is not None:
            raise Http404
        page = succession_page(self.deal, self.succession)
        in_the_way = undo_obstacles(self.succession)
        return super().get_context_data(page=page, in_the_way=in_the_way, **kwargs)

    def perform(self, form: Form) -> Text:
        """Take it back."""
        undo_succession(actor=self.user, succession=self.succession)
        return _("The succession is taken back. Everything is as it was before.")
