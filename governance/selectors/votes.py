"""A vote as its page shows it: who may vote, what each voted, and how it came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from citydeal.common.compiled import compiled
from governance.enums import BallotChoice
from governance.models import AgendaItem, EligibleVoter, Vote, VoteEvent


@dataclass(frozen=True)
class VoterRow:
    """Somebody who may vote. ``by``: the deputy who casts it; ``times``: how often the vote was given."""

    voter: EligibleVoter
    name: str
    party: str
    by: str
    choice: str
    label: str
    times: int


@dataclass(frozen=True)
class VotePage:
    """A vote with its voters; ``counts``: (word, number) once it is closed."""

    event: VoteEvent
    rows: Sequence[VoterRow]
    counts: Sequence[tuple[str, int]]

    @property
    def is_open(self) -> bool:
        """Return whether votes are still taken."""
        return self.event.closed_at is None

    @property
    def voted(self) -> int:
        """Return how many voted."""
        return sum(bool(row.choice) for row in self.rows)


def vote_page(event: VoteEvent) -> VotePage:
    """Return a vote. Two queries, also with many voters."""
    times = Counter(voter for (voter,) in _votes(event=event.pk))
    rows = [_row(voter, times[voter.pk]) for voter in _voters(event=event.pk)]
    return VotePage(event, rows, vote_counts(event))


def _row(voter: EligibleVoter, times: int) -> VoterRow:
    choice = voter.choice or ""  # type: ignore[attr-defined]  # annotated
    return VoterRow(
        voter=voter,
        name=voter.person.name,
        party=voter.party.organization.name if voter.party else "",
        by=voter.voter.name if voter.voter_id != voter.person_id else "",
        choice=choice,
        label=str(BallotChoice(choice).label) if choice else "",
        times=times,
    )


@compiled
def _voters(event: Any) -> QuerySet[EligibleVoter]:
    newest = Vote.objects.filter(voter=OuterRef("pk")).order_by("-pk").values("choice")[:1]
    found = EligibleVoter.objects.filter(event=event).annotate(choice=Subquery(newest))
    found = found.select_related("person", "voter__user", "party__organization")
    return found.order_by("person__family_name", "pk")


@compiled
def _votes(event: Any) -> QuerySet[Any]:
    return Vote.objects.filter(voter__event=event).order_by().values_list("voter_id")


def vote_counts(event: VoteEvent) -> list[tuple[str, int]]:
    """Return how a vote came out: (word, number); empty while it is open."""
    if event.closed_at is None:
        return []
    return [
        (str(BallotChoice.FOR.label), event.votes_for or 0),
        (str(BallotChoice.AGAINST.label), event.votes_against or 0),
        (str(BallotChoice.BLANK.label), event.votes_blank or 0),
    ]


def votes_of(item: AgendaItem) -> list[VoteEvent]:
    """Return the votes on an item, the newest first, with the decision that rests on each. One query."""
    return list(VoteEvent.objects.filter(item=item).select_related("decision").order_by("-pk"))
