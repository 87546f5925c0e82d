"""The agenda of a meeting: what it starts with, and items added, changed, removed and put in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import bulk_create_with_history

from citydeal.common.compiled import compiled
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.enums import AgendaSection, BodyKind, FixedItem, ItemKind, MeetingState
from governance.models import AgendaItem, AgendaPaper, Body, Meeting, Person, TemplateItem
from governance.rules.agenda import Branch, Line, branches, dropped, moved
from governance.services.agenda_checks import open_agenda, open_item
from governance.services.checks import save_checked
from governance.services.pack_requests import pack_changed

# How far apart two items stand, so that one fits between.
STEP = 10


@dataclass(frozen=True)
class Start:
    """An item that an agenda starts with. ``fixed``: which one the covenant asks for."""

    section: str
    title: str
    kind: str = ItemKind.INFORM
    minutes: int = 0
    fixed: str = ""


def standard_items() -> list[Start]:
    """Return the items of an agenda of a body that made no template."""
    return [
        Start(AgendaSection.OPENING, _("Opening and agenda"), minutes=5),
        Start(AgendaSection.ANNOUNCEMENTS, _("Announcements and incoming documents"), minutes=5),
        Start(AgendaSection.PREVIOUS, _("Report, decisions and actions of last time"), minutes=10),
        Start(AgendaSection.QUESTIONS, _("Round of questions"), minutes=10),
        Start(AgendaSection.CLOSING, _("Closing"), minutes=5),
    ]


@transaction.atomic
def start_agenda(*, actor: User | None, meeting: Meeting) -> None:
    """Put on a new meeting what its agenda starts with; once, and only what is missing the next time.

    That is the template of the body, or else the standard; for an executives' network progress and next
    steps (rule 6); and the report of the last meeting when it waits for adoption. ``actor`` None: the
    portal itself. Raises DomainError without the right. Writes history. Source: rule 6.
    """
    locked = open_agenda(actor, meeting)
    have = list(AgendaItem.objects.filter(meeting=locked))
    if not have:
        write_agenda(actor, locked)
        return
    fixed = {item.fixed for item in have}
    wanted = [start for start in fixed_items(locked) if start.fixed not in fixed]
    for start in wanted:
        take_in(actor, locked, AgendaItem(**asdict(start)))


def fixed_items(meeting: Meeting) -> list[Start]:
    """Return what the agenda of this meeting may not miss. One query."""
    found = []
    last = awaiting_adoption(meeting)
    if last is not None:
        title = _("Report of %(day)s") % {"day": date_format(last.day, "DATE_FORMAT")}
        found.append(Start(AgendaSection.PREVIOUS, title, ItemKind.DECIDE, 5, FixedItem.PREVIOUS_MINUTES))
    if meeting.body.kind == BodyKind.EXECUTIVES_NETWORK:
        found += [
            Start(
                AgendaSection.DISCUSSION,
                str(FixedItem.PROGRESS.label),
                ItemKind.INFORM,
                20,
                FixedItem.PROGRESS,
            ),
            Start(
                AgendaSection.DISCUSSION,
                str(FixedItem.NEXT_STEPS.label),
                ItemKind.OPINION,
                20,
                FixedItem.NEXT_STEPS,
            ),
        ]
    return found


def awaiting_adoption(meeting: Meeting) -> Meeting | None:
    """Return the newest earlier meeting of the same body whose report waits to be adopted. One query."""
    return next(iter(_awaiting(body=meeting.body_id, before=meeting.starts_at)), None)


@compiled
def _awaiting(body: Any, before: Any) -> QuerySet[Meeting]:
    earlier = Meeting.objects.filter(body=body, state=MeetingState.MINUTES, starts_at__lt=before)
    return earlier.order_by("-starts_at", "-pk")[:1]


def _template(body: Body) -> list[Start]:
    starts = [
        Start(item.section, item.title, item.kind, item.minutes) for item in _template_items(body=body.pk)
    ]
    return starts or standard_items()


@compiled
def _template_items(body: Any) -> QuerySet[TemplateItem]:
    return TemplateItem.objects.filter(body=body)


def _with_fixed(starts: Sequence[Start], fixed: Sequence[Start]) -> list[Start]:
    """Return what an agenda starts with, each fixed item at the end of its part."""
    ranks = {section: rank for rank, section in enumerate(AgendaSection)}
    found = list(starts)
    for start in fixed:
        rank = ranks[AgendaSection(start.section)]
        after = [n for n, other in enumerate(found) if ranks[AgendaSection(other.section)] <= rank]
        found.insert(after[-1] + 1 if after else 0, start)
    return found


def write_agenda(actor: User | None, meeting: Meeting) -> None:
    """Save what the agenda of a meeting without items starts with; the caller checked the right.

    At once: the clock makes hundreds of them in a run. Needs the body loaded. Writes history.
    """
    starts = _with_fixed(_template(meeting.body), fixed_items(meeting))
    items = [
        AgendaItem(meeting=meeting, order=STEP * place, **asdict(start))
        for place, start in enumerate(starts, start=1)
    ]
    bulk_create_with_history(items, AgendaItem, default_user=actor)


@dataclass(frozen=True)
class ItemDetails:
    """What is written of an item. Confidential: an agreement with ``reason``, ``until`` and who lifts it."""

    title: str
    section: str = AgendaSection.DISCUSSION
    kind: str = ItemKind.INFORM
    explanation: str = ""
    minutes: int = 0
    presenter: Person | None = None
    is_confidential: bool = False
    confidential_reason: str = ""
    confidential_until: date | None = None
    lifted_by: str = ""
    secrecy_imposed_by: str = ""


def take_in(actor: User | None, meeting: Meeting, item: AgendaItem) -> AgendaItem:
    """Save a new item at the end of its part of the agenda; the meeting is locked already. Writes history."""
    item.meeting = meeting
    tops = [other for other in AgendaItem.objects.filter(meeting=meeting) if other.parent_id is None]
    ranks = {section: rank for rank, section in enumerate(AgendaSection)}
    after = [
        other for other in tops if ranks[AgendaSection(other.section)] <= ranks[AgendaSection(item.section)]
    ]
    place = tops.index(after[-1]) + 1 if after else 0
    tops.insert(place, item)
    for number, each in enumerate(tops, start=1):
        if each is item:
            each.order = STEP * number
        elif each.order != STEP * number:
            each.order = STEP * number
            save_checked(each, actor)
    return save_checked(item, actor)


@transaction.atomic
def add_item(*, actor: User, meeting: Meeting, details: ItemDetails) -> AgendaItem:
    """Add an item at the end of its part of the agenda; returns it.

    Raises DomainError without the right, on a finished meeting, and on a confidential item without its
    agreement. Writes history; the pack follows.
    """
    locked = open_agenda(actor, meeting)
    item = take_in(actor, locked, _filled(AgendaItem(meeting=locked), details))
    pack_changed(locked)
    return item


@transaction.atomic
def change_item(*, actor: User, item: AgendaItem, details: ItemDetails, history_id: int) -> AgendaItem:
    """Change what is written of an item; ``history_id``: the history row the form was opened with.

    Raises DomainError as ``add_item``, StaleError when somebody changed it in between. Writes history; the
    pack follows.
    """
    locked = open_item(actor, item)
    _require_fresh(locked, history_id)
    saved = save_checked(_filled(locked, details), actor)
    pack_changed(locked.meeting)
    return saved


def _filled(item: AgendaItem, details: ItemDetails) -> AgendaItem:
    for name, value in vars(details).items():
        setattr(item, name, value)
    item.title = one_line(details.title)
    if not details.is_confidential:
        item.confidential_reason = item.lifted_by = item.secrecy_imposed_by = ""
        item.confidential_until = None
        return item
    for name in ("confidential_reason", "lifted_by"):
        if not getattr(details, name).strip():
            raise DomainError(_CONFIDENTIAL[name], field=name)
    if details.confidential_until is None and not details.secrecy_imposed_by.strip():
        raise DomainError(_CONFIDENTIAL["confidential_until"], field="confidential_until")
    return item


_CONFIDENTIAL = {
    "confidential_reason": gettext_lazy("Say why this item is confidential."),
    "lifted_by": gettext_lazy("Say who lifts the confidentiality."),
    "confidential_until": gettext_lazy("Say until which day this item is confidential."),
}


def _require_fresh(item: AgendaItem, history_id: int) -> None:
    if latest_history_id(item) != history_id:
        raise StaleError(_("Somebody else changed this item after you opened it."))


@transaction.atomic
def remove_item(*, actor: User, item: AgendaItem) -> None:
    """Take an item from the agenda, with papers that nobody was told about yet.

    Raises DomainError without the right, on a finished meeting, for what the covenant asks for (rule 6),
    and where something rests on it. Writes history; the pack follows. Source: rule 6.
    """
    locked = open_item(actor, item)
    if locked.fixed:
        raise DomainError(_("This item must stand on the agenda, so it cannot be removed."))
    if locked.text or locked.children.exists():
        raise DomainError(_("Items stand under this one, or its report is written already."))
    papers = list(locked.papers.select_related("file").order_by("-version", "-pk"))
    if any(paper.announced_at for paper in papers):
        raise DomainError(_("People were told about the papers of this item. Carry it over instead."))
    try:
        for paper in papers:
            _remove(paper, actor)
            paper.file.delete()
        _remove(locked, actor)
    except ProtectedError as error:
        raise DomainError(_("Something rests on this item, so it cannot be removed.")) from error
    pack_changed(locked.meeting)


def _remove(record: AgendaItem | AgendaPaper, actor: User) -> None:
    record._history_user = actor  # type: ignore[union-attr]  # simple-history's own name
    record.delete()


@transaction.atomic
def move_item(*, actor: User, item: AgendaItem, where: str) -> None:
    """Move an item one step; ``where``: up, down, under or out, as ``rules.agenda.moved`` says.

    Raises DomainError without the right, on a finished meeting, and where that step cannot be made.
    Writes history of what moved; the pack follows.
    """
    locked = open_item(actor, item)
    _reorder(actor, locked, lambda agenda: moved(agenda, locked.pk, where))


@transaction.atomic
def drop_item(*, actor: User, item: AgendaItem, after: int) -> None:
    """Put an item right after another one (its id; 0: first of all), at the level of that one.

    Raises DomainError as ``move_item``.
    """
    locked = open_item(actor, item)
    _reorder(actor, locked, lambda agenda: dropped(agenda, locked.pk, after))


def _reorder(actor: User, item: AgendaItem, change: Callable[[list[Branch]], list[Branch] | None]) -> None:
    items = {each.pk: each for each in AgendaItem.objects.filter(meeting=item.meeting)}
    lines = [Line(each.pk, each.parent_id, each.minutes) for each in items.values()]
    agenda = change(branches(lines))
    if agenda is None:
        raise DomainError(_("This item cannot go there. Load the page again."))
    for number, (top, under) in enumerate(agenda, start=1):
        _place(actor, items[top], STEP * number, None)
        for inner, each in enumerate(under, start=1):
            _place(actor, items[each], STEP * inner, items[top])
    pack_changed(item.meeting)


def _place(actor: User, item: AgendaItem, order: int, parent: AgendaItem | None) -> None:
    if (item.order, item.parent_id) != (order, parent.pk if parent else None):
        item.order = order
        item.parent = parent
        save_checked(item, actor)
