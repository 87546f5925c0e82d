"""What belongs to an item: its cover note, notes for some eyes only, and who abstains."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.enums import DealState
from governance.models import Abstention, AgendaItem, ChairNote, CoverNote, Party, PartyNote
from governance.permissions_agenda import can_read_item, own_parties
from governance.services.agenda_checks import open_item
from governance.services.checks import save_checked
from governance.services.pack_requests import pack_changed

COVER_FIELDS = (
    "asked",
    "occasion",
    "arguments",
    "objections",
    "money",
    "heard",
    "communication",
    "follow_up",
    "publicity",
)
CHAIR_FIELDS = ("intended", "speakers", "objections")


@transaction.atomic
def save_cover_note(
    *, actor: User, item: AgendaItem, values: Mapping[str, str], history_id: int
) -> CoverNote:
    """Write the cover note of an item; ``values``: of ``COVER_FIELDS``, each line of ``asked`` one decision.

    ``history_id``: the history row the form was opened with, 0 for a first one. Raises DomainError without
    the right and on a finished meeting, StaleError when somebody changed it in between. Writes history;
    the pack follows.
    """
    locked = open_item(actor, item)
    note = CoverNote.objects.filter(item=locked).first() or CoverNote(item=locked)
    _fill(note, values, COVER_FIELDS, history_id)
    pack_changed(locked.meeting)
    return save_checked(note, actor)


@transaction.atomic
def save_chair_note(
    *, actor: User, item: AgendaItem, values: Mapping[str, str], history_id: int
) -> ChairNote:
    """Write the line of the annotated agenda; for chair, secretary and project manager, never in the pack.

    Raises as ``save_cover_note``. Writes history.
    """
    locked = open_item(actor, item)
    note = ChairNote.objects.filter(item=locked).first() or ChairNote(item=locked)
    _fill(note, values, CHAIR_FIELDS, history_id)
    return save_checked(note, actor)


def _fill(
    note: CoverNote | ChairNote, values: Mapping[str, str], fields: tuple[str, ...], history_id: int
) -> None:
    if (latest_history_id(note) if note.pk else 0) != history_id:
        raise StaleError(_("Somebody else changed this after you opened it. Look again first."))
    for name in fields:
        setattr(note, name, values.get(name, ""))


@transaction.atomic
def save_party_note(*, actor: User, item: AgendaItem, party: Party, text: str) -> PartyNote | None:
    """Write the note of a party on an item; an empty text takes it away.

    Only people of the party write and read it. Raises DomainError for others, for a party that left the
    item, and in a closed deal. Writes history.
    """
    deal = item.meeting.body.deal
    if party.pk not in own_parties(actor, item.meeting) or not can_read_item(actor, item):
        raise DomainError(_("You may not write a note for this party."))
    if deal.state == DealState.CLOSED:
        raise DomainError(_("This deal is closed. Open it again before you change anything."))
    AgendaItem.objects.select_for_update().get(pk=item.pk)
    note = PartyNote.objects.filter(item=item, party=party).first() or PartyNote(item=item, party=party)
    if not text.strip():
        if note.pk:
            note._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
            note.delete()
        return None
    note.text = text
    return save_checked(note, actor)


@transaction.atomic
def abstain(*, actor: User, item: AgendaItem, party: Party, reason: str) -> Abstention:
    """Write down that a party with an interest leaves an item; its people do not see text and papers then.

    By who prepares the meeting, or by people of the party. Raises DomainError for others, on a finished
    meeting, for a party of another deal, and twice. Writes history; the pack follows.
    """
    body = item.meeting.body
    is_own = party.pk in own_parties(actor, item.meeting)
    locked = open_item(None if is_own else actor, item)
    if party.deal_id != body.deal_id:
        raise DomainError(_("Choose a party of this deal."), field="party")
    if Abstention.objects.filter(item=locked, party=party).exists():
        raise DomainError(_("This party abstains already."), field="party")
    made = save_checked(Abstention(item=locked, party=party, reason=reason), actor)
    pack_changed(locked.meeting)
    return made


@transaction.atomic
def take_back_abstention(*, actor: User, abstention: Abstention) -> None:
    """Let a party take part in an item again; by who prepares the meeting.

    Raises DomainError for others and on a finished meeting. Writes history; the pack follows.
    """
    locked = open_item(actor, abstention.item)
    abstention._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    abstention.delete()
    pack_changed(locked.meeting)
