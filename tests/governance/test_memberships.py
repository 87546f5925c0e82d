"""Naming, changing and ending a membership, with every refusal and its field."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from governance.enums import MembershipRole, Office
from governance.models import Membership, Person, Position
from governance.services.memberships import (
    MembershipTerms,
    change_membership,
    check_membership,
    end_membership,
    name_member,
)
from tests.factories.governance import (
    BodyFactory,
    MembershipFactory,
    PersonFactory,
    SeatFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def name(cast, **overrides):
    fields = {
        "actor": cast.users["project_secretary"],
        "seat": cast.empty_seat,
        "position": None,
        "terms": MembershipTerms(start=TODAY),
    } | overrides
    return name_member(person=fields.pop("person", None) or PersonFactory(), **fields)


def refused(call, **kwargs):
    with pytest.raises(DomainError) as caught:
        call(**kwargs)
    return caught.value


class TestNameMember:
    def test_the_member_sits_and_the_history_says_who_did_it(self, cast):
        membership = name(cast)
        assert membership.body == cast.steering
        assert membership.history.count() == 1

    def test_a_new_person_and_office_are_saved_with_it(self, cast):
        person = Person(given_name="José", family_name="d'Ávila-Özdemir")
        office = Position(
            organization=cast.empty_seat.party.organization, office=Office.ALDERMAN, start=TODAY
        )
        membership = name(cast, person=person, position=office)
        assert membership.person.name == "José d'Ávila-Özdemir"
        assert membership.position.person == membership.person

    def test_a_refusal_saves_nothing(self, cast):
        people = Person.objects.count()
        terms = MembershipTerms(start=TODAY, end=TODAY - timedelta(days=1))
        person = Person(family_name="Nieuw")
        assert refused(name, cast=cast, person=person, terms=terms).field == "end"
        assert Person.objects.count() == people

    def test_the_seat_no_longer_waits_and_the_predecessor_is_linked(self, cast):
        cast.empty_seat.asked_on = TODAY
        cast.empty_seat.save()
        before = MembershipFactory(seat=cast.empty_seat, end=date(2026, 6, 30))
        membership = name(cast)
        cast.empty_seat.refresh_from_db()
        assert cast.empty_seat.asked_on is None
        assert membership.predecessor == before

    def test_a_deputy_leaves_the_seat_waiting_and_may_overlap(self, cast):
        cast.empty_seat.asked_on = TODAY
        cast.empty_seat.save()
        MembershipFactory(seat=cast.empty_seat)
        deputy = name(cast, terms=MembershipTerms(start=TODAY, is_deputy=True))
        cast.empty_seat.refresh_from_db()
        assert cast.empty_seat.asked_on == TODAY
        assert deputy.predecessor is None

    def test_without_the_right_it_is_refused(self, cast):
        for role in ("auditor", "member", "other_deal", "platform_manager", "superuser"):
            assert "mag" in str(refused(name, cast=cast, actor=cast.users[role]).message)
        assert refused(name, cast=cast, actor=AnonymousUser())

    def test_in_a_closed_body_it_is_refused(self, cast):
        cast.steering.end = timezone.localdate() - timedelta(days=1)
        cast.steering.save()
        assert refused(name, cast=cast)

    def test_a_taken_seat_says_who_sits_there_and_what_to_do(self, cast):
        sitting = MembershipFactory(seat=cast.empty_seat, start=date(2025, 3, 1))
        error = refused(name, cast=cast)
        assert error.field == "start"
        assert str(sitting.person) in str(error.message)
        assert "1 maart 2025" in str(error.message)

    def test_a_seat_with_a_known_end_says_from_when_it_is_free(self, cast):
        MembershipFactory(seat=cast.empty_seat, end=date(2027, 1, 3))
        assert "4 januari 2027" in str(refused(name, cast=cast).message)
        assert name(cast, terms=MembershipTerms(start=date(2027, 1, 4)))

    def test_nobody_sits_twice_in_the_same_role(self, cast):
        twice = MembershipFactory(seat=SeatFactory(body=cast.steering))
        error = refused(name, cast=cast, person=twice.person)
        assert error.field == "start"
        assert "al deze rol" in str(error.message)


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (MembershipTerms(start=date(26, 1, 1)), "start"),
        (MembershipTerms(start=TODAY, end=date(2999, 1, 1)), "end"),
        (MembershipTerms(start=TODAY, end=TODAY - timedelta(days=1)), "end"),
        (MembershipTerms(start=TODAY, term_end=TODAY - timedelta(days=1)), "term_end"),
        (MembershipTerms(start=TODAY, term_end=date(2999, 1, 1)), "term_end"),
        (MembershipTerms(start=date(2019, 12, 31)), "start"),
    ],
)
def test_days_that_cannot_be_are_refused_at_their_field(cast, terms, field):
    assert refused(name, cast=cast, terms=terms).field == field


def test_the_end_of_the_seat_bounds_the_membership(cast):
    cast.empty_seat.end = date(2027, 12, 31)
    cast.empty_seat.save()
    assert refused(name, cast=cast).field == "end"
    assert name(cast, terms=MembershipTerms(start=TODAY, end=date(2027, 12, 31)))


def test_a_seat_of_another_body_is_refused(cast):
    membership = MembershipFactory.build(
        seat=cast.empty_seat, body=BodyFactory(), person=PersonFactory(), position=None
    )
    assert refused(check_membership, membership=membership)


def test_a_member_without_a_seat_may_sit(cast):
    membership = Membership(body=cast.steering, person=PersonFactory(), start=TODAY)
    check_membership(membership)


def end(cast, membership, last_day, *, history_id=None, role="project_secretary"):
    return end_membership(
        actor=cast.users[role],
        membership=membership,
        last_day=last_day,
        reason="Andere baan",
        history_id=history_id or latest_history_id(membership),
    )


class TestEndMembership:
    def test_it_ends_and_the_history_says_why(self, cast):
        ended = end(cast, cast.ministry_member, TODAY)
        assert ended.end == TODAY
        assert ended.history.first().history_change_reason == "Andere baan"

    def test_without_the_right_it_is_refused(self, cast):
        with pytest.raises(DomainError):
            end(cast, cast.ministry_member, TODAY, role="auditor")

    def test_a_day_before_the_start_is_refused(self, cast):
        with pytest.raises(DomainError) as caught:
            end(cast, cast.ministry_member, date(2019, 1, 1))
        assert caught.value.field == "end"

    def test_a_second_secretary_is_told(self, cast):
        opened = latest_history_id(cast.ministry_member)
        end(cast, cast.ministry_member, TODAY)
        with pytest.raises(StaleError):
            end(cast, cast.ministry_member, TODAY + timedelta(days=9), history_id=opened)
        cast.ministry_member.refresh_from_db()
        assert cast.ministry_member.end == TODAY


class TestChangeMembership:
    def test_a_later_end_of_the_term_alone_leaves_rights_as_they_are(self, cast, monkeypatch):
        followed = []
        monkeypatch.setattr("governance.services.memberships._rights_follow", followed.append)
        membership = name(cast)
        followed.clear()
        for terms, calls in (
            (MembershipTerms(start=TODAY, term_end=TODAY + timedelta(days=900)), 0),
            (MembershipTerms(start=TODAY, end=TODAY + timedelta(days=30)), 1),
        ):
            change_membership(
                actor=cast.users["project_secretary"],
                membership=membership,
                terms=terms,
                history_id=latest_history_id(membership),
            )
            assert len(followed) == calls

    def test_it_changes_and_an_empty_end_opens_it_again(self, cast):
        cast.free_chair()
        end(cast, cast.ministry_member, TODAY)
        changed = change_membership(
            actor=cast.users["project_manager"],
            membership=cast.ministry_member,
            terms=MembershipTerms(start=date(2025, 1, 1), role=MembershipRole.CHAIR),
            history_id=latest_history_id(cast.ministry_member),
        )
        assert (changed.end, changed.role) == (None, MembershipRole.CHAIR)

    def test_rights_of_the_person_follow_at_once(self, cast):
        user = cast.users["member"]
        membership = Membership.objects.get(person__user=user)
        yesterday = timezone.localdate() - timedelta(days=1)
        end(cast, membership, yesterday)
        assert not user.groups.exists()
        assert cast.client("member").get(cast.core.get_absolute_url()).status_code == 404


def test_the_database_refuses_what_slips_past_the_service(cast, monkeypatch):
    MembershipFactory(seat=cast.empty_seat)
    monkeypatch.setattr("governance.services.memberships.check_membership", lambda m: None)
    error = refused(name, cast=cast)
    assert error.field == "start"


@pytest.mark.parametrize(
    "fields",
    [
        {"start": TODAY, "end": TODAY - timedelta(days=1)},
        {"start": date(26, 1, 1)},
        {"start": TODAY, "term_end": TODAY - timedelta(days=1)},
    ],
)
def test_the_database_checks_days(cast, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(body=cast.steering, seat=cast.empty_seat, person=PersonFactory(), **fields)


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_who_fill_one_seat_at_the_same_moment(cast):
    people = [PersonFactory(), PersonFactory()]
    results: list[object] = []
    start = threading.Barrier(2)

    def fill(person):
        start.wait()
        try:
            results.append(name(cast, person=person))
        except DomainError as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=fill, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(result).__name__ for result in results) == ["DomainError", "Membership"]
    assert Membership.objects.filter(seat=cast.empty_seat).count() == 1


def test_an_account_that_is_not_in_the_deal_has_no_groups():
    assert not UserFactory().groups.exists()
