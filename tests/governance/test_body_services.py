"""Bodies, seats and members of bodies without seats, with every refusal and its field."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from citydeal.enums import Access
from citydeal.models import User
from governance.enums import BodyKind, SeatStatus
from governance.models import Membership, Seat
from governance.permissions import can_view_body
from governance.services.bodies import add_body, add_member, add_seat, ask_party
from governance.services.memberships import MembershipTerms
from tests.factories.governance import (
    BodyFactory,
    MembershipFactory,
    OrganizationFactory,
    PartyFactory,
    PersonFactory,
    SeatFactory,
    UserFactory,
)
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


class TestBodies:
    def test_a_body(self, cast, secretary):
        fields = {
            "actor": secretary,
            "deal": cast.deal,
            "kind": BodyKind.OTHER,
            "name": "Klankbord",
            "slug": "klankbord",
        }
        body = add_body(**fields, start=DAY, access=Access.BODY)
        assert can_view_body(secretary, body)
        assert not can_view_body(cast.users["member"], body)
        assert refused(add_body, **fields, start=DAY).field == "slug"
        assert refused(add_body, **fields, start=DAY, end=date(2025, 1, 1)).field == "end"

    def test_a_seat_of_a_party_an_organisation_or_nobody(self, cast, secretary):
        fields = {"actor": secretary, "body": cast.steering, "start": DAY}
        party, organization = PartyFactory(deal=cast.deal), OrganizationFactory()
        assert add_seat(**fields, party=party).name == party.organization.name
        assert add_seat(**fields, organization=organization).name == organization.name
        assert add_seat(**fields, label="Projectmanager").name == "Projectmanager"
        assert refused(add_seat, **fields, party=party, organization=organization).field == ""
        assert refused(add_seat, **fields, party=PartyFactory()).field == "party"
        assert refused(add_seat, **fields, label="Zetel", office="keizer").field == "office"

    @pytest.mark.parametrize(
        ("start", "end", "field"),
        [
            (date(2019, 12, 31), None, "start"),
            (DAY, None, "end"),
            (DAY, date(2200, 1, 1), "end"),
            (DAY, date(2025, 1, 1), "end"),
        ],
    )
    def test_a_seat_lies_within_the_days_of_its_body(self, cast, secretary, start, end, field):
        last = timezone.localdate() + timedelta(days=30)
        body = BodyFactory(deal=cast.deal, start=date(2020, 1, 1), end=last)
        fields = {"actor": secretary, "body": body, "label": "Dealmaker"}
        assert refused(add_seat, **fields, start=start, end=end).field == field
        assert add_seat(**fields, start=body.start, end=last).end == last

    def test_a_seat_whose_party_was_asked_waits(self, cast, secretary):
        today = timezone.localdate()
        seat = ask_party(actor=secretary, seat=cast.empty_seat, on=today)
        found = Seat.objects.with_status(today, today + timedelta(days=90)).get(pk=seat.pk)
        assert found.status == SeatStatus.WAITING
        assert seat.history.count() == 2
        of_organization = SeatFactory(body=cast.steering, party=None, organization=OrganizationFactory())
        assert ask_party(actor=secretary, seat=of_organization, on=today).asked_on == today

    def test_a_question_that_cannot_have_been_asked(self, cast, secretary):
        tomorrow = timezone.localdate() + timedelta(days=1)
        for day in (tomorrow, date(2019, 12, 31)):
            error = refused(ask_party, actor=secretary, seat=cast.empty_seat, on=day)
            assert error.field == "asked_on"
        nobodys = SeatFactory(body=cast.steering, party=None)
        refused(ask_party, actor=secretary, seat=nobodys, on=DAY)

    def test_a_member_of_a_body_without_seats(self, cast, secretary):
        body = BodyFactory(deal=cast.deal, access=Access.BODY)
        user = UserFactory()
        fields = {"actor": secretary, "body": body, "position": None}
        person = PersonFactory(user=user)
        add_member(**fields, person=person, terms=MembershipTerms(start=DAY))
        assert can_view_body(User.objects.get(pk=user.pk), body)
        again = refused(add_member, **fields, person=person, terms=MembershipTerms(start=DAY))
        assert again.field == "start"
        add_member(**fields, person=PersonFactory(), terms=MembershipTerms(start=DAY))
        assert Membership.objects.filter(body=body).count() == 2

    def test_a_body_with_seats_takes_members_on_them(self, cast, secretary):
        error = refused(
            add_member,
            actor=secretary,
            body=cast.steering,
            person=PersonFactory(),
            position=None,
            terms=MembershipTerms(start=DAY),
        )
        assert "zetels" in str(error)


def test_a_closed_body_takes_no_seats(cast, secretary):
    closed = BodyFactory(deal=cast.deal, end=timezone.localdate() - timedelta(days=1))
    refused(add_seat, actor=secretary, body=closed, start=DAY, end=closed.end)


def test_a_member_on_a_seat_does_not_stand_in_the_way_of_a_later_term(cast, secretary):
    """The days count, not the rows: an ended role is free again."""
    body = BodyFactory(deal=cast.deal)
    person = PersonFactory()
    MembershipFactory(seat=None, body=body, person=person, position=None, end=DAY - timedelta(days=1))
    add_member(
        actor=secretary,
        body=body,
        person=person,
        position=None,
        terms=MembershipTerms(start=DAY),
    )
    assert Membership.objects.filter(body=body, person=person).count() == 2
