"""The topics of a member of a residents' panel: kept by the secretary, or chosen by the member."""

from __future__ import annotations

from collections.abc import Sequence
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
from governance.views.base import BodyMixin, ManagerMixin
from governance.views.stale import StaleMixin
from panels.forms.topics import OwnTopicForm, TopicForm
from panels.selectors.topics import (
    TopicChange,
    challenges_of,
    chosen_topics,
    newest_topic_row,
    own_membership,
    topic_changes_since,
)
from panels.services.topics import choose_own_topics, set_topics


@compiled
def _membership(pk: Any, deal: Any, kind: Any) -> QuerySet[Membership]:
    found = Membership.objects.filter(pk=pk, body__deal=deal, body__kind=kind)
    return found.select_related("body", "person")


class TopicsMixin(StaleMixin):
    """What choosing topics for a member and for oneself share."""

    def of(self) -> Membership:
        """Return the membership whose topics these are; hidden or none: 404."""
        raise NotImplementedError

    def newest_row(self) -> int:
        """Return the newest history row of the topics."""
        return newest_topic_row(self.of())

    def changes_of_others(self, history_id: int) -> Sequence[TopicChange]:
        """Return which topics somebody else added or took away."""
        return topic_changes_since(self.of(), history_id)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which challenges there are."""
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        return kwargs | {"challenges": challenges_of(self.of())}

    def get_initial(self) -> dict[str, Any]:
        """Show what is chosen now; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        chosen = [str(pk) for pk in chosen_topics(self.of())]
        return {"topics": chosen, "history_id": self.newest_row()}

    def get_success_url(self) -> str:
        """Return to the topics on the page of the panel."""
        return f"{self.of().body.get_absolute_url()}#onderwerpen"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the member."""
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]
            membership=self.of(), **kwargs
        )
        return context


class TopicEditView(TopicsMixin, MemberView, ManagerMixin, ActionView):
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

    def of(self) -> Membership:
        """Return the membership of the address."""
        return self.membership

    @property
    def body(self) -> Body:
        """Return the panel."""
        return self.membership.body

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and panel."""
        return [*super().crumbs(), (self.body.name, self.body.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the panel."""
        return super().get_context_data(body=self.body, **kwargs)

    def perform(self, form: Form) -> Text:
        """Save them."""
        if not isinstance(form, TopicForm):
            raise TypeError
        set_topics(
            actor=self.user,
            membership=self.membership,
            challenges=form.chosen(),
            history_id=form.cleaned_data["history_id"],
        )
        return _("The topics of %(person)s are saved.") % {"person": self.membership.person}


class OwnTopicsView(TopicsMixin, MemberView, BodyMixin, ActionView):
    """A member of the panel says on which topics he or she wants to think along; others get 404."""

    template_name = "panels/topic_own.html"
    form_class = OwnTopicForm

    @cached_property
    def membership(self) -> Membership:
        """Return the own membership of this panel, today."""
        return only(own_membership(self.user, self.body, self.today))

    def of(self) -> Membership:
        """Return the membership of who looks."""
        return self.membership

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and panel."""
        return [*super().crumbs(), (self.body.name, self.body.get_absolute_url())]

    def perform(self, form: Form) -> Text:
        """Save them."""
        if not isinstance(form, OwnTopicForm):
            raise TypeError
        choose_own_topics(
            actor=self.user,
            membership=self.membership,
            challenges=form.chosen(),
            history_id=form.cleaned_data["history_id"],
        )
        return _("Your topics are saved.")
