"""Promises that went on with a successor go back with the succession, unless something was built on it."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date

import pytest
from django.db import connection, transaction
from django.utils import timezone

from citydeal.common.errors import DomainError
from governance.enums import OrganizationKind, SuccessionKind
from governance.selectors.parties_places import succession_places
from governance.services.party_succession import (
    NewOrganization,
    SuccessionTerms,
    succeed_parties,
    succession_options,
    undo_obstacles,
    undo_succession,
)
from reporting.models import PromisedContribution
from reporting.services.promise_successions import built_on, go_back
from reporting.services.promises import PromiseDetails, change_promise, pass_on, remove_promise
from tests.factories.deal_text import PhaseFactory
from tests.factories.governance import PartyFactory
from tests.factories.reporting_contributions import ContributionFactory, PromiseFactory, QuestionFactory
from tests.reporting.contribution_case import Contributors, contributors

pytestmark = pytest.mark.django_db
FIRST = date(2199, 7, 1)
CHANGED = "Later gewijzigd bij"
RECORDED = "Bij Gemeente Dorpstad zijn bijdragen vastgelegd."


@pytest.fixture
def two(cast) -> Contributors:
    return contributors(cast)


def succeed(two, before, name="Gemeente Dorpstad", day=FIRST, **more):
    new = () if "after" in more else (NewOrganization(name, OrganizationKind.MUNICIPALITY),)
    terms = SuccessionTerms(kind=SuccessionKind.RENAMING, date=day, before=[before], new=new, **more)
    places = succession_places(terms.before, terms.date, terms.after)
    choices = {place.key: succession_options(terms.count_after, place)[0] for place in places}
    return succeed_parties(actor=two.secretary, deal=two.cast.deal, terms=terms, choices=choices)


@pytest.fixture
def act(two):
    """A succession with two promises that went on: half of one, and the whole of another."""
    half = PromiseFactory(party=two.town, year=2199, quantity=1201, rate=8500)
    whole = PromiseFactory(party=two.town, year=2200, kind="money", quantity=500000)
    succession = succeed(two, two.town)
    to = succession.after.get()
    for promise in (half, whole):
        pass_on(actor=two.secretary, promise=promise, succession=succession, to=to)
    return succession


def promises(party):
    found = party.promises.order_by("year").values_list(
        "year", "first_month", "last_month", "quantity", "rate", "is_passed_on"
    )
    return list(found)


def changed(two, promise, quantity=9999, **others):
    said = {field.name: getattr(promise, field.name) for field in fields(PromiseDetails)}
    details = replace(PromiseDetails(**said), quantity=quantity, **others)
    newest = promise.history.first().history_id
    return change_promise(actor=two.secretary, promise=promise, details=details, history_id=newest)


@contextmanager
def meanwhile(act, **kwargs):
    """Hold a transaction open until an act, in a thread of its own, waits for a lock; gives what came."""
    came = []

    def run():
        try:
            came.append(act(**kwargs))
        except DomainError as error:
            came.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    with transaction.atomic():
        yield came
        thread.start()
        until = time.monotonic() + 10
        while not _somebody_waits() and thread.is_alive() and time.monotonic() < until:
            time.sleep(0.02)
    thread.join()


def _somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return cursor.fetchone() is not None


def test_they_are_with_the_party_before_again(two, act):
    assert promises(act.after.get()) == [(2199, 7, 12, 601, 8500, False), (2200, 1, 12, 500000, None, False)]
    undo_succession(actor=two.secretary, succession=act)
    assert promises(two.town) == [(2199, 1, 12, 1201, 8500, False), (2200, 1, 12, 500000, None, False)]
    assert not act.after.get().promises.exists()
    gone = PromisedContribution.history.filter(history_type="-")
    assert [row.history_user for row in gone] == [two.secretary] * 2
    assert two.town.promises.first().history.first().history_user == two.secretary


@pytest.mark.parametrize("whose", ["before", "after"])
def test_a_promise_that_was_changed_since_stands_in_the_way(two, act, whose):
    party = two.town if whose == "before" else act.after.get()
    changed(two, party.promises.get(year=2199))
    (why,) = undo_obstacles(act)
    assert why.startswith(f"{CHANGED} {party}: Uren 2199, ")
    with pytest.raises(DomainError, match=CHANGED):
        undo_succession(actor=two.secretary, succession=act)
    assert act.after.get().promises.count() == 2


# For each field that somebody fills in: what of a promise is then other than it was.
OTHERS = {
    "kind": lambda promise: {"kind": "in_kind", "what": "Een zaal", "rate": None},
    "year": lambda promise: {"year": 2198},
    "quantity": lambda promise: {"quantity": 9999},
    "first_month": lambda promise: {"first_month": promise.first_month + 1},
    "last_month": lambda promise: {"last_month": promise.last_month - 1},
    "phase": lambda promise: {"phase": PhaseFactory(deal=promise.party.deal)},
    "rate": lambda promise: {"rate": 9000},
    "what": lambda promise: {"what": "Ontwerpers"},
    "article": lambda promise: {"article": "Artikel 99 lid 2"},
}


@pytest.mark.parametrize("whose", ["before", "after"])
@pytest.mark.parametrize("field", [field.name for field in fields(PromiseDetails)])
def test_whatever_somebody_fills_in_is_not_lost(two, act, field, whose):
    promise = (two.town if whose == "before" else act.after.get()).promises.get(year=2199)
    changed(two, promise, **{"quantity": promise.quantity, **OTHERS[field](promise)})
    (why,) = undo_obstacles(act)
    assert why.startswith(CHANGED)


def test_history_has_no_say_in_it(two, act):
    PromisedContribution.history.all().delete()
    assert undo_obstacles(act) == []
    undo_succession(actor=two.secretary, succession=act)
    assert promises(two.town) == [(2199, 1, 12, 1201, 8500, False), (2200, 1, 12, 500000, None, False)]


def test_of_what_nobody_noted_how_it_went_on_nothing_is_lost(two, act):
    act.promises.filter(year=2199).update(as_passed_on={})
    (why,) = undo_obstacles(act)
    assert why.startswith(f"{CHANGED} {act.after.get()}: Uren 2199, ")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("whose", ["before", "after"])
def test_taking_back_waits_for_who_is_changing_a_promise(two, act, whose):
    party = two.town if whose == "before" else act.after.get()
    with meanwhile(undo_succession, actor=two.secretary, succession=act) as came:
        changed(two, party.promises.get(year=2199), 700)
    assert CHANGED in came[0].message
    assert party.promises.get(year=2199).quantity == 700


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["change", "remove"])
def test_who_comes_after_it_was_taken_back_is_told(two, act, what):
    promise = act.after.get().promises.get(year=2199)
    newest = promise.history.first().history_id
    acts = {
        "change": (change_promise, {"details": PromiseDetails("hours", 2199, 700), "history_id": newest}),
        "remove": (remove_promise, {}),
    }
    late, more = acts[what]
    with meanwhile(late, actor=two.secretary, promise=promise, **more) as came:
        undo_succession(actor=two.secretary, succession=act)
    assert came[0].message == "Iemand anders heeft deze toezegging verwijderd."
    assert promises(two.town)[0] == (2199, 1, 12, 1201, 8500, False)


@pytest.mark.django_db(transaction=True)
def test_nothing_goes_on_after_a_succession_that_is_being_taken_back(two):
    promise = PromiseFactory(party=two.town, year=2200)
    act = succeed(two, two.town)
    to = act.after.get()
    with meanwhile(pass_on, actor=two.secretary, promise=promise, succession=act, to=to) as came:
        undo_succession(actor=two.secretary, succession=act)
    assert isinstance(came[0], DomainError)
    assert promises(two.town) == [(2200, 1, 12, 400, None, False)]
    assert not to.promises.exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_just_going_on_comes_back_with_it(two):
    promise = PromiseFactory(party=two.town, year=2200)
    act = succeed(two, two.town)
    with meanwhile(undo_succession, actor=two.secretary, succession=act):
        pass_on(actor=two.secretary, promise=promise, succession=act, to=act.after.get())
    assert promises(two.town) == [(2200, 1, 12, 400, None, False)]
    assert not act.after.get().promises.exists()


def test_what_was_changed_and_put_right_does_not(two, act):
    promise = act.after.get().promises.get(year=2199)
    changed(two, promise)
    promise.refresh_from_db()
    changed(two, promise, 601)
    assert undo_obstacles(act) == []


def test_one_act_after_another_is_taken_back_the_last_first(two, act):
    again = succeed(two, act.after.get(), "Gemeente Dorpsland", date(2199, 10, 1))
    promise = act.after.get().promises.get(year=2199)
    pass_on(actor=two.secretary, promise=promise, succession=again, to=again.after.get())
    assert any(why.startswith(CHANGED) for why in undo_obstacles(act))
    undo_succession(actor=two.secretary, succession=again)
    assert promises(act.after.get())[0] == (2199, 7, 12, 601, 8500, False)
    assert built_on(act) == []
    go_back(actor=two.secretary, succession=act)
    assert promises(two.town)[0] == (2199, 1, 12, 1201, 8500, False)


def test_a_promise_whose_first_one_was_removed_meanwhile_goes_alone(two, act):
    follower = act.after.get().promises.get(year=2200)
    PromisedContribution.objects.filter(pk=follower.pk).update(follows=None)
    assert undo_obstacles(act) == []
    undo_succession(actor=two.secretary, succession=act)
    assert not act.after.get().promises.exists()


@pytest.mark.parametrize("what", ["promise", "contribution", "question"])
def test_what_stands_at_who_is_a_party_by_it_alone_stands_in_the_way(two, act, what):
    party = act.after.get()
    if what == "promise":
        PromiseFactory(party=party, year=2197)
    elif what == "contribution":
        one = ContributionFactory(party=party)
        assert RECORDED in undo_obstacles(act)
        one.withdrawn_at = timezone.now()
        one.save()
        assert undo_obstacles(act) == []
        ContributionFactory(party=party)
    else:
        QuestionFactory(party=party)
    assert undo_obstacles(act) == [RECORDED]


def test_what_a_party_that_was_there_before_did_stays_out_of_it(two):
    there = PartyFactory(deal=two.cast.deal, organization__name="Gemeente Stad")
    ContributionFactory(party=there)
    promise = PromiseFactory(party=two.town, year=2200)
    act = succeed(two, two.town, after=[there])
    pass_on(actor=two.secretary, promise=promise, succession=act, to=there)
    assert undo_obstacles(act) == []
    undo_succession(actor=two.secretary, succession=act)
    assert [row[:3] for row in promises(two.town)] == [(2200, 1, 12)]
    assert not there.promises.exists()


def test_it_asks_as_much_for_one_promise_as_for_three(two, queries):
    act = succeed(two, two.town)
    to = act.after.get()
    for kinds in (["hours"], ["money", "in_kind"]):
        for kind in kinds:
            promise = PromiseFactory(party=two.town, year=2199, kind=kind, what="Een zaal")
            pass_on(actor=two.secretary, promise=promise, succession=act, to=to)
        with queries(6):
            assert built_on(act) == []
