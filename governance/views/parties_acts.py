"""Acts on a party that ask what happens to each place it holds; and its contacts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from citydeal.common.errors import DomainError
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import CONFIRM, STEP, ActionView, ConfirmedView, MemberView
from governance.forms.parties import ContactForm, EndContactForm, WithdrawForm
from governance.forms.parties_places import CHOOSING, SEEN, PlacesForm
from governance.models import PartyContact, Seat
from governance.selectors.parties_places import places_of
from governance.selectors.people import candidates
from governance.selectors.presenting import effect_lines
from governance.services.parties import withdraw_party, withdrawal_options
from governance.services.parties_contacts import add_contact, end_contact
from governance.services.rehearsal import rehearse
from governance.views.base import ManagerMixin
from governance.views.parties import PartyActMixin, list_crumb


class PlacesView(MemberView, ManagerMixin, ConfirmedView):
    """An act in steps: form → a choice for each place, with the effects on the rules → done.

    The act is done only with the choices whose effects were on the page; else the page shows them first.
    """

    work_page = True

    def places_form(self, form: Form, data: Any) -> PlacesForm:
        """Return the choices that belong to the form. Raises DomainError where the act cannot be."""
        raise NotImplementedError

    def act(self, form: Form, choices: dict[str, str]) -> Any:
        """Do it. Raises DomainError."""
        raise NotImplementedError

    def done(self, result: Any) -> Text:
        """Return the sentence that says it is done."""
        raise NotImplementedError

    def perform(self, form: Form) -> Text:
        """Do it with the choices that were seen."""
        return self.done(self.act(form, self.seen_choices))

    def form_valid(self, form: Form) -> HttpResponse:
        """Show the choices with their effects, or act on those that were seen."""
        data = self.request.POST if CHOOSING in self.request.POST else None
        try:
            places = self.places_form(form, data)
        except DomainError as error:
            return self.refused(form, error)
        choices = self._chosen(places)
        signature = places.signature(choices) if choices is not None else ""
        asked = self.request.POST
        if choices is not None and asked.get(STEP) == CONFIRM and asked.get(SEEN) == signature:
            self.seen_choices = choices
            return ActionView.form_valid(self, form)
        return self._ask(form, places, choices, signature)

    def _chosen(self, places: PlacesForm) -> dict[str, str] | None:
        if not places.is_bound:
            return places.proposal()
        return places.choices() if places.is_valid() else None

    def _ask(
        self, form: Form, places: PlacesForm, choices: dict[str, str] | None, signature: str
    ) -> HttpResponse:
        effects = None
        problem = ""
        if choices is not None:
            chosen = choices
            try:
                _result, found = rehearse(self.deal, self.today, lambda: self.act(form, chosen))
                effects = effect_lines(found)
            except DomainError as error:
                problem = str(error.message)
        own = {*places.fields, STEP, CHOOSING, SEEN, "csrfmiddlewaretoken"}
        typed = [
            (name, value) for name, values in self.request.POST.lists() if name not in own for value in values
        ]
        context = self.get_context_data(
            form=form,
            confirm=True,
            typed=typed,
            places=places,
            effects=effects,
            problem=problem,
            signature=signature if effects is not None else "",
            changed=self.request.POST.get(STEP) == CONFIRM and not places.errors and not problem,
        )
        return self.render_to_response(context, status=422 if places.errors or problem else 200)


class PartyWithdrawView(PartyActMixin, PlacesView):
    """Let a party withdraw; its seats and members are listed, and each gets a choice."""

    template_name = "governance/party_withdraw.html"
    form_class = WithdrawForm

    def places_form(self, form: Form, data: Any) -> PlacesForm:
        """Return the choices for what the party still holds on the day."""
        first_day = form.cleaned_data["date"]
        places = places_of([self.party], first_day)
        return PlacesForm(data, places=places, options=withdrawal_options, first_day=first_day)

    def act(self, form: Form, choices: dict[str, str]) -> Any:
        """Let it withdraw."""
        return withdraw_party(
            actor=self.user,
            party=self.party,
            first_day=form.cleaned_data["date"],
            choices=choices,
            note=form.cleaned_data["note"],
        )

    def done(self, result: Any) -> Text:
        """Return since when it is no party."""
        return _("%(party)s is no party from %(day)s.") % {
            "party": self.party.organization.name,
            "day": date_format(result.date, "DATE_FORMAT"),
        }


class PartyContactView(PartyActMixin, ActionView):
    """Say who is the contact of a party."""

    template_name = "governance/party_contact.html"
    form_class = ContactForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who may be the contact."""
        organization = self.party.organization
        people: Sequence[Any] = candidates(self.user, self.deal, Seat(organization=organization))
        return super().get_form_kwargs() | {"organization": organization, "people": people}

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"start": self.today}

    def perform(self, form: Form) -> Text:
        """Make somebody the contact."""
        if not isinstance(form, ContactForm):
            raise TypeError
        person, position = form.chosen()
        contact = add_contact(
            actor=self.user,
            party=self.party,
            person=person,
            position=position,
            start=form.cleaned_data["start"],
            end=form.cleaned_data["end"],
        )
        return _("%(person)s is a contact of %(party)s from %(start)s.") % {
            "person": contact.person,
            "party": self.party.organization.name,
            "start": date_format(contact.start, "DATE_FORMAT"),
        }


@compiled
def _contact_in(pk: Any, deal: Any) -> QuerySet[PartyContact]:
    contacts = PartyContact.objects.filter(pk=pk, party__deal=deal)
    return contacts.select_related("person", "party__organization")


class PartyContactEndView(MemberView, ManagerMixin, ActionView):
    """Say on which day somebody stops being the contact of a party."""

    template_name = "governance/party_contact_end.html"
    form_class = EndContactForm
    work_page = True

    @cached_property
    def contact(self) -> PartyContact:
        """Return the contact, of a party of this deal."""
        contact: PartyContact = only(_contact_in(pk=self.kwargs["contact"], deal=self.deal.pk))
        contact.party.deal = self.deal
        return contact

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, list and party."""
        own = (self.contact.party.organization.name, self.get_success_url())
        return [*super().crumbs(), list_crumb(self.deal.slug), own]

    def get_success_url(self) -> str:
        """Return to the party."""
        return self.contact.party.get_absolute_url()

    def get_initial(self) -> dict[str, Any]:
        """Propose the end that is known, else today."""
        return {"end": self.contact.end or self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the contact."""
        return super().get_context_data(contact=self.contact, party=self.contact.party, **kwargs)

    def perform(self, form: Form) -> Text:
        """End it."""
        ended = end_contact(actor=self.user, contact=self.contact, last_day=form.cleaned_data["end"])
        return _("%(person)s is the contact up to and including %(day)s.") % {
            "person": ended.person,
            "day": date_format(form.cleaned_data["end"], "DATE_FORMAT"),
        }
