"""The page on which somebody answers an invitation: by its link without an account, or signed in."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from citydeal.common.text import Text
from citydeal.common.views import ActionView
from governance.enums import DealState, MeetingState, Reply
from governance.forms.invitations import WORDS, ReplyForm
from governance.models import Invitation
from governance.permissions import can_reply_for, is_person
from governance.permissions_meetings import can_manage_meetings, takes_replies
from governance.selectors.invitations import REPLY_KINDS, invitation_by_id, invitation_by_token
from governance.services.invitations_replies import reply_to_invitation
from governance.views.answers import DEAL_CLOSED, LATE, UNKNOWN, AnswerMixin, SignedInMixin

# Why a link opens nothing, beside what pages share.
REMOVED, CANCELLED, NOT_YET = "removed", "cancelled", "not_yet"


def closed_because(invitation: Invitation | None) -> str:
    """Return why an invitation cannot be answered; empty where it can."""
    if invitation is None:
        return UNKNOWN
    meeting = invitation.meeting
    if meeting.state == MeetingState.CANCELLED:
        return CANCELLED
    if invitation.removed_at is not None:
        return REMOVED
    if meeting.body.deal.state == DealState.CLOSED:
        return DEAL_CLOSED
    if meeting.state in (MeetingState.DRAFT, MeetingState.RESERVED):
        return NOT_YET
    return "" if takes_replies(meeting) else LATE


class ReplyView(AnswerMixin[Invitation], ActionView):
    """What answering by the link and signed in share: the form, and the meeting."""

    template_name = "governance/invitation_answer.html"
    closed_template = "governance/invitation_closed.html"
    form_class = ReplyForm

    def closed_because(self) -> str:
        """Return why the invitation cannot be answered."""
        return closed_because(self.found)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who is asked."""
        return super().get_form_kwargs() | {"invitation": self.asked}

    def get_initial(self) -> dict[str, Any]:
        """Show the answer that was given before."""
        asked = self.asked
        if asked.reply == Reply.NONE:
            return {}
        return {
            "reply": WORDS[Reply(asked.reply)],
            "deputy": str(asked.deputy_id or ""),
            "remark": asked.remark,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the meeting and the answer so far; no deal: who came by a link has no other page to go to."""
        asked = self.asked
        return super().get_context_data(
            asked=asked,
            meeting=asked.meeting,
            answered=asked.reply != Reply.NONE,
            reply_kind=REPLY_KINDS[asked.reply],
            **kwargs,
        )

    def perform(self, form: Form) -> Text:
        """Write the answer down."""
        if not isinstance(form, ReplyForm):
            raise TypeError
        reply_to_invitation(actor=self.actor, invitation=self.asked, given=form.given())
        return _("Thank you. Your answer is noted.")


class InvitationAnswerView(ReplyView):
    """Answer by the link, without an account."""

    @cached_property
    def found(self) -> Invitation | None:
        """Return the invitation of the token in the address."""
        return invitation_by_token(self.kwargs["token"])

    def get_success_url(self) -> str:
        """Show the answer on the same page."""
        return reverse("governance:invitation_answer", args=[self.kwargs["token"]])


class MyInvitationView(SignedInMixin, ReplyView):
    """Answer while signed in: who is invited, who acts for that person, or the secretary who heard it."""

    @cached_property
    def found(self) -> Invitation | None:
        """Return the invitation; what this account may not answer is not found."""
        found = invitation_by_id(self.kwargs["invitation"])
        if found is None or not (
            can_reply_for(self.user, found.person) or can_manage_meetings(self.user, found.meeting.body)
        ):
            raise Http404
        return found

    def get_initial(self) -> dict[str, Any]:
        """Fill in the name of who is signed in."""
        return super().get_initial() | {"name": self.user.name}

    def get_success_url(self) -> str:
        """Return to the meeting."""
        return self.asked.meeting.get_absolute_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add for whom this account answers, where that is somebody else."""
        person = self.asked.person
        answers_for = None if is_person(self.user, person) else person
        return super().get_context_data(answers_for=answers_for, **kwargs)
