"""The section about risks and issues: what is open, how heavy it is, and what became of it in the period."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from governance.models import CityDeal
from reporting.enums import RiskState
from reporting.models import Risk, RiskUpdate
from reporting.rules.changes import Change, States, item_changes
from reporting.rules.document import Block, Paragraph, Status, Table
from reporting.rules.risks import Weight, points, weight
from reporting.selectors.risks import WEIGHT_LABELS
from reporting.selectors.sections.base import Data, Period, Section
from reporting.selectors.sections.common import iso, open_bodies, said

_KINDS: dict[Weight, Literal["neutral", "warning", "danger"]] = {
    Weight.LIGHT: "neutral",
    Weight.FAIR: "warning",
    Weight.HEAVY: "danger",
}
STATES = States(done=frozenset({RiskState.CLOSED.value}), dropped=frozenset())


def collect(deal: CityDeal, period: Period) -> Data:
    """Return the risks that were noted by the day, the heaviest first. One query.

    What belongs to a body that not everybody in the deal reads stays out, and so do names of persons.
    """
    last = RiskUpdate.objects.filter(risk=OuterRef("pk"), on__lte=period.on).order_by("-on", "-pk")
    read = Q(group__isnull=True) | open_bodies("group__body")
    found = Risk.objects.filter(read, deal=deal, noted_on__lte=period.on).annotate(
        **{f"last_{name}": Subquery(last.values(name)[:1]) for name in ("on", "text")}
    )
    rows = [_row(risk) for risk in found.select_related("group__body").order_by("pk")]
    rows.sort(key=lambda row: (-row["points"], row["id"]))
    return {"since": iso(period.start), "risks": rows}


def _row(risk: Any) -> dict[str, Any]:
    return {
        "id": risk.pk,
        "title": risk.title,
        "kind": risk.kind,
        "chance": risk.chance,
        "effect": risk.effect,
        "points": points(risk.kind, risk.chance, risk.effect),
        "state": risk.state,
        "measure": risk.measure,
        "part": risk.group.body.name if risk.group else "",
        "last_on": iso(risk.last_on or risk.noted_on),
        "why": risk.last_text or "",
    }


def changes(old: Data, new: Data) -> list[Change]:
    """Return which risks are new, closed and opened again."""
    return item_changes(old["risks"], new["risks"], STATES)


def _weight(row: dict[str, Any]) -> Weight:
    return weight(row["kind"], row["chance"], row["effect"])


def blocks(data: Data) -> Sequence[Block]:
    """Return a sentence and a table of what is open, and what was closed in the period."""
    rows = [row for row in data["risks"] if row["state"] == RiskState.OPEN or row["last_on"] >= data["since"]]
    if not rows:
        return [Paragraph(_("There are no open risks, and none was closed in this period."))]
    still = [row for row in rows if row["state"] == RiskState.OPEN]
    heavy = sum(_weight(row) is Weight.HEAVY for row in still)
    words = ngettext("%(count)s risk is open", "%(count)s risks are open", len(still))
    sentence = _("%(open)s, of which %(heavy)s heavy.") % {
        "open": words % {"count": len(still)},
        "heavy": heavy,
    }
    return [Paragraph(sentence, "lead"), _table(rows)]


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    return Table(
        _("Risks and issues, the heaviest first"),
        [_("Risk"), _("How heavy"), _("What we do"), _("Last update")],
        [
            [
                f"{row['title']} ({row['part']})" if row["part"] else row["title"],
                _status(row),
                row["measure"] or _("Nothing agreed yet"),
                f"{said(row['last_on'])}: {row['why']}" if row["why"] else said(row["last_on"]),
            ]
            for row in rows
        ],
    )


def _status(row: dict[str, Any]) -> Status:
    if row["state"] == RiskState.CLOSED:
        return Status("neutral", _("Closed risk"))
    found = _weight(row)
    return Status(_KINDS[found], str(WEIGHT_LABELS[found]))


SECTION = Section("risks", gettext_lazy("Risks and issues"), 95, collect, blocks, changes)
