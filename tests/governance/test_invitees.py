"""Whom a meeting is for: members, and in an executives' network everybody who signed (rule 5)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from governance.enums import BodyKind, MembershipRole, Office, PartyEventKind
from governance.models import PartyStatus
from governance.selectors.invitees import invitees_of
from governance.services.invitations import invitees
from tests.factories.governance import (
    BodyFactory,
    MembershipFactory,
    PartyFactory,
    PersonFactory,
    PositionFactory,
    SeatFactory,
)
from tests.factories.meetings import MeetingFactory
from tests.factories.parties import PartyEventFactory

pytestmark = pytest.mark.django_db
SIGNED = date(2024, 1, 1)


def names(meeting):
    return {each.person.name for each in invitees(meeting)}


class TestMembers:
    def test_who_sits_there_on_the_day_without_deputies(self, cast):
        meeting = MeetingFactory(body=cast.steering)
        gone = MembershipFactory(
            seat=SeatFactory(body=cast.steering), end=timezone.localdate() + timedelta(days=29)
        )
        coming = MembershipFactory(
            seat=SeatFactory(body=cast.steering), start=timezone.localdate() + timedelta(days=30)
        )
        found = names(meeting)
        assert coming.person.name in found
        assert gone.person.name not in found
        assert cast.people["deputy"].name not in found
        assert cast.people["ended"].name not in found

    def test_two_places_are_one_invitation_with_the_vote_of_either(self, cast):
        person = PersonFactory()
        MembershipFactory(seat=SeatFactory(body=cast.steering), person=person, role=MembershipRole.SECRETARY)
        meeting = MeetingFactory(body=cast.steering)
        (only,) = [each for each in invitees(meeting) if each.person == person]
        assert not only.has_vote
        MembershipFactory(seat=SeatFactory(body=cast.core), person=person)
        meeting.joint_bodies.add(cast.core)
        (only,) = [each for each in invitees(meeting) if each.person == person]
        assert only.has_vote
        meeting.joint_bodies.add(cast.closed)
        MembershipFactory(seat=SeatFactory(body=cast.closed), person=person)
        assert [each.person for each in invitees(meeting)].count(person) == 1


@pytest.fixture
def network(cast):
    body = BodyFactory(deal=cast.deal, kind=BodyKind.EXECUTIVES_NETWORK)
    return MeetingFactory(body=body)


def sign(cast, person=None, kind=PartyEventKind.SIGNING, **fields):
    party = PartyFactory(deal=cast.deal)
    PartyEventFactory(party=party, kind=kind, date=SIGNED, person=person, **fields)
    return party


class TestNetwork:
    @pytest.fixture(autouse=True)
    def _only_who_signs(self, cast):
        PartyStatus.objects.all().delete()

    def test_who_signed_and_who_signed_later(self, cast, network):
        first, later = PersonFactory(), PersonFactory()
        for person, kind in ((first, PartyEventKind.SIGNING), (later, PartyEventKind.LATER_SIGNING)):
            party = sign(cast, person, kind)
            PositionFactory(person=person, organization=party.organization)
        assert names(network) == {first.name, later.name}

    def test_the_successor_in_the_office_follows(self, cast, network):
        signer, heir = PersonFactory(), PersonFactory()
        party = sign(cast, signer)
        where = {"organization": party.organization}
        PositionFactory(person=signer, end=timezone.localdate(), **where)
        PositionFactory(person=heir, start=timezone.localdate(), **where)
        PositionFactory(office=Office.OTHER, **where)
        assert names(network) == {heir.name}

    def test_of_two_aldermen_the_one_with_the_portfolio(self, cast, network):
        signer, heir = PersonFactory(), PersonFactory()
        party = sign(cast, signer)
        where = {"organization": party.organization}
        PositionFactory(person=signer, end=timezone.localdate(), portfolio="Zorg", **where)
        PositionFactory(person=heir, portfolio="Zorg", **where)
        PositionFactory(portfolio="Bouwen", **where)
        assert names(network) == {heir.name}

    def test_where_nobody_is_known_the_party_is_named(self, cast, network):
        signer = PersonFactory()
        unclear = sign(cast, signer)
        PositionFactory(person=signer, organization=unclear.organization, end=timezone.localdate())
        PositionFactory(organization=unclear.organization)
        PositionFactory(organization=unclear.organization)
        on_paper = sign(cast, signatory="W. van Papier")
        found = invitees_of(network)
        assert not found.people
        assert set(found.missing) == {unclear, on_paper}

    def test_the_one_leader_whom_the_party_names_for_another_body_comes(self, cast, network):
        party = sign(cast, signatory="W. van Papier")
        leader = MembershipFactory(seat=SeatFactory(body=cast.steering, party=party))
        official = MembershipFactory(
            seat=SeatFactory(body=cast.steering, party=party), position__office=Office.OFFICIAL
        )
        assert names(network) == {leader.person.name}
        assert official.person.name not in names(network)
        MembershipFactory(seat=SeatFactory(body=cast.core, party=party))
        assert list(invitees_of(network).missing) == [party]

    def test_who_signed_without_a_known_office_still_comes(self, cast, network):
        signer = PersonFactory()
        sign(cast, signer)
        assert names(network) == {signer.name}

    def test_whom_the_party_names_goes_before_who_signed(self, cast, network):
        signer = PersonFactory()
        party = sign(cast, signer)
        PositionFactory(person=signer, organization=party.organization)
        named = MembershipFactory(seat=SeatFactory(body=network.body, party=party))
        assert names(network) == {named.person.name}

    def test_a_withdrawn_party_is_left_out(self, cast, network):
        signer = PersonFactory()
        party = sign(cast, signer)
        member = MembershipFactory(seat=SeatFactory(body=network.body, party=party))
        PartyStatus.objects.create(party=party, state="withdrawn", start=timezone.localdate())
        other = MembershipFactory(seat=SeatFactory(body=network.body, party=None), with_position=False)
        assert names(network) == {other.person.name}
        assert member.person.name not in names(network)

    def test_a_signature_that_was_taken_back_counts_no_more(self, cast, network):
        party = sign(cast, PersonFactory(), taken_back_at=timezone.now())
        assert list(invitees_of(network).missing) == [party]

    def test_the_same_number_of_queries_for_few_and_for_many(self, cast, network, django_assert_num_queries):
        for number in (1, 3):
            for _ in range(number):
                person = PersonFactory()
                PositionFactory(person=person, organization=sign(cast, person).organization)
                MembershipFactory(seat=SeatFactory(body=network.body))
            with django_assert_num_queries(6):
                invitees_of(network)
