"""Reporting: the register of risks."""

from __future__ import annotations

from typing import Any

from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent
from tests.factories.reporting_risks import RiskFactory, RiskUpdateFactory

SECRETARY = "project_secretary"


def risk(cast: Cast, **fields: Any) -> list[Any]:
    found = {"title": f"Te weinig mensen voor {LONG_NAME}", "owner": cast.people["chair"], **fields}
    made = RiskFactory(deal=cast.deal, text="Oorzaak.", measure="Werven.", **found)
    RiskUpdateFactory(risk=made)
    return [cast.deal.slug, made.pk]


def closed(cast: Cast) -> list[Any]:
    return risk(cast, state="closed")


def fill(visit: Visit) -> None:
    for level in ("low", "medium", "high"):
        RiskFactory(deal=visit.cast.deal, title=f"{level} {LONG_NAME}", chance=level, effect=level)
    risk(visit.cast, kind="issue", chance="")


def of_deal(cast: Cast) -> list[Any]:
    return [cast.deal.slug]


page("risks", "reporting:risk_list", SECRETARY, of_deal, before=fill)
page("risks-empty", "reporting:risk_list", "member", of_deal)
page("risks-filter", "reporting:risk_list", "member", of_deal, before=fill, query="?stand=gesloten")
page("risk", "reporting:risk_detail", SECRETARY, risk)
page("risk-closed", "reporting:risk_detail", SECRETARY, closed)
create = page("risk-create", "reporting:risk_create", SECRETARY, of_deal)
sent("risk-create-wrong", "reporting:risk_create", create, "Opslaan", {"title": "Brand"})
page("risk-edit", "reporting:risk_edit", SECRETARY, risk)
update = page("risk-update", "reporting:risk_update", SECRETARY, risk)
sent("risk-update-wrong", "reporting:risk_update", update, "Opslaan")
page("risk-close", "reporting:risk_close", SECRETARY, risk)
page("risk-reopen", "reporting:risk_reopen", SECRETARY, closed)
