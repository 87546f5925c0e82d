"""Field tests, front-runner municipalities and design teams, for tests."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from governance.enums import BodyKind, OrganizationKind
from tests.factories.governance import BodyFactory, PartyFactory
from tests.factories.workgroups_assessment import DesignPrincipleFactory
from tests.factories.workgroups_instruments import InstrumentFactory, InstrumentVersionFactory
from workgroups.enums import InstrumentState, TestState
from workgroups.models import (
    DesignTeam,
    FieldTest,
    FieldTestStatus,
    FrontRunner,
    TeamBudgetLine,
)

BEGAN, ENDED = date(2026, 2, 2), date(2026, 6, 30)


class FieldTestStatusFactory(DjangoModelFactory[FieldTestStatus]):
    class Meta:
        model = FieldTestStatus

    state = TestState.PLANNED
    on = date(2026, 1, 5)


class FieldTestFactory(DjangoModelFactory[FieldTest]):
    """A test in any state, by a party; with ``alliance`` and ``party=None`` by an alliance."""

    class Meta:
        model = FieldTest
        skip_postgeneration_save = True

    version = factory.SubFactory(
        InstrumentVersionFactory, instrument__state=InstrumentState.IN_TEST, made_on=date(2026, 1, 2)
    )
    party = factory.SubFactory(PartyFactory, deal=factory.SelfAttribute("..version.instrument.deal"))
    state = TestState.PLANNED
    planned_start = BEGAN
    planned_end = ENDED
    actual_start = factory.LazyAttribute(lambda o: None if o.state == TestState.PLANNED else BEGAN)
    actual_end = factory.LazyAttribute(
        lambda o: ENDED if o.state in (TestState.DONE, TestState.STOPPED) else None
    )
    status = factory.RelatedFactory(
        FieldTestStatusFactory, "test", state=factory.SelfAttribute("test.state"), on=BEGAN
    )


class MunicipalityFactory(PartyFactory):
    organization__kind = OrganizationKind.MUNICIPALITY
    organization__name = factory.Sequence(lambda n: f"Gemeente Kopstad {n}")


class FrontRunnerFactory(DjangoModelFactory[FrontRunner]):
    class Meta:
        model = FrontRunner

    party = factory.SubFactory(MunicipalityFactory)
    start = date(2026, 1, 5)


class ChosenInstrumentFactory(InstrumentFactory):
    state = InstrumentState.CHOSEN


class DesignTeamFactory(DjangoModelFactory[DesignTeam]):
    class Meta:
        model = DesignTeam

    principle = factory.SubFactory(DesignPrincipleFactory)
    body = factory.SubFactory(
        BodyFactory, kind=BodyKind.DESIGN_TEAM, deal=factory.SelfAttribute("..principle.deal")
    )


class TeamBudgetLineFactory(DjangoModelFactory[TeamBudgetLine]):
    class Meta:
        model = TeamBudgetLine

    team = factory.SubFactory(DesignTeamFactory)
    title = "Vormgever"
    amount = 2500
    hours = 40
