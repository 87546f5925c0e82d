"""Compiled questions answer what their querysets answer, and addresses are those of ``reverse``."""

from __future__ import annotations

from datetime import date
from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.http import Http404
from django.urls import NoReverseMatch, reverse

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.only import only
from governance.models import CovenantRule, Membership, Person

DAY = date(2026, 11, 22)


def members_of(bodies: Any, on: Any) -> Any:
    found = Membership.objects.filter(holds_on(on), body__any=bodies).order_by("pk")
    return found.select_related("person", "position__organization")


@pytest.mark.django_db
class TestCompiled:
    def test_records_are_those_of_the_queryset_with_what_was_selected(self, cast, queries):
        ask = compiled(members_of)
        ids = [cast.steering.pk, cast.ministry_member.body_id]
        plain = list(Membership.objects.filter(holds_on(DAY), body__in=ids).order_by("pk"))
        assert plain
        assert ask(bodies=ids, on=DAY) == plain
        with queries(1):
            again = ask(bodies=ids, on=DAY)
            assert all(m.person.name for m in again)
            assert all(m.position is None or m.position.organization.name for m in again)

    def test_each_call_has_its_own_values(self, cast):
        ask = compiled(members_of)
        assert ask(bodies=[cast.steering.pk], on=DAY)
        assert ask(bodies=[], on=DAY) == []
        assert ask(bodies=[cast.steering.pk], on=date(1901, 1, 1)) == []
        assert ask(bodies=[cast.steering.pk], on=DAY)

    def test_tuples_keep_their_order_and_their_types(self, cast):
        @compiled
        def rules(deal: Any) -> Any:
            return (
                CovenantRule.objects.filter(deal=deal).order_by("number").values_list("parameters", "number")
            )

        plain = CovenantRule.objects.filter(deal=cast.deal).order_by("number")
        assert rules(deal=cast.deal.pk) == list(plain.values_list("parameters", "number"))
        assert isinstance(rules(deal=cast.deal.pk)[0][0], dict)

    def test_a_missing_value_is_an_error_and_not_an_empty_answer(self, cast):
        with pytest.raises(KeyError):
            compiled(members_of)(bodies=[cast.steering.pk])

    def test_what_cannot_be_compiled_is_refused(self, db):
        for queryset in (Person.objects.values("pk"), Person.objects.prefetch_related("positions")):
            question = compiled(lambda queryset=queryset: queryset)
            question._names = ()
            with pytest.raises(TypeError, match="can be compiled"):
                question()

    def test_quotes_and_signs_in_a_value_are_a_value(self, cast):
        @compiled
        def named(name: Any) -> Any:
            return Person.objects.filter(Q(family_name=name) | Q(given_name__any=["%s", "100 %"]))

        assert named(name="'; drop table governance_person; -- %s") == []


@pytest.mark.django_db(transaction=True)
def test_a_question_serves_every_thread_on_its_own_connection(cast):
    ask, found = compiled(members_of), []
    ask(bodies=[cast.steering.pk], on=DAY)

    def work() -> None:
        try:
            found.append(len(ask(bodies=[cast.steering.pk], on=DAY)))
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [len(ask(bodies=[cast.steering.pk], on=DAY))] * 4


class TestAddress:
    def test_is_what_reverse_gives(self):
        for name, *args in (
            ("governance:home",),
            ("governance:body_detail", "een-deal", "stuurgroep-2"),
            ("governance:membership_edit", "een-deal", 7),
        ):
            assert address(name, *args) == reverse(name, args=args)

    def test_an_unknown_name_is_an_error(self):
        with pytest.raises(NoReverseMatch):
            address("governance:nowhere")


def test_only_gives_the_record_or_not_found():
    assert only(["a", "b"]) == "a"
    with pytest.raises(Http404):
        only([])
