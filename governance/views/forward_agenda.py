"""The forward agenda ("termijnagenda") of a body, and the template of its agendas."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.forms import Form
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.history import Show, latest_history_id, show_choice, show_text
from citydeal.common.only import only
from citydeal.common.text import Text
from citydeal.common.views import MemberView, PageView
from governance.enums import ItemKind
from governance.forms.agenda import MeetingChoiceForm
from governance.forms.forward_agenda import DropForwardForm, ForwardForm
from governance.models import Body, ForwardItem
from governance.permissions_meetings import can_manage_meetings, reads_as_member
from governance.selectors.agenda_item import agenda_people, coming_meetings
from governance.selectors.forward_agenda import by_month, forward_rows, months_from
from governance.services.forward_agenda import drop_forward_item, put_on_agenda, save_forward_item
from governance.views.agenda_base import AgendaActView
from governance.views.base import BodyMixin
from governance.views.stale import StaleMixin


class ForwardListView(MemberView, BodyMixin, PageView):
    """What a body plans to speak about, by month; for who reads along as a member."""

    template_name = "governance/forward_list.html"
    work_page = True

    def may_open(self, body: Body) -> bool:
        """Whether the account reads as a member, or prepares the meetings."""
        return reads_as_member(self.user, body) or can_manage_meetings(self.user, body)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal and body."""
        return [*super().crumbs(), (self.body.name, self.body.get_absolute_url())]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the open subjects by month, and the others."""
        rows = forward_rows(self.body, self.today)
        return super().get_context_data(
            months=by_month([row for row in rows if row.is_open]),
            finished=[row for row in rows if not row.is_open],
            may_change=can_manage_meetings(self.user, self.body),
            **kwargs,
        )


class BodyAgendaMixin(BodyMixin):
    """A form for who prepares the meetings of a body; others get 404."""

    work_page = True
    user: Any
    list_name: ClassVar[str] = "governance:forward_list"
    list_words: ClassVar[Text] = gettext_lazy("Forward agenda")

    def may_open(self, body: Body) -> bool:
        """Whether the account prepares the meetings."""
        return can_manage_meetings(self.user, body)

    def get_success_url(self) -> str:
        """Return to the list."""
        return reverse(self.list_name, args=[self.deal.slug, self.body.slug])

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, body and list."""
        body = (self.body.name, self.body.get_absolute_url())
        return [*super().crumbs(), body, (str(self.list_words), BodyAgendaMixin.get_success_url(self))]


class ForwardFormMixin(BodyAgendaMixin):
    """The form of a planned subject."""

    def now(self) -> ForwardItem | None:
        """Return the subject as it is; None for a new one."""
        return None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who may prepare it, and which months there are."""
        people, months = agenda_people(self.body, self.today), months_from(self.today)
        now = self.now()
        if now is not None:
            people += [now.owner] if now.owner is not None and now.owner not in people else []
            months = months if now.month in months else [now.month, *months]
        return {**super().get_form_kwargs(), "people": people, "months": months}  # type: ignore[misc]


class ForwardCreateView(ForwardFormMixin, AgendaActView):
    """Plan a subject for a month."""

    form_class = ForwardForm
    heading = gettext_lazy("Plan a subject")
    submit = gettext_lazy("Add")

    def get_initial(self) -> dict[str, Any]:
        """Propose this month."""
        month = self.today.replace(day=1).isoformat()
        return {"history_id": 0, "month": month, "kind": ItemKind.INFORM}

    def perform(self, form: Any) -> Text:
        """Plan it."""
        planned = save_forward_item(actor=self.user, body=self.body, details=form.details())
        month = date_format(planned.month, "F Y")
        return _("“%(title)s” is planned for %(month)s.") % {"title": planned.title, "month": month}


class PlannedMixin(BodyAgendaMixin):
    """Finds a planned subject of the body that still waits; else 404."""

    @cached_property
    def planned(self) -> ForwardItem:
        """Return it."""
        found = ForwardItem.objects.filter(
            body=self.body, pk=self.kwargs["planned"], dropped_reason="", items=None
        )
        planned: ForwardItem = only(list(found.select_related("owner")[:1]))
        planned.body = self.body
        return planned

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say which subject."""
        context: dict[str, Any] = super().get_context_data(**{"lead": self.planned.title, **kwargs})
        return context


class ForwardEditView(StaleMixin, PlannedMixin, ForwardFormMixin, AgendaActView):
    """Change a planned subject."""

    form_class = ForwardForm
    heading = gettext_lazy("Change the subject")
    submit = gettext_lazy("Save the change")
    shown_fields: ClassVar[dict[str, Show]] = {
        "title": show_text,
        "month": lambda value: date_format(value, "F Y"),
        "kind": show_choice(ItemKind.choices),
        "note": show_text,
    }

    @property
    def edited(self) -> ForwardItem:
        """Return it."""
        return self.planned

    def now(self) -> ForwardItem:
        """Return it."""
        return self.planned

    def get_initial(self) -> dict[str, Any]:
        """Show it as it is."""
        now = self.planned
        return {
            "title": now.title,
            "month": now.month.isoformat(),
            "kind": now.kind,
            "owner": str(now.owner_id or ""),
            "note": now.note,
            "history_id": latest_history_id(now),
        }

    def perform(self, form: Any) -> Text:
        """Save it."""
        save_forward_item(
            actor=self.user,
            body=self.body,
            details=form.details(),
            item=self.planned,
            history_id=form.cleaned_data["history_id"],
        )
        return _("The subject is changed.")


class ForwardDropView(PlannedMixin, AgendaActView):
    """Say that a subject does not come any more, and why."""

    form_class = DropForwardForm
    heading = gettext_lazy("Drop the subject")
    submit = gettext_lazy("Drop")
    negative = True

    def perform(self, form: Form) -> Text:
        """Drop it."""
        drop_forward_item(actor=self.user, item=self.planned, reason=form.cleaned_data["reason"])
        return _("“%(title)s” does not come any more.") % {"title": self.planned.title}


class ForwardPlaceView(PlannedMixin, AgendaActView):
    """Put a planned subject on the agenda of a meeting."""

    template_name = "governance/item_carry.html"
    form_class = MeetingChoiceForm
    heading = gettext_lazy("Put it on an agenda")
    submit = gettext_lazy("Put it on the agenda")

    @cached_property
    def meetings(self) -> list[Any]:
        """Return the meetings that are still to come."""
        return coming_meetings(self.body)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which meetings are to come."""
        return {**super().get_form_kwargs(), "meetings": self.meetings}

    def get_initial(self) -> dict[str, Any]:
        """Propose the first one in or after its month."""
        later = [meeting for meeting in self.meetings if meeting.day >= self.planned.month]
        return {"meeting": str(later[0].pk)} if later else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where there is no meeting to put it on."""
        return super().get_context_data(meetings=self.meetings, **kwargs)

    def perform(self, form: Any) -> Text:
        """Put it there."""
        made = put_on_agenda(actor=self.user, item=self.planned, meeting=form.chosen())
        day = date_format(made.meeting.day, "DATE_FORMAT")
        return _("The subject stands on the agenda of %(day)s.") % {"day": day}
