"""Seats: whose they are, their days, who ends with them; one chair; who may sit in a quality team."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from governance.enums import BodyKind, MembershipRole, Office, PartyState
from governance.models import Membership, PartyStatus
from governance.services.bodies import add_member, add_seat
from governance.services.memberships import (
    MembershipTerms,
    change_membership,
    end_membership,
    name_member,
    restore_membership,
)
from governance.services.requests import ask_for_seat
from governance.services.seats import SeatDetails, change_seat, end_seat
from tests.factories.governance import (
    BodyFactory,
    MembershipFactory,
    OrganizationFactory,
    PartyContactFactory,
    PartyFactory,
    PersonFactory,
    PositionFactory,
    SeatFactory,
)
from tests.governance.refusals import refused

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


def details(seat, **more):
    names = ("start", "end", "party", "organization", "label", "office", "is_office_bound", "order")
    return SeatDetails(**({name: getattr(seat, name) for name in names} | more))


class TestChange:
    def change(self, actor, seat, **more):
        return {
            "actor": actor,
            "seat": seat,
            "details": details(seat, **more),
            "history_id": latest_history_id(seat),
        }

    def test_owner_office_and_place(self, cast, secretary):
        cast.empty_seat.asked_on = DAY
        cast.empty_seat.save()
        new = PartyFactory(deal=cast.deal)
        fields = {"party": new, "office": Office.MAYOR, "is_office_bound": False, "order": 7}
        seat = change_seat(**self.change(secretary, cast.empty_seat, **fields))
        assert (seat.party, seat.office, seat.is_office_bound, seat.order) == (new, "mayor", False, 7)
        assert seat.asked_on is None

    def test_of_nobody_it_needs_a_name(self, cast, secretary):
        assert refused(change_seat, **self.change(secretary, cast.empty_seat, party=None)).field == "label"
        assert refused(add_seat, actor=secretary, body=cast.steering, start=DAY).field == "label"

    def test_who_cannot_own_it(self, cast, secretary):
        other = PartyFactory()
        assert refused(change_seat, **self.change(secretary, cast.empty_seat, party=other)).field == "party"
        both = {"organization": OrganizationFactory()}
        refused(change_seat, **self.change(secretary, cast.empty_seat, **both))

    def test_its_days_leave_nobody_out(self, cast, secretary):
        tomorrow = timezone.localdate() + timedelta(days=1)
        error = refused(change_seat, **self.change(secretary, cast.ministry_seat, end=tomorrow))
        assert error.field == "end"
        assert str(cast.ministry_member.person) in str(error)
        error = refused(change_seat, **self.change(secretary, cast.ministry_seat, start=DAY))
        assert error.field == "start"

    def test_an_end_after_who_sits_there_is_fine(self, cast, secretary):
        tomorrow = timezone.localdate() + timedelta(days=1)
        cast.ministry_member.end = tomorrow
        cast.ministry_member.save()
        seat = change_seat(**self.change(secretary, cast.ministry_seat, end=tomorrow))
        assert seat.end == tomorrow

    def test_the_old_owner_is_asked_nothing_any_more(self, cast, secretary):
        PartyContactFactory(party=cast.empty_seat.party)
        question = ask_for_seat(actor=secretary, seat=cast.empty_seat)
        cast.empty_seat.refresh_from_db()
        change_seat(**self.change(secretary, cast.empty_seat, order=3))
        question.refresh_from_db()
        assert question.is_open
        change_seat(**self.change(secretary, cast.empty_seat, party=cast.ministry))
        question.refresh_from_db()
        assert question.withdrawn_at

    def test_who_comes_second_sees_that(self, cast, secretary):
        second = self.change(secretary, cast.empty_seat, order=2)
        change_seat(**self.change(secretary, cast.empty_seat, order=1))
        assert isinstance(refused(change_seat, **second), StaleError)


class TestEnd:
    def end(self, actor, seat, day):
        history_id = latest_history_id(seat)
        return {"actor": actor, "seat": seat, "last_day": day, "reason": "Weg", "history_id": history_id}

    def test_who_sits_on_it_ends_with_it(self, cast, secretary):
        end_seat(**self.end(secretary, cast.ministry_seat, DAY))
        cast.ministry_member.refresh_from_db()
        cast.ministry_seat.refresh_from_db()
        assert cast.ministry_member.end == cast.ministry_seat.end == DAY
        again = change_seat(
            actor=secretary,
            seat=cast.ministry_seat,
            details=details(cast.ministry_seat, end=None),
            history_id=latest_history_id(cast.ministry_seat),
        )
        assert again.end is None

    def test_a_day_before_it_was_there(self, cast, secretary):
        assert refused(end_seat, **self.end(secretary, cast.empty_seat, date(2019, 1, 1))).field == "end"

    def test_a_member_may_not(self, cast):
        refused(end_seat, **self.end(cast.users["member"], cast.empty_seat, DAY))


class TestRestore:
    def test_an_end_is_taken_back(self, cast, secretary):
        ended = MembershipFactory(seat=cast.empty_seat, end=DAY)
        restored = restore_membership(actor=secretary, membership=ended, reason="Vergissing")
        assert restored.end is None
        assert restored.history.first().history_change_reason == "Vergissing"
        refused(restore_membership, actor=secretary, membership=restored)

    def test_not_where_somebody_took_over(self, cast, secretary):
        ended = MembershipFactory(seat=cast.empty_seat, end=DAY)
        MembershipFactory(seat=cast.empty_seat, start=DAY + timedelta(days=1))
        assert refused(restore_membership, actor=secretary, membership=ended).field == "start"


class TestOneChair:
    def test_a_second_one_is_refused_at_the_role(self, cast, secretary):
        terms = MembershipTerms(start=DAY, role=MembershipRole.CHAIR)
        fields = {"actor": secretary, "seat": cast.empty_seat, "position": None, "terms": terms}
        error = refused(name_member, **fields, person=PersonFactory())
        assert error.field == "role"
        assert str(cast.people["chair"]) in str(error)

    def test_also_for_who_changes_role(self, cast, secretary):
        member = cast.ministry_member
        terms = MembershipTerms(start=member.start, role=MembershipRole.CHAIR)
        history_id = latest_history_id(member)
        error = refused(
            change_membership, actor=secretary, membership=member, terms=terms, history_id=history_id
        )
        assert error.field == "role"

    def test_one_after_the_other_and_a_deputy_beside_it(self, cast, secretary):
        body = BodyFactory(deal=cast.deal)
        MembershipFactory(seat=SeatFactory(body=body), role=MembershipRole.CHAIR, end=DAY)
        seat = SeatFactory(body=body)
        fields = {"actor": secretary, "seat": seat, "position": None}
        next_one = MembershipTerms(start=DAY + timedelta(days=1), role=MembershipRole.CHAIR)
        name_member(**fields, person=PersonFactory(), terms=next_one)
        deputy = MembershipTerms(start=DAY, role=MembershipRole.CHAIR, is_deputy=True)
        name_member(**fields, person=PersonFactory(), terms=deputy)

    def test_the_database_refuses_it_too(self, cast):
        with pytest.raises(IntegrityError, match="membership_one_chair"), transaction.atomic():
            MembershipFactory(seat=cast.empty_seat, role=MembershipRole.CHAIR)


class TestQualityTeam:
    """Rule 17: refused for who is new or stays longer; who sits there already is a finding."""

    @pytest.fixture
    def team(self, cast):
        return BodyFactory(deal=cast.deal, kind=BodyKind.QUALITY_TEAM)

    def withdrawn(self, cast, since):
        party = PartyFactory(deal=cast.deal)
        PartyStatus.objects.create(party=party, state=PartyState.WITHDRAWN, start=since)
        return party

    def name(self, secretary, seat, start):
        return {
            "actor": secretary,
            "seat": seat,
            "person": PersonFactory(),
            "position": None,
            "terms": MembershipTerms(start=start),
        }

    def test_a_new_member_of_who_is_no_party(self, cast, secretary, team):
        seat = SeatFactory(body=team, party=self.withdrawn(cast, DAY))
        error = refused(name_member, **self.name(secretary, seat, DAY))
        assert error.field == "start"
        assert "regel 17" in str(error)
        name_member(**self.name(secretary, seat, DAY - timedelta(days=1)))

    def test_who_sits_there_may_leave_but_not_stay_longer(self, cast, secretary, team):
        seat = SeatFactory(body=team, party=self.withdrawn(cast, DAY))
        member = MembershipFactory(seat=seat)
        end = {"actor": secretary, "membership": member, "reason": ""}
        ended = end_membership(**end, last_day=DAY + timedelta(days=30), history_id=latest_history_id(member))
        longer = refused(
            end_membership,
            **end,
            last_day=DAY + timedelta(days=31),
            history_id=latest_history_id(member),
        )
        assert longer.field == "end"
        assert refused(restore_membership, actor=secretary, membership=ended).field == "end"

    def test_nor_get_a_longer_term(self, cast, secretary, team):
        party = self.withdrawn(cast, DAY)
        member = MembershipFactory(
            seat=SeatFactory(body=team, party=party), term_end=DAY + timedelta(days=30)
        )

        def term(term_end, **more):
            terms = MembershipTerms(start=member.start, term_end=term_end, **more)
            given = {"actor": secretary, "membership": member, "terms": terms}
            return given | {"history_id": latest_history_id(member)}

        change_membership(**term(DAY + timedelta(days=30), role=MembershipRole.SECRETARY))
        change_membership(**term(DAY + timedelta(days=20)))
        for longer in (DAY + timedelta(days=21), None):
            error = refused(change_membership, **term(longer))
            assert (error.field, "regel 17" in str(error)) == ("term_end", True)
        of_a_party = MembershipFactory(seat=SeatFactory(body=team), term_end=DAY)
        member = of_a_party
        change_membership(**term(DAY + timedelta(days=400)))

    def test_without_seats_the_office_says_for_whom(self, cast, secretary, team):
        party = PartyFactory(deal=cast.deal)
        position = PositionFactory(organization=party.organization)
        terms = MembershipTerms(start=DAY)
        fields = {"actor": secretary, "body": team, "terms": terms}
        add_member(**fields, person=position.person, position=position)
        refused(add_member, **fields, person=PersonFactory(), position=None)
        stranger = PositionFactory()
        refused(add_member, **fields, person=stranger.person, position=stranger)
        assert Membership.objects.filter(body=team).count() == 1
