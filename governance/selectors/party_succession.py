"""The page of a legal succession: which parties, and what went where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.dates import DAY
from governance.enums import PartyState
from governance.models import CityDeal, Party, PartyChange, PartySuccession


@dataclass(frozen=True)
class SuccessionPage:
    """The parties before and after, and per body what ended, what began and what went along."""

    before: Sequence[Party]
    after: Sequence[Party]
    ended: Sequence[tuple[str, str]]
    began: Sequence[tuple[str, str]]
    went_along: Sequence[tuple[str, str]]
    last_day: str


def parties_to_succeed(deal: CityDeal) -> list[Party]:
    """Return the parties of a deal whose last state is not "withdrawn", in the order of the covenant."""
    found = deal.parties.select_related("organization").prefetch_related("statuses")
    parties = []
    for party in found:
        states = [status.state for status in party.statuses.all()]
        if states and states[-1] != PartyState.WITHDRAWN:
            parties.append(party)
    return parties


def succession_page(deal: CityDeal, succession: PartySuccession) -> SuccessionPage:
    """Return what a succession did. Three queries."""
    changes = list(
        succession.changes.select_related(
            "membership__body",
            "membership__person",
            "seat__body",
            "seat__party__organization",
            "seat__organization",
            "contact__person",
            "contact__party__organization",
            "request__party__organization",
            "request__seat__body",
            "nomination__person",
            "nomination__seat__body",
        )
    )
    sides = []
    for related in (succession.before, succession.after):
        parties = list(related.select_related("organization"))
        for party in parties:
            party.deal = deal
        sides.append(parties)
    return SuccessionPage(
        before=sides[0],
        after=sides[1],
        ended=[x for c in changes if not (c.made or c.moved or c.request_id) and (x := _line(c))],
        began=[x for c in changes if c.made and (x := _line(c))],
        went_along=[x for c in changes if (c.moved or c.request_id) and (x := _line(c))],
        last_day=date_format(succession.date - DAY, "DATE_FORMAT"),
    )


def _line(change: PartyChange) -> tuple[str, str] | None:
    """Return where and what, or None for states and offices, which stand elsewhere."""
    if change.membership is not None:
        return change.membership.body.name, change.membership.person.name
    if change.seat is not None:
        return change.seat.body.name, _("Seat of %(seat)s") % {"seat": change.seat.name}
    if change.contact is not None:
        return _("Contact of %(party)s") % {"party": change.contact.party}, change.contact.person.name
    if change.nomination is not None:
        return change.nomination.seat.body.name, _("Named: %(person)s") % {"person": change.nomination}
    if change.request is not None:
        seat = change.request.seat
        where = seat.body.name if seat else str(change.request.get_kind_display())
        if not change.moved:
            return where, _("The question is withdrawn")
        return where, _("The question goes on to %(party)s") % {"party": change.request.party}
    return None
