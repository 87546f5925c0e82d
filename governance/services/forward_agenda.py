"""The forward agenda ("termijnagenda") of a body, and items that go on in a later meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST, LATEST
from citydeal.common.errors import DomainError
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.enums import ItemKind
from governance.models import Abstention, AgendaItem, Body, CoverNote, ForwardItem, Meeting, Person
from governance.services.agenda import take_in
from governance.services.agenda_checks import coming_meeting, require_preparer
from governance.services.agenda_notes import COVER_FIELDS
from governance.services.checks import save_checked
from governance.services.deal_text import opened
from governance.services.pack_requests import pack_changed


@dataclass(frozen=True)
class ForwardDetails:
    """What is written of a planned subject; ``month``: any day in it."""

    title: str
    month: date
    kind: str = ItemKind.INFORM
    owner: Person | None = None
    note: str = ""


@transaction.atomic
def save_forward_item(
    *,
    actor: User,
    body: Body,
    details: ForwardDetails,
    item: ForwardItem | None = None,
    history_id: int = 0,
) -> ForwardItem:
    """Plan a subject for a month, or change ``item``.

    Raises DomainError without the right and on an impossible year, StaleError when somebody changed it in
    between. Writes history.
    """
    require_preparer(actor, body)
    if not EARLIEST <= details.month <= LATEST:
        raise DomainError(_("Fill in a year between 1900 and 2200."), field="month")
    record = opened(item, history_id) if item is not None else ForwardItem(body=body)
    for name, value in vars(details).items():
        setattr(record, name, value)
    record.title = one_line(details.title)
    record.month = details.month.replace(day=1)
    return save_checked(record, actor)


@transaction.atomic
def drop_forward_item(*, actor: User, item: ForwardItem, reason: str) -> ForwardItem:
    """Say that a planned subject does not come any more, and why. Writes history.

    Raises DomainError without the right, without a reason, and for one that stands on an agenda.
    """
    locked = _open_forward(actor, item)
    if not reason.strip():
        raise DomainError(_("Say why."), field="reason")
    locked.dropped_reason = reason
    return save_checked(locked, actor)


@transaction.atomic
def put_on_agenda(*, actor: User, item: ForwardItem, meeting: Meeting) -> AgendaItem:
    """Put a planned subject on the agenda of a meeting of its body that is still to come.

    Raises DomainError without the right, for another body, and for one that was dropped or stands on an
    agenda. Writes history; the pack follows.
    """
    locked = coming_meeting(actor, meeting)
    planned = _open_forward(actor, item)
    _check_body(planned.body_id, locked)
    made = take_in(
        actor,
        locked,
        AgendaItem(
            title=planned.title,
            kind=planned.kind,
            explanation=planned.note,
            presenter=planned.owner,
            forward=planned,
        ),
    )
    pack_changed(locked)
    return made


def _open_forward(actor: User, item: ForwardItem) -> ForwardItem:
    require_preparer(actor, item.body)
    locked = ForwardItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if locked.dropped_reason:
        raise DomainError(_("This subject was dropped already."))
    if locked.items.exists():
        raise DomainError(_("This subject stands on an agenda already."))
    return locked


def _check_body(body: int, meeting: Meeting) -> None:
    if meeting.body_id != body:
        raise DomainError(_("Choose a meeting of the same body."), field="meeting")


@transaction.atomic
def carry_over(*, actor: User, item: AgendaItem, meeting: Meeting) -> AgendaItem:
    """Let an item go on in a meeting of the same body that is still to come; the old one stays.

    Text, cover note, confidentiality and abstentions go along, also those of the item it stood under; the
    report and the papers stay with the old item, and the trail links them. Raises DomainError without the
    right, for an item that each agenda has by itself, for another body, and twice to one meeting. Writes
    history; the pack follows.
    """
    locked = coming_meeting(actor, meeting)
    old = AgendaItem.objects.select_related("cover_note", "meeting__body__deal", "parent").get(pk=item.pk)
    require_preparer(actor, old.meeting.body)
    _check_body(old.meeting.body_id, locked)
    if old.fixed:
        raise DomainError(_("Every agenda has this item by itself."))
    if old.meeting_id == locked.pk or AgendaItem.objects.filter(carried_from=old, meeting=locked).exists():
        raise DomainError(_("This item stands on that agenda already."), field="meeting")
    made = take_in(actor, locked, _copy(old))
    _copy_along(actor, old, made)
    pack_changed(locked)
    return made


def _copy(old: AgendaItem) -> AgendaItem:
    names = ("section", "kind", "title", "explanation", "minutes", "presenter", "forward")
    agreed = ("confidential_reason", "confidential_until", "lifted_by", "secrecy_imposed_by")
    made = AgendaItem(carried_from=old, **{name: getattr(old, name) for name in names})
    # Under a confidential item it was as closed as that one, and it stands by itself now.
    closed = old.parent if old.parent is not None and not old.is_confidential else old
    for name in ("is_confidential", *agreed):
        setattr(made, name, getattr(closed, name))
    return made


def _copy_along(actor: User, old: AgendaItem, made: AgendaItem) -> None:
    cover: CoverNote | None = getattr(old, "cover_note", None)
    if cover is not None:
        values = {name: getattr(cover, name) for name in COVER_FIELDS}
        save_checked(CoverNote(item=made, **values), actor)
    above = old.parent.abstentions.all() if old.parent is not None else ()
    reasons = {left.party_id: left.reason for left in (*above, *old.abstentions.all())}
    for party, reason in reasons.items():
        save_checked(Abstention(item=made, party_id=party, reason=reason), actor)
