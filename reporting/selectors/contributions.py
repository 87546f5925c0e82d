"""What the parties of a deal promised and delivered in a year, as far as somebody may read it.

A figure that its party has not confirmed is nowhere in the answer for who may not read it: not in the row,
not in the totals, not in the forecast. It only says that something waits for confirmation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from governance.enums import PartyState
from governance.models import CityDeal, Party
from governance.permissions import Actor
from governance.selectors.rule_parts import a_day
from reporting.enums import ContributionKind
from reporting.models import Contribution, PromisedContribution
from reporting.permissions_contributions import Reader, reader_of
from reporting.rules.contributions import Balance, Delivered, Promise, balance_of
from reporting.rules.quantities import euros_words, percent, quantity_words

# Who reads only what was confirmed, whoever it is: reports and whatever leaves the portal.
CONFIRMED_ONLY = Reader()
Facts = Mapping[int, tuple[list[Promise], list[Delivered]]]


@dataclass(frozen=True)
class KindLine:
    """How one kind stands for a party. ``balance`` holds nothing that the reader may not read.

    ``is_waiting``: something is not confirmed yet; ``is_hidden``: and the reader may not know how much.
    """

    balance: Balance
    is_waiting: bool = False
    is_hidden: bool = False

    @property
    def kind(self) -> str:
        """Return the kind (ContributionKind)."""
        return self.balance.kind

    @property
    def label(self) -> str:
        """Return the kind in words."""
        return str(ContributionKind(self.kind).label)

    def _words(self, quantity: int) -> str:
        return quantity_words(self.kind, quantity)

    @property
    def promised(self) -> str:
        """Return what was promised, in words."""
        return self._words(self.balance.promised) if self.balance.promised else "–"

    @property
    def expected(self) -> str:
        """Return what should be there by now, in words."""
        return self._words(self.balance.expected)

    @property
    def delivered(self) -> str:
        """Return what was delivered, in words; where the reader may not know it: that it is not confirmed."""
        if self.is_hidden:
            if not self.balance.confirmed:
                return _("not confirmed yet")
            return _("%(amount)s, and more that is not confirmed yet") % {
                "amount": self._words(self.balance.confirmed)
            }
        if self.balance.waiting and not self.balance.confirmed:
            return _("%(amount)s, not confirmed yet") % {"amount": self._words(self.balance.waiting)}
        if self.balance.waiting:
            return _("%(all)s, of which %(waiting)s not confirmed yet") % {
                "all": self._words(self.balance.delivered),
                "waiting": self._words(self.balance.waiting),
            }
        return self._words(self.balance.confirmed)

    @property
    def delivered_percent(self) -> str:
        """Return how much of the promise is delivered; a dash where nothing may be said."""
        if self.is_hidden or not self.balance.promised:
            return "–"
        return f"{percent(self.balance.delivered, self.balance.promised)}%"

    @property
    def left(self) -> str:
        """Return what is still to come, in words."""
        if self.is_hidden or not self.balance.promised:
            return "–"
        return self._words(max(self.balance.left, 0))

    @property
    def forecast(self) -> str:
        """Return what the year comes to at this pace, in words."""
        if self.is_hidden or self.balance.forecast is None:
            return "–"
        return self._words(self.balance.forecast)

    @property
    def value(self) -> str:
        """Return what the confirmed hours are worth at the rate that was agreed; empty without one."""
        return "" if self.balance.value is None else euros_words(self.balance.value)

    @property
    def is_behind(self) -> bool:
        """Whether less was delivered than promised for the months that are over; never of what is hidden."""
        return not self.is_hidden and self.balance.is_behind

    @property
    def status(self) -> tuple[str, str]:
        """Return shape and word of how it stands."""
        if self.is_waiting:
            return "neutral", _("Not confirmed yet")
        if self.is_behind:
            return "warning", _("Behind what was promised")
        if self.balance.promised:
            return "safe", _("As promised")
        return "neutral", pgettext("contribution", "Extra")


@dataclass(frozen=True)
class PartyContributions:
    """What a party promised and delivered, one line for each kind that occurs; ``is_own``: the reader's."""

    party: int
    name: str
    slug: str
    url: str
    is_own: bool
    lines: Sequence[KindLine]

    def line(self, kind: str) -> KindLine | None:
        """Return the line of a kind (ContributionKind)."""
        return next((line for line in self.lines if line.kind == kind), None)

    @property
    def is_waiting(self) -> bool:
        """Whether something of it is not confirmed yet."""
        return any(line.is_waiting for line in self.lines)

    @property
    def is_behind(self) -> bool:
        """Whether one of the kinds is behind what was promised."""
        return any(line.is_behind for line in self.lines)


@dataclass(frozen=True)
class Total:
    """A kind over all parties. ``waiting``: None where the reader may not know; with of how many parties."""

    kind: str
    promised: int
    expected: int
    confirmed: int
    waiting: int | None
    waiting_parties: int

    @property
    def label(self) -> str:
        """Return the kind in words."""
        return str(ContributionKind(self.kind).label)

    @property
    def promised_words(self) -> str:
        """Return what was promised, in words."""
        return quantity_words(self.kind, self.promised)

    @property
    def expected_words(self) -> str:
        """Return what should be there by now, in words."""
        return quantity_words(self.kind, self.expected)

    @property
    def confirmed_words(self) -> str:
        """Return what is confirmed, in words."""
        return quantity_words(self.kind, self.confirmed)

    @property
    def waiting_words(self) -> str:
        """Return what is not confirmed yet: how much, where the reader may know it, of how many parties."""
        parties = ngettext("%(count)s party", "%(count)s parties", self.waiting_parties) % {
            "count": self.waiting_parties
        }
        if not self.waiting_parties:
            return "–"
        if self.waiting is None:
            return parties
        return f"{quantity_words(self.kind, self.waiting)} ({parties})"

    @property
    def percentage(self) -> int:
        """Return how much of what was promised is confirmed, in whole percents."""
        return percent(self.confirmed, self.promised)

    @property
    def expected_percentage(self) -> int:
        """Return how much of what was promised should be there by now, in whole percents."""
        return percent(self.expected, self.promised)


@dataclass(frozen=True)
class Contributions:
    """The contributions of a deal in a year, on a day: parties in covenant order, never ranked."""

    year: int
    on: date
    rows: Sequence[PartyContributions]
    totals: Sequence[Total]

    def total(self, kind: str) -> Total | None:
        """Return the total of a kind (ContributionKind), where it occurs."""
        return next((total for total in self.totals if total.kind == kind), None)

    @property
    def own(self) -> list[PartyContributions]:
        """Return the rows of the reader's own parties."""
        return [row for row in self.rows if row.is_own]

    @property
    def promising(self) -> list[PartyContributions]:
        """Return the parties that promised or delivered something."""
        return [row for row in self.rows if row.lines]

    @property
    def silent(self) -> list[PartyContributions]:
        """Return the parties that promised nothing and delivered nothing."""
        return [row for row in self.rows if not row.lines]

    @property
    def sentence(self) -> str:
        """Return how it stands in a sentence or two; names no party."""
        rows = self.promising
        if not rows:
            return ""
        well = sum(not row.is_behind and not row.is_waiting for row in rows)
        waiting = sum(row.is_waiting for row in rows)
        words = ngettext(
            "%(well)s of the %(count)s party delivers as promised.",
            "%(well)s of the %(count)s parties deliver as promised.",
            len(rows),
        ) % {"well": well, "count": len(rows)}
        if not waiting:
            return words
        also = ngettext(
            "%(count)s party has not confirmed everything yet.",
            "%(count)s parties have not confirmed everything yet.",
            waiting,
        )
        return f"{words} {also % {'count': waiting}}"


def deal_contributions(user: Actor, deal: CityDeal, on: date, year: int | None = None) -> Contributions:
    """Return what the parties promised and delivered in a year (of ``on``), as far as this account reads.

    The caller asks whether it reads contributions at all. At most two queries. Source: rules 61 and 62.
    """
    return contributions_for(reader_of(user, deal), deal, on, year)


def contributions_for(reader: Reader, deal: CityDeal, on: date, year: int | None = None) -> Contributions:
    """Return what the parties promised and delivered in a year, for a kind of reader. One query."""
    year = on.year if year is None else year
    begin, end = date(year, 1, 1), date(year, 12, 31)
    # As the parties stood at the end of that year; today, while it runs.
    ((parties, promised, delivered),) = _found(deal=deal.pk, on=min(on, end), year=year, begin=begin, end=end)
    facts = _facts(promised, delivered)
    rows = []
    for party in parties:
        pk = party["id"]
        promises, given = facts.get(pk, ([], []))
        gone = party["state"] in (None, PartyState.WITHDRAWN, PartyState.COOPERATING)
        if gone and not promises and not given:
            continue
        url = address("reporting:contribution_party", deal.slug, party["slug"])
        lines = lines_of(promises, given, year, on, reads=reader.reads(pk))
        rows.append(PartyContributions(pk, party["name"], party["slug"], url, pk in reader.own, lines))
    totals = [_total(kind, rows, reader) for kind in ContributionKind.values]
    there = [one for one in totals if one.promised or one.confirmed or one.waiting_parties]
    return Contributions(year, on, rows, there)


def _facts(promised: Sequence[dict[str, Any]], delivered: Sequence[dict[str, Any]]) -> Facts:
    """Return what each party promised and delivered, by the id of the party."""
    found: dict[int, tuple[list[Promise], list[Delivered]]] = defaultdict(lambda: ([], []))
    for row in promised:
        months = row["first"], row["last"]
        found[row["party"]][0].append(
            Promise(row["kind"], row["year"], *months, row["quantity"], row["rate"])
        )
    for row in delivered:
        start = a_day(row["start"])
        counts = row["kind"] != ContributionKind.MONEY or row["paid"] is not None
        given = Delivered(
            row["kind"], start.year, start.month, row["quantity"], row["confirmed"] is not None, counts
        )
        found[row["party"]][1].append(given)
    return found


def lines_of(
    promises: Sequence[Promise], delivered: Sequence[Delivered], year: int, on: date, *, reads: bool
) -> list[KindLine]:
    """Return how each kind that occurs stands; ``reads``: whether the reader knows what is not confirmed."""
    lines = []
    for kind in ContributionKind.values:
        promised = any(promise.kind == kind for promise in promises)
        if not promised and not any(one.kind == kind for one in delivered):
            continue
        waiting = any(one.kind == kind and not one.is_confirmed for one in delivered)
        known = delivered if reads else [one for one in delivered if one.is_confirmed]
        balance = balance_of(kind, year, promises, known, on)
        lines.append(KindLine(balance, is_waiting=waiting, is_hidden=waiting and not reads))
    return lines


def _total(kind: str, rows: Sequence[PartyContributions], reader: Reader) -> Total:
    lines = [line for row in rows if (line := row.line(kind))]
    waiting = sum(line.balance.waiting for line in lines)
    return Total(
        kind=kind,
        promised=sum(line.balance.promised for line in lines),
        expected=sum(line.balance.expected for line in lines),
        confirmed=sum(line.balance.confirmed for line in lines),
        # Of a few parties the sum would tell what one of them has not confirmed.
        waiting=waiting if reader.everything else None,
        waiting_parties=sum(line.is_waiting for line in lines),
    )


@compiled
def _found(deal: Any, on: Any, year: Any, begin: Any, end: Any) -> QuerySet[Any]:
    """Ask for the parties, what they promised and what they delivered: rows beside the deal (ADR 12)."""
    parties = Party.objects.filter(deal=deal).with_state(on)
    party = JSONObject(id="pk", name="organization__name", slug="organization__slug", state="state")
    promised = PromisedContribution.objects.filter(party__deal=deal, year=year, is_passed_on=False)
    promise = JSONObject(
        party="party_id",
        kind="kind",
        year="year",
        first="first_month",
        last="last_month",
        quantity="quantity",
        rate="rate",
    )
    delivered = Contribution.objects.filter(
        party__deal=deal, start__gte=begin, start__lte=end, withdrawn_at__isnull=True
    )
    given = JSONObject(
        party="party_id",
        kind="kind",
        start="start",
        quantity="quantity",
        confirmed="confirmed_at",
        paid="paid_on",
    )
    arrays = {
        "takes_part": ArraySubquery(parties.values_list(party)),
        "promised": ArraySubquery(promised.order_by("pk").values_list(promise)),
        "delivered": ArraySubquery(delivered.order_by("start", "pk").values_list(given)),
    }
    return CityDeal.objects.filter(pk=deal).order_by().annotate(**arrays).values_list(*arrays)
