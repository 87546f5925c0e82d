"""What every page inside a meeting shares: the body, the meeting, and who prepares it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from citydeal.common.only import only
from governance.models import Body, Meeting
from governance.permissions import can_view_body, can_view_deal
from governance.permissions_meetings import (
    can_manage_meetings,
    can_plan_meetings,
    invited_as,
    reads_as_member,
    visible_meeting,
)
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

    def role_words(self) -> str:
        """Return what the reader does here; of who is here by an invitation alone, that."""
        user = self.request.user
        if not reads_as_member(user, self.body) and invited_as(user, self.meeting) is not None:
            return _("Invited to this meeting")
        return super().role_words()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the meeting, and whether an invitation is all that opens it: no page of the deal does then."""
        only_invited = not can_view_deal(self.request.user, self.deal)
        return super().get_context_data(meeting=self.meeting, only_invited=only_invited, **kwargs)

    def crumbs(self) -> list[tuple[str, str]]:
        """Return the deal and the body, as far as the reader may open them."""
        found = super().crumbs() if can_view_deal(self.request.user, self.deal) else []
        if can_view_body(self.request.user, self.body):
            found.append((self.body.name, self.body.get_absolute_url()))
        return found


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
