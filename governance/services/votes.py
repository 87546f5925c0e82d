"""Votes at an item: opened with who may vote, cast by name, closed and counted; or by a show of hands."""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import BallotChoice
from governance.models import AgendaItem, EligibleVoter, Invitation, Vote, VoteEvent
from governance.permissions_meetings import can_manage_meetings
from governance.selectors.sessions import session_of
from governance.services.checks import save_checked
from governance.services.decisions_checks import check_quorum, require_secretary, require_working
from governance.services.meeting_states import lock_meeting


@transaction.atomic
def open_vote(*, actor: User, item: AgendaItem, question: str) -> VoteEvent:
    """Open a vote by name on a question of an item; who may vote is frozen now.

    That is who is at the table at this item with a vote, deputies as the way of working says; a party that
    left the item does not vote; everybody has one vote. Raises DomainError without the right, outside the
    session and its report, while another vote on the item is open, without a quorum, and where nobody
    may vote. Writes history.
    """
    able = _able(actor, item)
    if item.vote_events.filter(closed_at=None).exists():
        raise DomainError(_("A vote on this item is open already. Close that one first."))
    event = save_checked(VoteEvent(item=item, question=question, by_name=True, opened_by=actor), actor)
    _freeze(event, able)
    return event


@transaction.atomic
def record_show_of_hands(
    *, actor: User, item: AgendaItem, question: str, votes_for: int, votes_against: int, votes_blank: int = 0
) -> VoteEvent:
    """Write down a vote by a show of hands: three numbers, and who might vote.

    Raises DomainError as ``open_vote``, and where more voted than there are votes. Writes history.
    """
    able = _able(actor, item)
    total = votes_for + votes_against + votes_blank
    if total > len(able):
        raise DomainError(
            _("These are %(total)s votes, and there are %(able)s at this item.")
            % {"total": total, "able": len(able)},
            field="votes_for",
        )
    event = VoteEvent(
        item=item,
        question=question,
        opened_by=actor,
        closed_at=timezone.now(),
        votes_for=votes_for,
        votes_against=votes_against,
        votes_blank=votes_blank,
    )
    save_checked(event, actor)
    _freeze(event, able)
    return event


def _able(actor: User, item: AgendaItem) -> list[Invitation]:
    meeting = lock_meeting(item.meeting)
    require_secretary(actor, meeting)
    item.meeting = meeting
    check_quorum(item)
    able = session_of(meeting).voters_at(item)
    if not able:
        raise DomainError(_("Nobody has a vote at this item. First write down who was there."))
    return able


def _freeze(event: VoteEvent, able: list[Invitation]) -> None:
    for invitation in able:
        deputy = invitation.deputy if invitation.presence == "replaced" else None
        EligibleVoter.objects.create(
            event=event,
            person=invitation.person,
            voter=deputy or invitation.person,
            party=invitation.party,
        )


@transaction.atomic
def cast_vote(*, actor: User, voter: EligibleVoter, choice: str) -> Vote | None:
    """Cast the vote of somebody (BallotChoice); a changed vote adds a row. Returns the row, or None when
    it was the same.

    Who votes does so in person; the secretary writes down what was said by name. Nobody votes for
    somebody else with a delegation. Raises DomainError without the right, outside the session and its report,
    in a closed deal, and once the vote is closed.
    """
    event = _lock(voter.event_id)
    own = voter.voter.user_id is not None and voter.voter.user_id == actor.pk and actor.is_active
    if not own and not can_manage_meetings(actor, event.item.meeting.body):
        raise DomainError(_("Only the voter, or the secretary of the meeting, casts this vote."))
    require_working(event.item.meeting)
    _require_open(event)
    if choice not in BallotChoice.values:
        raise DomainError(_("Choose an answer from the list."), field=f"stem{voter.pk}")
    newest = voter.votes.order_by("-pk").first()
    if newest is not None and newest.choice == choice:
        return None
    return Vote.objects.create(voter=voter, choice=choice, cast_by=actor)


@transaction.atomic
def close_vote(*, actor: User, event: VoteEvent) -> VoteEvent:
    """Close a vote by name and count: the newest row of each voter; who did not vote counts in none.

    Raises DomainError without the right, when it is closed already, and when nobody voted. Writes history.
    """
    event = _lock(event.pk)
    require_secretary(actor, event.item.meeting)
    _require_open(event)
    newest = {vote.voter_id: vote.choice for vote in Vote.objects.filter(voter__event=event).order_by("pk")}
    if not newest:
        raise DomainError(_("Nobody has voted yet."))
    count = Counter(newest.values())
    event.votes_for = count[BallotChoice.FOR]
    event.votes_against = count[BallotChoice.AGAINST]
    event.votes_blank = count[BallotChoice.BLANK]
    event.closed_at = timezone.now()
    return save_checked(event, actor)


def _lock(event: int) -> VoteEvent:
    found = VoteEvent.objects.select_for_update(of=("self",)).select_related("item__meeting__body__deal")
    locked: VoteEvent = found.get(pk=event)
    return locked


def _require_open(event: VoteEvent) -> None:
    if event.closed_at is not None:
        raise DomainError(_("This vote is closed. Nobody can vote any more."))
