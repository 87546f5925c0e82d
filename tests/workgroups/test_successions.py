"""The work of parties that are followed up: each piece has a proposal, goes on, and comes back."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from citydeal.common.errors import DomainError
from governance.enums import OrganizationKind, SuccessionKind
from governance.selectors.parties_places import ENDS, STAYS, moves_to, succession_places
from governance.services.party_succession import (
    NewOrganization,
    SuccessionTerms,
    succeed_parties,
    succession_options,
    undo_obstacles,
    undo_succession,
)
from tests.factories.workgroups_instruments import InstrumentInvolvementFactory, InstrumentUseFactory
from tests.factories.workgroups_tests import FieldTestFactory, FrontRunnerFactory, MunicipalityFactory
from workgroups.enums import TestState
from workgroups.models import FrontRunner, InstrumentInvolvement, InstrumentUse, PassedOn
from workgroups.selectors.field_test_facts import facts_of_tests

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2199, 1, 1), date(2198, 12, 31)


class Work:
    """A municipality that tests, uses, is involved and is front-runner, and merges into a new one."""

    def __init__(self, cast):
        self.cast, self.actor = cast, cast.users["project_secretary"]
        self.old = MunicipalityFactory(deal=cast.deal, organization__name="Gemeente Oost")
        self.test = FieldTestFactory(
            version__instrument__deal=cast.deal, party=self.old, state=TestState.RUNNING
        )
        self.done = FieldTestFactory(version=self.test.version, party=self.old, state=TestState.DONE)
        self.use = InstrumentUseFactory(version=self.test.version, party=self.old)
        self.involvement = InstrumentInvolvementFactory(
            instrument=self.test.version.instrument, party=self.old, end=date(2199, 6, 30)
        )
        self.runner = FrontRunnerFactory(party=self.old)

    def terms(self, **more):
        new = NewOrganization("Gemeente Nieuwland", OrganizationKind.MUNICIPALITY)
        values = {"kind": SuccessionKind.RENAMING, "date": FIRST, "before": [self.old], "new": (new,)}
        return SuccessionTerms(**(values | more))

    def places(self, terms):
        return succession_places(terms.before, terms.date, terms.after)

    def do(self, choices=None, **more):
        terms = self.terms(**more)
        proposed = {p.key: succession_options(terms.count_after, p)[0] for p in self.places(terms)}
        self.succession = succeed_parties(
            actor=self.actor, deal=self.cast.deal, terms=terms, choices=proposed | (choices or {})
        )
        self.new = self.succession.after.select_related("organization").first()
        return self.succession

    def key(self, record):
        return next(p.key for p in self.places(self.terms()) if p.record == record)


@pytest.fixture
def work(cast):
    return Work(cast)


def test_all_that_goes_on_has_a_proposal_and_what_is_done_has_none(work):
    places = {p.record: p for p in work.places(work.terms())}
    assert set(places) == {work.test, work.use, work.involvement, work.runner}
    assert succession_options(2, places[work.use]) == [moves_to(0), moves_to(1), ENDS]
    assert succession_options(1, places[work.test]) == [moves_to(0), STAYS]
    title = work.test.version.instrument.title
    assert places[work.test].work == f"Gemeente Oost: veldtest van {title}"
    assert places[work.runner].work == "Gemeente Oost: kopgroepgemeente"


def test_the_successor_goes_on_with_it(work):
    work.do()
    work.test.refresh_from_db()
    assert work.test.party == work.new
    work.done.refresh_from_db()
    assert work.done.party == work.old
    for model, old, end in (
        (InstrumentUse, work.use, None),
        (InstrumentInvolvement, work.involvement, date(2199, 6, 30)),
        (FrontRunner, work.runner, None),
    ):
        old.refresh_from_db()
        assert old.end == LAST
        new = model.objects.get(party=work.new)
        assert (new.start, new.end) == (FIRST, end)
    assert InstrumentUse.objects.get(party=work.new).where == work.use.where
    assert work.test.history.first().history_change_reason == str(work.succession.get_kind_display())


def test_what_was_chosen_to_end_ends_and_a_test_may_stay(work):
    work.do({work.key(work.use): ENDS, work.key(work.test): STAYS})
    work.use.refresh_from_db()
    assert work.use.end == LAST
    assert not InstrumentUse.objects.filter(party=work.new).exists()
    work.test.refresh_from_db()
    assert work.test.party == work.old


def test_what_is_still_to_begin_begins_at_the_successor(work):
    later = InstrumentUseFactory(version=work.test.version, party=work.old, where="Later", start=FIRST)
    place = next(p for p in work.places(work.terms()) if p.record == later)
    assert succession_options(1, place) == [moves_to(0), STAYS]
    work.do()
    later.refresh_from_db()
    assert (later.party, later.start) == (work.new, FIRST)


def test_what_the_successor_does_already_is_not_doubled(work):
    there = MunicipalityFactory(deal=work.cast.deal, organization__name="Gemeente West")
    FrontRunnerFactory(party=there)
    work.do(kind=SuccessionKind.MERGER, after=[there], new=())
    assert FrontRunner.objects.filter(party=there).count() == 1
    work.runner.refresh_from_db()
    assert work.runner.end == LAST


def test_only_a_municipality_goes_on_as_front_runner(work):
    ministry = NewOrganization("Ministerie van Nieuw", OrganizationKind.MINISTRY)
    with pytest.raises(DomainError, match="Alleen een gemeente"):
        work.do(new=(ministry,))
    work.do({work.key(work.runner): ENDS}, new=(ministry,))
    assert FrontRunner.objects.count() == 1


def test_all_comes_back_when_the_succession_is_undone(work):
    work.do()
    undo_succession(actor=work.actor, succession=work.succession)
    for record, end in ((work.use, None), (work.involvement, date(2199, 6, 30)), (work.runner, None)):
        record.refresh_from_db()
        assert (record.party, record.end) == (work.old, end)
        assert type(record).objects.count() == 1
    work.test.refresh_from_db()
    assert work.test.party == work.old
    assert not PassedOn.objects.exists()


def test_what_the_old_party_tested_counts_for_the_successor_from_that_day(work):
    instrument = work.test.version.instrument.pk
    organization = work.old.organization_id
    before = facts_of_tests(work.cast.deal)
    assert before.involved(organization, LAST) == {instrument}
    work.do()
    facts = facts_of_tests(work.cast.deal)
    new = work.new.organization_id
    assert facts.involved(organization, LAST) == {instrument}
    assert facts.involved(new, LAST) == set()
    assert facts.involved(new, FIRST) == {instrument}
    work.done.refresh_from_db()
    work.test.statuses.all().delete()
    work.test.delete()
    facts = facts_of_tests(work.cast.deal)
    assert facts.involved(new, FIRST) == {instrument}
    assert FIRST in set(facts.changes())


def test_what_was_built_on_it_stands_in_the_way(work):
    work.do()
    new = InstrumentUse.objects.get(party=work.new)
    new.where = "Nieuw team"
    new.save()
    title = work.test.version.instrument.title
    sentence = f"Later gewijzigd bij Gemeente Nieuwland: gebruik van {title}."
    assert undo_obstacles(work.succession) == [sentence]
    with pytest.raises(DomainError, match="Later gewijzigd"):
        undo_succession(actor=work.actor, succession=work.succession)


def test_the_page_of_the_succession_names_it(work, client):
    work.do()
    url = reverse("governance:succession_detail", args=[work.cast.deal.slug, work.succession.pk])
    client.force_login(work.actor)
    text = client.get(url).content.decode()
    assert f"Gaat verder voor Gemeente Nieuwland: veldtest van {work.test.version.instrument}" in text
    assert "Tot dan van Gemeente Oost: kopgroepgemeente" in text
    assert str(PassedOn.objects.get(test=work.test)) == str(work.test)


def test_a_succession_without_work_names_none(work):
    for record in (work.test, work.use, work.involvement, work.runner):
        if record is work.test:
            record.statuses.all().delete()
        record.delete()
    work.do()
    assert not PassedOn.objects.exists()
