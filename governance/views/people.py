"""The page of a person, and giving a person an account."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _

from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PageView
from governance.forms.accounts import AccountForm
from governance.models import Person
from governance.permissions import visible_person
from governance.selectors.people import person_page
from governance.services.people import give_account
from governance.views.base import DealMixin, ManagerMixin


class PersonMixin(DealMixin):
    """Finds the person of the address among those this account may see."""

    @cached_property
    def person(self) -> Person:
        """Return the person; hidden persons answer 404."""
        return only(visible_person(self.request.user, self.deal, self.kwargs["person"]))


class PersonDetailView(MemberView, PersonMixin, PageView):
    """A person in the deal: offices and memberships."""

    template_name = "governance/person_detail.html"
    work_page = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the person."""
        page = person_page(self.user, self.deal, self.person, self.today)
        return super().get_context_data(person=self.person, page=page, **kwargs)


class PersonAccountView(MemberView, ManagerMixin, PersonMixin, ActionView):
    """Give a person an account; the portal mails the link to choose a password."""

    template_name = "governance/person_account.html"
    form_class = AccountForm
    work_page = True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and person."""
        return [*super().crumbs(), (self.person.name, self.get_success_url())]

    def get_initial(self) -> dict[str, Any]:
        """Fill in the contact address."""
        return {"email": self.person.email}

    def get_success_url(self) -> str:
        """Return to the person."""
        return self.person.get_absolute_url_in(self.deal.slug)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the person; who has an account has no form to get one."""
        if self.person.user_id is not None:
            raise Http404
        return super().get_context_data(person=self.person, **kwargs)

    def perform(self, form: Form) -> Text:
        """Make the account."""
        email = form.cleaned_data["email"]
        give_account(actor=self.user, deal=self.deal, person=self.person, email=email)
        return _("%(person)s has an account. The link to choose a password goes to %(email)s.") % {
            "person": self.person,
            "email": email,
        }
