"""Instruments and what belongs to them, for tests."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from tests.factories.deal_text import StoredFileFactory
from tests.factories.governance import CityDealFactory, PartyFactory
from workgroups.enums import InstrumentState, Involvement, SharingKind
from workgroups.models import (
    Instrument,
    InstrumentInvolvement,
    InstrumentSharing,
    InstrumentStatus,
    InstrumentUse,
    InstrumentVersion,
    VersionAttachment,
)

MADE = date(2026, 3, 1)


class InstrumentStatusFactory(DjangoModelFactory[InstrumentStatus]):
    class Meta:
        model = InstrumentStatus

    state = InstrumentState.IDEA
    on = date(2026, 1, 1)


class InstrumentFactory(DjangoModelFactory[Instrument]):
    class Meta:
        model = Instrument
        skip_postgeneration_save = True

    deal = factory.SubFactory(CityDealFactory)
    slug = factory.Sequence(lambda n: f"gesprekskaart-{n}")
    title = factory.Sequence(lambda n: f"Gesprekskaart {n}")
    text = "Een kaart voor het eerste gesprek."
    status = factory.RelatedFactory(
        InstrumentStatusFactory, "instrument", state=factory.SelfAttribute("instrument.state")
    )


class InstrumentVersionFactory(DjangoModelFactory[InstrumentVersion]):
    class Meta:
        model = InstrumentVersion

    instrument = factory.SubFactory(InstrumentFactory)
    number = factory.Sequence(lambda n: f"{n}.0")
    text = "Kortere tekst."
    order = factory.Sequence(lambda n: n % 30000 + 1)
    made_on = MADE


class VersionAttachmentFactory(DjangoModelFactory[VersionAttachment]):
    class Meta:
        model = VersionAttachment

    version = factory.SubFactory(InstrumentVersionFactory)
    title = "De kaart"
    file = factory.SubFactory(StoredFileFactory)


class InstrumentUseFactory(DjangoModelFactory[InstrumentUse]):
    class Meta:
        model = InstrumentUse

    version = factory.SubFactory(InstrumentVersionFactory)
    party = factory.SubFactory(PartyFactory, deal=factory.SelfAttribute("..version.instrument.deal"))
    where = "Wijkteam"
    start = date(2026, 4, 1)


class InstrumentInvolvementFactory(DjangoModelFactory[InstrumentInvolvement]):
    class Meta:
        model = InstrumentInvolvement

    instrument = factory.SubFactory(InstrumentFactory)
    party = factory.SubFactory(PartyFactory, deal=factory.SelfAttribute("..instrument.deal"))
    kind = Involvement.DEVELOPMENT
    start = date(2026, 1, 1)


class InstrumentSharingFactory(DjangoModelFactory[InstrumentSharing]):
    class Meta:
        model = InstrumentSharing

    instrument = factory.SubFactory(InstrumentFactory)
    kind = SharingKind.TRAINING
    title = "Training voor wijkteams"
    on = date(2026, 5, 1)
