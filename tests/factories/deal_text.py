"""Records of the covenant for tests; each in a deal of its own unless told otherwise."""

from __future__ import annotations

from datetime import date

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from citydeal.models import StoredFile
from governance.models import (
    Challenge,
    CovenantArticle,
    DealDocument,
    DealExtension,
    Phase,
    SetupVersion,
)
from tests.factories.governance import LONG_AGO, CityDealFactory

PDF = b"%PDF-1.7\n%%EOF"


class StoredFileFactory(DjangoModelFactory[StoredFile]):
    class Meta:
        model = StoredFile

    name = "Dealtekst.pdf"
    size = len(PDF)
    sha256 = "0" * 64
    content_type = "application/pdf"
    content = factory.LazyFunction(lambda: ContentFile(PDF, "x"))


class CovenantArticleFactory(DjangoModelFactory[CovenantArticle]):
    class Meta:
        model = CovenantArticle

    deal = factory.SubFactory(CityDealFactory)
    number = factory.Sequence(lambda n: f"{n}.1")
    title = "Doel"
    text = "Partijen werken samen."


class ChallengeFactory(DjangoModelFactory[Challenge]):
    class Meta:
        model = Challenge

    deal = factory.SubFactory(CityDealFactory)
    title = factory.Sequence(lambda n: f"Opgave {n}")


class PhaseFactory(DjangoModelFactory[Phase]):
    class Meta:
        model = Phase

    deal = factory.SubFactory(CityDealFactory)
    name = factory.Sequence(lambda n: f"Fase {n}")
    planned_start = LONG_AGO
    planned_end = date(2021, 12, 31)


class SetupVersionFactory(DjangoModelFactory[SetupVersion]):
    class Meta:
        model = SetupVersion

    deal = factory.SubFactory(CityDealFactory)
    number = factory.Sequence(lambda n: n + 1)
    date = LONG_AGO
    text = "Zo werkt de deal."


class DealExtensionFactory(DjangoModelFactory[DealExtension]):
    class Meta:
        model = DealExtension

    deal = factory.SubFactory(CityDealFactory)
    signed_on = date(2021, 6, 1)
    end_before = date(2021, 12, 31)
    end = date(2030, 12, 31)


class DealDocumentFactory(DjangoModelFactory[DealDocument]):
    class Meta:
        model = DealDocument

    deal = factory.SubFactory(CityDealFactory)
    title = "Dealtekst"
    date = LONG_AGO
    file = factory.SubFactory(StoredFileFactory)
