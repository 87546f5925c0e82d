"""An invitation, found by the token of its link or by its number, and who may replace somebody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.text import Text
from governance.enums import Reply
from governance.models import Invitation, Meeting, Membership, Person, Position
from governance.selectors.requests import known_in
from governance.selectors.requests_links import TOKEN_LENGTH, hash_of

_RELATED = (
    "meeting__body__deal",
    "meeting__body__way_of_working",
    "person__user",
    "party__organization",
    "membership",
    "deputy__user",
)
# Answer → shape of its status.
REPLY_KINDS: dict[str, str] = {
    Reply.NONE: "neutral",
    Reply.YES: "safe",
    Reply.NO: "danger",
    Reply.DEPUTY: "warning",
}


def invitation_by_token(token: str) -> Invitation | None:
    """Return the invitation that this token belongs to; ``None`` for one that nobody was sent. One query."""
    if len(token) != TOKEN_LENGTH:
        return None
    found = _by_hash(token_hash=hash_of(token))
    return found[0] if found else None


def invitation_by_id(pk: int) -> Invitation | None:
    """Return the invitation with this number; the caller checks who asks. One query."""
    return Invitation.objects.filter(pk=pk).select_related(*_RELATED).first()


@compiled
def _by_hash(token_hash: Any) -> QuerySet[Invitation]:
    return Invitation.objects.filter(token_hash=token_hash).select_related(*_RELATED)


@dataclass(frozen=True)
class Substitute:
    """Somebody who may replace who is invited; ``has_mandate``: named as deputy before."""

    person: Person
    has_mandate: bool

    @property
    def key(self) -> str:
        """Return the value in a form."""
        return str(self.person.pk)


def substitutes_of(invitation: Invitation) -> list[Substitute]:
    """Return who may come instead: the deputies on file, then people of the same party. Two queries.

    Who is invited to the meeting for a place of their own is not among them.
    """
    meeting, member = invitation.meeting, invitation.membership
    own = meeting.invitations.filter(removed_at=None).order_by().values("person")
    free = Person.objects.exclude(pk__in=own).select_related("user")
    named = free.none()
    if member is not None:
        places = Membership.objects.filter(holds_on(meeting.day), body=member.body_id, is_deputy=True)
        place = Q(seat=member.seat_id) if member.seat_id else Q(seat__isnull=True)
        named = free.filter(pk__in=places.filter(place).order_by().values("person"))
    on_file = list(named)
    known = {person.pk for person in on_file}
    colleagues = []
    if invitation.party is not None:
        here = Position.objects.filter(holds_on(meeting.day), organization=invitation.party.organization_id)
        people = free.filter(known_in(invitation.party.deal_id), pk__in=here.order_by().values("person"))
        colleagues = [person for person in people if person.pk not in known]
    return [Substitute(p, True) for p in on_file] + [Substitute(p, False) for p in colleagues]


@dataclass(frozen=True)
class InvitationLine:
    """Somebody on the list of a meeting."""

    invitation: Invitation
    kind: str
    label: Text

    @property
    def role(self) -> Text:
        """Return for whom, or as what, somebody is asked."""
        from_party = self.invitation.party
        return from_party.organization.name if from_party else ""


def invitation_lines(meeting: Meeting) -> list[InvitationLine]:
    """Return who is on the list of a meeting, members before guests. One query."""
    found = meeting.invitations.filter(removed_at=None).select_related(
        "person", "party__organization", "membership", "deputy"
    )
    return [
        InvitationLine(i, REPLY_KINDS[i.reply], i.get_reply_display())
        for i in found.order_by("is_guest", "pk")
    ]


@dataclass(frozen=True)
class ReplyCount:
    """How many gave an answer."""

    kind: str
    label: Text
    number: int

    @property
    def words(self) -> str:
        """Return answer and number."""
        return f"{self.label}: {self.number}"


def reply_counts(replies: Iterable[str]) -> list[ReplyCount]:
    """Return how many gave each answer, without answers that nobody gave."""
    counts = Counter(replies)
    return [ReplyCount(REPLY_KINDS[r], r.label, counts[r]) for r in Reply if counts[r]]
