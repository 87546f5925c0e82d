"""How the bodies stand to each other: what is recorded, add one, take one away."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView
from governance.forms.relations import RelationForm
from governance.models import BodyRelation
from governance.selectors.bodies_list import open_bodies
from governance.selectors.relations import relations_of, was_relation
from governance.services.relations import add_relation, remove_relation
from governance.views.base import BodiesAreaMixin, ManagerMixin


class RelationView(MemberView, BodiesAreaMixin, ManagerMixin, ActionView):
    """What adding and taking away share."""

    work_page = True

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and list of bodies."""
        return [*super().crumbs(), (_("Bodies"), reverse("governance:body_list", args=[self.deal.slug]))]

    def get_success_url(self) -> str:
        """Return to the relations."""
        return reverse("governance:relation_list", args=[self.deal.slug])


class RelationListView(RelationView):
    """The relations of a deal, and the form that adds one."""

    template_name = "governance/relation_list.html"
    form_class = RelationForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which bodies there are."""
        return super().get_form_kwargs() | {"bodies": open_bodies(self.deal, self.today)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is recorded."""
        relations = relations_of(self.user, self.deal, self.today)
        return super().get_context_data(relations=relations, **kwargs)

    def perform(self, form: Form) -> Text:
        """Add one."""
        if not isinstance(form, RelationForm):
            raise TypeError
        add_relation(actor=self.user, **form.relation())
        return _("The relation is added.")


@compiled
def _relation(pk: Any, deal: Any) -> QuerySet[BodyRelation]:
    found = BodyRelation.objects.filter(pk=pk, source__deal=deal)
    return found.select_related("source", "target")


class RelationRemoveView(RelationView):
    """Take a relation away."""

    template_name = "governance/relation_remove.html"
    form_class = Form

    @cached_property
    def relation(self) -> BodyRelation:
        """Return the relation, in this deal."""
        relation: BodyRelation = only(_relation(pk=self.kwargs["relation"], deal=self.deal.pk))
        relation.source.deal = self.deal
        return relation

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Say it where somebody else took the relation away after the page was opened."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except Http404:
            if not (request.user.is_authenticated and was_relation(self.deal, self.kwargs["relation"])):
                raise
            return self._gone()

    def refused(self, form: Form, error: DomainError) -> HttpResponse:
        """Say that it is gone; other refusals as always."""
        return self._gone() if isinstance(error, StaleError) else super().refused(form, error)

    def _gone(self) -> HttpResponse:
        messages.info(self.request, _("Somebody else took this relation away already."))
        response = HttpResponseRedirect(self.get_success_url())
        response.status_code = 303
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the relation."""
        return super().get_context_data(relation=self.relation, **kwargs)

    def perform(self, form: Form) -> Text:
        """Take it away."""
        words = str(self.relation)
        remove_relation(actor=self.user, relation=self.relation)
        return _("Taken away: %(relation)s.") % {"relation": words}
