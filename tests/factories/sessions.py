"""Meetings that were held, their items and who was there, for tests."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from citydeal.enums import Access
from governance.enums import AgreementState, MeetingState, Presence
from governance.models import (
    AgendaItem,
    EligibleVoter,
    Invitation,
    Meeting,
    MeetingRemark,
    PartyAgreement,
    VoteEvent,
    WayOfWorking,
)
from tests.factories.governance import BodyFactory, DecisionFactory, PartyFactory, PersonFactory


class HeldMeetingFactory(DjangoModelFactory[Meeting]):
    """A meeting of yesterday, in session, for who takes part in the deal."""

    class Meta:
        model = Meeting

    body = factory.SubFactory(BodyFactory)
    title = "Stuurgroep"
    starts_at = factory.LazyFunction(
        lambda: (timezone.localtime() - timedelta(days=1)).replace(hour=14, minute=0, second=0, microsecond=0)
    )
    ends_at = factory.LazyAttribute(lambda made: made.starts_at + timedelta(hours=2))
    state = MeetingState.IN_SESSION
    access = Access.DEAL


class HeldItemFactory(DjangoModelFactory[AgendaItem]):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(HeldMeetingFactory)
    title = factory.Sequence(lambda n: f"Testplan {n}")
    order = factory.Sequence(lambda n: n % 30000)
    minutes = 30


class AttendeeFactory(DjangoModelFactory[Invitation]):
    """Somebody with a vote who was there from begin to end."""

    class Meta:
        model = Invitation

    meeting = factory.SubFactory(HeldMeetingFactory)
    person = factory.SubFactory(PersonFactory)
    presence = Presence.PRESENT


class WayOfWorkingFactory(DjangoModelFactory[WayOfWorking]):
    class Meta:
        model = WayOfWorking

    body = factory.SubFactory(BodyFactory)


class VoteEventFactory(DjangoModelFactory[VoteEvent]):
    """A vote by name that is open."""

    class Meta:
        model = VoteEvent

    item = factory.SubFactory(HeldItemFactory)
    question = "Gaat de test door?"
    by_name = True


class EligibleVoterFactory(DjangoModelFactory[EligibleVoter]):
    class Meta:
        model = EligibleVoter

    event = factory.SubFactory(VoteEventFactory)
    person = factory.SubFactory(PersonFactory)
    voter = factory.SelfAttribute("person")


class PartyAgreementFactory(DjangoModelFactory[PartyAgreement]):
    class Meta:
        model = PartyAgreement

    decision = factory.SubFactory(DecisionFactory, asks_parties=True)
    party = factory.SubFactory(PartyFactory, deal=factory.SelfAttribute("..decision.body.deal"))
    state = AgreementState.UNKNOWN


class MeetingRemarkFactory(DjangoModelFactory[MeetingRemark]):
    class Meta:
        model = MeetingRemark

    meeting = factory.SubFactory(HeldMeetingFactory, state=MeetingState.MINUTES)
    person = factory.SubFactory(PersonFactory)
    text = "Ik heb dit anders gezegd."
