"""Actions and written rounds for tests."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from governance.enums import DecisionSubject, RoundState
from governance.models import ActionItem, ActionNote, RoundPaper, RoundVoice, WrittenRound
from governance.selectors.requests_links import hash_of
from governance.services.rounds_mail import token_of
from tests.factories.deal_text import StoredFileFactory
from tests.factories.governance import BodyFactory, MembershipFactory


class ActionItemFactory(DjangoModelFactory[ActionItem]):
    """An action of the project organisation, due in a month."""

    class Meta:
        model = ActionItem

    body = factory.SubFactory(BodyFactory)
    text = factory.Sequence(lambda n: f"Zoek een tweede testplek {n}")
    due_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=30))


class ActionNoteFactory(DjangoModelFactory[ActionNote]):
    class Meta:
        model = ActionNote

    action = factory.SubFactory(ActionItemFactory)
    text = "Twee gemeenten zijn gevraagd."


class WrittenRoundFactory(DjangoModelFactory[WrittenRound]):
    """A round in preparation, to be answered within two weeks."""

    class Meta:
        model = WrittenRound

    body = factory.SubFactory(BodyFactory)
    title = "Een tweede testplek"
    proposal = "Wij stellen voor dat Hoogerland de tweede testplek wordt."
    subject = DecisionSubject.CONTENT
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=14))


class RoundVoiceFactory(DjangoModelFactory[RoundVoice]):
    """A voter in an open round, with a link."""

    class Meta:
        model = RoundVoice

    round = factory.SubFactory(
        WrittenRoundFactory, state=RoundState.OPEN, opened_at=factory.LazyFunction(timezone.now)
    )
    membership = factory.SubFactory(MembershipFactory, body=factory.SelfAttribute("..round.body"))
    person = factory.SelfAttribute("membership.person")

    @factory.lazy_attribute
    def token_hash(self) -> str:
        voice = RoundVoice(round=self.round, person=self.person)
        return hash_of(token_of(voice))


class RoundPaperFactory(DjangoModelFactory[RoundPaper]):
    class Meta:
        model = RoundPaper

    round = factory.SubFactory(WrittenRoundFactory)
    file = factory.SubFactory(StoredFileFactory)
    title = "Plan van aanpak"
