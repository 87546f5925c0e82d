"""The register of persons: found, added and changed; and the roles on the deal."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.history import latest_history_id, show_text
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PartialTemplateView
from governance.forms.people import DealRoleForm, EditPersonForm, LastDayForm, PersonForm, RegisterFilterForm
from governance.models import DealRole
from governance.permissions import can_manage_people, takes_part
from governance.selectors.people_register import organizations_in, register, register_rows
from governance.services.deals import give_deal_role
from governance.services.people import change_person
from governance.services.people_roles import end_deal_role
from governance.services.register import add_person
from governance.views.base import DealMixin, ManagerMixin
from governance.views.people import PersonMixin
from governance.views.stale import StaleMixin

PAGE = 50


class PersonListView(MemberView, DealMixin, PartialTemplateView):
    """Everybody of the deal whom the reader may see: searched, filtered and sorted."""

    template_name = "governance/person_list.html"
    part = "lijst"
    work_page = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add a page of the register."""
        if not takes_part(self.user, self.deal):
            raise Http404
        keeps = can_manage_people(self.user, self.deal)
        form = RegisterFilterForm(
            self.request.GET or None, organizations=organizations_in(self.deal), keeps=keeps
        )
        found = register(self.user, self.deal, form.wanted(), self.today)
        self.page = Paginator(found, PAGE).get_page(self.request.GET.get("pagina"))
        people = register_rows(self.user, self.deal, list(self.page.object_list), self.today)
        return super().get_context_data(
            filter=form, page_obj=self.page, people=people, may_manage=keeps, **kwargs
        )

    def announcement(self) -> Text:
        """Return how many people the part shows."""
        count = self.page.paginator.count
        return ngettext("%(count)s person.", "%(count)s persons.", count) % {"count": count}


class PersonAddView(MemberView, ManagerMixin, ActionView):
    """Add a person to the register."""

    template_name = "governance/person_form.html"
    form_class = PersonForm
    work_page = True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and register."""
        return [*super().crumbs(), (_("Persons"), reverse("governance:person_list", args=[self.deal.slug]))]

    def get_success_url(self) -> str:
        """Go to the person."""
        return self.added.get_absolute_url_in(self.deal.slug)

    def perform(self, form: Form) -> Text:
        """Add the person, or show who it already is."""
        if not isinstance(form, PersonForm):
            raise TypeError
        self.added = add_person(actor=self.user, deal=self.deal, **vars(form.names()))
        if self.added.user_id is not None:
            return _("%(person)s already has an account. This is the same person, now also in this deal.") % {
                "person": self.added
            }
        return _("%(person)s stands in the register.") % {"person": self.added}


class PersonActView(MemberView, ManagerMixin, PersonMixin):
    """What acts on one person share: the way back to the person."""

    work_page = True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and person."""
        return [*super().crumbs(), (self.person.name, self.get_success_url())]

    def get_success_url(self) -> str:
        """Return to the person."""
        return self.person.get_absolute_url_in(self.deal.slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the person."""
        return super().get_context_data(person=self.person, **kwargs)


class PersonEditView(PersonActView, StaleMixin, ActionView):
    """Change the name and the contact address of a person."""

    template_name = "governance/person_form.html"
    form_class = EditPersonForm
    shown_fields = {"given_name": show_text, "prefix": show_text, "family_name": show_text}

    @property
    def edited(self) -> models.Model:
        """Return the person."""
        return self.person

    def get_initial(self) -> dict[str, Any]:
        """Show the person as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        person = self.person
        return {
            "given_name": person.given_name,
            "name_prefix": person.prefix,
            "family_name": person.family_name,
            "email": person.email,
            "history_id": latest_history_id(person),
        }

    def perform(self, form: Form) -> Text:
        """Save the change."""
        if not isinstance(form, EditPersonForm):
            raise TypeError
        changed = change_person(
            actor=self.user,
            deal=self.deal,
            person=self.person,
            names=form.names(),
            history_id=form.cleaned_data["history_id"],
        )
        return _("%(person)s is changed.") % {"person": changed}


class DealRoleAddView(PersonActView, ActionView):
    """Give a person a role on the whole deal."""

    template_name = "governance/person_role.html"
    form_class = DealRoleForm

    def get_initial(self) -> dict[str, Any]:
        """Propose today."""
        return {"start": self.today}

    def perform(self, form: Form) -> Text:
        """Give the role."""
        data = form.cleaned_data
        role = give_deal_role(actor=self.user, deal=self.deal, person=self.person, **data)
        return _("%(person)s is %(role)s of the deal from %(start)s.") % {
            "person": self.person,
            "role": str(role.get_role_display()).lower(),
            "start": date_format(role.start, "DATE_FORMAT"),
        }


class DealRoleEndView(MemberView, ManagerMixin, ActionView):
    """End a role on the whole deal."""

    template_name = "governance/person_role_end.html"
    form_class = LastDayForm
    work_page = True

    @cached_property
    def role(self) -> DealRole:
        """Return the role, in this deal."""
        role: DealRole = get_object_or_404(
            DealRole.objects.select_related("person"), pk=self.kwargs["role"], deal=self.deal
        )
        return role

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and person."""
        return [*super().crumbs(), (self.role.person.name, self.get_success_url())]

    def get_success_url(self) -> str:
        """Return to the person."""
        return self.role.person.get_absolute_url_in(self.deal.slug)

    def get_initial(self) -> dict[str, Any]:
        """Propose the end that is known, else today."""
        return {"end": self.role.end or self.today}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the role."""
        return super().get_context_data(role=self.role, person=self.role.person, **kwargs)

    def perform(self, form: Form) -> Text:
        """End it."""
        ended = end_deal_role(actor=self.user, role=self.role, last_day=form.cleaned_data["end"])
        return _("The role of %(person)s ends after %(day)s.") % {
            "person": ended.person,
            "day": date_format(form.cleaned_data["end"], "DATE_FORMAT"),
        }
