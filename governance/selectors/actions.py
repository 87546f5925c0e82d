"""Actions of bodies: on the agenda of a meeting, in the list of a body, and those of one account."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.text import Text
from governance.enums import ActionState, BodyKind, MeetingState
from governance.models import ActionItem, ActionNote, AgendaItem, Body, Meeting, Membership, Person, Seat
from governance.permissions import Actor
from governance.permissions_actions import (
    UNFINISHED,
    can_manage_actions,
    can_read_actions,
    can_report_on_action,
    own_actions,
)
from governance.permissions_agenda import reads_as_one_of, stands_closed
from governance.permissions_meetings import invited_as

_BADGES = {
    ActionState.OPEN: "neutral",
    ActionState.BUSY: "active",
    ActionState.DONE: "safe",
    ActionState.DROPPED: "neutral",
}
# What a list shows: what is still to be done, what is too late, what is finished, or all.
TODO, LATE, FINISHED, ALL = "", "te-laat", "klaar", "alle"
SHOW_CHOICES = [
    (TODO, gettext_lazy("Still to be done")),
    (LATE, gettext_lazy("Too late")),
    (FINISHED, gettext_lazy("Done or dropped")),
    (ALL, pgettext_lazy("filter", "All")),
]
# How many items of the last meetings an action may come from.
RECENT_ITEMS = 40


@dataclass(frozen=True)
class ActionLine:
    """An action in a list. ``owner``: who does it now; ``badge`` and ``label``: how far it is.

    ``url`` is empty where the reader may not open its page.
    """

    action: ActionItem
    owner: str
    url: str
    badge: str
    label: Text
    is_late: bool

    @property
    def is_open(self) -> bool:
        """Whether it still has to be done."""
        return self.action.state in UNFINISHED

    def is_shown(self, query: str, show: str) -> bool:
        """Whether a list with this filter shows it; ``query`` is looked for in text and owner."""
        asked = {TODO: self.is_open, LATE: self.is_late, FINISHED: not self.is_open}.get(show, True)
        return asked and query.casefold() in f"{self.action.text} {self.owner}".casefold()


@dataclass(frozen=True)
class MeetingActions:
    """What a meeting sees of actions. ``is_shown``: whether the reader reads them at all.

    ``earlier``: what was open before it or has been done since the meeting before, for the item "Report,
    decisions and actions of last time". ``made``: what was agreed here; ``by_item``: the same, per item.
    """

    earlier: Sequence[ActionLine] = ()
    made: Sequence[ActionLine] = ()
    may_manage: bool = False
    list_url: str = ""
    add_url: str = ""
    is_shown: bool = False

    @property
    def by_item(self) -> Mapping[int, list[ActionLine]]:
        """Return what was agreed here, by the id of its agenda item."""
        found: dict[int, list[ActionLine]] = {}
        for line in self.made:
            found.setdefault(line.action.item_id or 0, []).append(line)
        return found


def actions_of_meeting(user: Actor, meeting: Meeting) -> MeetingActions:
    """Return the actions at a meeting, for who reads along with the body or is invited; nothing for others.

    Who is only invited opens none of them here; a guest reads none of a confidential item. An action stands
    on every agenda from the one after it was agreed until it is done or dropped. Two queries, none for who
    may not read them.
    """
    body = meeting.body
    reads_body = can_read_actions(user, body)
    if not reads_body and invited_as(user, meeting) is None:
        return MeetingActions()
    found = _at_meeting(body=body.pk, meeting=meeting.pk, starts_at=meeting.starts_at)
    if not reads_as_one_of(user, meeting):
        on = timezone.localdate()
        found = [action for action in found if not stands_closed(action.item, on)]
    made = [action for action in found if action.at_meeting == meeting.pk]
    earlier = [action for action in found if action.at_meeting != meeting.pk]
    lines = action_lines([*earlier, *made], timezone.localdate(), body.deal.slug, body.slug)
    if not reads_body:
        lines = [replace(line, url="") for line in lines]
        return MeetingActions(lines[: len(earlier)], lines[len(earlier) :], is_shown=True)
    where = (body.deal.slug, body.slug)
    return MeetingActions(
        is_shown=True,
        earlier=lines[: len(earlier)],
        made=lines[len(earlier) :],
        may_manage=can_manage_actions(user, body),
        list_url=address("governance:action_list", *where),
        add_url=address("governance:action_create", *where),
    )


@compiled
def _at_meeting(body: Any, meeting: Any, starts_at: Any) -> QuerySet[ActionItem]:
    before = Meeting.objects.filter(body=body, starts_at__lt=starts_at).exclude(
        state__in=[MeetingState.DRAFT.value, MeetingState.CANCELLED.value]
    )
    last = before.order_by("-starts_at").values("starts_at__date")[:1]
    # From a meeting or from between two: what was there before this one begins.
    older = Q(item__isnull=True, created_at__lt=starts_at) | Q(item__meeting__starts_at__lt=starts_at)
    news = Q(finished_on__isnull=True) | Q(finished_on__gte=Coalesce(Subquery(last), F("finished_on")))
    found = ActionItem.objects.filter((older & news) | Q(item__meeting=meeting), body=body)
    return _with_owners(found).annotate(at_meeting=F("item__meeting"))


def _with_owners(found: QuerySet[ActionItem]) -> QuerySet[ActionItem]:
    return found.select_related("person", "seat__party__organization", "seat__organization", "item__parent")


def action_lines(actions: Sequence[ActionItem], on: date, deal: str = "", body: str = "") -> list[ActionLine]:
    """Return actions as lines of a list, with who sits on their seats on a day. One query.

    ``deal`` and ``body``: the addresses; without them each action has its body and deal loaded.
    """
    sitting = sitters([action.seat_id for action in actions if action.seat_id], on)
    return [
        ActionLine(
            action=action,
            owner=owner_of(action, sitting),
            url=address(
                "governance:action_detail",
                deal or action.body.deal.slug,
                body or action.body.slug,
                action.pk,
            ),
            badge="danger" if is_late(action, on) else _BADGES[ActionState(action.state)],
            label=_("Too late") if is_late(action, on) else action.get_state_display(),
            is_late=is_late(action, on),
        )
        for action in actions
    ]


def is_late(action: ActionItem, on: date) -> bool:
    """Whether an action should have been done before a day."""
    return action.state in UNFINISHED and action.due_on < on


def owner_of(action: ActionItem, sitting: Mapping[int, str]) -> str:
    """Return who does it: a person, a seat with who sits there, or the project organisation (rule 3)."""
    if action.person is not None:
        return action.person.name
    if action.seat is None:
        return _("Project organisation")
    name = sitting.get(action.seat.pk)
    if name is None:
        return _("%(seat)s (nobody sits there now)") % {"seat": action.seat.name}
    return _("%(person)s for %(seat)s") % {"person": name, "seat": action.seat.name}


def sitters(seats: Iterable[int], on: date) -> dict[int, str]:
    """Return who sits on these seats on a day: seat → name. One query."""
    return {member.seat_id: member.person.name for member in _sitting(seats=sorted(set(seats)), on=on)}


@compiled
def _sitting(seats: Any, on: Any) -> QuerySet[Membership]:
    found = Membership.objects.filter(holds_on(on), seat__any=seats, is_deputy=False)
    return found.select_related("person").order_by()


def body_actions(body: Body, on: date, query: str = "", show: str = TODO) -> list[ActionLine]:
    """Return the actions of a body that a filter asks for, the first that is due first. Two queries."""
    lines = action_lines(_of_body(body=body.pk), on, body.deal.slug, body.slug)
    return [line for line in lines if line.is_shown(query, show)]


@compiled
def _of_body(body: Any) -> QuerySet[ActionItem]:
    return _with_owners(ActionItem.objects.filter(body=body))


def my_actions(user: Actor, on: date, query: str = "", show: str = TODO) -> list[ActionLine]:
    """Return what this account still has to do over all deals, or does for somebody. Two queries."""
    return [line for line in action_lines(own_actions(user, on), on) if line.is_shown(query, show)]


@dataclass(frozen=True)
class ActionPage:
    """An action with its notes. ``states``: what this account may choose; empty where it may say nothing."""

    line: ActionLine
    facts: Sequence[tuple[str, str]]
    notes: Sequence[ActionNote]
    states: Sequence[str]
    may_manage: bool
    may_read_all: bool


def action_page(user: Actor, action: ActionItem, on: date) -> ActionPage:
    """Return the page of an action. Three queries besides the rights."""
    (line,) = action_lines([action], on, action.body.deal.slug, action.body.slug)
    may_manage = can_manage_actions(user, action.body)
    may_read_all = can_read_actions(user, action.body)
    facts = [(_("Who"), line.owner), (_("At the latest on"), date_format(action.due_on, "DATE_FORMAT"))]
    if action.item is not None and (may_read_all or not stands_closed(action.item, on)):
        # Who only owns the action does not hear how a confidential item is called.
        facts.append((_("Agreed at"), f"{action.item.meeting.title}: {action.item.title}"))
    if action.finished_on is not None:
        facts.append((_("Finished on"), date_format(action.finished_on, "DATE_FORMAT")))
    return ActionPage(
        line=line,
        facts=facts,
        notes=_notes(action=action.pk),
        states=_choosable(action, may_manage) if can_report_on_action(user, action) else [],
        may_manage=may_manage,
        may_read_all=may_read_all,
    )


def _choosable(action: ActionItem, may_manage: bool) -> list[str]:
    """Return the states that may be chosen: who only owns an action drops nothing and reopens nothing."""
    if may_manage:
        return [str(state) for state in ActionState]
    if action.state not in UNFINISHED:
        return [action.state]
    return [str(state) for state in (*UNFINISHED, ActionState.DONE)]


@compiled
def _notes(action: Any) -> QuerySet[ActionNote]:
    return ActionNote.objects.filter(action=action).select_related("created_by").order_by("-pk")


@compiled
def action_at(pk: Any, deal: Any, body: Any) -> QuerySet[ActionItem]:
    """Return the action at this address, with all that its page names, whoever asks."""
    found = ActionItem.objects.filter(pk=pk, body__slug=body, body__deal__slug=deal)
    return _with_owners(found).select_related("body__deal", "item__meeting")


@dataclass(frozen=True)
class Owners:
    """Who may own an action of a body: seats with who sits there, people, and what it may come from."""

    seats: Sequence[tuple[Seat, str]]
    people: Sequence[Person]
    items: Sequence[AgendaItem]


def possible_owners(body: Body, on: date, keep: ActionItem | None = None) -> Owners:
    """Return who may own an action of a body on a day; ``keep``: an action whose owner stays choosable.

    Seats of the body, who sits in it, and who makes up the project organisation. Four queries.
    """
    seats = list(body.seats.on(on).select_related("party__organization", "organization"))
    if keep and keep.seat and keep.seat not in seats:
        seats.append(keep.seat)
    sitting = sitters([seat.pk for seat in seats], on)
    people = _people(body=body.pk, deal=body.deal_id, on=on)
    if keep and keep.person and keep.person not in people:
        people.append(keep.person)
    words = [
        (seat, f"{seat.name} ({sitting[seat.pk]})" if seat.pk in sitting else seat.name) for seat in seats
    ]
    return Owners(words, people, _recent_items(body=body.pk))


@compiled
def _people(body: Any, deal: Any, on: Any) -> QuerySet[Person]:
    held = Membership.objects.filter(holds_on(on)).order_by().values("person")
    # Found one by one: of two conditions at once every membership of every deal would be read.
    project = held.filter(body__deal=deal, body__kind=BodyKind.PROJECT_ORGANIZATION.value)
    return Person.objects.filter(pk__in=held.filter(body=body).union(project))


@compiled
def _recent_items(body: Any) -> QuerySet[AgendaItem]:
    # Nothing was agreed at a draft yet, and who chairs the body adds actions but sees no draft.
    found = AgendaItem.objects.filter(meeting__body=body).exclude(
        meeting__state__in=[MeetingState.DRAFT.value, MeetingState.CANCELLED.value]
    )
    return found.select_related("meeting").order_by("-meeting__starts_at", "order", "pk")[:RECENT_ITEMS]
