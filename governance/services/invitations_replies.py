"""What who is invited answers: comes, does not come, or sends a deputy."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import Reply
from governance.models import Invitation, Meeting, Person, WayOfWorking
from governance.permissions import acts_for, can_reply_for
from governance.permissions_meetings import can_manage_meetings, takes_replies
from governance.selectors.invitations import substitutes_of
from governance.services.invitations import mail_deputy, next_version


@dataclass(frozen=True)
class ReplyGiven:
    """An answer under the name of who gives it. ``deputy``: who comes instead."""

    reply: str
    name: str
    deputy: Person | None = None
    remark: str = ""


@transaction.atomic
def reply_to_invitation(*, actor: User | None, invitation: Invitation, given: ReplyGiven) -> Invitation:
    """Write down what somebody answers to an invitation; an answer can be changed until the meeting begins.

    ``actor``: the account of the person, of who acts for the person, or of who prepares the meeting and
    heard it; ``None`` for who came by the link, which the caller looked up. A deputy is of the same party
    or named before, and has a vote where the body lets deputies vote. Raises DomainError when the
    meeting began, is not convened or is cancelled in between, in a closed deal, for who is not invited any
    more, for an account that may not answer, and for a deputy who may not come instead. Side effects: mail
    to the deputy (and to who is it no more), history, for who acts for the person as "X on behalf of Y".
    """
    meeting: Meeting = (
        Meeting.objects.select_for_update(of=("self",))
        .select_related("body__deal")
        .get(pk=invitation.meeting_id)
    )
    locked: Invitation = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related("person__user", "party", "membership", "deputy__user")
        .get(pk=invitation.pk)
    )
    locked.meeting = meeting
    if locked.removed_at is not None or not takes_replies(meeting):
        raise DomainError(_("This invitation cannot be answered any more. Load the page again."))
    _check_actor(actor, locked)
    deputy = _deputy(locked, given)
    former = locked.deputy
    locked.reply, locked.remark = given.reply, given.remark
    locked.deputy, locked.deputy_votes = deputy, _deputy_votes(locked, deputy)
    locked.replied_at = timezone.now()
    locked.replied_by = _signature(actor, locked, given.name)
    if actor is not None:
        locked._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    locked.save()
    if former != deputy:
        next_version(meeting)
        if former is not None:
            mail_deputy(meeting, locked, former, goes=False)
        if deputy is not None:
            mail_deputy(meeting, locked, deputy, goes=True)
    return locked


def _check_actor(actor: User | None, invitation: Invitation) -> None:
    if actor is None or can_reply_for(actor, invitation.person):
        return
    if not can_manage_meetings(actor, invitation.meeting.body):
        raise DomainError(_("You may not answer for %(person)s.") % {"person": invitation.person})


def _deputy(invitation: Invitation, given: ReplyGiven) -> Person | None:
    if given.reply not in (Reply.YES, Reply.NO, Reply.DEPUTY):
        raise DomainError(_("Choose an answer."), field="reply")
    if given.reply != Reply.DEPUTY:
        return None
    if given.deputy is None:
        raise DomainError(_("Choose who comes instead."), field="deputy")
    allowed = {each.person.pk for each in substitutes_of(invitation)}
    if given.deputy.pk not in allowed:
        raise DomainError(
            _("Only somebody of the same party, or who is named as deputy, can come instead."),
            field="deputy",
        )
    return given.deputy


def _deputy_votes(invitation: Invitation, deputy: Person | None) -> bool:
    if deputy is None or not invitation.has_vote:
        return False
    way = WayOfWorking.objects.filter(body=invitation.meeting.body_id).first()
    return way is None or way.deputies_vote


def _signature(actor: User | None, invitation: Invitation, name: str) -> str:
    """Return under which name the answer stands, and note for whom it was given."""
    person = invitation.person
    if actor is None or not acts_for(actor, person):
        return name
    invitation._on_behalf = person.name  # type: ignore[attr-defined]  # read by the history
    return _("%(who)s on behalf of %(person)s") % {"who": name, "person": person}
