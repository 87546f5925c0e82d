"""Which challenges a residents' panel covers, and who wants to think along on them (rule 20)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.slots import PagePart
from governance.enums import BodyKind
from governance.models import Body, Challenge, Membership
from governance.permissions import Actor, can_manage_composition, takes_part
from panels.models import PanelTopic
from panels.permissions import can_choose_own_topics


@dataclass(frozen=True)
class ChallengeRow:
    """A challenge and who of the panel wants to think along: names only for who takes part."""

    title: str
    count: int
    names: Sequence[str]

    @property
    def count_line(self) -> str:
        """Return how many want to think along, in words."""
        if not self.count:
            return _("Nobody yet")
        return ngettext("%(count)s member", "%(count)s members", self.count) % {"count": self.count}


@dataclass(frozen=True)
class TopicsPart:
    """What the page of a panel says about its topics. ``members``: name and address to change them.

    ``own_url``: where the reader, who is a member, chooses topics; empty for others.
    """

    rows: Sequence[ChallengeRow]
    members: Sequence[tuple[str, str]]
    own_url: str = ""


def topics_part(*, user: Actor, body: Body, on: date, **about: Any) -> PagePart | None:
    """Return the part of a panel's page about its topics on a day; None for other bodies. Three queries."""
    if body.kind != BodyKind.RESIDENTS_PANEL:
        return None
    shows_people = takes_part(user, body.deal)
    members = _members(body=body.pk, on=on)
    who: dict[int, list[str]] = defaultdict(list)
    names = {member.pk: member.person.name for member in members}
    for membership_id, challenge_id in _topics(body=body.pk):
        if membership_id in names:
            who[challenge_id].append(names[membership_id])
    rows = [
        ChallengeRow(challenge.title, len(who[challenge.pk]), who[challenge.pk] if shows_people else [])
        for challenge in _challenges(deal=body.deal_id)
    ]
    may_manage = can_manage_composition(user, body)
    links = [
        (names[member.pk], address("panels:topic_edit", body.deal.slug, member.pk))
        for member in (members if may_manage else [])
    ]
    return PagePart("panels/parts/topics.html", TopicsPart(rows, links, _own_url(user, body, members)))


def _own_url(user: Actor, body: Body, members: Sequence[Membership]) -> str:
    for member in members:
        member.body = body
        if can_choose_own_topics(user, member):
            return address("panels:topic_own", body.deal.slug, body.slug)
    return ""


def own_membership(user: Actor, body: Body, on: date) -> list[Membership]:
    """Return the membership of this panel whose topics this account chooses itself, or nothing. One query."""
    found = []
    for member in _members(body=body.pk, on=on):
        member.body = body
        if can_choose_own_topics(user, member):
            found.append(member)
    return found


@compiled
def _members(body: Any, on: Any) -> QuerySet[Membership]:
    sitting = Membership.objects.filter(holds_on(on), body=body, is_deputy=False)
    return sitting.select_related("person").order_by("person__family_name", "pk")


@compiled
def _topics(body: Any) -> QuerySet[Any]:
    return PanelTopic.objects.filter(membership__body=body).values_list("membership_id", "challenge_id")


@compiled
def _challenges(deal: Any) -> QuerySet[Challenge]:
    return Challenge.objects.filter(deal=deal)


def challenges_of(membership: Membership) -> list[Challenge]:
    """Return the challenges of the deal of a member. One query."""
    found: list[Challenge] = _challenges(deal=membership.body.deal_id)
    return found


@dataclass(frozen=True)
class TopicChange:
    """A challenge on which somebody no longer, or from now on, wants to think along; in words."""

    label: str
    before: str
    after: str


def newest_topic_row(membership: Membership) -> int:
    """Return the id of the newest history row of somebody's topics; 0 without. One query."""
    history: Any = PanelTopic.history
    rows = history.filter(membership_id=membership.pk).order_by("-history_id")
    return int(rows.values_list("history_id", flat=True).first() or 0)


def topic_changes_since(membership: Membership, history_id: int) -> list[TopicChange]:
    """Return which topics were added and taken away after a history row. Two queries."""
    history: Any = PanelTopic.history
    before: set[int] = set()
    after: set[int] = set()
    for row in history.filter(membership_id=membership.pk).order_by("history_id"):
        for chosen in [after, *([before] if row.history_id <= history_id else [])]:
            (chosen.discard if row.history_type == "-" else chosen.add)(row.challenge_id)
    words = {True: _("yes"), False: _("no")}
    return [
        TopicChange(challenge.title, words[challenge.pk in before], words[challenge.pk in after])
        for challenge in challenges_of(membership)
        if (challenge.pk in before) != (challenge.pk in after)
    ]


def chosen_topics(membership: Membership) -> list[int]:
    """Return the ids of the challenges a member wants to think along on. One query."""
    return list(PanelTopic.objects.filter(membership=membership).values_list("challenge_id", flat=True))
