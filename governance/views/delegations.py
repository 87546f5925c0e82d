"""Who acts for a person, and naming a deputy: for the person, who acts for him, and the secretary."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db import models
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import holds_on
from citydeal.common.history import latest_history_id, show_choice, show_date
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView
from governance.enums import DelegationKind, DelegationMail, DelegationReach
from governance.forms.people import DelegationForm, DeputyForm, EditDelegationForm
from governance.models import Delegation, Membership, Person, Position
from governance.permissions import (
    acts_for,
    can_name_deputy,
    can_set_delegations,
    can_view_deal,
    visible_persons,
)
from governance.selectors.delegations import delegates_of, person_known_in
from governance.services.delegations import change_delegation, set_delegation
from governance.services.people_deputies import name_deputy
from governance.views.base import DealMixin
from governance.views.stale import StaleMixin


class DelegationMixin(MemberView, DealMixin):
    """For who may say who acts for a person; who acts for him reads it and hears why he may not."""

    work_page = True

    @cached_property
    def person(self) -> Person:
        """Return the person; 404 for who has nothing to do with it."""
        raise NotImplementedError

    def check(self, person: Person) -> Person:
        """Return the person where this account may set or read who acts for him. Raises Http404."""
        if not (self.may_set(person) or acts_for(self.user, person)):
            raise Http404
        return person

    def may_set(self, person: Person) -> bool:
        """Whether this account may say who acts for the person."""
        return can_set_delegations(self.user, self.deal, person)

    def get_success_url(self) -> str:
        """Return to who acts for the person."""
        return reverse("governance:delegation_list", args=[self.deal.slug, self.person.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the person and who acts for him."""
        person = self.person
        found = delegates_of(person, self.today)
        context = {"person": person, "delegations": found, "may_set": self.may_set(person)}
        return super().get_context_data(**context, **kwargs)


class DelegationListView(DelegationMixin, ActionView):
    """Who acts for a person now and before, and somebody more."""

    template_name = "governance/delegation_list.html"
    form_class = DelegationForm

    @cached_property
    def person(self) -> Person:
        """Return the person of the address."""
        return self.check(person_known_in(self.deal, self.kwargs["person"]))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who is known: the people whom this account may see."""
        known = visible_persons(self.user, self.deal).exclude(pk=self.person.pk)
        return super().get_form_kwargs() | {"people": known}

    def get_initial(self) -> dict[str, Any]:
        """Propose a secretariat from today that gets a copy."""
        return {
            "start": self.today,
            "kind": DelegationKind.SECRETARIAT,
            "reach": DelegationReach.DEAL,
            "mail": DelegationMail.COPY,
        }

    def perform(self, form: Form) -> Text:
        """Set it."""
        if not isinstance(form, DelegationForm):
            raise TypeError
        made = set_delegation(
            actor=self.user, deal=self.deal, person=self.person, delegate=form.chosen(), terms=form.terms()
        )
        return _("%(delegate)s acts for %(person)s from %(start)s.") % {
            "delegate": made.delegate,
            "person": self.person,
            "start": date_format(made.start, "DATE_FORMAT"),
        }


class DelegationEditView(DelegationMixin, StaleMixin, ActionView):
    """Change what somebody who acts for a person may read and gets, or give it a last day."""

    template_name = "governance/delegation_edit.html"
    form_class = EditDelegationForm
    shown_fields = {
        "kind": show_choice(DelegationKind.choices),
        "reach": show_choice(DelegationReach.choices),
        "mail": show_choice(DelegationMail.choices),
        "start": show_date,
        "end": show_date,
    }

    @cached_property
    def delegation(self) -> Delegation:
        """Return the delegation."""
        found = Delegation.objects.select_related("person", "delegate")
        delegation: Delegation = get_object_or_404(found, pk=self.kwargs["delegation"])
        return delegation

    @property
    def edited(self) -> models.Model:
        """Return the delegation."""
        return self.delegation

    @cached_property
    def person(self) -> Person:
        """Return the person of the delegation, known in this deal."""
        return self.check(person_known_in(self.deal, self.delegation.person_id))

    def get_initial(self) -> dict[str, Any]:
        """Show it as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        names = ("kind", "reach", "mail", "start", "end")
        shown = {name: getattr(self.delegation, name) for name in names}
        return shown | {"history_id": latest_history_id(self.delegation)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the delegation."""
        return super().get_context_data(delegation=self.delegation, **kwargs)

    def perform(self, form: Form) -> Text:
        """Save the change."""
        if not isinstance(form, EditDelegationForm):
            raise TypeError
        changed = change_delegation(
            actor=self.user,
            deal=self.deal,
            delegation=self.delegation,
            terms=form.terms(),
            history_id=form.cleaned_data["history_id"],
        )
        return _("What %(delegate)s does for %(person)s is changed.") % {
            "delegate": changed.delegate,
            "person": changed.person,
        }


class DeputyNameView(MemberView, DealMixin, ActionView):
    """A member, who acts for the member, or the secretary names a deputy."""

    template_name = "governance/person_deputy.html"
    form_class = DeputyForm
    work_page = True

    @cached_property
    def membership(self) -> Membership:
        """Return the membership, for who may name a deputy there; else 404."""
        places = Membership.objects.select_related("body__deal", "person", "seat__party", "position")
        place: Membership = get_object_or_404(places, pk=self.kwargs["membership"], body__deal=self.deal)
        if not can_name_deputy(self.user, place) or not can_view_deal(self.user, self.deal):
            raise Http404
        return place

    @cached_property
    def employer(self) -> int | None:
        """Return the organisation from which the member sits."""
        place = self.membership
        if place.position is not None:
            return place.position.organization_id
        return place.seat.party.organization_id if place.seat and place.seat.party else None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who may come: colleagues of the member whom this account may see."""
        known = visible_persons(self.user, self.deal).exclude(pk=self.membership.person_id)
        if self.employer is not None:
            here = Position.objects.filter(holds_on(self.today), organization=self.employer)
            known = known.filter(pk__in=here.order_by().values("person"))
        return super().get_form_kwargs() | {"people": known}

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"start": self.today}

    def get_success_url(self) -> str:
        """Go to the person."""
        return self.membership.person.get_absolute_url_in(self.deal.slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the membership."""
        place = self.membership
        return super().get_context_data(membership=place, person=place.person, **kwargs)

    def perform(self, form: Form) -> Text:
        """Name the deputy."""
        if not isinstance(form, DeputyForm):
            raise TypeError
        deputy, data = form.chosen(), form.cleaned_data
        held = Position.objects.filter(
            holds_on(data["start"]), organization=self.employer, person=deputy.pk
        ).first()
        place = name_deputy(
            actor=self.user,
            membership=self.membership,
            deputy=deputy,
            position=held,
            start=data["start"],
            end=data["end"],
        )
        return _("%(deputy)s is the deputy of %(person)s.") % {
            "deputy": place.person,
            "person": self.membership.person,
        }
