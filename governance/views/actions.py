"""Actions of a body: the list, one of them with its notes, adding and changing; and those of one account."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.addresses import address
from citydeal.common.history import latest_history_id, show_date, show_related, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PartialTemplateView
from governance.forms.actions import ActionFilterForm, ActionForm, ActionReportForm, owner_key
from governance.models import ActionItem, Body
from governance.permissions import can_view_deal
from governance.permissions_actions import can_manage_actions, can_read_action, can_read_actions
from governance.selectors.actions import (
    ActionPage,
    action_at,
    action_page,
    body_actions,
    my_actions,
    possible_owners,
)
from governance.services.actions import add_action, change_action, report_on_action
from governance.views.base import BodyMixin
from governance.views.bodies import PER_PAGE
from governance.views.stale import StaleMixin


class ActionListMixin:
    """What lists of actions share: the filter, and a page of lines."""

    request: Any
    today: Any

    def lines(self, **wanted: str) -> list[Any]:
        """Return the lines that the filter asks for."""
        raise NotImplementedError

    @cached_property
    def filter_form(self) -> ActionFilterForm:
        """Return the filter, bound to the address."""
        return ActionFilterForm(self.request.GET or None)

    @cached_property
    def page_obj(self) -> Any:
        """Return the page of actions that is asked for."""
        lines = self.lines(**self.filter_form.wanted())
        return Paginator(lines, PER_PAGE).get_page(self.request.GET.get("pagina"))

    def announcement(self) -> Text:
        """Return how many actions there are."""
        number = self.page_obj.paginator.count
        return ngettext("%(count)s action.", "%(count)s actions.", number) % {"count": number}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the lines."""
        context: dict[str, Any] = super().get_context_data(  # type: ignore[misc]
            page_obj=self.page_obj,
            filter_form=self.filter_form,
            is_filtered=any(self.filter_form.wanted().values()),
            count_line=self.announcement(),
            **kwargs,
        )
        return context


class ActionsMixin(BodyMixin):
    """A page about the actions of a body, for who reads along with it; others get 404."""

    work_page = True

    def may_open(self, body: Body) -> bool:
        """Whether this account reads the actions of the body."""
        return can_read_actions(self.request.user, body)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and the body."""
        return [*super().crumbs(), (self.body.name, self.body.get_absolute_url())]

    def list_url(self) -> str:
        """Return the list of actions of the body."""
        return address("governance:action_list", self.deal.slug, self.body.slug)


class ActionListView(MemberView, ActionListMixin, ActionsMixin, PartialTemplateView):
    """The actions of a body; what is too late in plain sight."""

    template_name = "governance/action_list.html"
    part = "lijst"

    def lines(self, **wanted: str) -> list[Any]:
        """Return the actions of the body."""
        return body_actions(self.body, self.today, **wanted)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether actions may be added."""
        may_manage = can_manage_actions(self.request.user, self.body)
        return super().get_context_data(may_manage=may_manage, **kwargs)


class MyActionListView(MemberView, ActionListMixin, PartialTemplateView):
    """What this account still has to do, over all deals."""

    template_name = "governance/action_mine.html"
    part = "lijst"

    @cached_property
    def today(self) -> Any:
        """Return the day in the Netherlands."""
        return timezone.localdate()

    def lines(self, **wanted: str) -> list[Any]:
        """Return the actions of this account."""
        return my_actions(self.user, self.today, **wanted)


class ActionMixin(ActionsMixin):
    """Finds the action of the address."""

    @cached_property
    def action(self) -> ActionItem:
        """Return the action, with its body and deal; 404 for who may not read it."""
        wanted = {name: self.kwargs[name] for name in ("deal", "body")}
        action: ActionItem = only(action_at(pk=self.kwargs["action"], **wanted))
        if not self.may_read(action):
            raise Http404
        return action

    def may_read(self, action: ActionItem) -> bool:
        """Whether this account may open this page of the action."""
        return can_read_action(self.request.user, action)

    @cached_property
    def body(self) -> Body:
        """Return the body; who may read the action may open the frame around it."""
        return self.action.body

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and body, and the list for who may read it."""
        found = super().crumbs()
        if can_read_actions(self.request.user, self.body):
            return [*found, (_("Actions"), self.list_url())]
        return [(_("My actions"), address("governance:my_actions"))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether the action is all that opens for who owns it: no page of the deal does then."""
        only_invited = not can_view_deal(self.request.user, self.deal)
        return super().get_context_data(only_invited=only_invited, **kwargs)

    def action_url(self) -> str:
        """Return the page of the action."""
        return address("governance:action_detail", self.deal.slug, self.body.slug, self.action.pk)


class ActionDetailView(MemberView, ActionMixin, ActionView):
    """An action with its notes; who owns it says how far it is."""

    template_name = "governance/action_detail.html"
    form_class = ActionReportForm

    @cached_property
    def page(self) -> ActionPage:
        """Return what the page shows."""
        return action_page(self.user, self.action, self.today)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which states may be chosen."""
        return super().get_form_kwargs() | {"states": self.page.states}

    def get_initial(self) -> dict[str, Any]:
        """Begin with how far it is now."""
        return {"state": self.action.state}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the notes."""
        return super().get_context_data(action=self.action, page=self.page, **kwargs)

    def perform(self, form: Form) -> Text:
        """Write down how far it is."""
        data = form.cleaned_data
        report_on_action(actor=self.user, action=self.action, state=data["state"], note=data["note"])
        return _("“%(action)s” is updated.") % {"action": self.action.text}

    def get_success_url(self) -> str:
        """Return to the action."""
        return self.action_url()


class ActionManagerMixin(ActionsMixin):
    """Adding and changing, for who manages the actions of the body."""

    def may_open(self, body: Body) -> bool:
        """Whether this account adds and changes actions."""
        return can_manage_actions(self.request.user, body)


class ActionCreateView(MemberView, ActionManagerMixin, ActionView):
    """Add an action; ``?punt=``: the agenda item it comes from."""

    template_name = "governance/action_form.html"
    form_class = ActionForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who may own it and where it may come from."""
        owners = possible_owners(self.body, self.today)
        return super().get_form_kwargs() | vars(owners)

    def get_initial(self) -> dict[str, Any]:
        """Begin with the item that was asked for."""
        return {"item": self.request.GET.get("punt", "")}

    def perform(self, form: Form) -> Text:
        """Add it."""
        if not isinstance(form, ActionForm):
            raise TypeError
        action = add_action(actor=self.user, body=self.body, details=form.details(), item=form.item_chosen())
        return _("“%(action)s” is added.") % {"action": action.text}

    def get_success_url(self) -> str:
        """Go to the list."""
        return self.list_url()

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, body and list."""
        return [*super().crumbs(), (_("Actions"), self.list_url())]


class ActionEditView(MemberView, StaleMixin, ActionMixin, ActionView):
    """Change an action."""

    template_name = "governance/action_form.html"
    form_class = ActionForm

    def may_read(self, action: ActionItem) -> bool:
        """Whether this account changes actions of the body."""
        return can_manage_actions(self.request.user, action.body)

    @property
    def edited(self) -> ActionItem:
        """Return the record that the form changes."""
        return self.action

    @property
    def shown_fields(self) -> dict[str, Any]:  # type: ignore[override]
        """Return how each field is shown to who saved second."""
        owners = self._owners
        names = {seat.pk: words for seat, words in owners.seats}
        people = {person.pk: person.name for person in owners.people}
        return {
            "text": show_text,
            "due_on": show_date,
            "seat_id": show_related(names),
            "person_id": show_related(people),
        }

    @cached_property
    def _owners(self) -> Any:
        return possible_owners(self.body, self.today, keep=self.action)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who may own it; where it came from does not change."""
        owners = self._owners
        return super().get_form_kwargs() | {"seats": owners.seats, "people": owners.people}

    def get_initial(self) -> dict[str, Any]:
        """Show the action as it is; what is sent stands by itself."""
        if self.request.method == "POST":
            return {}
        return {
            "text": self.action.text,
            "owner": owner_key(self.action),
            "due_on": self.action.due_on,
            "history_id": latest_history_id(self.action),
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the action."""
        return super().get_context_data(action=self.action, **kwargs)

    def perform(self, form: Form) -> Text:
        """Save it."""
        if not isinstance(form, ActionForm):
            raise TypeError
        change_action(
            actor=self.user,
            action=self.action,
            details=form.details(),
            history_id=form.cleaned_data["history_id"] or 0,
        )
        return _("“%(action)s” is changed.") % {"action": form.cleaned_data["text"]}

    def get_success_url(self) -> str:
        """Return to the action."""
        return self.action_url()
