"""The own calendar of a party: its recess, its council evening, the day of its college."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.enums import RhythmKind
from governance.models import Party, PartyRhythm
from governance.permissions_duties import can_keep_rhythm
from governance.services.checks import check_period, save_checked


@dataclass(frozen=True)
class RhythmTerms:
    """A recess with its days, or the day of the week (0 is Monday) of a council or college."""

    kind: str
    name: str = ""
    weekday: int | None = None
    start: date | None = None
    end: date | None = None


@transaction.atomic
def add_rhythm(*, actor: User, party: Party, terms: RhythmTerms) -> PartyRhythm:
    """Write down a recess or a usual day of a party, which proposed days of meetings then avoid.

    Raises DomainError, with its field, without the right and on a recess without days or a usual day
    without a weekday. Writes history.
    """
    _require(actor, party)
    if terms.kind == RhythmKind.RECESS:
        for name in ("start", "end"):
            if getattr(terms, name) is None:
                raise DomainError(_("Fill in the first and the last day of the recess."), field=name)
        check_period(terms.start, terms.end)  # type: ignore[arg-type]  # both days are there
        rhythm = PartyRhythm(party=party, kind=terms.kind, name=terms.name, start=terms.start, end=terms.end)
    elif terms.weekday is None:
        raise DomainError(_("Choose a day of the week."), field="weekday")
    else:
        rhythm = PartyRhythm(party=party, kind=terms.kind, name=terms.name, weekday=terms.weekday)
    return save_checked(rhythm, actor)


@transaction.atomic
def remove_rhythm(*, actor: User, rhythm: PartyRhythm) -> None:
    """Take a recess or a usual day of a party away; its history stays.

    Raises DomainError without the right.
    """
    _require(actor, rhythm.party)
    rhythm._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    rhythm.delete()


def _require(actor: User, party: Party) -> None:
    if not can_keep_rhythm(actor, party):
        raise DomainError(_("You may not change the calendar of this party."))
