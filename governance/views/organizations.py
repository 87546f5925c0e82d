"""Find or add an organisation that begins to take part, and change one."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Max, QuerySet
from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from citydeal.common.history import latest_history_id, show_choice, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PartialTemplateView, wants_another
from governance.enums import HelixSector, OrganizationKind
from governance.forms.organizations import EditOrganizationForm, FindOrganizationForm, NewPartyForm
from governance.forms.parties import FirstEventForm
from governance.models import Organization, Party, Seat
from governance.selectors.organizations import organizations_to_add, other_deals_of
from governance.selectors.people import candidates
from governance.services.organizations import change_organization
from governance.services.parties import add_new_party, add_party
from governance.views.base import ManagerMixin
from governance.views.parties import PartyActMixin, list_crumb
from governance.views.stale import StaleMixin


class OrganizationFindView(MemberView, ManagerMixin, PartialTemplateView):
    """Search the register for an organisation that begins to take part."""

    template_name = "governance/organization_find.html"
    part = "gevonden"
    work_page = True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list."""
        return [*super().crumbs(), list_crumb(self.deal.slug)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what was found."""
        form = FindOrganizationForm(self.request.GET)
        self.typed = form.cleaned_data["zoek"] if form.is_valid() else ""
        self.found = organizations_to_add(self.deal, self.typed) if self.typed else []
        return super().get_context_data(
            form=form, typed=self.typed, found=self.found, menu_part="governance:party_list", **kwargs
        )

    def announcement(self) -> Text:
        """Return how many were found."""
        return _("Found: %(count)s.") % {"count": len(self.found)}


class PartyAddView(MemberView, ManagerMixin, ActionView):
    """Let an organisation begin to take part in the deal."""

    template_name = "governance/party_add.html"
    work_page = True
    party: Party

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list."""
        return [*super().crumbs(), list_crumb(self.deal.slug)]

    def get_initial(self) -> dict[str, Any]:
        """Propose the last place in the covenant."""
        last = self.deal.parties.aggregate(last=Max("order"))["last"] or 0
        return {"order": min(last + 1, 32767)}

    def get_success_url(self) -> str:
        """Return to the party, or on to the search for the next one."""
        if wants_another(self.request):
            return reverse("governance:organization_find", args=[self.deal.slug])
        self.party.deal = self.deal
        url: str = self.party.get_absolute_url()
        return url

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say in which part of the deal this is."""
        return super().get_context_data(menu_part="governance:party_list", **kwargs)

    def added(self) -> Text:
        """Return the sentence that says it is done."""
        return _("%(party)s is in the list of parties.") % {"party": self.party.organization.name}


@compiled
def _organization(slug: Any) -> QuerySet[Organization]:
    return Organization.objects.filter(slug=slug)


class PartyJoinView(PartyAddView):
    """An organisation of the register begins to take part."""

    form_class = FirstEventForm

    @cached_property
    def organization(self) -> Organization:
        """Return the organisation."""
        organization: Organization = only(_organization(slug=self.kwargs["organization"]))
        return organization

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who can have signed."""
        signers = candidates(self.user, self.deal, Seat(organization=self.organization))
        return super().get_form_kwargs() | {"people": signers}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the organisation."""
        return super().get_context_data(organization=self.organization, **kwargs)

    def perform(self, form: Form) -> Text:
        """Add the party."""
        if not isinstance(form, FirstEventForm):
            raise TypeError
        self.party = add_party(
            actor=self.user,
            deal=self.deal,
            organization=self.organization,
            first=form.terms(),
            order=form.cleaned_data["order"],
        )
        return self.added()


class PartyCreateView(PartyAddView):
    """An organisation that is not in the register begins to take part."""

    form_class = NewPartyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Nobody is known there yet."""
        return super().get_form_kwargs() | {"people": []}

    def get_initial(self) -> dict[str, Any]:
        """Fill in the name that was searched for."""
        return super().get_initial() | {"name": self.request.GET.get("naam", "").replace("\x00", "")[:200]}

    def perform(self, form: Form) -> Text:
        """Add the organisation and the party."""
        if not isinstance(form, NewPartyForm):
            raise TypeError
        self.party = add_new_party(
            actor=self.user,
            deal=self.deal,
            organization=form.organization_terms(),
            first=form.terms(),
            order=form.cleaned_data["order"],
        )
        return self.added()


class OrganizationEditView(StaleMixin, PartyActMixin, ActionView):
    """Change the organisation of a party, and its place in the covenant."""

    template_name = "governance/organization_edit.html"
    form_class = EditOrganizationForm
    shown_fields = {
        "name": show_text,
        "legal_name": show_text,
        "kind": show_choice(OrganizationKind.choices),
        "sector": show_choice(HelixSector.choices),
        "website": show_text,
    }

    @property
    def edited(self) -> models.Model:
        """Return the organisation."""
        return self.party.organization

    def get_initial(self) -> dict[str, Any]:
        """Show the organisation as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return EditOrganizationForm.initial_for(self.party, latest_history_id(self.party.organization))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add in how many other deals this changes too."""
        elsewhere = other_deals_of(self.party.organization, self.deal)
        return super().get_context_data(elsewhere=elsewhere, **kwargs)

    def perform(self, form: Form) -> Text:
        """Save the change."""
        if not isinstance(form, EditOrganizationForm):
            raise TypeError
        data = form.cleaned_data
        changed = change_organization(
            actor=self.user,
            party=self.party,
            terms=form.organization_terms(),
            order=data["order"],
            opened_order=data["opened_order"],
            history_id=data["history_id"],
        )
        return _("%(organization)s is changed.") % {"organization": changed.name}
