"""What people have to do by a day, in a calendar: actions, written rounds, questions to parties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.object_permissions import objects_with
from citydeal.common.text import Text
from citydeal.models import User
from governance.enums import DealState, RoundChoice, RoundKind, RoundState
from governance.models import ActionItem, CityDeal, PartyRequest, RoundVoice, WrittenRound
from governance.permissions import (
    READ_BODIES,
    READ_BODY,
    Actor,
    among_answerable,
    body_rights,
    can_manage_people,
    has_right,
)
from governance.permissions_actions import UNFINISHED, among_readable_actions, own_actions
from governance.permissions_rounds import among_readable_rounds, open_voices

TO_DO: Text = gettext_lazy("To do")
LATE: Text = gettext_lazy("Too late")


@dataclass(frozen=True)
class CalendarEntry:
    """Something on a day. ``badge`` and ``label``: its status; ``moment``: the time it starts, in words.

    ``text``: of whom it is, and where. ``uid``: what is to be done, in an agenda that others read; empty for
    what stands there otherwise, or is done.
    """

    day: date
    title: str
    text: str = ""
    url: str = ""
    badge: str = "neutral"
    label: Text = ""
    moment: str = ""
    is_late: bool = False
    uid: str = ""


def deal_work(user: Actor, deal: CityDeal, on: date) -> list[CalendarEntry]:
    """Return what is to be done in a deal, as far as this account may read it.

    Unfinished actions, rounds that are open, and questions that wait for an answer. Three queries; none for
    who is not signed in, and in a closed deal, where nobody does anything.
    """
    if not isinstance(user, User) or not user.is_active or deal.state == DealState.CLOSED:
        return []
    keeps = can_manage_people(user, deal)
    reads = {
        "deal": deal.pk,
        "reader": [deal.pk] if has_right(user, READ_BODIES, deal.pk) else [],
        "own": objects_with(body_rights(user), READ_BODY),
        "user": user.pk,
    }
    keeper = [deal.pk] if keeps else []
    return [
        *action_entries(_actions(on=on, keeper=keeper, **reads), on),
        *_round_entries(_rounds(**reads), on),
        *_question_entries(_questions(deal=deal.pk, keeper=keeper, user=user.pk, on=on), on, keeps=keeps),
    ]


def my_work(user: User, on: date) -> list[CalendarEntry]:
    """Return what this account has to do itself, over all deals. Three queries."""
    return [
        *action_entries(own_actions(user, on), on, with_deal=True),
        *_voice_entries(open_voices(user, on)),
        *_question_entries(_asked(user=user.pk, on=on), on, with_deal=True),
    ]


def _where(*names: str) -> str:
    return ", ".join(name for name in names if name)


def action_entries(
    actions: Iterable[ActionItem], on: date, *, with_deal: bool = False
) -> Iterator[CalendarEntry]:
    """Yield actions on their last day; each has its body and deal loaded."""
    for action in actions:
        body = action.body
        is_late = action.due_on < on
        yield CalendarEntry(
            day=action.due_on,
            title=_("Action: %(action)s") % {"action": action.text},
            text=_where(body.name, body.deal.name if with_deal else ""),
            url=address("governance:action_detail", body.deal.slug, body.slug, action.pk),
            badge="danger" if is_late else "active",
            label=LATE if is_late else TO_DO,
            is_late=is_late,
            uid=f"action-{action.pk}",
        )


def _round_entries(rounds: Iterable[WrittenRound], on: date) -> Iterator[CalendarEntry]:
    for found in rounds:
        # Until the clock has closed it: on the day after its last day.
        is_late = found.closes_on < on
        yield CalendarEntry(
            day=found.closes_on,
            title=_("Last day to answer: %(round)s") % {"round": found.title},
            text=found.body.name,
            url=address("governance:round_detail", found.body.deal.slug, found.body.slug, found.pk),
            badge="danger" if is_late else "active",
            label=LATE if is_late else found.get_state_display(),
            is_late=is_late,
        )


def _voice_entries(voices: Iterable[RoundVoice]) -> Iterator[CalendarEntry]:
    for voice in voices:
        found = voice.round
        answered = bool(voice.choice)
        yield CalendarEntry(
            day=found.closes_on,
            title=_("Last day to answer: %(round)s") % {"round": found.title},
            text=_where(found.body.name, found.body.deal.name),
            url=address("governance:my_round", found.pk),
            badge="safe" if answered else "active",
            label=RoundChoice(voice.choice).label if answered else TO_DO,
            uid="" if answered else f"round-{found.pk}",
        )


def _question_entries(
    questions: Iterable[PartyRequest], on: date, *, keeps: bool = False, with_deal: bool = False
) -> Iterator[CalendarEntry]:
    for question in questions:
        deal = question.party.deal
        is_late = question.answer_until < on
        yield CalendarEntry(
            day=question.answer_until,
            title=f"{question.get_kind_display()}: {question.party.organization.name}",
            text=deal.name if with_deal else "",
            url=address("governance:request_detail", deal.slug, question.pk)
            if keeps
            else address("governance:my_request", question.pk),
            badge="danger" if is_late else "active",
            label=_("No answer in time") if is_late else (_("Waits for an answer") if keeps else TO_DO),
            is_late=is_late,
            uid=f"question-{question.pk}",
        )


@compiled
def _actions(on: Any, deal: Any, reader: Any, own: Any, user: Any, keeper: Any) -> QuerySet[ActionItem]:
    open_to_reader = among_readable_actions(deal, reader, own, user, on, keeper)
    found = ActionItem.objects.filter(open_to_reader, state__in=sorted(UNFINISHED))
    return found.select_related("body__deal")


@compiled
def _rounds(deal: Any, reader: Any, own: Any, user: Any) -> QuerySet[WrittenRound]:
    found = WrittenRound.objects.filter(
        among_readable_rounds(deal, reader, own, user), state=RoundState.OPEN.value
    )
    return found.exclude(kind=RoundKind.URGENT.value).select_related("body__deal")


def _waiting() -> QuerySet[PartyRequest]:
    waiting = PartyRequest.objects.filter(answered_at__isnull=True, withdrawn_at__isnull=True)
    return waiting.select_related("party__deal", "party__organization")


@compiled
def _questions(deal: Any, keeper: Any, user: Any, on: Any) -> QuerySet[PartyRequest]:
    return _waiting().filter(Q(party__deal__any=keeper) | among_answerable(user, on), party__deal=deal)


@compiled
def _asked(user: Any, on: Any) -> QuerySet[PartyRequest]:
    return _waiting().filter(among_answerable(user, on)).exclude(party__deal__state=DealState.CLOSED.value)
