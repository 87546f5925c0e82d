"""The list of the parties of a deal, on any day."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from governance.enums import SECTOR_OF_KIND, HelixSector, OrganizationKind, PartyState, SuccessionKind
from governance.models import CityDeal, Party, PartySuccession

# State → shape; being a party is normal and plain text.
STATE_BADGES = {
    PartyState.EXPLORING.value: "neutral",
    PartyState.INTENT.value: "active",
    PartyState.COOPERATING.value: "neutral",
    PartyState.WITHDRAWN.value: "neutral",
}


@dataclass(frozen=True)
class Related:
    """A party before or after a succession."""

    id: int
    name: str
    url: str


@dataclass
class Succession:
    """A succession that holds: which parties were followed up by which."""

    id: int
    kind: str
    date: date
    before: list[Related] = field(default_factory=list)
    after: list[Related] = field(default_factory=list)


def successions_of(deal: CityDeal) -> list[Succession]:
    """Return the successions of a deal that were not taken back, the first one first. One query."""
    found: dict[int, Succession] = {}
    kinds = dict(SuccessionKind.choices)
    for pk, kind, day, *related in _successions(deal=deal.pk):
        succession = found.setdefault(pk, Succession(pk, str(kinds[kind]), day))
        old, new = (
            Related(party, name, address("governance:party_detail", deal.slug, slug))
            for party, name, slug in (related[:3], related[3:])
        )
        if old not in succession.before:
            succession.before.append(old)
        if new not in succession.after:
            succession.after.append(new)
    return list(found.values())


@compiled
def _successions(deal: Any) -> QuerySet[Any]:
    rows = PartySuccession.objects.filter(deal=deal, undone_at__isnull=True)
    related = [
        f"{side}__{name}"
        for side in ("before", "after")
        for name in ("id", "organization__name", "organization__slug")
    ]
    order = ("date", "pk", "before__order", "before__id", "after__order", "after__id")
    return rows.order_by(*order).values_list("pk", "kind", "date", *related)


def names_of(related: Sequence[Related]) -> str:
    """Return the names of parties in one line."""
    return ", ".join(party.name for party in related)


@dataclass(frozen=True)
class PartyRow:
    """A party in the list. ``line``: by whom it was followed up, or whom it follows up."""

    name: str
    url: str
    legal_name: str
    state: str
    state_label: str
    since: date
    sector: str
    sector_label: str
    line: str

    @property
    def badge(self) -> str:
        """Return the shape of the state; nothing where it is as it should be."""
        return STATE_BADGES.get(self.state, "")


@dataclass(frozen=True)
class PartyFilter:
    """What the list of parties is asked for; ``sort``: naam, sinds, or as the covenant has them."""

    on: date
    query: str = ""
    state: str = ""
    sector: str = ""
    sort: str = ""


def party_rows(deal: CityDeal, wanted: PartyFilter) -> list[PartyRow]:
    """Return the parties of a deal as they stood on a day. Two queries.

    Who had no state yet on that day is left out. A deal has tens of parties: they are searched, without
    regard to accents, and sorted here, in one fixed question.
    """
    successions = successions_of(deal)
    lines = _lines(successions, wanted.on)
    states, sectors = dict(PartyState.choices), dict(HelixSector.choices)
    rows = []
    for pk, name, slug, legal_name, kind, own_sector, state, since in _parties(deal=deal.pk, on=wanted.on):
        sector = own_sector or SECTOR_OF_KIND[OrganizationKind(kind)].value
        if state is None or wanted.state not in ("", state) or wanted.sector not in ("", sector):
            continue
        if not all(word in plain(f"{name} {legal_name}") for word in plain(wanted.query).split()):
            continue
        rows.append(
            PartyRow(
                name=name,
                url=address("governance:party_detail", deal.slug, slug),
                legal_name=legal_name,
                state=state,
                state_label=state_words(pk, state, str(states[state]), since, successions),
                since=since,
                sector=sector,
                sector_label=str(sectors[sector]),
                line=lines.get(pk, ""),
            )
        )
    if wanted.sort == "naam":
        rows.sort(key=lambda row: plain(row.name))
    elif wanted.sort == "sinds":
        rows.sort(key=lambda row: row.since, reverse=True)
    return rows


def plain(text: str) -> str:
    """Return a text as it is searched and sorted: small letters without accents."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in parts if not unicodedata.combining(sign))


def state_words(party: int, state: str, label: str, since: date, successions: Sequence[Succession]) -> str:
    """Return what a state is called: who was followed up did not just withdraw."""
    succeeded = any(
        succession.date == since and any(before.id == party for before in succession.before)
        for succession in successions
    )
    return _("Followed up") if state == PartyState.WITHDRAWN and succeeded else label


@compiled
def _parties(deal: Any, on: Any) -> QuerySet[Any]:
    organization = [f"organization__{name}" for name in ("name", "slug", "legal_name", "kind", "sector")]
    parties = Party.objects.filter(deal=deal).with_state(on)
    return parties.values_list("pk", *organization, "state", "state_since")


def _lines(successions: Sequence[Succession], on: date) -> Mapping[int, str]:
    """Return for each party of a succession that holds on a day whom it follows up, or by whom."""
    found: dict[int, list[str]] = defaultdict(list)
    for succession in successions:
        if succession.date > on:
            continue
        for party in succession.before:
            found[party.id].append(followed_up_by(succession))
        for party in succession.after:
            found[party.id].append(comes_after(succession))
    return {pk: " ".join(lines) for pk, lines in found.items()}


def followed_up_by(succession: Succession) -> str:
    """Return the sentence that says who came in the place of a party."""
    return _("%(kind)s on %(day)s: followed up by %(names)s.") % {
        "kind": succession.kind,
        "day": date_format(succession.date, "DATE_FORMAT"),
        "names": names_of(succession.after),
    }


def comes_after(succession: Succession) -> str:
    """Return the sentence that says in whose place a party came."""
    return _("%(kind)s on %(day)s: comes after %(names)s.") % {
        "kind": succession.kind,
        "day": date_format(succession.date, "DATE_FORMAT"),
        "names": names_of(succession.before),
    }


def numbers_by_state(rows: Sequence[PartyRow]) -> list[tuple[str, int]]:
    """Return how many of these parties are in each state that occurs, in the order of states."""
    return [
        (str(label), number)
        for state, label in PartyState.choices
        if (number := sum(row.state == state for row in rows))
    ]
