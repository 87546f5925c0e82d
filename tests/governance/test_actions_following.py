"""Actions of a seat go on with the seat that comes in its place, on the day of a legal succession."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from citydeal.common.dates import DAY
from governance.enums import ActionState, DealState
from governance.selectors.parties_places import SEAT_ENDS, moves_to
from governance.services.actions_following import follow_seats
from governance.services.ensure import ensure
from governance.services.party_succession import undo_succession
from tests.factories.actions import ActionItemFactory
from tests.factories.governance import BodyFactory, SeatFactory
from tests.governance.refusals import refused
from tests.governance.test_succession import Merger

pytestmark = pytest.mark.django_db


class Waiting(Merger):
    """A merger in two months, of which both seats in the steering group have something to do."""

    def __init__(self, cast):
        super().__init__(cast)
        self.day = timezone.localdate() + timedelta(days=60)
        self.actions = [self.action(seat) for seat in self.seats]

    def action(self, seat, **more):
        return ActionItemFactory(body=seat.body, seat=seat, due_on=self.day + timedelta(days=90), **more)

    def seat_of(self, action):
        action.refresh_from_db()
        return action.seat


@pytest.fixture
def merger(cast):
    return Waiting(cast)


def test_from_the_day_on_who_went_on_has_them(merger):
    merger.do(date=merger.day)
    assert follow_seats(merger.day - DAY) == 0
    assert [merger.seat_of(action) for action in merger.actions] == merger.seats
    done = merger.action(merger.seats[0], state=ActionState.DONE, finished_on=timezone.localdate())
    assert follow_seats(merger.day) == 2
    for action, member in zip(merger.actions, merger.members, strict=True):
        assert merger.seat_of(action) == member.successors.get().seat
        assert str(action.history.first().history_change_reason) == "De partij is opgevolgd."
    assert merger.seat_of(done) == merger.seats[0]
    assert follow_seats(merger.day) == 0


def test_the_clock_does_it(merger):
    merger.do(date=merger.day)
    ensure(merger.day)
    assert merger.seat_of(merger.actions[0]).party == merger.new


def test_where_a_seat_ends_the_one_that_is_left_has_them_all(merger):
    keep, drop = (f"zetel_{seat.pk}" for seat in merger.seats)
    terms = merger.terms(date=merger.day)
    merger.do(merger.choices(terms) | {keep: moves_to(0), drop: SEAT_ENDS}, date=merger.day)
    assert follow_seats(merger.day) == 2
    assert {merger.seat_of(action) for action in merger.actions} == {merger.new.seats.get()}


def test_an_empty_seat_of_which_the_next_is_not_clear_keeps_them(merger):
    empty = SeatFactory(body=merger.seats[0].body, party=merger.old[0], office="alderman")
    action = merger.action(empty)
    merger.do(date=merger.day)
    assert follow_seats(merger.day) == 2
    assert merger.seat_of(action) == empty


def test_a_seat_that_ended_by_itself_keeps_them(merger):
    seat = SeatFactory(body=BodyFactory(deal=merger.cast.deal), end=timezone.localdate() - DAY)
    action = merger.action(seat)
    assert follow_seats(timezone.localdate()) == 0
    assert merger.seat_of(action) == seat


def test_in_a_closed_deal_nothing_moves(merger):
    merger.do(date=merger.day)
    merger.cast.deal.state = DealState.CLOSED
    merger.cast.deal.save()
    assert follow_seats(merger.day) == 0


def test_taken_back_before_the_day_nothing_was_moved_and_after_it_is_said(merger):
    merger.do(date=merger.day)
    undo_succession(actor=merger.actor, succession=merger.succession)
    assert follow_seats(merger.day) == 0
    merger.do(date=merger.day)
    follow_seats(merger.day)
    refused(undo_succession, actor=merger.actor, succession=merger.succession)


def test_the_form_says_so(merger):
    form = {
        "kind": "merger",
        "date_dag": merger.day.strftime("%d-%m-%Y"),
        "before": [party.pk for party in merger.old],
        "new_name_1": "Gemeente Nieuwland",
        "new_kind_1": "municipality",
    }
    client = merger.cast.client("project_secretary")
    page = client.post(reverse("governance:succession_create", args=["de-deal"]), form).content.decode()
    assert "1 actie van deze zetel die nog niet klaar is, gaat op die dag mee." in page
