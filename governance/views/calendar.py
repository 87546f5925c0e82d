"""Calendars: the year of a deal, and somebody's own agenda over all deals."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.mail import absolute_url
from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView, PartialTemplateView
from citydeal.enums import Access
from governance.forms.calendar import CalendarFilterForm
from governance.forms.covenant import ConfirmForm
from governance.permissions import visible_bodies
from governance.permissions_duties import can_manage_duties
from governance.selectors.calendar import CalendarPage, deal_calendar
from governance.selectors.calendar_feeds import own_feed
from governance.selectors.my_agenda import my_agenda
from governance.services.calendar_feeds import make_feed, revoke_feed
from governance.views.base import DealMixin

DO, REVOKE = "doe", "intrekken"


class CalendarMixin(PartialTemplateView):
    """A calendar with its filter: a year as a list, or one month of it."""

    part = "kalender"

    @cached_property
    def on(self) -> date:
        """Return the day in the Netherlands."""
        return timezone.localdate()

    @cached_property
    def filter_form(self) -> CalendarFilterForm:
        """Return the filter, bound to the address where it asks something."""
        asked = any(name in self.request.GET for name in ("jaar", "vorm", "maand"))
        return CalendarFilterForm(self.request.GET if asked else None, on=self.on)

    @cached_property
    def calendar(self) -> CalendarPage:
        """Return the calendar of the year that is asked for."""
        raise NotImplementedError

    def announcement(self) -> Text:
        """Say how much the part shows."""
        if not self.filter_form.is_bound or self.filter_form.is_valid():
            count = len(self.calendar.entries)
            words = ngettext("%(count)s entry in %(year)s.", "%(count)s entries in %(year)s.", count)
            return words % {"count": count, "year": self.calendar.year}
        return ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the calendar, and the way to the time before and after."""
        form = self.filter_form
        month = date(form.year, form.month, 1)
        weeks = self.calendar.weeks(form.month) if form.is_by_month else None
        return super().get_context_data(
            filter_form=form,
            calendar=self.calendar,
            weeks=weeks,
            month=month,
            today=self.on,
            before=self._other(month, -1),
            after=self._other(month, 1),
            **kwargs,
        )

    def _other(self, month: date, step: int) -> tuple[str, str]:
        """Return address and words of the month or year before or after."""
        if not self.filter_form.is_by_month:
            return f"?jaar={month.year + step}&vorm=lijst", str(month.year + step)
        number = month.year * 12 + month.month - 1 + step
        other = date(number // 12, number % 12 + 1, 1)
        return f"?jaar={other.year}&vorm=maand&maand={other.month}", date_format(other, "F Y")


class DealCalendarView(DealMixin, CalendarMixin):
    """The year calendar of a deal: meetings, what is owed, ends of phases, and what is late."""

    template_name = "governance/deal_calendar.html"

    @cached_property
    def calendar(self) -> CalendarPage:
        """Return the calendar, as far as this reader may see."""
        return deal_calendar(self.request.user, self.deal, self.filter_form.year, self.on)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the agendas that anybody may subscribe to, and whether it is up to date."""
        may_manage = can_manage_duties(self.request.user, self.deal)
        open_bodies = visible_bodies(self.request.user, self.deal).filter(access=Access.PUBLIC)
        bodies = open_bodies if self.deal.access == Access.PUBLIC else ()
        failure = getattr(self.deal, "duty_failure", None) if may_manage else None
        return super().get_context_data(
            menu_part="governance:deal_calendar",
            may_manage=may_manage,
            feeds=[body for body in bodies if body.end is None or body.end >= self.on],
            failure=failure,
            **kwargs,
        )


class MyAgendaView(MemberView, CalendarMixin):
    """Somebody's agenda over all deals."""

    template_name = "governance/my_agenda.html"

    @cached_property
    def calendar(self) -> CalendarPage:
        """Return the agenda of this account."""
        return my_agenda(self.user, self.filter_form.year, self.on)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where the page stands."""
        crumbs = [(_("All deals"), reverse("governance:home"))]
        return super().get_context_data(crumbs=crumbs, work_page=True, **kwargs)


class MyFeedView(MemberView, ActionView):
    """The secret address of one's agenda: make it, look at it, revoke it."""

    template_name = "governance/my_agenda_feed.html"
    form_class = ConfirmForm

    def get_success_url(self) -> str:
        """Return to this page."""
        return self.request.path

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the address, where there is one that works."""
        feed = own_feed(self.user)
        return super().get_context_data(
            crumbs=[(_("My agenda"), reverse("governance:my_agenda"))],
            work_page=True,
            feed=feed,
            feed_url=absolute_url(feed.path) if feed else "",
            **kwargs,
        )

    def perform(self, form: Form) -> Text:
        """Do what the button says."""
        if self.request.POST.get(DO) == REVOKE:
            revoke_feed(actor=self.user)
            return _("The address does not work any more.")
        make_feed(actor=self.user)
        return _("The address of your agenda stands below. An older one does not work any more.")
