"""Principles, frameworks, candidates and scores for tests."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from tests.factories.governance import CityDealFactory, PersonFactory
from tests.factories.workgroups_instruments import InstrumentFactory
from workgroups.enums import DeskResearch, FrameworkState, InstrumentState
from workgroups.models import (
    Assessment,
    Candidate,
    Criterion,
    DesignPrinciple,
    FrameworkAssessor,
    FrameworkVersion,
    Score,
)

OPENED = date(2026, 2, 2)


class DesignPrincipleFactory(DjangoModelFactory[DesignPrinciple]):
    class Meta:
        model = DesignPrinciple

    deal = factory.SubFactory(CityDealFactory)
    title = factory.Sequence(lambda n: f"Principe {n}")
    order = factory.Sequence(lambda n: n % 30000)


class FrameworkVersionFactory(DjangoModelFactory[FrameworkVersion]):
    class Meta:
        model = FrameworkVersion

    deal = factory.SubFactory(CityDealFactory)
    number = factory.Sequence(lambda n: n % 30000 + 1)
    state = FrameworkState.OPEN
    opened_on = OPENED


class CriterionFactory(DjangoModelFactory[Criterion]):
    class Meta:
        model = Criterion

    framework = factory.SubFactory(FrameworkVersionFactory)
    title = factory.Sequence(lambda n: f"Criterium {n}")
    order = factory.Sequence(lambda n: n % 30000)


class FrameworkAssessorFactory(DjangoModelFactory[FrameworkAssessor]):
    class Meta:
        model = FrameworkAssessor

    framework = factory.SubFactory(FrameworkVersionFactory)
    person = factory.SubFactory(PersonFactory)


class CandidateFactory(DjangoModelFactory[Candidate]):
    class Meta:
        model = Candidate

    instrument = factory.SubFactory(InstrumentFactory, state=InstrumentState.LONGLIST)
    listed_on = date(2026, 1, 12)
    research = DeskResearch.UNTESTED
    research_text = "Twee steden maakten zoiets."
    researched_on = date(2026, 1, 20)


class AssessmentFactory(DjangoModelFactory[Assessment]):
    class Meta:
        model = Assessment

    candidate = factory.SubFactory(CandidateFactory)
    assessor = factory.SubFactory(
        FrameworkAssessorFactory, framework__deal=factory.SelfAttribute("...candidate.instrument.deal")
    )


class ScoreFactory(DjangoModelFactory[Score]):
    class Meta:
        model = Score

    assessment = factory.SubFactory(AssessmentFactory)
    criterion = factory.SubFactory(
        CriterionFactory, framework=factory.SelfAttribute("..assessment.assessor.framework")
    )
    value = 4
