"""Risks and what became of them, for tests."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from reporting.enums import RiskKind, RiskLevel, RiskState
from reporting.models import Risk, RiskUpdate
from tests.factories.governance import CityDealFactory


class RiskFactory(DjangoModelFactory[Risk]):
    """An open risk of the deal as a whole, of medium chance and effect."""

    class Meta:
        model = Risk

    deal = factory.SubFactory(CityDealFactory)
    title = factory.Sequence(lambda n: f"Risico {n}")
    kind = RiskKind.RISK
    chance = RiskLevel.MEDIUM
    effect = RiskLevel.MEDIUM
    state = RiskState.OPEN
    noted_on = date(2026, 10, 1)


class RiskUpdateFactory(DjangoModelFactory[RiskUpdate]):
    """How a risk went, judged as the risk is now."""

    class Meta:
        model = RiskUpdate

    risk = factory.SubFactory(RiskFactory)
    on = date(2026, 11, 1)
    text = "Het gaat beter."
    kind = factory.SelfAttribute("risk.kind")
    chance = factory.SelfAttribute("risk.chance")
    effect = factory.SelfAttribute("risk.effect")
    state = factory.SelfAttribute("risk.state")
