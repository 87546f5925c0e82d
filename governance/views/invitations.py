"""Who is invited to a meeting: the list with the answers, guests, and reminding who did not answer."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.text import Text
from citydeal.common.views import ActionView, MemberView
from governance.enums import MeetingState, Reply
from governance.forms.covenant import ConfirmForm
from governance.forms.meetings import GuestForm
from governance.models import Invitation, Person
from governance.permissions_meetings import takes_replies
from governance.selectors.invitations import invitation_lines, reply_counts
from governance.selectors.invitees import invitees_of
from governance.selectors.requests import known_in
from governance.services.invitations import invite_guest, remove_guest, update_invitations
from governance.services.meeting_states import IN_CALENDARS
from governance.services.meetings_calling import remind_invited
from governance.views.meetings_base import MeetingManagerMixin


class InvitationsArea(MemberView, MeetingManagerMixin, ActionView):
    """An act on the list of who is invited."""

    def crumbs(self) -> list[tuple[str, str]]:
        """Return deal, body and meeting."""
        day = date_format(self.meeting.day, "DATE_FORMAT")
        return [*super().crumbs(), (f"{self.meeting.title}, {day}", self.meeting.get_absolute_url())]

    def get_success_url(self) -> str:
        """Return to the list."""
        return reverse(
            "governance:meeting_invitations", args=[self.deal.slug, self.body.slug, self.meeting.pk]
        )


class MeetingInvitationsView(InvitationsArea):
    """The list with the answers; a guest is invited here."""

    template_name = "governance/meeting_invitations.html"
    form_class = GuestForm

    @cached_property
    def invited(self) -> list[int]:
        """Return who is on the list."""
        listed = self.meeting.invitations.filter(removed_at=None)
        return list(listed.values_list("person_id", flat=True))

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form who may be asked: who is known in the deal and not on the list."""
        people = Person.objects.filter(known_in(self.deal.pk)).exclude(pk__in=self.invited)
        return super().get_form_kwargs() | {"people": people}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the list, and how it differs from who sits there on the day of the meeting."""
        lines = invitation_lines(self.meeting)
        wanted = invitees_of(self.meeting)
        listed = {line.invitation.person_id for line in lines}
        should = {each.person.pk for each in wanted.people}
        return super().get_context_data(
            lines=lines,
            counts=reply_counts(line.invitation.reply for line in lines),
            missing=wanted.missing,
            planned=wanted.people if self.meeting.state == MeetingState.DRAFT else (),
            new=[each.person for each in wanted.people if each.person.pk not in listed],
            gone=[
                line.invitation.person
                for line in lines
                if not line.invitation.is_guest and line.invitation.person_id not in should
            ],
            to_come=self.meeting.state in IN_CALENDARS,
            takes_replies=takes_replies(self.meeting),
            may_remind=self.meeting.state == MeetingState.CONVENED
            and any(line.invitation.reply == Reply.NONE for line in lines),
            may_invite=self.meeting.state in IN_CALENDARS | {MeetingState.DRAFT},
            **kwargs,
        )

    def perform(self, form: Form) -> Text:
        """Invite the guest."""
        if not isinstance(form, GuestForm):
            raise TypeError
        invitation = invite_guest(actor=self.user, meeting=self.meeting, person=form.chosen())
        return _("%(person)s is invited.") % {"person": invitation.person}


class InvitationsUpdateView(InvitationsArea):
    """Bring the list to who sits there on the day of the meeting."""

    template_name = "governance/meeting_invitations_confirm.html"
    form_class = ConfirmForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it does."""
        return super().get_context_data(act="update", cancel_url=self.get_success_url(), **kwargs)

    def perform(self, form: Form) -> Text:
        """Do it."""
        changes = update_invitations(actor=self.user, meeting=self.meeting)
        words = {"added": len(changes.added), "removed": len(changes.removed)}
        return _("The list is up to date: %(added)s added, %(removed)s taken off.") % words


class InvitationsRemindView(InvitationsArea):
    """Mail the invitation again to who did not answer."""

    template_name = "governance/meeting_invitations_confirm.html"
    form_class = ConfirmForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it does."""
        return super().get_context_data(act="remind", cancel_url=self.get_success_url(), **kwargs)

    def perform(self, form: Form) -> Text:
        """Do it."""
        number = remind_invited(actor=self.user, meeting=self.meeting)
        return ngettext("%(count)s reminder is sent.", "%(count)s reminders are sent.", number) % {
            "count": number
        }


class GuestRemoveView(InvitationsArea):
    """Take a guest off the list."""

    template_name = "governance/meeting_invitations_confirm.html"
    form_class = ConfirmForm

    @cached_property
    def invitation(self) -> Invitation:
        """Return the guest of the address; a member is not found: who sits there is invited."""
        found = self.meeting.invitations.filter(removed_at=None, is_guest=True).select_related("person__user")
        invitation: Invitation = get_object_or_404(found, pk=self.kwargs["invitation"])
        return invitation

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Say what it does."""
        return super().get_context_data(
            act="remove", who=self.invitation.person, cancel_url=self.get_success_url(), **kwargs
        )

    def perform(self, form: Form) -> Text:
        """Do it."""
        if self.meeting.state not in IN_CALENDARS | {MeetingState.DRAFT}:
            raise Http404
        remove_guest(actor=self.user, invitation=self.invitation)
        return _("%(person)s is not invited any more.") % {"person": self.invitation.person}
