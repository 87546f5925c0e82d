"""Records of working groups at work, for tests: leads, goals, steps and updates."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from tests.factories.governance import LONG_AGO, PersonFactory
from tests.factories.workgroups import WorkingGroupFactory
from workgroups.enums import Judgement, LeadRole
from workgroups.models import GroupGoal, GroupLead, GroupUpdate, Step, StepTemplate


class GroupLeadFactory(DjangoModelFactory[GroupLead]):
    class Meta:
        model = GroupLead

    group = factory.SubFactory(WorkingGroupFactory)
    person = factory.SubFactory(PersonFactory)
    role = LeadRole.LEAD
    start = LONG_AGO


class GroupGoalFactory(DjangoModelFactory[GroupGoal]):
    class Meta:
        model = GroupGoal

    group = factory.SubFactory(WorkingGroupFactory)
    text = factory.Sequence(lambda n: f"Doel {n}")


class StepFactory(DjangoModelFactory[Step]):
    class Meta:
        model = Step

    group = factory.SubFactory(WorkingGroupFactory)
    title = factory.Sequence(lambda n: f"Stap {n}")
    order = factory.Sequence(lambda n: n)
    planned_start = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=30))
    planned_end = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))


class BusyStepFactory(StepFactory):
    state = "busy"
    actual_start = factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=20))


class StepTemplateFactory(DjangoModelFactory[StepTemplate]):
    class Meta:
        model = StepTemplate

    deal = factory.SubFactory("tests.factories.governance.CityDealFactory")
    title = factory.Sequence(lambda n: f"Sjabloonstap {n}")
    order = factory.Sequence(lambda n: n)


class GroupUpdateFactory(DjangoModelFactory[GroupUpdate]):
    class Meta:
        model = GroupUpdate

    group = factory.SubFactory(WorkingGroupFactory)
    on = factory.LazyFunction(timezone.localdate)
    now = "We testen met 2 gemeenten."
    judgement = Judgement.ON_COURSE
