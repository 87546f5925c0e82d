"""What the page of a meeting shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.text import Text
from citydeal.enums import Access
from governance.enums import MeetingState, Reply
from governance.models import Body, Delegation, DutyOccurrence, Invitation, Meeting, MeetingStatus
from governance.models.person import full_name
from governance.permissions import Actor
from governance.permissions_meetings import can_manage_meetings, is_chair, is_inside_meeting, takes_replies
from governance.selectors.actions import MeetingActions, actions_of_meeting
from governance.selectors.agenda import AgendaPage, agenda_of
from governance.selectors.invitations import REPLY_KINDS, ReplyCount, reply_counts
from governance.selectors.meetings_list import STATE_KINDS
from governance.selectors.outcomes import Outcome, outcome_of

HELD = frozenset({MeetingState.IN_SESSION, MeetingState.MINUTES, MeetingState.ADOPTED})
# The order in which a meeting comes along.
_PATH = (
    MeetingState.RESERVED,
    MeetingState.CONVENED,
    MeetingState.IN_SESSION,
    MeetingState.MINUTES,
    MeetingState.ADOPTED,
)


@dataclass(frozen=True)
class MeetingStep:
    """A step on the way of a meeting: its name, what is known of it, and whether it is done or now."""

    name: Text
    meta: str
    is_done: bool
    is_current: bool


@dataclass(frozen=True)
class Act:
    """Something that may be done with the meeting; ``is_main``: what comes next."""

    label: Text
    url: str
    is_main: bool = False
    is_negative: bool = False


@dataclass(frozen=True)
class InvitedLine:
    """Somebody on the list of a meeting: ``role``: for whom; ``reply`` with its ``label`` and shape ``kind``.

    ``user``: the account of that person.
    """

    pk: int
    person: int
    user: int | None
    name: str
    role: str
    is_guest: bool
    reply: str
    deputy: str
    label: str
    kind: str


@dataclass(frozen=True)
class MyInvitation:
    """An invitation that the reader may answer: his own, or that of whom he acts for."""

    line: InvitedLine
    url: str
    may_answer: bool
    is_own: bool


@dataclass(frozen=True)
class MeetingPage:
    """What the page of a meeting shows to one reader.

    ``lines``: who is invited, empty for who takes no part in deal or meeting: names are not public (ADR 6).
    ``outside``: the window of the duty that the meeting lies outside of.
    """

    state: str
    state_kind: str
    steps: Sequence[MeetingStep]
    acts: Sequence[Act]
    agenda: AgendaPage
    outcome: Outcome
    actions: MeetingActions
    joint: Sequence[str]
    lines: Sequence[InvitedLine]
    counts: Sequence[ReplyCount]
    mine: Sequence[MyInvitation]
    facts: Sequence[tuple[Text, Text]]
    is_invited: bool
    is_held: bool
    cancelled_because: str = ""
    outside: Window | None = None

    @property
    def asks_answers(self) -> bool:
        """Return whether people are asked whether they come."""
        return self.state == MeetingState.CONVENED


def meeting_page(user: Actor, meeting: Meeting) -> MeetingPage:
    """Return what the page of a meeting shows; needs body and deal loaded.

    The same number of queries for every number of items and invitees.
    """
    manages = can_manage_meetings(user, meeting.body)
    inside = is_inside_meeting(user, meeting)
    state = str(meeting.state)
    around = _around(meeting)
    # Once it is held, who was there says it (selectors/outcomes.py).
    lines = _lines(meeting) if inside and state not in HELD else []
    mine = _mine(user, meeting, lines)
    return MeetingPage(
        state=state,
        state_kind=STATE_KINDS[state],
        steps=_steps(meeting, around.statuses),
        acts=_acts(user, meeting, manages),
        agenda=agenda_of(user, meeting, manages=manages),
        outcome=outcome_of(user, meeting, manages=manages),
        actions=actions_of_meeting(user, meeting),
        joint=around.joint,
        lines=lines,
        counts=reply_counts(line.reply for line in lines),
        mine=mine,
        facts=_facts(meeting, bool(mine) or manages),
        is_invited=bool(mine) or manages,
        is_held=state in HELD,
        cancelled_because=around.reason if state == MeetingState.CANCELLED else "",
        outside=_window_missed(meeting, meeting.day, around.windows) if manages else None,
    )


@dataclass(frozen=True)
class Window:
    """A duty that a meeting is for, and from when to when that is due."""

    duty: str
    opens: date
    due: date


@dataclass(frozen=True)
class Around:
    """What one query reads beside a meeting. ``statuses``: state → the last day it came there.

    ``reason``: that of the newest state; ``joint``: the names of the other bodies.
    """

    statuses: Mapping[str, date]
    reason: str
    joint: Sequence[str]
    windows: Sequence[Window]


def _around(meeting: Meeting) -> Around:
    ((statuses, joint, windows),) = _beside(meeting=meeting.pk)
    days = {s["state"]: timezone.localdate(datetime.fromisoformat(s["at"])) for s in statuses}
    return Around(
        statuses=days,
        reason=statuses[-1]["reason"] if statuses else "",
        joint=joint,
        windows=[
            Window(w["duty"], date.fromisoformat(w["opens"]), date.fromisoformat(w["due"])) for w in windows
        ],
    )


@compiled
def _beside(meeting: Any) -> QuerySet[Any]:
    statuses = MeetingStatus.objects.filter(meeting=OuterRef("pk")).order_by("pk")
    joint = Body.objects.filter(joint_meetings=OuterRef("pk")).order_by("order", "name")
    owed = DutyOccurrence.objects.filter(meeting=OuterRef("pk")).order_by("due", "pk")
    status = JSONObject(state=F("state"), reason=F("reason"), at=F("created_at"))
    window = JSONObject(duty=F("duty__name"), opens=F("opens"), due=F("due"))
    return Meeting.objects.filter(pk=meeting).values_list(
        ArraySubquery(statuses.values(row=status)),
        ArraySubquery(joint.values("name")),
        ArraySubquery(owed.values(row=window)),
    )


@compiled
def _invited(meeting: Any) -> QuerySet[Any]:
    names = ("given_name", "prefix", "family_name")
    found = Invitation.objects.filter(meeting=meeting, removed_at__isnull=True)
    found = found.order_by("is_guest", "person__family_name", "person__given_name", "pk")
    return found.values_list(
        *("pk", "person_id", "person__user_id", "is_guest", "reply", "party__organization__name"),
        *(f"{who}__{part}" for who in ("person", "deputy") for part in names),
    )


def _lines(meeting: Meeting) -> list[InvitedLine]:
    """Return who is invited. Values, no records: there may be hundreds of them."""
    labels = {value: str(label) for value, label in Reply.choices}
    return [
        InvitedLine(
            *(pk, person, user, full_name(*names[:3]), role or "", is_guest),
            *(reply, full_name(*names[3:]), labels[reply], REPLY_KINDS[reply]),
        )
        for pk, person, user, is_guest, reply, role, *names in _invited(meeting=meeting.pk)
    ]


@compiled
def _acted_for(user: Any, on: Any) -> QuerySet[Any]:
    return Delegation.objects.filter(holds_on(on), delegate__user=user).order_by().values_list("person_id")


def _mine(user: Actor, meeting: Meeting, lines: Sequence[InvitedLine]) -> list[MyInvitation]:
    if not lines or not user.is_authenticated:
        return []
    acted = {pk for (pk,) in _acted_for(user=user.pk, on=timezone.localdate())}
    open_now = takes_replies(meeting)
    return [
        MyInvitation(
            line,
            address("governance:my_invitation", line.pk),
            may_answer=open_now,
            is_own=line.user == user.pk,
        )
        for line in lines
        if line.user == user.pk or line.person in acted
    ]


def outside_window(meeting: Meeting, day: date) -> Window | None:
    """Return the window of its duty that a meeting on ``day`` would lie outside of. One query."""
    return _window_missed(meeting, day, _around(meeting).windows)


def _window_missed(meeting: Meeting, day: date, windows: Sequence[Window]) -> Window | None:
    if meeting.state == MeetingState.CANCELLED:
        return None
    return next((each for each in windows if not each.opens <= day <= each.due), None)


# --- How far it is ---------------------------------------------------------------------------


def _steps(meeting: Meeting, reached: Mapping[str, date]) -> list[MeetingStep]:
    if meeting.state == MeetingState.CANCELLED:
        return []
    names: Mapping[str, tuple[Text, Text]] = {
        MeetingState.RESERVED: (_("Date reserved"), _("Reserved on %(day)s")),
        MeetingState.CONVENED: (_("Invitation"), _("Sent on %(day)s")),
        MeetingState.IN_SESSION: (_("Meeting"), _("Held on %(day)s")),
        MeetingState.MINUTES: (_("Report in draft"), _("Since %(day)s")),
        MeetingState.ADOPTED: (_("Report adopted"), _("Adopted on %(day)s")),
    }
    now = _PATH.index(MeetingState(meeting.state)) if meeting.state in _PATH else -1
    steps = []
    for place, state in enumerate(_PATH):
        name, words = names[state]
        day = _day_of(meeting, state, reached.get(state))
        meta = words % {"day": date_format(day, "j F")} if place <= now and day else ""
        if place > now and state == MeetingState.IN_SESSION:
            meta = _("On %(day)s") % {"day": date_format(meeting.day, "j F")}
        if place == now and state == MeetingState.MINUTES and meeting.remarks_until:
            meta = _("Remarks until %(day)s") % {"day": date_format(meeting.remarks_until, "j F")}
        done = place < now or (place == now and state not in (MeetingState.IN_SESSION, MeetingState.MINUTES))
        steps.append(MeetingStep(name, str(meta), is_done=done, is_current=False))
    # What comes next is where everybody waits for.
    at = next((n for n, step in enumerate(steps) if not step.is_done), None)
    if at is not None:
        steps[at] = MeetingStep(steps[at].name, steps[at].meta, is_done=False, is_current=True)
    return steps


def _day_of(meeting: Meeting, state: str, reached: date | None) -> date | None:
    if state == MeetingState.IN_SESSION:
        return meeting.day
    if state == MeetingState.ADOPTED and meeting.adopted_on:
        return meeting.adopted_on
    return reached


def _acts(user: Actor, meeting: Meeting, manages: bool) -> list[Act]:
    """Return what this account may do with the meeting now, what comes next first."""
    state, today = meeting.state, timezone.localdate()

    def act(name: str, label: Text, *more: str, **kind: bool) -> Act:
        about = (meeting.body.deal.slug, meeting.body.slug, meeting.pk, *more)
        return Act(label, address(f"governance:{name}", *about), **kind)

    on_its_day = meeting.day <= today
    begin = act("meeting_step", _("Begin the meeting"), MeetingState.IN_SESSION.value, is_main=on_its_day)
    end = act("meeting_step", _("End the meeting"), MeetingState.MINUTES.value, is_main=True)
    if not manages:
        chairs = is_chair(user, meeting.body)
        if chairs and state == MeetingState.CONVENED and on_its_day:
            return [begin]
        return [end] if chairs and state == MeetingState.IN_SESSION else []
    change, cancel = (
        act("meeting_edit", _("Change or move")),
        act("meeting_cancel", _("Cancel the meeting"), is_negative=True),
    )
    invited = act("meeting_invitations", _("Invitations"))
    over = meeting.ends_at <= timezone.now()
    reserve = act("meeting_reserve", _("Reserve the date"), is_main=True)
    convene = act("meeting_convene", _("Send the invitation"), is_main=state == MeetingState.RESERVED)
    found: dict[str, list[Act]] = {
        MeetingState.DRAFT: [
            *([begin] if over else [reserve, convene]),
            change,
            invited,
            cancel,
        ],
        MeetingState.RESERVED: [begin if over else convene, change, invited, cancel],
        MeetingState.CONVENED: [*([begin] if on_its_day else []), change, invited, cancel],
        MeetingState.IN_SESSION: [
            end,
            invited,
            act("meeting_step", _("Not begun yet"), MeetingState.CONVENED.value),
        ],
        MeetingState.MINUTES: [
            act("report_agenda", _("Put the report on the next agenda"))
            if meeting.remarks_until
            else act("report_send", _("Send the draft round"), is_main=True),
            act("meeting_step", _("Reopen the meeting"), MeetingState.IN_SESSION.value, is_negative=True),
        ],
    }
    return found.get(state, [])


def _facts(meeting: Meeting, is_invited: bool) -> list[tuple[Text, Text]]:
    rows: list[tuple[Text, Text]] = [(_("Where"), meeting.get_form_display())]
    if meeting.location:
        rows.append((_("Place"), meeting.location))
    rows.append((_("Who may read"), Access(meeting.access).label))
    if is_invited and meeting.reply_until:
        rows.append((_("Answer until"), date_format(meeting.reply_until, "DATE_FORMAT")))
    return rows
