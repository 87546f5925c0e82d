"""Records of workgroups for tests."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from governance.enums import BodyKind
from tests.factories.governance import LONG_AGO, BodyFactory, CityDealFactory
from workgroups.models import ProcessQuestion, RegionalAlliance, WorkingGroup


class ProcessQuestionFactory(DjangoModelFactory[ProcessQuestion]):
    class Meta:
        model = ProcessQuestion

    deal = factory.SubFactory(CityDealFactory)
    text = factory.Sequence(lambda n: f"Hoe helpen wij mensen beter met vraag {n}?")
    start = LONG_AGO


class WorkingGroupFactory(DjangoModelFactory[WorkingGroup]):
    class Meta:
        model = WorkingGroup

    question = factory.SubFactory(ProcessQuestionFactory)
    body = factory.SubFactory(
        BodyFactory, kind=BodyKind.WORKING_GROUP, deal=factory.SelfAttribute("..question.deal")
    )


class RegionalAllianceFactory(DjangoModelFactory[RegionalAlliance]):
    class Meta:
        model = RegionalAlliance

    question = factory.SubFactory(ProcessQuestionFactory)
    body = factory.SubFactory(
        BodyFactory, kind=BodyKind.REGIONAL_ALLIANCE, deal=factory.SelfAttribute("..question.deal")
    )
    region = "Drechtsteden"
