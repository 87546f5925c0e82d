"""An urgent decision of the chair: holds at once, and is ratified by the body in its next meeting."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.enums import RoundKind, RoundState
from governance.models import Body, WrittenRound
from governance.permissions_rounds import can_decide_urgently
from governance.selectors.rounds import voters_of
from governance.services.checks import save_checked
from governance.services.decisions import DecisionTerms, write_decision
from governance.services.rounds_agenda import Matter, bring_to_meeting
from governance.services.rounds_mail import mail_urgent


@dataclass(frozen=True)
class UrgentDetails:
    """What the chair decides, about what (DecisionSubject), and why it cannot wait for the body."""

    title: str
    text: str
    subject: str
    reason: str


@transaction.atomic
def decide_urgently(*, actor: User, body: Body, details: UrgentDetails) -> WrittenRound:
    """Record what the chair decides between meetings, where the body decides about it.

    It holds from today. The next meeting of the body ratifies it: an item to decide comes on its agenda, or
    on the forward agenda. The members hear of it at once. Raises DomainError for who does not chair the body,
    without a reason, and on a body that does not decide about this (it says who does). Side effects: mail,
    history. Source: rules 15 and 18.
    """
    if not can_decide_urgently(actor, body):
        raise DomainError(_("Only the chair of this body takes an urgent decision."))
    if not details.reason.strip():
        raise DomainError(_("Say why this cannot wait for the next meeting."), field="reason")
    now, today = timezone.now(), timezone.localdate()
    title = one_line(details.title)
    terms = DecisionTerms(question=_("Urgent decision of the chair. %(why)s") % {"why": details.reason})
    decision = write_decision(
        actor=actor,
        body=body,
        taken_on=today,
        subject=details.subject,
        title=title,
        text=details.text,
        terms=terms,
    )
    found = WrittenRound(
        body=body,
        kind=RoundKind.URGENT,
        title=title,
        proposal=details.text,
        subject=details.subject,
        state=RoundState.AGREED,
        opened_at=now,
        opened_by=actor,
        closes_on=today,
        closed_at=now,
        decision=decision,
    )
    save_checked(found, actor)
    words = {"number": decision.label, "title": title}
    matter = Matter(
        title=_("Ratify urgent decision %(number)s: %(title)s") % words,
        text=f"{details.text}\n\n{details.reason}",
    )
    bring_to_meeting(found, matter, today)
    voters = voters_of(body, today)
    mail_urgent(found, [member.person for member in voters.members if member.person.user_id != actor.pk])
    return found
