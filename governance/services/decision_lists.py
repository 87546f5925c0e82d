"""The list of decisions of a meeting, apart from its report: the chair confirms it within working days."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.dates import holds_on
from citydeal.common.errors import DomainError
from citydeal.common.mail import absolute_url, render_mail
from citydeal.models import User
from citydeal.services.outbox import next_round, queue_mail
from governance.enums import DecisionResult, MeetingState, MembershipRole
from governance.models import Decision, Meeting, Membership, Person
from governance.permissions_reports import HELD, can_confirm_list
from governance.selectors.outcomes import list_due
from governance.services.agreements import ask_parties
from governance.services.checks import save_checked
from governance.services.decisions_checks import require_secretary
from governance.services.meeting_states import lock_meeting
from governance.services.recipients import recipients_of


@transaction.atomic
def confirm_list(*, actor: User, meeting: Meeting) -> Meeting:
    """Confirm the list of decisions of a meeting, as its chair; from now on it leaves the body.

    A decision stays closed to others until its ``public_from``; the parties of which it asks something are
    asked now. Raises DomainError for who is not the chair,
    before the session, when it is confirmed already, and while a vote is open. Side effects: history, mail.
    """
    meeting = lock_meeting(meeting)
    _require_chair(actor, meeting)
    if meeting.list_confirmed_at is not None:
        raise DomainError(_("The decision list of this meeting is confirmed already."))
    if meeting.state not in HELD:
        raise DomainError(_("This meeting is still to come, so it has no decisions yet."))
    if meeting.items.filter(vote_events__isnull=False, vote_events__closed_at=None).exists():
        raise DomainError(_("A vote of this meeting is still open. Close it first."))
    meeting.list_confirmed_at = timezone.now()
    meeting.list_confirmed_by = Person.objects.filter(user=actor).first()
    save_checked(meeting, actor)
    asking = Decision.objects.filter(
        item__meeting=meeting, asks_parties=True, withdrawn_on=None, result=DecisionResult.ADOPTED
    )
    for decision in asking.select_related("body__deal"):
        ask_parties(decision)
    return meeting


@transaction.atomic
def reopen_list(*, actor: User, meeting: Meeting, reason: str) -> Meeting:
    """Take the confirmation back, as the chair: a decision was forgotten or written down wrongly.

    Until it is confirmed again only the members read the decisions. Raises DomainError for who is not the
    chair, without a reason, where nothing is confirmed, and once the report is adopted. Writes history.
    """
    meeting = lock_meeting(meeting)
    _require_chair(actor, meeting)
    if meeting.list_confirmed_at is None:
        raise DomainError(_("The decision list of this meeting is not confirmed."))
    if meeting.state == MeetingState.ADOPTED:
        raise DomainError(_("The report is adopted, so the decision list stays as it is."))
    if not reason.strip():
        raise DomainError(_("Say why."), field="reason")
    meeting.list_confirmed_at, meeting.list_confirmed_by = None, None
    return save_checked(meeting, actor, reason)


@transaction.atomic
def ask_chair(*, actor: User, meeting: Meeting) -> int:
    """Mail the chair the link to the list, to confirm it. Returns the number of mails.

    Raises DomainError without the right, without decisions, when it is confirmed, and for a body whose
    chair nobody can reach. Side effects: mail.
    """
    meeting = lock_meeting(meeting)
    require_secretary(actor, meeting)
    if meeting.list_confirmed_at is not None:
        raise DomainError(_("The decision list of this meeting is confirmed already."))
    if not Decision.objects.filter(item__meeting=meeting, withdrawn_on=None).exists():
        raise DomainError(_("There are no decisions to confirm."))
    today = timezone.localdate()
    chairs = Membership.objects.filter(
        holds_on(today), body=meeting.body, role=MembershipRole.CHAIR, is_deputy=False
    ).select_related("person__user")
    # Confirming is for the chair in person: nobody who acts for the chair gets this mail.
    found = [each for chair in chairs for each in recipients_of(chair.person, personal=True)]
    if not found:
        raise DomainError(_("This body has no chair with an e-mail address."))
    page = reverse(
        "governance:decisions_confirm", args=[meeting.body.deal.slug, meeting.body.slug, meeting.pk]
    )
    key = f"confirm-list:{meeting.pk}:"
    number = next_round(key)
    for each in found:
        words = {
            "name": each.name,
            "meeting": meeting,
            "deal": meeting.body.deal,
            "due": list_due(meeting),
            "link": absolute_url(page),
        }
        queue_mail(
            key=f"{key}{number}:{each.person_id}",
            kind="decision_list",
            to=each.email,
            user=each.user,
            **asdict(render_mail("governance/mail/decision_list", words)),
        )
    return len(found)


def _require_chair(actor: User, meeting: Meeting) -> None:
    if not can_confirm_list(actor, meeting):
        raise DomainError(_("Only the chair confirms the decision list."))
