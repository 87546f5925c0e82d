"""What a deal owes, for tests."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from governance.enums import BodyKind, DutyKind, DutyPattern, RhythmKind
from governance.models import Duty, DutyOccurrence, DutyStep, PartyRhythm
from tests.factories.governance import BodyFactory, CityDealFactory, PartyFactory


class DutyFactory(DjangoModelFactory[Duty]):
    """Something to do every four weeks, by the deal itself."""

    class Meta:
        model = Duty

    deal = factory.SubFactory(CityDealFactory)
    kind = DutyKind.TASK
    pattern = DutyPattern.EVERY_WEEKS
    name = factory.Sequence(lambda n: f"Verplichting {n}")
    number = factory.LazyAttribute(lambda o: 4 if o.pattern == DutyPattern.EVERY_WEEKS else None)
    start = date(2026, 1, 5)


class DecemberDutyFactory(DutyFactory):
    """The yearly meeting of an executives' network."""

    kind = DutyKind.MEETING
    pattern = DutyPattern.DECEMBER_WEEK
    body = factory.SubFactory(
        BodyFactory, kind=BodyKind.EXECUTIVES_NETWORK, deal=factory.SelfAttribute("..deal")
    )


class ReportDutyFactory(DutyFactory):
    """Two reports a year."""

    kind = DutyKind.REPORT
    pattern = DutyPattern.HALF_YEARLY


class DutyStepFactory(DjangoModelFactory[DutyStep]):
    class Meta:
        model = DutyStep

    duty = factory.SubFactory(DutyFactory)
    kind = "soon"
    days = 7


class DutyOccurrenceFactory(DjangoModelFactory[DutyOccurrence]):
    class Meta:
        model = DutyOccurrence

    duty = factory.SubFactory(DutyFactory)
    key = factory.Sequence(lambda n: f"los-{n}")
    opens = date(2026, 12, 1)
    due = date(2026, 12, 7)


class PartyRhythmFactory(DjangoModelFactory[PartyRhythm]):
    """The day on which a college meets: Tuesday."""

    class Meta:
        model = PartyRhythm

    party = factory.SubFactory(PartyFactory)
    kind = RhythmKind.COLLEGE
    weekday = 1
