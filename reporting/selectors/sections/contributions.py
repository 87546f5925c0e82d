"""The section about contributions: hours, euros and in kind, what is confirmed, and the budget.

It holds only what parties confirmed: a report is read by all of them. Parties stand in covenant order.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from governance.models import CityDeal
from reporting.enums import BudgetUnit, ChangeKind, ContributionKind
from reporting.models import Contribution, PromisedContribution
from reporting.rules.changes import Change
from reporting.rules.document import Block, Chart, Heading, Paragraph, Series, Table
from reporting.rules.quantities import QUARTERS, percent, quantity_words
from reporting.selectors.budget import sums_of
from reporting.selectors.contributions import CONFIRMED_ONLY, KindLine, contributions_for
from reporting.selectors.sections.base import Data, Period, Section


def collect(deal: CityDeal, period: Period) -> Data:
    """Return what was promised and confirmed in the year of the period, and the budget. Six queries."""
    year = period.end.year
    found = contributions_for(CONFIRMED_ONLY, deal, period.on, year)
    return {
        "year": year,
        "sentence": found.sentence,
        "parties": [
            {"id": row.party, "name": row.name, "lines": [_line(line) for line in row.lines]}
            for row in found.promising
        ],
        "totals": [
            {
                "kind": total.kind,
                "promised": total.promised,
                "expected": total.expected,
                "confirmed": total.confirmed,
                "waiting_parties": total.waiting_parties,
            }
            for total in found.totals
        ],
        "ever": _ever(deal),
        "budget": [
            {
                "unit": sums.unit,
                "planned": sums.planned,
                "committed": sums.committed,
                "realised": sums.realised,
            }
            for sums in sums_of(deal)
        ],
    }


def _line(line: KindLine) -> Data:
    return {
        "kind": line.kind,
        "promised": line.balance.promised,
        "expected": line.balance.expected,
        "confirmed": line.balance.confirmed,
        "waiting": line.is_waiting,
    }


def _ever(deal: CityDeal) -> Data:
    """Return what was promised and confirmed in all years, per kind: what two snapshots are compared by."""
    counts = Q(confirmed_at__isnull=False, withdrawn_at__isnull=True)
    counts &= ~Q(kind=ContributionKind.MONEY) | Q(paid_on__isnull=False)
    promised = _by_kind(PromisedContribution.objects.filter(party__deal=deal, is_passed_on=False))
    confirmed = _by_kind(Contribution.objects.filter(counts, party__deal=deal))
    return {
        kind: {"promised": promised.get(kind, 0), "confirmed": confirmed.get(kind, 0)}
        for kind in ContributionKind.values
    }


def _by_kind(rows: QuerySet[Any]) -> dict[str, int]:
    return dict(rows.order_by().values("kind").annotate(all=Sum("quantity")).values_list("kind", "all"))


def changes(old: Data, new: Data) -> list[Change]:
    """Return what of hours and money moved, over all parties together."""
    found = []
    for kind, label in ContributionKind.choices:
        words = {"promised": _("%(kind)s promised"), "confirmed": _("%(kind)s delivered and confirmed")}
        for name, what in words.items():
            before, after = old["ever"][kind][name], new["ever"][kind][name]
            found += _moved(kind, what % {"kind": label}, before, after)
    before_budget = {row["unit"]: row for row in old["budget"]}
    after_budget = {row["unit"]: row for row in new["budget"]}
    for unit, label in BudgetUnit.choices:
        words = {
            "planned": _("Budget, %(unit)s"),
            "committed": _("Committed, %(unit)s"),
            "realised": _("Realised, %(unit)s"),
        }
        for name, what in words.items():
            before, after = (rows.get(unit, {}).get(name, 0) for rows in (before_budget, after_budget))
            found += _moved(unit, what % {"unit": str(label).lower()}, before, after)
    return found


def _moved(kind: str, what: str, before: int, after: int) -> list[Change]:
    if before == after:
        return []
    words = {"before": quantity_words(kind, before), "after": quantity_words(kind, after)}
    return [Change(ChangeKind.AMOUNTS, what, _("Contributions"), **words)]


def blocks(data: Data) -> Sequence[Block]:
    """Return the totals, the hours per party as a chart, each party, and the budget."""
    found: list[Block] = []
    if data["totals"]:
        found += [Paragraph(data["sentence"]), _totals(data), *_chart(data), _parties(data)]
    else:
        found.append(Paragraph(_("Nothing was promised or delivered in %(year)s.") % {"year": data["year"]}))
    if data["budget"]:
        found += [Heading(pgettext("of the deal", "Budget")), _budget(data)]
    return found


def _labels() -> dict[str, str]:
    return {kind: str(label) for kind, label in ContributionKind.choices}


def _totals(data: Data) -> Table:
    rows = [
        [
            _labels()[row["kind"]],
            quantity_words(row["kind"], row["promised"]),
            quantity_words(row["kind"], row["expected"]),
            quantity_words(row["kind"], row["confirmed"]),
            _parties_words(row["waiting_parties"]),
        ]
        for row in data["totals"]
    ]
    header = [_("Kind"), _("Promised"), _("Expected by now"), _("Confirmed"), _("Not confirmed yet")]
    caption = _("All parties together in %(year)s") % {"year": data["year"]}
    return Table(caption, header, rows, numeric=frozenset({1, 2, 3}))


def _parties_words(count: int) -> str:
    if not count:
        return "–"
    return _("of %(count)s parties") % {"count": count} if count > 1 else _("of 1 party")


def _hours(data: Data) -> list[tuple[str, Data]]:
    return [
        (party["name"], line)
        for party in data["parties"]
        for line in party["lines"]
        if line["kind"] == ContributionKind.HOURS
    ]


def _chart(data: Data) -> list[Block]:
    rows = _hours(data)
    if not any(line["promised"] for _name, line in rows):
        return []
    return [
        Chart(
            kind="bars",
            title=_("Hours per party in %(year)s") % {"year": data["year"]},
            description=data["sentence"],
            labels=[name for name, _line in rows],
            series=[
                Series(_("Promised"), [Decimal(line["promised"]) / QUARTERS for _name, line in rows]),
                Series(
                    _("Confirmed"),
                    [
                        None
                        if line["waiting"] and not line["confirmed"]
                        else Decimal(line["confirmed"]) / QUARTERS
                        for _name, line in rows
                    ],
                ),
            ],
            unit=_("hours"),
        )
    ]


def _parties(data: Data) -> Table:
    rows = [
        [
            party["name"],
            _labels()[line["kind"]],
            quantity_words(line["kind"], line["promised"]) if line["promised"] else "–",
            _confirmed(line),
            f"{percent(line['confirmed'], line['promised'])}%"
            if line["promised"] and not line["waiting"]
            else "–",
        ]
        for party in data["parties"]
        for line in party["lines"]
    ]
    header = [_("Party"), _("Kind"), _("Promised"), _("Confirmed"), _("Confirmed (%)")]
    return Table(_("Each party, in the order of the covenant"), header, rows, numeric=frozenset({2, 3, 4}))


def _confirmed(line: Data) -> str:
    if line["waiting"] and not line["confirmed"]:
        return _("not confirmed yet")
    amount = quantity_words(line["kind"], line["confirmed"])
    if line["waiting"]:
        return _("%(amount)s, and more that is not confirmed yet") % {"amount": amount}
    return amount


def _budget(data: Data) -> Table:
    labels = dict(BudgetUnit.choices)
    rows = [
        [
            str(labels[row["unit"]]),
            *(quantity_words(row["unit"], row[name]) for name in ("planned", "committed", "realised")),
            quantity_words(row["unit"], row["planned"] - row["realised"]),
        ]
        for row in data["budget"]
    ]
    header = [
        _("Unit"),
        pgettext("of the deal", "Budget"),
        _("Committed"),
        _("Realised"),
        pgettext("budget", "Left"),
    ]
    return Table(_("Budget of all phases"), header, rows, numeric=frozenset({1, 2, 3, 4}))


SECTION = Section("contributions", gettext_lazy("Contributions and budget"), 90, collect, blocks, changes)
