"""Meetings and invitations, for tests."""

from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from citydeal.enums import Access
from governance.enums import MeetingState
from governance.models import Invitation, Meeting, MeetingStatus
from tests.factories.governance import BodyFactory, PersonFactory


class MeetingFactory(DjangoModelFactory[Meeting]):
    """A meeting of two hours that begins in thirty days at this hour; ``days``: in so many days."""

    class Meta:
        model = Meeting
        skip_postgeneration_save = True

    body = factory.SubFactory(BodyFactory)
    title = "Vergadering"
    starts_at = factory.LazyAttribute(lambda o: timezone.now() + timedelta(days=o.days))
    ends_at = factory.LazyAttribute(lambda o: o.starts_at + timedelta(hours=2))
    access = Access.BODY
    state = MeetingState.DRAFT

    class Params:
        days = 30

    @factory.post_generation
    def status(self, create, extracted, **kwargs):
        MeetingStatus.objects.create(meeting=self, state=self.state)


class InvitationFactory(DjangoModelFactory[Invitation]):
    class Meta:
        model = Invitation

    meeting = factory.SubFactory(MeetingFactory, state=MeetingState.CONVENED)
    person = factory.SubFactory(PersonFactory)
