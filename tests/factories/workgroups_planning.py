"""Milestones and what phases owe, for tests."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from tests.factories.deal_text import PhaseFactory
from tests.factories.governance import CityDealFactory
from workgroups.enums import MilestoneState, Precision
from workgroups.models import Milestone, MilestoneMove, PhaseGate


class MilestoneFactory(DjangoModelFactory[Milestone]):
    """A milestone in a month; reached on its last day where the state says so."""

    class Meta:
        model = Milestone

    deal = factory.SubFactory(CityDealFactory)
    title = factory.Sequence(lambda n: f"Mijlpaal {n}")
    precision = Precision.MONTH
    planned_start = date(2026, 10, 1)
    planned_end = date(2026, 10, 31)
    state = MilestoneState.OPEN
    actual_on = factory.LazyAttribute(lambda o: o.planned_end if o.state == MilestoneState.REACHED else None)


class MilestoneMoveFactory(DjangoModelFactory[MilestoneMove]):
    """That a milestone was moved from June."""

    class Meta:
        model = MilestoneMove

    milestone = factory.SubFactory(MilestoneFactory)
    state = MilestoneState.OPEN
    precision_before = Precision.MONTH
    planned_start_before = date(2026, 6, 1)
    planned_end_before = date(2026, 6, 30)
    reason = "Te weinig mensen."


class PhaseGateFactory(DjangoModelFactory[PhaseGate]):
    class Meta:
        model = PhaseGate

    phase = factory.SubFactory(PhaseFactory)
    number = 46
