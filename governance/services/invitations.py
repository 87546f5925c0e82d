"""Who is invited to a meeting, and the mail with the calendar entry that tells them."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from citydeal.common.calendars import Address, Entry, Method, calendar_text
from citydeal.common.errors import DomainError
from citydeal.common.mail import absolute_url, render_mail
from citydeal.models import User
from citydeal.services.outbox import queue_mail
from governance.enums import MeetingState, Reply
from governance.models import Invitation, Meeting, Person
from governance.selectors.invitees import Invitee, invitees_of
from governance.selectors.requests import known_in
from governance.selectors.requests_links import hash_of
from governance.services.checks import save_checked
from governance.services.meeting_states import IN_CALENDARS, lock_meeting, require_meetings
from governance.services.recipients import Recipient, recipients_of_each

# What a mail about a meeting tells.
RESERVED, INVITED, UPDATED, CANCELLED = "reserved", "invited", "updated", "cancelled"
REMOVED, DEPUTY, REMIND = "removed", "deputy", "remind"
_TAKES_AWAY = frozenset({CANCELLED, REMOVED})


def invitees(meeting: Meeting) -> list[Invitee]:
    """Return whom the meeting is for on its day, as the composition stands now (rule 5)."""
    return list(invitees_of(meeting).people)


@dataclass(frozen=True)
class Changes:
    """What bringing the list of invitations up to date did."""

    added: Sequence[Invitation]
    removed: Sequence[Invitation]


@transaction.atomic
def follow_composition(*, meeting: Meeting) -> Changes:
    """Invite who sits there on the day of the meeting and let go of who does not; guests stay.

    Mails nothing. Called by services that checked the right and hold the lock. Writes history.
    """
    known = {i.person_id: i for i in meeting.invitations.select_related("person__user", "deputy__user")}
    wanted = {each.person.pk: each for each in invitees(meeting)}
    added, removed = [], []
    for pk, each in wanted.items():
        invitation = known.get(pk) or Invitation(meeting=meeting, person=each.person)
        new = invitation._state.adding or invitation.removed_at is not None
        if new or _differs(invitation, each):
            invitation.membership, invitation.party = each.membership, each.party
            invitation.has_vote, invitation.is_guest, invitation.removed_at = each.has_vote, False, None
            _save(invitation)
        if new:
            added.append(invitation)
    for pk, invitation in known.items():
        if pk not in wanted and not invitation.is_guest and invitation.removed_at is None:
            _remove(invitation)
            removed.append(invitation)
    return Changes(added, removed)


def _differs(invitation: Invitation, each: Invitee) -> bool:
    now = (invitation.membership_id, invitation.party_id, invitation.has_vote, invitation.is_guest)
    member, party = each.membership, each.party
    return now != (member.pk if member else None, party.pk if party else None, each.has_vote, False)


def _save(invitation: Invitation) -> None:
    if invitation._state.adding:
        save_checked(invitation)
    digest = hash_of(token_of(invitation))
    invitation.token_hash = digest
    invitation.save()


def _remove(invitation: Invitation) -> None:
    invitation.removed_at = timezone.now()
    invitation.reply, invitation.deputy_votes = Reply.NONE, False
    invitation.save()


@transaction.atomic
def update_invitations(*, actor: User, meeting: Meeting) -> Changes:
    """Bring the invitations to the composition of today; who is new gets the mail, who left the cancellation.

    Raises DomainError without the right, and for a meeting that is not to come. Side effects: mail, history.
    """
    meeting = lock_meeting(meeting)
    require_meetings(actor, meeting.body)
    _require_calendars(meeting)
    changes = follow_composition(meeting=meeting)
    _tell_changes(meeting, changes)
    return changes


@transaction.atomic
def invite_guest(*, actor: User, meeting: Meeting, person: Person) -> Invitation:
    """Invite somebody of the register to one meeting, without a vote; mails when the others have it.

    Raises DomainError without the right, for who is invited already or unknown in the deal, and for a
    meeting that is not to come. Side effects: mail, history.
    """
    meeting = lock_meeting(meeting)
    require_meetings(actor, meeting.body)
    if meeting.state not in IN_CALENDARS | {MeetingState.DRAFT}:
        raise DomainError(_("This meeting is held or cancelled, so nobody is invited any more."))
    if not Person.objects.filter(known_in(meeting.body.deal_id), pk=person.pk).exists():
        raise DomainError(_("This person is not known in the deal."), field="person")
    invitation = meeting.invitations.select_related("person__user").filter(person=person).first()
    if invitation is not None and invitation.removed_at is None:
        raise DomainError(_("%(person)s is invited already.") % {"person": person}, field="person")
    invitation = invitation or Invitation(meeting=meeting, person=person)
    invitation.is_guest, invitation.has_vote, invitation.removed_at = True, False, None
    invitation.membership = invitation.party = None
    _save(invitation)
    if meeting.state in IN_CALENDARS:
        _tell_changes(meeting, Changes([invitation], []))
    return invitation


@transaction.atomic
def remove_guest(*, actor: User, invitation: Invitation) -> Invitation:
    """Let go of a guest, whose calendar entry goes away. Raises DomainError without the right, and for a
    member: who sits in the body is invited. Side effects: mail, history.
    """
    meeting = lock_meeting(invitation.meeting)
    require_meetings(actor, meeting.body)
    invitation = Invitation.objects.select_related("person__user", "deputy__user").get(pk=invitation.pk)
    if not invitation.is_guest or invitation.removed_at is not None:
        raise DomainError(_("Only a guest can be taken off the list."))
    _remove(invitation)
    if meeting.state in IN_CALENDARS:
        _tell_changes(meeting, Changes([], [invitation]))
    return invitation


def _require_calendars(meeting: Meeting) -> None:
    if meeting.state not in IN_CALENDARS:
        raise DomainError(_("This meeting is held or cancelled, or nobody was told of it yet."))


def _tell_changes(meeting: Meeting, changes: Changes) -> None:
    if any(each.sent_sequence is not None for each in (*changes.added, *changes.removed)):
        # A calendar takes an entry away, or brings a cancelled one back to life, for a newer version only.
        next_version(meeting)
    news = RESERVED if meeting.state == MeetingState.RESERVED else INVITED
    mail_meeting(meeting, news, only=changes.added)
    mail_meeting(meeting, REMOVED, only=changes.removed)


def next_version(meeting: Meeting) -> None:
    """Give the calendar entry of a meeting a newer version; the caller has the meeting locked.

    Writes no history: people see no change, and nobody who edits the meeting has to look again. Source:
    RFC 5546, sections 2.1.4 and 3.2.5.
    """
    meeting.sequence += 1
    meeting.skip_history_when_saving = True  # type: ignore[attr-defined]  # simple-history's own name
    meeting.save(update_fields=["sequence"])
    del meeting.skip_history_when_saving  # type: ignore[attr-defined]


def mail_meeting(meeting: Meeting, what: str, only: Iterable[Invitation] | None = None) -> int:
    """Queue the mail that tells of a meeting to each who is invited; returns how many mails.

    ``what``: one of the constants above. ``only``: to these invitations; else to everybody on the
    list, and to who had the meeting in the calendar before. The mail goes to the person, or to who acts
    for the person, as the delegation says. The same version is told once: the key names it. Side effects:
    mail, the version that was sent stands on the invitation.
    """
    if only is None:
        told = meeting.invitations.filter(removed_at=None).select_related("person__user", "deputy__user")
        if what in (UPDATED, CANCELLED):
            told = told.exclude(sent_sequence=None)
        chosen = list(told)
    else:
        chosen = [each for each in only if what != REMOVED or each.sent_sequence is not None]
    people = [each.person for each in chosen] + [each.deputy for each in chosen if each.deputy is not None]
    reach = recipients_of_each(people)
    mails = 0
    for invitation in chosen:
        mails += _mail_to(meeting, invitation, what, reach[invitation.person_id])
        if invitation.deputy_id is not None and what in (UPDATED, CANCELLED, REMOVED):
            mails += _mail_to(meeting, invitation, what, reach[invitation.deputy_id], to_deputy=True)
        invitation.sent_sequence = meeting.sequence
        if what == REMOVED:
            invitation.deputy = None
        invitation.save()
    return mails


def mail_deputy(meeting: Meeting, invitation: Invitation, deputy: Person, *, goes: bool) -> int:
    """Queue the mail to who replaces somebody, or (not ``goes``) who does not any more; how many mails."""
    reach = recipients_of_each([deputy])[deputy.pk]
    what = DEPUTY if goes else REMOVED
    return _mail_to(meeting, invitation, what, reach, to_deputy=True)


def _mail_to(
    meeting: Meeting, invitation: Invitation, what: str, reach: Sequence[Recipient], to_deputy: bool = False
) -> int:
    version = _version(meeting, invitation, what)
    whom = "deputy" if to_deputy else "invited"
    for recipient in reach:
        words = _words(meeting, invitation, what, recipient, to_deputy)
        queue_mail(
            key=f"meeting:{meeting.pk}:{what}:{version}:{invitation.pk}:{whom}:{recipient.person_id}",
            kind=f"meeting_{what}",
            to=recipient.email,
            user=recipient.user,
            calendar=_calendar(meeting, what, recipient),
            calendar_method=(Method.CANCEL if what in _TAKES_AWAY else Method.REQUEST).value,
            **asdict(render_mail(f"governance/mail/meeting_{_template(what)}", words)),
        )
    return len(reach)


def _version(meeting: Meeting, invitation: Invitation, what: str) -> str:
    """Return what makes a mail another one than the last: a version, an answer, or the day of a reminder."""
    if what == REMIND:
        return str(timezone.localdate())
    if what in (REMOVED, DEPUTY):
        moment = invitation.removed_at or invitation.replied_at
        return f"{meeting.sequence}.{moment}"
    return str(meeting.sequence)


def _template(what: str) -> str:
    return "cancelled" if what in _TAKES_AWAY else "invitation"


def _words(
    meeting: Meeting, invitation: Invitation, what: str, recipient: Recipient, to_deputy: bool
) -> dict[str, object]:
    link = ""
    if meeting.state == MeetingState.CONVENED and not to_deputy and what not in _TAKES_AWAY:
        link = absolute_url(reverse("governance:invitation_answer", args=[token_of(invitation)]))
    return {
        "name": recipient.name,
        "for_person": recipient.for_person,
        "meeting": meeting,
        "body": meeting.body,
        "deal": meeting.body.deal,
        "what": what,
        "replaces": invitation.person.name if to_deputy else "",
        "reason": _reason(meeting) if what == CANCELLED else "",
        "link": link,
        "page": absolute_url(meeting.get_absolute_url()),
    }


def _reason(meeting: Meeting) -> str:
    last = meeting.statuses.filter(state=MeetingState.CANCELLED).last()
    return last.reason if last else ""


def _calendar(meeting: Meeting, what: str, recipient: Recipient) -> str:
    host = urlsplit(settings.BASE_URL).hostname
    name, email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    entry = Entry(
        uid=f"{meeting.uid}@{host}",
        sequence=meeting.sequence,
        title=entry_title(meeting),
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        stamp=timezone.now(),
        location=where_line(meeting),
        description=meeting.invitation_text,
        url=absolute_url(meeting.get_absolute_url()),
        is_firm=meeting.state != MeetingState.RESERVED,
    )
    method = Method.CANCEL if what in _TAKES_AWAY else Method.REQUEST
    organizer = Address(name or meeting.body.deal.name, email)
    return calendar_text(entry, method, organizer, Address(recipient.name, recipient.email))


def entry_title(meeting: Meeting) -> str:
    """Return how a meeting is called in a calendar; a reservation says so."""
    if meeting.state == MeetingState.RESERVED:
        return _("Reserved: %(title)s") % {"title": meeting.title}
    return meeting.title


def where_line(meeting: Meeting) -> str:
    """Return place and address of the online meeting, as far as there are."""
    return ", ".join(part for part in (meeting.location, meeting.online_url) if part)


def token_of(invitation: Invitation) -> str:
    """Return the token in the link of an invitation: it follows from its number and the portal's secret."""
    digest = salted_hmac("governance.invitation", str(invitation.pk), algorithm="sha256").digest()
    return urlsafe_b64encode(digest).decode().rstrip("=")
