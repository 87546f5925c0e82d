"""The pages of the bodies of a deal: list, body, history; founding and changing one."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.db import models
from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.history import latest_history_id
from citydeal.common.only import only
from citydeal.common.slots import parts_of
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PartialTemplateView
from governance.enums import BodyKind, DecisionSubject
from governance.forms.bodies import AddBodyForm, BodyFilterForm, EditBodyForm
from governance.models import Body
from governance.permissions import can_manage_people, can_read_history
from governance.permissions_meetings import reads_as_member
from governance.selectors.bodies import body_page
from governance.selectors.bodies_list import body_rows
from governance.selectors.decisions import decisions_about
from governance.selectors.history import BODY_FIELDS, body_history
from governance.services.bodies import add_body, change_body
from governance.views.base import BodiesAreaMixin, BodyMixin, ManagerMixin, OnDateMixin, body_at
from governance.views.stale import StaleMixin

PER_PAGE = 50
GROUNDS = (DecisionSubject.QUALITY_TEAMS, DecisionSubject.COMPOSITION)


class BodyListView(BodiesAreaMixin, PartialTemplateView):
    """The bodies of a deal on a day, to search, filter and sort."""

    template_name = "governance/body_list.html"
    part = "lijst"

    @cached_property
    def filter_form(self) -> BodyFilterForm:
        """Return the filter, bound to the address."""
        return BodyFilterForm(self.request.GET or None, initial={"op": self.today})

    @cached_property
    def page_obj(self) -> Any:
        """Return the page of rows that is asked for."""
        rows = body_rows(self.request.user, self.deal, self.filter_form.wanted())
        return Paginator(rows, PER_PAGE).get_page(self.request.GET.get("pagina"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the rows, the filter, and what other apps put beside the list."""
        form = self.filter_form
        return super().get_context_data(
            page_obj=self.page_obj,
            filter_form=form,
            on=form.day(),
            today=self.today,
            count_line=self.announcement(),
            **kwargs,
        )

    def announcement(self) -> Text:
        """Return how many bodies there are."""
        number = self.page_obj.paginator.count
        return ngettext("%(count)s body.", "%(count)s bodies.", number) % {"count": number}


class BodyDetailView(OnDateMixin, BodyMixin, PartialTemplateView):
    """A body as it stands on a day: what the covenant says, its seats and members, its decisions."""

    template_name = "governance/body_detail.html"
    part = "stand"
    work_page = True

    def shown_first(self) -> date:
        """Return today; of a body that is still to come its first day."""
        return max(timezone.localdate(), self.body.start)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the body on the chosen day, and what other apps know of it."""
        day = self.date_form.day()
        page = body_page(self.request.user, self.body, day)
        slots = parts_of("body_detail", user=self.request.user, body=self.body, on=day)
        return super().get_context_data(page=page, date_form=self.date_form, slots=slots, **kwargs)

    def reads_along(self) -> bool:
        """Whether this account reads what is for the members: actions and written rounds."""
        return reads_as_member(self.request.user, self.body)

    def announcement(self) -> Text:
        """Return the day that the part shows, unless the day that was asked cannot be."""
        if self.date_form.errors:
            return ""
        return _("As it stands on %(day)s.") % {"day": date_format(self.date_form.day())}


class BodyHistoryView(MemberView, BodyMixin, PartialTemplateView):
    """Who named, changed and ended what, newest first."""

    template_name = "governance/body_history.html"
    work_page = True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and body."""
        return [*super().crumbs(), (self.body.name, self.body.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the history, twenty acts a page."""
        if not can_read_history(self.user, self.deal):
            raise Http404
        pages = Paginator(body_history(self.user, self.body), 20)
        page = pages.get_page(self.request.GET.get("pagina"))
        return super().get_context_data(page_obj=page, **kwargs)


class BodyCreateView(MemberView, BodiesAreaMixin, ManagerMixin, ActionView):
    """Found a body."""

    template_name = "governance/body_create.html"
    form_class = AddBodyForm
    work_page = True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list of bodies."""
        return [*super().crumbs(), (_("Bodies"), reverse("governance:body_list", args=[self.deal.slug]))]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which decisions there are."""
        return super().get_form_kwargs() | {"decisions": decisions_about(self.deal, GROUNDS)}

    def get_initial(self) -> dict[str, Any]:
        """Propose that it begins with the deal, or with the decision that somebody comes from."""
        asked = self.request.GET.get("besluit", "")
        found = decisions_about(self.deal, GROUNDS) if asked.isdecimal() else []
        decision = next((each for each in found if str(each.pk) == asked), None)
        if decision is None:
            return {"start": self.deal.start}
        initial = {
            "start": decision.effective_on or decision.taken_on,
            "founding_decision": str(decision.pk),
        }
        if decision.subject == DecisionSubject.QUALITY_TEAMS:
            initial["kind"] = BodyKind.QUALITY_TEAM
        return initial

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what other apps found."""
        slots = parts_of("body_create", user=self.user, deal=self.deal)
        return super().get_context_data(slots=slots, **kwargs)

    def perform(self, form: Form) -> Text:
        """Found it."""
        if not isinstance(form, AddBodyForm):
            raise TypeError
        data = form.cleaned_data
        names = ("kind", "name", "slug", "remit", "article", "access", "start")
        fields = {name: data[name] for name in names}
        self.body = add_body(actor=self.user, deal=self.deal, founding_decision=form.decision(), **fields)
        return _("%(body)s is founded.") % {"body": self.body.name}

    def get_success_url(self) -> str:
        """Go to the new body."""
        return self.body.get_absolute_url()


class ManagedBodyMixin(BodyMixin):
    """An act on a body of a deal that this account keeps; others get 404."""

    @cached_property
    def body(self) -> Body:
        """Return the body of this page, with its deal."""
        body: Body = only(body_at(deal=self.kwargs["deal"], slug=self.kwargs["body"]))
        if not can_manage_people(self.request.user, body.deal):
            raise Http404
        return body

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and body."""
        return [*super().crumbs(), (self.body.name, self.body.get_absolute_url())]

    def get_success_url(self) -> str:
        """Return to the body."""
        return self.body.get_absolute_url()


class BodyEditView(StaleMixin, MemberView, ManagedBodyMixin, ActionView):
    """Change a body."""

    template_name = "governance/body_edit.html"
    form_class = EditBodyForm
    work_page = True
    shown_fields = BODY_FIELDS

    @property
    def edited(self) -> models.Model:
        """Return the body."""
        return self.body

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which decisions there are."""
        return super().get_form_kwargs() | {"decisions": decisions_about(self.deal, GROUNDS)}

    def get_initial(self) -> dict[str, Any]:
        """Show the body as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return EditBodyForm.initial_for(self.body, latest_history_id(self.body))

    def perform(self, form: Form) -> Text:
        """Save the change."""
        if not isinstance(form, EditBodyForm):
            raise TypeError
        changed = change_body(
            actor=self.user,
            body=self.body,
            details=form.details(),
            history_id=form.cleaned_data["history_id"],
        )
        return _("%(body)s is changed.") % {"body": changed.name}
