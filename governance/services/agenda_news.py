"""One mail that says which papers of a meeting are new, to each as far as he reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.common.mail import absolute_url, render_mail
from citydeal.models import User
from citydeal.services.outbox import queue_mail
from governance.enums import MeetingState, Reply
from governance.models import Abstention, AgendaPaper, Invitation, Meeting, Person
from governance.permissions_agenda import is_closed
from governance.services.agenda_checks import open_agenda
from governance.services.checks import save_checked
from governance.services.recipients import recipients_of_each

# Before the convocation nobody is told anything about a meeting but its date.
TOLD_STATES = frozenset({MeetingState.CONVENED, MeetingState.IN_SESSION, MeetingState.MINUTES})


@dataclass(frozen=True)
class NewPaper:
    """A paper that people are to hear of. ``title``: empty where the mail may not name it."""

    item: int
    title: str
    version: int


def new_papers(meeting: Meeting) -> list[AgendaPaper]:
    """Return the papers of a meeting that no mail named yet, in their newest version. One query."""
    fresh = AgendaPaper.objects.filter(
        item__meeting=meeting, announced_at=None, withdrawn_reason="", replaced_by=None
    )
    return list(fresh.select_related("item__parent").order_by("item__order", "order", "pk"))


@transaction.atomic
def announce_papers(*, actor: User, meeting: Meeting) -> int:
    """Mail who is invited which papers are new; returns how many mails are queued.

    A party that left an item does not hear of its papers; those of a confidential item are not named.
    Raises DomainError without the right, before the convocation, and when nothing is new. Side effects:
    mail, history.
    """
    locked = open_agenda(actor, meeting)
    if locked.state not in TOLD_STATES:
        raise DomainError(_("Send the invitation first. Before that nobody hears of the papers."))
    fresh = new_papers(locked)
    if not fresh:
        raise DomainError(_("Everybody was told about all papers already."))
    now = timezone.now()
    for paper in AgendaPaper.objects.filter(item__meeting=locked, announced_at=None):
        paper.announced_at = now
        save_checked(paper, actor)
    return _mail(locked, fresh)


def _mail(meeting: Meeting, fresh: Sequence[AgendaPaper]) -> int:
    on = timezone.localdate()
    told = [(paper, _named(paper, confidential=_is_closed(paper, on))) for paper in fresh]
    left = _left_items(fresh)
    newest = max(paper.pk for paper in fresh)
    invitations = meeting.invitations.filter(removed_at=None).select_related("person__user", "deputy__user")
    listeners = [(person, invitation) for invitation in invitations for person in _people(invitation)]
    reached = recipients_of_each([person for person, _invitation in listeners])
    queued: set[str] = set()
    for person, invitation in listeners:
        papers = [new for paper, new in told if _may_hear(paper, invitation, left)]
        for recipient in reached[person.pk] if papers else ():
            words = {
                "name": recipient.name,
                "for_person": recipient.for_person,
                "meeting": meeting,
                "papers": [paper for paper in papers if paper.title],
                "unnamed": sum(not paper.title for paper in papers),
                "link": absolute_url(meeting.get_absolute_url()),
            }
            key = f"papers:{meeting.pk}:{newest}:{person.pk}:{recipient.person_id}"
            queue_mail(
                key=key,
                kind="papers",
                to=recipient.email,
                user=recipient.user,
                **asdict(render_mail("governance/mail/papers", words)),
            )
            queued.add(key)
    return len(queued)


def _people(invitation: Invitation) -> list[Person]:
    """Return who prepares for the meeting on this invitation: who was asked, and the deputy."""
    if invitation.reply == Reply.DEPUTY and invitation.deputy is not None:
        return [invitation.person, invitation.deputy]
    return [invitation.person]


def _named(paper: AgendaPaper, *, confidential: bool) -> NewPaper:
    return NewPaper(paper.item_id, "" if confidential else paper.title, paper.version)


def _is_closed(paper: AgendaPaper, on: date) -> bool:
    item = paper.item
    return is_closed(item, on) or (item.parent is not None and is_closed(item.parent, on))


def _left_items(fresh: Sequence[AgendaPaper]) -> Mapping[int, set[int]]:
    """Return which parties left the items of these papers, or the item above: item id → party ids."""
    above = {paper.item_id: paper.item.parent_id for paper in fresh}
    items = {item for pair in above.items() for item in pair if item is not None}
    left: dict[int, set[int]] = {}
    for item, party in Abstention.objects.filter(item__in=items).values_list("item", "party"):
        left.setdefault(item, set()).add(party)
    return {item: left.get(item, set()) | left.get(parent or 0, set()) for item, parent in above.items()}


def _may_hear(paper: AgendaPaper, invitation: Invitation, left: Mapping[int, set[int]]) -> bool:
    """Whether this invitation hears of a paper: no party that left, no guest of a confidential one."""
    if invitation.party_id in left[paper.item_id]:
        return False
    return not (invitation.is_guest and _is_closed(paper, timezone.localdate()))
