"""The topics of a member of a residents' panel."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView
from governance.enums import BodyKind
from governance.models import Body, Membership
from governance.permissions import can_manage_composition
from governance.views.base import ManagerMixin
from panels.forms.topics import TopicForm
from panels.selectors.topics import challenges_of, chosen_topics
from panels.services.topics import set_topics


@compiled
def _membership(pk: Any, deal: Any, kind: Any) -> QuerySet[Membership]:
    found = Membership.objects.filter(pk=pk, body__deal=deal, body__kind=kind)
    return found.select_related("body", "person")


class TopicEditView(MemberView, ManagerMixin, ActionView):
    """Choose on which challenges a panel member wants to think along."""

    template_name = "panels/topic_edit.html"
    form_class = TopicForm
    work_page = True

    @cached_property
    def membership(self) -> Membership:
        """Return the membership, in a panel of this deal that is open."""
        kind = BodyKind.RESIDENTS_PANEL.value
        found = _membership(pk=self.kwargs["membership"], deal=self.deal.pk, kind=kind)
        membership: Membership = only(found)
        membership.body.deal = self.deal
        if not can_manage_composition(self.user, membership.body):
            raise Http404
        return membership

    @property
    def body(self) -> Body:
        """Return the panel."""
        return self.membership.body

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and panel."""
        return [*super().crumbs(), (self.body.name, self.body.get_absolute_url())]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which challenges there are."""
        return super().get_form_kwargs() | {"challenges": challenges_of(self.membership)}

    def get_initial(self) -> dict[str, Any]:
        """Show what is chosen now."""
        return {"topics": [str(pk) for pk in chosen_topics(self.membership)]}

    def get_success_url(self) -> str:
        """Return to the topics on the page of the panel."""
        return f"{self.body.get_absolute_url()}#onderwerpen"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add member and panel."""
        return super().get_context_data(membership=self.membership, body=self.body, **kwargs)

    def perform(self, form: Form) -> Text:
        """Save them."""
        if not isinstance(form, TopicForm):
            raise TypeError
        set_topics(actor=self.user, membership=self.membership, challenges=form.chosen())
        return _("The topics of %(person)s are saved.") % {"person": self.membership.person}
