"""Who may do what with written rounds: rights on the body or its deal, with the state of the round.

Who reads along with the members of the body reads its rounds; one in preparation only who prepares it. Who is
asked reads that round, also without a seat in the body (rule 5), and answers in person: nobody answers for
somebody else, as nobody votes for somebody else.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.models import User
from governance.enums import DealState, RoundKind, RoundState
from governance.models import Body, RoundVoice, WrittenRound
from governance.permissions import Actor, is_person
from governance.permissions_meetings import can_manage_meetings, is_chair, reads_as_member


def can_read_rounds(user: Actor, body: Body) -> bool:
    """Whether this account reads the written rounds of the body that were opened."""
    return reads_as_member(user, body)


def can_prepare_rounds(user: Actor, body: Body) -> bool:
    """Whether this account prepares, opens and withdraws written rounds: who prepares the meetings."""
    return can_manage_meetings(user, body)


def can_decide_urgently(user: Actor, body: Body) -> bool:
    """Whether this account takes an urgent decision: the chair, of a body that has not ended."""
    ended = body.end is not None and body.end < timezone.localdate()
    return is_chair(user, body) and not ended


def visible_rounds(user: Actor, body: Body) -> QuerySet[WrittenRound]:
    """Return the written rounds of a body that this account may open."""
    found = WrittenRound.objects.filter(body=body)
    if not can_read_rounds(user, body):
        account = user.pk if isinstance(user, User) and user.is_active else 0
        return found.filter(voices__person__user=account)
    return found if can_prepare_rounds(user, body) else found.filter(opened_at__isnull=False)


def among_readable_rounds(deal: Any, reader: Any, own: Any, user: Any) -> Q:
    """Return the condition "an opened round of a deal that the account reads"; values or slots.

    ``reader``: the deal where it reads every body; ``own``: the bodies it reads along with; ``user``: the
    account, which also reads what it is asked.
    """
    asked = RoundVoice.objects.filter(person__user=user).order_by().values("round")
    reads = Q(body__deal__any=reader) | Q(body__any=own) | Q(pk__in=asked)
    return Q(body__deal=deal, opened_at__isnull=False) & reads


def can_read_round(user: Actor, found: WrittenRound) -> bool:
    """Whether this account opens the page of a round; the same question as ``visible_rounds``."""
    if not can_read_rounds(user, found.body):
        return has_voice(user, found)
    return found.opened_at is not None or can_prepare_rounds(user, found.body)


def has_voice(user: Actor, found: WrittenRound) -> bool:
    """Whether this account is asked in a round. One query."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return bool(_voice(user=user.pk, round=found.pk))


@compiled
def _voice(user: Any, round: Any) -> QuerySet[Any]:
    return RoundVoice.objects.filter(person__user=user, round=round).order_by().values_list("pk")


def voting_day(body: Body, on: date) -> date:
    """Return the day of which the members count: of a body that ended its last day."""
    return min(on, body.end) if body.end is not None else on


def may_still_answer(voice: RoundVoice, on: date) -> bool:
    """Whether a voter may answer on a day: the round is open, and the voter still a member.

    Of who has no seat here the service asks whether the party still sends them. Needs membership, round and
    body with its deal loaded.
    """
    found, member = voice.round, voice.membership
    if found.state != RoundState.OPEN or found.body.deal.state == DealState.CLOSED or on > found.closes_on:
        return False
    return member is None or member.end is None or member.end >= voting_day(found.body, on)


def can_answer_round(user: Actor, voice: RoundVoice) -> bool:
    """Whether this account answers for this voice without the link: the person alone, never a delegate."""
    return is_person(user, voice.person)


def open_voices(user: Actor, on: date) -> list[RoundVoice]:
    """Return what this account is asked in written rounds and may still answer; the list of the check above.

    One query.
    """
    if not isinstance(user, User) or not user.is_active:
        return []
    return _voices(user=user.pk, on=on)


def among_open_voices(user: Any, on: Any) -> Q:
    """Return the condition "asked of this account, and may still be answered on a day"; values or slots.

    The question of ``may_still_answer``, for a list; an urgent decision asks nobody.
    """
    asked = Q(round__state=RoundState.OPEN.value, round__closes_on__gte=on)
    asked &= ~Q(round__kind=RoundKind.URGENT.value) & ~Q(round__body__deal__state=DealState.CLOSED.value)
    without_end = Q(membership__isnull=True) | Q(membership__end__isnull=True)
    to_the_last_day = Q(membership__end__gte=on) | Q(membership__end__gte=F("round__body__end"))
    return Q(person__user=user) & asked & (without_end | to_the_last_day)


@compiled
def _voices(user: Any, on: Any) -> QuerySet[RoundVoice]:
    found = RoundVoice.objects.filter(among_open_voices(user, on))
    return found.select_related("round__body__deal", "membership").order_by("round__closes_on", "pk")
