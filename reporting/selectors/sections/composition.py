"""The section about who sits where, and whether that fits the covenant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.dates import holds_on
from citydeal.common.findings import NOBODY, Finding, FindingState
from citydeal.enums import Access
from governance.enums import PartyState, SeatStatus
from governance.models import Body, CityDeal, Party, Seat
from governance.rules.explain import explain
from governance.selectors.findings import checked
from reporting.enums import ChangeKind
from reporting.rules.changes import Change, by_id
from reporting.rules.document import Block, Facts, Paragraph, Table
from reporting.selectors.sections.base import Data, Period, Section
from reporting.selectors.sections.common import iso, open_bodies, said

_SHOWN = {
    FindingState.BROKEN: gettext_lazy("Not met"),
    FindingState.AT_RISK: gettext_lazy("Pay attention"),
    FindingState.EXCEPTED: gettext_lazy("Exception"),
}


def collect(deal: CityDeal, period: Period) -> Data:
    """Return the parties, the seats with their holders, and the findings, as of the day.

    No names of persons: a seat is held by a membership, and only its number is kept. Nine queries at most.
    """
    bodies = {body.pk: body for body in Body.objects.filter(deal=deal)}
    findings = checked(deal, period.on, bodies.values())[1]
    return {
        "parties": _parties(deal, period),
        "seats": _seats(deal, period),
        "findings": [
            _finding(finding)
            for finding in findings
            if finding.is_of_deal or bodies[finding.scope_id].access != Access.BODY
        ],
    }


def _parties(deal: CityDeal, period: Period) -> list[dict[str, Any]]:
    found: Any = Party.objects.filter(deal=deal).with_state(period.on).select_related("organization")
    return [
        {"id": party.pk, "title": str(party), "state": party.state}
        for party in found.order_by("order", "pk")
        if party.state
    ]


def _seats(deal: CityDeal, period: Period) -> list[dict[str, Any]]:
    seats = (
        Seat.objects.filter(
            open_bodies(), holds_on(period.on), holds_on(period.on, "body__"), body__deal=deal
        )
        .with_status(period.on, period.on)
        .select_related("body", "party__organization", "organization")
    )
    return [
        {
            "id": seat.pk,
            "title": seat.name,
            "part": seat.body.name,
            "status": seat.status,
            "holder": seat.holder_id or 0,
        }
        for seat in seats.order_by("body__order", "body", "order", "pk")
    ]


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "article": finding.article,
        "text": str(finding.text),
        "scope": "" if finding.is_of_deal else finding.scope,
        "state": finding.state.value,
        "since": iso(finding.since),
        "breaks_on": iso(finding.breaks_on),
        "why": explain(finding, names=NOBODY),
    }


def changes(old: Data, new: Data) -> list[Change]:
    """Return which seats have somebody else, came or went, and which parties did."""
    found = _seat_changes(by_id(old["seats"]), by_id(new["seats"]))
    return found + _party_changes(by_id(old["parties"]), by_id(new["parties"]))


def _seat_changes(before: Mapping[int, Any], after: Mapping[int, Any]) -> list[Change]:
    kind = ChangeKind.SEATS
    found = []
    for pk, seat in after.items():
        if pk not in before:
            found.append(Change(kind, seat["title"], seat["part"], after=_("New seat")))
        elif seat["holder"] != before[pk]["holder"]:
            now = _("Somebody else") if before[pk]["holder"] else _("Filled")
            words = now if seat["holder"] else _("Empty")
            found.append(Change(kind, seat["title"], seat["part"], _held(before[pk]), words))
    gone = [seat for pk, seat in before.items() if pk not in after]
    return found + [Change(kind, seat["title"], seat["part"], after=_("Seat ended")) for seat in gone]


def _held(seat: Mapping[str, Any]) -> str:
    return _("Filled") if seat["holder"] else _("Empty")


def _party_changes(before: Mapping[int, Any], after: Mapping[int, Any]) -> list[Change]:
    found = []
    for pk, party in after.items():
        was = before[pk]["state"] if pk in before else ""
        if party["state"] != was:
            words = str(PartyState(was).label) if was else ""
            now = str(PartyState(party["state"]).label)
            found.append(Change(ChangeKind.SEATS, party["title"], _("Parties"), words, now))
    return found


def blocks(data: Data) -> Sequence[Block]:
    """Return how many parties and seats there are, then what does not fit the covenant."""
    parties = [party for party in data["parties"] if party["state"] == PartyState.PARTY]
    filled = [seat for seat in data["seats"] if seat["holder"]]
    facts = [
        (_("Parties to the deal"), str(len(parties))),
        (
            _("Seats filled"),
            _("%(done)s of %(total)s") % {"done": len(filled), "total": len(data["seats"])},
        ),
    ]
    empty = [seat for seat in data["seats"] if not seat["holder"]]
    found: list[Block] = [Facts(facts)]
    if empty:
        found.append(
            Table(
                _("Empty seats"),
                [_("Seat"), _("Body"), _("State")],
                [[seat["title"], seat["part"], str(SeatStatus(seat["status"]).label)] for seat in empty],
            )
        )
    rows = [row for row in data["findings"] if row["state"] in _SHOWN]
    if not rows:
        return [*found, Paragraph(_("Everything that the covenant asks is in order."))]
    return [
        *found,
        Table(
            _("What the covenant asks, and does not stand in order"),
            [_("Rule"), _("Body"), _("State"), _("Why")],
            [[_rule(row), row["scope"] or _("The deal"), _state(row), row["why"]] for row in rows],
        ),
    ]


def _rule(row: dict[str, Any]) -> str:
    return f"{row['text']} ({row['article']})" if row["article"] else str(row["text"])


def _state(row: dict[str, Any]) -> str:
    label = str(_SHOWN[FindingState(row["state"])])
    if row["state"] == FindingState.BROKEN and row["since"]:
        return _("%(state)s, since %(day)s") % {"state": label, "day": said(row["since"])}
    if row["state"] == FindingState.AT_RISK and row["breaks_on"]:
        return _("%(state)s, from %(day)s") % {"state": label, "day": said(row["breaks_on"])}
    return label


SECTION = Section("composition", gettext_lazy("Composition and covenant"), 80, collect, blocks, changes)
