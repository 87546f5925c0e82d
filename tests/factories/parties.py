"""Records of what happens to parties, for tests."""

from __future__ import annotations

from datetime import date

import factory
from factory.django import DjangoModelFactory

from governance.enums import PartyEventKind, SuccessionKind
from governance.models import PartyEvent, PartySuccession
from tests.factories.governance import CityDealFactory, PartyFactory


class PartyEventFactory(DjangoModelFactory[PartyEvent]):
    """The signing of an extension: an event that gives no state."""

    class Meta:
        model = PartyEvent

    party = factory.SubFactory(PartyFactory)
    kind = PartyEventKind.EXTENSION
    date = date(2024, 1, 1)


class PartySuccessionFactory(DjangoModelFactory[PartySuccession]):
    """A succession without what it did: one party before and one after, in the deal."""

    class Meta:
        model = PartySuccession
        skip_postgeneration_save = True

    deal = factory.SubFactory(CityDealFactory)
    kind = SuccessionKind.MERGER
    date = date(2024, 1, 1)

    @factory.post_generation
    def parties(self, create, extracted, **kwargs):
        self.before.add(PartyFactory(deal=self.deal, state="withdrawn"))
        self.after.add(PartyFactory(deal=self.deal))
