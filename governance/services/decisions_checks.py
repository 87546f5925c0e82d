"""What a decision has to satisfy when it is recorded: the session it was taken in, and how it came about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import DealState, DecidedBy, DecisionResult
from governance.models import AgendaItem, Body, Meeting, VoteEvent
from governance.permissions_meetings import can_manage_meetings
from governance.permissions_reports import OPEN_TO_WORK
from governance.selectors.sessions import session_of

if TYPE_CHECKING:
    from governance.services.decisions import DecisionTerms


def require_secretary(actor: User, meeting: Meeting) -> None:
    """Raise DomainError unless this account prepares the meeting, and its report is not adopted yet."""
    _require_open_deal(meeting)
    if not can_manage_meetings(actor, meeting.body):
        raise DomainError(_("You may not write the report of this meeting."))
    require_working(meeting)


def require_working(meeting: Meeting) -> None:
    """Raise DomainError outside the session and its report, and in a closed deal, whoever asks."""
    _require_open_deal(meeting)
    if meeting.state not in OPEN_TO_WORK:
        raise DomainError(_("This is possible from the session until the report is adopted."))


def _require_open_deal(meeting: Meeting) -> None:
    if meeting.body.deal.state == DealState.CLOSED:
        raise DomainError(_("This deal is closed. Open it again before you change anything."))


def check_session(actor: User, item: AgendaItem, body: Body, terms: DecisionTerms) -> None:
    """Refuse a decision in a meeting that cannot take it; locks the meeting.

    Raises DomainError without the right, outside the session and its report, once the list of decisions is
    confirmed, by a body that does not meet there, and without enough votes at the table.
    """
    meeting = (
        Meeting.objects.select_for_update(of=("self",)).select_related("body__deal").get(pk=item.meeting_id)
    )
    item.meeting = meeting
    require_secretary(actor, meeting)
    if meeting.list_confirmed_at is not None:
        raise DomainError(
            _("The chair has confirmed the decision list of this meeting. Ask the chair to open it again.")
        )
    if meeting.day > timezone.localdate():
        raise DomainError(_("This meeting is still to come. Record a decision after it is taken."))
    if body.pk != meeting.body_id and not meeting.joint_bodies.filter(pk=body.pk).exists():
        raise DomainError(_("%(body)s does not meet in this meeting.") % {"body": body.name}, field="body")
    if terms.result != DecisionResult.DEFERRED:
        check_quorum(item)


def check_quorum(item: AgendaItem) -> None:
    """Refuse to decide at an item where too few votes were at the table; raises DomainError."""
    found = session_of(item.meeting).quorum_at(item)
    if found.is_met:
        return
    if not found.is_recorded:
        raise DomainError(_("This body has a quorum. First write down who was there."))
    raise DomainError(
        _("There are %(there)s votes at this item, and at least %(needed)s are needed to decide.")
        % {"there": found.there, "needed": found.needed}
        + " "
        + _("Put the decision off, or ask the members in a written round.")
    )


def check_terms(terms: DecisionTerms, body: Body, taken_on: date) -> None:
    """Refuse terms that contradict themselves; raises DomainError at their field."""
    for name in ("effective_on", "public_from"):
        day = getattr(terms, name)
        if day is not None and day < taken_on:
            raise DomainError(
                _("This lies before the day of the decision. Choose a day from %(day)s.")
                % {"day": date_format(taken_on, "DATE_FORMAT")},
                field=name,
            )
    if bool(terms.recommendation.strip()) != (terms.recommended_by is not None):
        raise DomainError(
            _("Fill in both: the recommendation, and the body that gave it."), field="recommendation"
        )
    by = terms.recommended_by
    if by is not None and (by.deal_id != body.deal_id or by.pk == body.pk):
        raise DomainError(_("Choose another body of this deal."), field="recommended_by")
    if any(party.deal_id != body.deal_id for party in terms.parties):
        raise DomainError(_("Choose parties of this deal."), field="parties")
    _check_vote(terms)


def _check_vote(terms: DecisionTerms) -> None:
    vote = terms.vote
    if vote is None:
        if terms.item is not None and terms.decided_by != DecidedBy.CONSENSUS:
            raise DomainError(_("Choose the vote that this decision rests on."), field="vote")
        return
    wanted = DecidedBy.NAME if vote.by_name else DecidedBy.SHOW
    if terms.item is None or vote.item_id != terms.item.pk or terms.decided_by != wanted:
        raise DomainError(_("Choose a vote of this item, taken in this way."), field="vote")
    if vote.closed_at is None:
        raise DomainError(_("This vote is still open. Close it first."), field="vote")
    if terms.result == DecisionResult.ADOPTED and not has_majority(vote):
        raise DomainError(
            _("In this vote there were no more votes for than against, so it is not adopted."),
            field="result",
        )


def has_majority(vote: VoteEvent) -> bool:
    """Whether more votes were for than against; blank votes do not count."""
    return (vote.votes_for or 0) > (vote.votes_against or 0)
