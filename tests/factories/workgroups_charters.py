"""Records of project charters for tests."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from citydeal.enums import Access
from tests.factories.governance import CityDealFactory
from workgroups.enums import BudgetKind, CharterRing, Precision
from workgroups.models import (
    CharterBudgetLine,
    CharterConsultation,
    CharterMember,
    CharterMoment,
    CharterPart,
    CharterVersion,
    ProjectCharter,
)


class ProjectCharterFactory(DjangoModelFactory[ProjectCharter]):
    class Meta:
        model = ProjectCharter

    deal = factory.SubFactory(CityDealFactory)
    title = factory.Sequence(lambda n: f"Opdracht {n}")
    access = Access.DEAL


class CharterVersionFactory(DjangoModelFactory[CharterVersion]):
    """A concept in which everything is filled in that a body asks for."""

    class Meta:
        model = CharterVersion

    charter = factory.SubFactory(ProjectCharterFactory)
    number = 1
    title = factory.SelfAttribute("charter.title")
    principal = "College"
    official_principal = "Directeur samenleving"
    project_leader = "Projectleider samenleving"
    occasion = "De raad wil weten hoe het gaat."
    purpose = "Inzicht geven."
    effects = "Iedereen doet wat nodig is."
    result = "Het resultaat bestaat uit twee delen."
    people_text = "Een kleine groep."
    planning_text = "In twee jaar."
    communication_text = "Zie bijlage."
    budget_text = "In begroting opgenomen."
    quality_text = "Conform eerder doorlopen proces."


class CharterPartFactory(DjangoModelFactory[CharterPart]):
    class Meta:
        model = CharterPart

    version = factory.SubFactory(CharterVersionFactory)
    title = "Deel I"
    text = "Digitale wrap-up"
    start = date(2020, 1, 1)
    end = date(2020, 12, 31)
    precision = Precision.YEAR


class CharterMemberFactory(DjangoModelFactory[CharterMember]):
    class Meta:
        model = CharterMember

    version = factory.SubFactory(CharterVersionFactory)
    ring = CharterRing.CORE
    role = "Communicatie"


class CharterConsultationFactory(DjangoModelFactory[CharterConsultation]):
    class Meta:
        model = CharterConsultation

    version = factory.SubFactory(CharterVersionFactory)
    title = "Kernteamoverleg"


class CharterMomentFactory(DjangoModelFactory[CharterMoment]):
    class Meta:
        model = CharterMoment

    version = factory.SubFactory(CharterVersionFactory)
    title = "Wrap-up gereed"
    start = date(2021, 1, 1)
    end = date(2021, 1, 31)
    precision = Precision.MONTH


class CharterBudgetLineFactory(DjangoModelFactory[CharterBudgetLine]):
    class Meta:
        model = CharterBudgetLine

    version = factory.SubFactory(CharterVersionFactory)
    title = "Eenmalige kosten"
    kind = BudgetKind.ONE_OFF
    amount = Decimal(10000)
    year_from = 2020
    year_to = 2020
