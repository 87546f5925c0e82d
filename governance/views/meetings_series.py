"""The yearly schedule of a body, and how it works."""

from __future__ import annotations

from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.text import Text
from citydeal.common.views import ActionView, ConfirmedView, MemberView
from governance.forms.meetings import SeriesForm, WayForm
from governance.models import Body
from governance.permissions_meetings import can_manage_meetings
from governance.rules.calendar import is_working_day
from governance.selectors.outcomes import way_of
from governance.services.meetings import check_details
from governance.services.meetings_series import Ways, plan_series, set_way_of_working
from governance.views.meetings import MeetingListMixin, usual_hours
from governance.views.meetings_base import MeetingsManagerMixin


class MeetingSeriesView(MemberView, MeetingListMixin, MeetingsManagerMixin, ConfirmedView):
    """Plan the meetings of a year at once; shows the days first."""

    template_name = "governance/meeting_series.html"
    form_class = SeriesForm

    def get_initial(self) -> dict[str, Any]:
        """Propose the usual hours and place of the body."""
        return usual_hours(self.body)

    def consequences(self, form: Form) -> dict[str, Any]:
        """Return the days, with what is odd about them. Raises DomainError for one that cannot be."""
        checked = self._form(form)
        days = checked.cleaned_data["days"]
        for day in days:
            check_details([self.body], checked.details_on(day))
        return {
            "days": [(day, is_working_day(day), day < self.today) for day in days],
            "reserves": checked.cleaned_data["reserve"],
        }

    def perform(self, form: Form) -> Text:
        """Make them."""
        checked = self._form(form)
        schedule = [checked.details_on(day) for day in checked.cleaned_data["days"]]
        made = plan_series(
            actor=self.user, body=self.body, schedule=schedule, reserve=checked.cleaned_data["reserve"]
        )
        number = len(made)
        return ngettext("%(count)s meeting is planned.", "%(count)s meetings are planned.", number) % {
            "count": number
        }

    def _form(self, form: Form) -> SeriesForm:
        if not isinstance(form, SeriesForm):
            raise TypeError
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where cancelling goes."""
        return super().get_context_data(cancel_url=self.get_success_url(), **kwargs)

    def get_success_url(self) -> str:
        """Go to the list of meetings."""
        return reverse("governance:meeting_list", args=[self.deal.slug, self.body.slug])


class WayOfWorkingView(MemberView, MeetingListMixin, ActionView):
    """How a body meets and decides."""

    template_name = "governance/way_of_working.html"
    form_class = WayForm
    work_page = True

    def may_open(self, body: Body) -> bool:
        """Whether this account prepares the meetings of the body."""
        return can_manage_meetings(self.user, body)

    def get_initial(self) -> dict[str, Any]:
        """Show how it works now; without a word about it, the defaults."""
        way = way_of(self.body.pk)
        return {name: getattr(way, name) for name in Ways.__dataclass_fields__}

    def perform(self, form: Form) -> Text:
        """Save it."""
        set_way_of_working(actor=self.user, body=self.body, ways=Ways(**form.cleaned_data))
        return _("The way of working of %(body)s is saved.") % {"body": self.body.name}

    def get_success_url(self) -> str:
        """Go to the list of meetings."""
        return reverse("governance:meeting_list", args=[self.deal.slug, self.body.slug])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say where cancelling goes."""
        return super().get_context_data(cancel_url=self.get_success_url(), **kwargs)
