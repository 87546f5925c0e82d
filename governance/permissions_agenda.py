"""Who reads what of an agenda: confidential items, notes for some eyes, and what an abstention closes.

The meeting itself is asked in ``permissions_meetings``; these are the questions inside a meeting that is
open to the reader.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.models import User
from governance.enums import DelegationReach, MeetingState, Reply
from governance.models import (
    Abstention,
    AgendaItem,
    Body,
    Delegation,
    Invitation,
    Meeting,
    Membership,
    Party,
    PartyContact,
    Person,
    Position,
)
from governance.permissions import Actor, body_rights
from governance.permissions_meetings import (
    among_invitations_of,
    can_manage_meetings,
    can_read_chair_notes,
    invited_as,
    is_inside_meeting,
    reads_as_member,
)
from governance.rules.agenda import is_confidential_on

# In these states the agenda may still change; papers may be handed out until the report is adopted.
OPEN_STATES = frozenset(MeetingState) - {MeetingState.ADOPTED, MeetingState.CANCELLED}
# Before these, an item may be put on the agenda from elsewhere: the meeting is still to come.
COMING_STATES = frozenset({MeetingState.DRAFT, MeetingState.RESERVED, MeetingState.CONVENED})
# In these, a question for the round of questions may be sent in.
ASKING_STATES = frozenset({MeetingState.RESERVED, MeetingState.CONVENED})


@dataclass(frozen=True)
class AgendaReader:
    """What an account may read of the agenda of one meeting.

    ``is_member``: confidential items too; ``is_inside``: names of people; ``chair_notes``: the annotated
    agenda; ``parties``: the parties it speaks for, whose notes it reads and whose abstentions bind it.
    """

    manages: bool
    is_member: bool
    is_inside: bool
    chair_notes: bool
    parties: frozenset[int]

    def may_know(self, item: AgendaItem, on: date) -> bool:
        """Whether the title and the place of an item may be known."""
        return self.is_member or self.manages or not is_closed(item, on)

    def may_read(self, item: AgendaItem, abstaining: frozenset[int], on: date) -> bool:
        """Whether text and papers of an item may be read; ``abstaining``: the parties that left it.

        Who prepares the meeting serves the body and reads on, or could not prepare it.
        """
        return self.may_know(item, on) and (self.manages or not abstaining & self.parties)


def reader_of(user: Actor, meeting: Meeting) -> AgendaReader:
    """Return what this account may read of the agenda of a meeting. At most three queries beside rights."""
    body = meeting.body
    manages = can_manage_meetings(user, body)
    return AgendaReader(
        manages=manages,
        is_member=manages or reads_as_one_of(user, meeting),
        is_inside=is_inside_meeting(user, meeting),
        chair_notes=can_read_chair_notes(user, body),
        parties=own_parties(user, meeting),
    )


def reads_as_one_of(user: Actor, meeting: Meeting) -> bool:
    """Whether this account reads what is for the members of the body, or of one it meets together with.

    So does who is invited to this meeting for a place at the table; a guest reads what is not confidential.
    """
    if reads_as_member(user, meeting.body):
        return True
    invited = invited_as(user, meeting)
    if invited is not None and invited.in_place:
        return True
    mine = body_rights(user)
    return bool(mine) and any(
        reads_as_member(user, body) for body in _joint(meeting=meeting.pk) if body.pk in mine
    )


@compiled
def _joint(meeting: Any) -> QuerySet[Body]:
    return Body.objects.filter(joint_meetings=meeting)


def is_closed(item: AgendaItem, on: date) -> bool:
    """Whether an item is confidential on a day, by itself."""
    return is_confidential_on(
        confidential=item.is_confidential,
        until=item.confidential_until,
        imposed_by=item.secrecy_imposed_by,
        on=on,
    )


def stands_closed(item: AgendaItem | None, on: date) -> bool:
    """Whether an item is confidential on a day, by itself or by the one it stands under; None is not.

    Needs its parent loaded.
    """
    chain = [] if item is None else [item] if item.parent is None else [item, item.parent]
    return any(is_closed(each, on) for each in chain)


def own_parties(user: Actor, meeting: Meeting) -> frozenset[int]:
    """Return the ids of the parties that this account is of at a meeting, today.

    Its contacts; and of who takes part in the deal or is invited: the party the invitation is for, who sits
    for it in a body of the deal, who holds an office there, and who acts for one of these with a delegation
    that reaches into bodies. One query. Needs body and deal loaded.
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    deal, on = meeting.body.deal, timezone.localdate()
    if not is_inside_meeting(user, meeting):
        return frozenset(pk for (pk,) in _contact_parties(user=user.pk, deal=deal.pk, on=on))
    found = _own_parties(user=user.pk, invited=[user.pk], meeting=meeting.pk, deal=deal.pk, on=on)
    return frozenset(pk for (pk,) in found)


@compiled
def _own_parties(user: Any, invited: Any, meeting: Any, deal: Any, on: Any) -> QuerySet[Any]:
    acts_for = Delegation.objects.filter(holds_on(on), delegate__user=user, reach=DelegationReach.BODY)
    asked = Invitation.objects.filter(among_invitations_of(invited, on), meeting=meeting)
    acting = ArraySubquery(acts_for.order_by().values("person"))
    people = Person.objects.filter(Q(user=user) | Q(pk__any=acting))
    mine = ArraySubquery(people.order_by().values("pk"))
    offices = Position.objects.filter(holds_on(on), person__any=mine).order_by().values("organization")
    contacts = PartyContact.objects.filter(holds_on(on), person__any=mine).order_by().values("party")
    sits = Membership.objects.filter(holds_on(on), person__any=mine, seat__party__deal=deal)
    found = Party.objects.filter(
        Q(organization__in=offices)
        | Q(pk__in=contacts)
        | Q(pk__in=sits.order_by().values("seat__party"))
        | Q(pk__in=asked.order_by().values("party")),
        deal=deal,
    )
    return found.order_by().values_list("pk")


@compiled
def _contact_parties(user: Any, deal: Any, on: Any) -> QuerySet[Any]:
    contacts = PartyContact.objects.filter(holds_on(on), person__user=user, party__deal=deal)
    return contacts.order_by().values_list("party")


def can_read_item(user: Actor, item: AgendaItem) -> bool:
    """Whether this account reads text and papers of an item of a meeting that it may open.

    An item under a confidential one is as closed as that one. Needs the meeting with body and deal.
    """
    reader = reader_of(user, item.meeting)
    on = timezone.localdate()
    chain = [item] if item.parent is None else [item, item.parent]
    left = Abstention.objects.filter(item__in=[each.pk for each in chain])
    abstaining = frozenset(left.values_list("party", flat=True))
    return all(reader.may_read(each, abstaining, on) for each in chain)


def can_ask_question(user: Actor, meeting: Meeting) -> bool:
    """Whether this account may send in a question: it is invited, and the meeting is still to come."""
    return meeting.state in ASKING_STATES and invitation_of(user, meeting) is not None


def invitation_of(user: Actor, meeting: Meeting) -> Invitation | None:
    """Return the invitation of this account to a meeting; else of who it comes instead of, or acts for."""
    if not isinstance(user, User) or not user.is_active:
        return None
    found: list[Invitation] = _invitation(user=user.pk, meeting=meeting.pk, on=timezone.localdate())
    own = [invitation for invitation in found if invitation.person.user_id == user.pk]
    instead = [each for each in found if each.deputy is not None and each.deputy.user_id == user.pk]
    return next(iter([*own, *instead, *found]), None)


@compiled
def _invitation(user: Any, meeting: Any, on: Any) -> QuerySet[Invitation]:
    acts_for = Delegation.objects.filter(holds_on(on), delegate__user=user)
    asked = Q(person__user=user) | Q(person__in=acts_for.order_by().values("person"))
    instead = Q(deputy__user=user, reply=Reply.DEPUTY.value)
    found = Invitation.objects.filter(asked | instead, meeting=meeting, removed_at=None)
    return found.select_related("person", "deputy")
