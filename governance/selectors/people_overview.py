"""What somebody who is signed in has over all deals: bodies, questions, and people to act for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.models import User
from governance.enums import DealState
from governance.models import Delegation, Membership, PartyRequest, Person, RoundVoice
from governance.permissions import among_answerable
from governance.permissions_actions import own_actions
from governance.permissions_rounds import open_voices


@dataclass(frozen=True)
class Overview:
    """One list for somebody over all deals: where I sit, what is asked of me, for whom I act, what I do.

    ``misses_address``: nobody can mail this person; it is personal, so who acts for him never reads it.
    """

    places: Sequence[Membership]
    requests: Sequence[PartyRequest]
    acts_for: Sequence[Delegation]
    misses_address: bool
    rounds: Sequence[RoundVoice] = ()
    actions: int = 0
    late_actions: int = 0

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        found = (self.places, self.requests, self.acts_for, self.misses_address, self.rounds, self.actions)
        return any(found)


def overview(user: User, on: date) -> Overview:
    """Return the overview of an account on a day. Six queries, besides the rights."""
    person = _person(user=user.pk)
    actions = own_actions(user, on)
    return Overview(
        places=_places(user=user.pk, on=on),
        requests=_requests(user=user.pk, on=on),
        acts_for=_acts_for(user=user.pk, on=on),
        misses_address=bool(person) and not person[0].email,
        rounds=[voice for voice in open_voices(user, on) if not voice.choice],
        actions=len(actions),
        late_actions=sum(action.due_on < on for action in actions),
    )


@compiled
def _person(user: Any) -> QuerySet[Person]:
    return Person.objects.filter(user=user)


@compiled
def _places(user: Any, on: Any) -> QuerySet[Membership]:
    held = Membership.objects.filter(holds_on(on), holds_on(on, "body__"), person__user=user)
    return held.select_related("body__deal").order_by("body__deal__name", "body__order", "pk")


@compiled
def _requests(user: Any, on: Any) -> QuerySet[PartyRequest]:
    asked = PartyRequest.objects.filter(
        among_answerable(user, on), answered_at__isnull=True, withdrawn_at__isnull=True, answer_until__gte=on
    ).exclude(party__deal__state=DealState.CLOSED.value)
    related = ("party__deal", "party__organization", "seat__body", "to")
    return asked.select_related(*related).order_by("answer_until", "pk")


@compiled
def _acts_for(user: Any, on: Any) -> QuerySet[Delegation]:
    held = Delegation.objects.filter(holds_on(on), delegate__user=user)
    return held.select_related("person").order_by("person__family_name", "pk")
