"""What every page inside a meeting shares: the body, the meeting, and who prepares it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from citydeal.common.only import only
from governance.models import Body, Meeting
from governance.permissions_meetings import can_manage_meetings, can_plan_meetings, visible_meeting
from governance.views.base import BodyMixin


class MeetingMixin(BodyMixin):
    """Finds the meeting of the address among those this account may open; else 404."""

    @cached_property
    def meeting(self) -> Meeting:
        """Return the meeting, with its body and deal."""
        meeting: Meeting = only(
            visible_meeting(self.request.user, self.deal, self.body, self.kwargs["meeting"])
        )
        return meeting

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the meeting."""
        return super().get_context_data(meeting=self.meeting, **kwargs)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and the body."""
        return [*super().crumbs(), (self.body.name, self.body.get_absolute_url())]


class MeetingManagerMixin(MeetingMixin):
    """A page for who prepares the meeting; others get 404."""

    work_page = True

    def may_open(self, body: Body) -> bool:
        """Whether this account prepares the meetings of the body."""
        return can_manage_meetings(self.request.user, body)


class MeetingsManagerMixin(BodyMixin):
    """A page for who plans meetings of the body, without a meeting yet; others get 404."""

    work_page = True

    def may_open(self, body: Body) -> bool:
        """Whether this account may plan a meeting of the body."""
        return can_plan_meetings(self.request.user, body)
