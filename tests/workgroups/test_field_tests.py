"""Field tests: planned, changed and reported on by who may; front-runner municipalities."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from citydeal.enums import Access
from governance.enums import DealState, MembershipRole, PartyState
from governance.services.rights import sync_person
from tests.factories.governance import (
    CityDealFactory,
    MembershipFactory,
    PartyFactory,
    PositionFactory,
)
from tests.factories.workgroups import RegionalAllianceFactory, WorkingGroupFactory
from tests.factories.workgroups_instruments import InstrumentVersionFactory
from tests.factories.workgroups_tests import FieldTestFactory, FrontRunnerFactory, MunicipalityFactory
from tests.governance.refusals import refused
from workgroups import permissions_tests as rights
from workgroups.enums import FrozenFor, InstrumentState, LeadRole, TestState
from workgroups.models import FieldTest, GroupLead
from workgroups.selectors.field_test_facts import facts_of_tests
from workgroups.services.field_tests import TestDetails, TestReport, change_test, plan_test, report_on_test
from workgroups.services.front_runners import add_front_runner, end_front_runner

pytestmark = pytest.mark.django_db
START, END = date(2026, 9, 1), date(2026, 12, 31)
DAY = timedelta(days=1)


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


@pytest.fixture
def group(cast):
    return WorkingGroupFactory(question__deal=cast.deal)


@pytest.fixture
def lead(cast, group):
    GroupLead.objects.create(
        group=group, person=cast.people["other_body"], role=LeadRole.LEAD, start=date(2020, 1, 1)
    )
    return cast.users["other_body"]


@pytest.fixture
def version(cast, group):
    return InstrumentVersionFactory(
        instrument__deal=cast.deal,
        instrument__group=group,
        instrument__state=InstrumentState.IN_TEST,
        made_on=date(2026, 1, 2),
    )


@pytest.fixture
def trial(cast, version):
    return FieldTestFactory(version=version, party=cast.ministry)


def details(version, party=None, **fields):
    return TestDetails(
        **({"version": version, "party": party, "planned_start": START, "planned_end": END} | fields)
    )


def change(actor, trial, **fields):
    values = {name: getattr(trial, name) for name in ("version", "party", "alliance", "project", "plan")}
    values |= {"planned_start": trial.planned_start, "planned_end": trial.planned_end}
    history_id = latest_history_id(trial)
    return {
        "actor": actor,
        "test": trial,
        "details": TestDetails(**(values | fields)),
        "history_id": history_id,
    }


def report(actor, trial, state, on=None, **fields):
    told = TestReport(state, on or timezone.localdate(), **fields)
    return {"actor": actor, "test": trial, "report": told, "history_id": latest_history_id(trial)}


class TestPlanning:
    def test_offers_the_version_and_begins_as_planned(self, cast, secretary, version):
        made = plan_test(actor=secretary, details=details(version, cast.ministry, project=" Balie\nZuid "))
        assert (made.state, made.project, made.party) == (TestState.PLANNED, "Balie Zuid", cast.ministry)
        status = made.statuses.get()
        assert (status.state, status.on, status.created_by) == (TestState.PLANNED, START, secretary)
        version.refresh_from_db()
        assert (version.frozen_on, version.frozen_for) == (START, FrozenFor.TEST)
        assert made.history.get().history_user == secretary

    def test_a_later_test_leaves_the_version_as_it_was_offered(self, cast, secretary, version):
        version.frozen_on, version.frozen_for = date(2026, 4, 1), FrozenFor.ADVICE
        version.save()
        plan_test(actor=secretary, details=details(version, cast.ministry))
        version.refresh_from_db()
        assert version.frozen_for == FrozenFor.ADVICE

    def test_a_plan_for_later_is_noted_today(self, cast, secretary, version):
        later = timezone.localdate() + 30 * DAY
        planned = details(version, cast.ministry, planned_start=later, planned_end=later)
        made = plan_test(actor=secretary, details=planned)
        assert made.statuses.get().on == timezone.localdate()

    def test_the_lead_plans_for_the_own_group(self, cast, lead, version):
        assert plan_test(actor=lead, details=details(version, cast.ministry))
        other = InstrumentVersionFactory(instrument__deal=cast.deal, instrument__state="chosen")
        refused(plan_test, actor=lead, details=details(other, cast.ministry))
        refused(plan_test, actor=cast.users["member"], details=details(version, cast.ministry))

    def test_a_version_that_was_made_later(self, cast, secretary, version):
        version.made_on = START + DAY
        version.save()
        error = refused(plan_test, actor=secretary, details=details(version, cast.ministry))
        assert (error.field, "is gemaakt op" in str(error)) == ("planned_start", True)

    def test_a_version_that_is_withdrawn(self, cast, secretary, version):
        version.withdrawn_on = date(2026, 5, 4)
        version.save()
        error = refused(plan_test, actor=secretary, details=details(version, cast.ministry))
        assert error.field == "version"
        assert "ingetrokken" in str(error)
        assert not FieldTest.objects.exists()

    @pytest.mark.parametrize("state", [InstrumentState.LONGLIST, InstrumentState.DROPPED])
    def test_an_instrument_that_nobody_chose(self, cast, secretary, version, state):
        version.instrument.state = state
        version.instrument.save()
        error = refused(plan_test, actor=secretary, details=details(version, cast.ministry))
        assert error.field == "version"
        assert "Alleen wat gekozen is" in str(error)

    def test_who_cannot_test(self, cast, secretary, version, group):
        elsewhere = {"party": PartyFactory()}
        away = {"party": PartyFactory(deal=cast.deal, state=PartyState.WITHDRAWN)}
        alliance = RegionalAllianceFactory(question=group.question)
        both = {"party": cast.ministry, "alliance": alliance}
        foreign = {"party": None, "alliance": RegionalAllianceFactory()}
        for fields in (elsewhere, away, both, foreign, {"party": None}):
            assert refused(plan_test, actor=secretary, details=details(version, **fields)).field == "tester"

    def test_days_that_cannot_be(self, cast, secretary, version, group):
        alliance = RegionalAllianceFactory(
            question=group.question, body__start=START + DAY, body__end=END - DAY
        )
        of_alliance = {"party": None, "alliance": alliance}
        for fields, field in (
            ({"planned_end": START - DAY}, "planned_end"),
            ({"planned_start": date(1850, 1, 1)}, "planned_start"),
            (of_alliance, "planned_start"),
            (of_alliance | {"planned_start": START + DAY}, "planned_end"),
        ):
            wrong = details(version, **({"party": cast.ministry} | fields))
            assert refused(plan_test, actor=secretary, details=wrong).field == field
        within = of_alliance | {"planned_start": START + DAY, "planned_end": END - DAY}
        assert plan_test(actor=secretary, details=details(version, **within)).alliance == alliance


class TestChanging:
    def test_the_plan(self, secretary, trial):
        changed = change_test(**change(secretary, trial, project="Balie Zuid", planned_end=END))
        assert (changed.project, changed.planned_end) == ("Balie Zuid", END)

    def test_another_version_only_until_it_begins(self, cast, secretary, trial, version):
        other = InstrumentVersionFactory(instrument=version.instrument, made_on=version.made_on)
        assert change_test(**change(secretary, trial, version=other)).version == other
        other.refresh_from_db()
        assert other.frozen_for == FrozenFor.TEST
        trial.refresh_from_db()
        report_on_test(**report(secretary, trial, TestState.RUNNING))
        trial.refresh_from_db()
        assert refused(change_test, **change(secretary, trial, version=version)).field == "version"
        another = PartyFactory(deal=cast.deal)
        assert refused(change_test, **change(secretary, trial, party=another)).field == "tester"

    def test_a_running_test_of_a_version_that_was_withdrawn_later(self, secretary, trial, version):
        report_on_test(**report(secretary, trial, TestState.RUNNING))
        version.withdrawn_on = timezone.localdate()
        version.save()
        trial.refresh_from_db()
        assert change_test(**change(secretary, trial, plan="Nog een ronde")).plan == "Nog een ronde"

    def test_who_comes_second_sees_that(self, secretary, trial):
        second = change(secretary, trial, project="B")
        change_test(**change(secretary, trial, project="A"))
        assert isinstance(refused(change_test, **second), StaleError)

    def test_who_may_not(self, cast, lead, trial, version):
        assert refused(change_test, **change(cast.users["party_contact"], trial))
        other = InstrumentVersionFactory(instrument__deal=cast.deal, instrument__state="chosen")
        refused(change_test, **change(lead, trial, version=other))


class TestReporting:
    def test_its_whole_life(self, secretary, trial):
        began = report_on_test(**report(secretary, trial, TestState.RUNNING, on=START))
        assert (began.actual_start, began.actual_end) == (START, None)
        done = report_on_test(**report(secretary, began, TestState.DONE, on=END - 60 * DAY, result="Goed"))
        assert (done.state, done.actual_end, done.result) == (TestState.DONE, END - 60 * DAY, "Goed")
        again = report_on_test(
            **report(secretary, done, TestState.RUNNING, reason="Tweede ronde", result="Goed")
        )
        assert (again.actual_start, again.actual_end) == (START, None)
        stopped = report_on_test(**report(secretary, again, TestState.STOPPED, reason="Geen mensen"))
        assert stopped.actual_end == timezone.localdate()
        planned = report_on_test(**report(secretary, stopped, TestState.PLANNED, reason="Toch wel"))
        assert (planned.actual_start, planned.actual_end) == (None, None)
        assert [status.state for status in planned.statuses.order_by("pk")] == [
            "planned",
            "running",
            "done",
            "running",
            "stopped",
            "planned",
        ]

    def test_a_test_that_stops_before_it_began_has_no_days(self, secretary, trial):
        stopped = report_on_test(**report(secretary, trial, TestState.STOPPED, reason="Geen mensen"))
        assert (stopped.actual_start, stopped.actual_end) == (None, None)

    def test_result_and_lessons_without_another_state(self, secretary, trial):
        told = report_on_test(**report(secretary, trial, TestState.PLANNED, lessons="Begin klein"))
        assert told.lessons == "Begin klein"
        assert trial.statuses.count() == 1
        again = report(secretary, told, TestState.PLANNED, lessons="Begin klein")
        assert refused(report_on_test, **again).field == "state"

    def test_what_cannot_be(self, secretary, trial):
        tomorrow = timezone.localdate() + DAY
        for state, fields, field in (
            (TestState.DONE, {"result": "Goed"}, "state"),
            (TestState.RUNNING, {"on": tomorrow}, "on"),
            (TestState.RUNNING, {"on": date(2026, 2, 1)}, "on"),
            (TestState.STOPPED, {"reason": " "}, "reason"),
        ):
            assert refused(report_on_test, **report(secretary, trial, state, **fields)).field == field
        running = report_on_test(**report(secretary, trial, TestState.RUNNING, on=START))
        early = report(secretary, running, TestState.DONE, on=START - DAY, result="Goed")
        assert refused(report_on_test, **early).field == "on"
        assert refused(report_on_test, **report(secretary, running, TestState.DONE)).field == "result"

    def test_a_version_that_was_withdrawn_does_not_begin(self, secretary, trial, version):
        version.withdrawn_on = timezone.localdate()
        version.save()
        assert refused(report_on_test, **report(secretary, trial, TestState.RUNNING)).field == "state"

    def test_who_comes_second_sees_that(self, secretary, trial):
        second = report(secretary, trial, TestState.RUNNING)
        report_on_test(**report(secretary, trial, TestState.RUNNING))
        assert isinstance(refused(report_on_test, **second), StaleError)

    def test_the_contact_of_the_party_reports_and_nobody_else_of_it(self, cast, trial):
        assert report_on_test(**report(cast.users["party_contact"], trial, TestState.RUNNING))
        refused(report_on_test, **report(cast.users["member"], trial, TestState.DONE, result="Goed"))


class TestRights:
    def test_what_is_for_a_body_is_read_by_its_group_only(self, cast, lead, trial):
        trial.version.instrument.access = Access.BODY
        trial.version.instrument.save()
        for role, reads in (("project_secretary", True), ("other_body", True), ("member", False)):
            user = cast.users[role]
            assert rights.can_read_test(user, trial) is reads
            assert rights.visible_tests(user, cast.deal).filter(pk=trial.pk).exists() is reads
        # Who tests it knows it.
        contact = cast.users["party_contact"]
        assert rights.can_report_test(contact, trial)
        assert rights.visible_tests(contact, cast.deal).get() == trial

    def test_who_takes_no_part_reads_none(self, cast, trial):
        for role in ("nobody", "other_deal"):
            assert not rights.can_read_test(cast.users[role], trial)
            assert not rights.visible_tests(cast.users[role], cast.deal).exists()

    def test_who_plans(self, cast, lead, version):
        instrument = version.instrument
        for role, plans in (("project_secretary", True), ("other_body", True), ("member", False)):
            user = cast.users[role]
            assert rights.can_plan_test(user, instrument) is plans
            assert rights.can_plan_tests(user, cast.deal) is plans
            assert rights.instruments_to_test(user, cast.deal).exists() is plans

    def test_a_closed_deal_stays_as_it_is(self, cast, lead, trial):
        cast.deal.state = DealState.CLOSED
        cast.deal.save()
        trial = FieldTest.objects.select_related("version__instrument__deal").get(pk=trial.pk)
        for role in ("project_secretary", "other_body", "party_contact"):
            assert not rights.can_report_test(cast.users[role], trial)
            assert not rights.can_plan_tests(cast.users[role], trial.version.instrument.deal)

    def test_the_chair_of_an_alliance_reports_on_its_tests(self, cast, version, group):
        alliance = RegionalAllianceFactory(question=group.question)
        trial = FieldTestFactory(version=version, party=None, alliance=alliance)
        chair = MembershipFactory(
            seat=None,
            body=alliance.body,
            person=cast.people["nobody"],
            role=MembershipRole.CHAIR,
            with_position=False,
        )
        user = cast.users["nobody"]
        sync_person(chair.person, timezone.localdate())
        assert report_on_test(**report(user, trial, TestState.RUNNING))
        assert not rights.can_report_test(cast.users["member"], trial)


class TestFrontRunners:
    def test_named_and_ended(self, cast, secretary):
        party = MunicipalityFactory(deal=cast.deal)
        runner = add_front_runner(actor=secretary, party=party, start=START)
        assert refused(add_front_runner, actor=secretary, party=party, start=START).field == "party"
        ended = end_front_runner(actor=secretary, front_runner=runner, last_day=END)
        assert ended.end == END
        refused(end_front_runner, actor=secretary, front_runner=runner, last_day=END)
        assert add_front_runner(actor=secretary, party=party, start=END + DAY)

    def test_what_cannot_be(self, cast, secretary):
        party = MunicipalityFactory(deal=cast.deal)
        away = MunicipalityFactory(deal=cast.deal, state=PartyState.WITHDRAWN)
        name = {"actor": secretary, "start": START}
        assert refused(add_front_runner, **name, party=cast.ministry).field == "party"
        assert refused(add_front_runner, **name, party=away).field == "party"
        early = {"actor": secretary, "party": party, "start": date(1850, 1, 1)}
        assert refused(add_front_runner, **early).field == "start"
        refused(add_front_runner, actor=cast.users["auditor"], party=party, start=START)
        runner = FrontRunnerFactory(party=party)
        before = {"front_runner": runner, "last_day": runner.start - DAY}
        assert refused(end_front_runner, actor=secretary, **before).field == "end"
        refused(end_front_runner, actor=cast.users["auditor"], front_runner=runner, last_day=END)


class TestFacts:
    def test_of_a_deal_in_one_query(self, cast, trial, group, queries):
        alliance = RegionalAllianceFactory(question=group.question)
        position = PositionFactory()
        MembershipFactory(seat=None, body=alliance.body, position=position, person=position.person)
        MembershipFactory(seat=None, body=alliance.body, is_deputy=True, with_position=False)
        runner = FrontRunnerFactory(party__deal=cast.deal, end=END)
        FieldTestFactory(version=trial.version, party=None, alliance=alliance, project="Balie")
        FieldTestFactory()
        with queries(1):
            facts = facts_of_tests(cast.deal)
        assert [(one.organization, one.alliance, one.has_project) for one in facts.tests] == [
            (cast.ministry.organization_id, None, False),
            (None, alliance.body_id, True),
        ]
        assert [one.state(END) for one in facts.instruments] == [InstrumentState.IN_TEST]
        assert [(one.organization, one.end) for one in facts.runners] == [(runner.party.organization_id, END)]
        assert [(one.body, one.organization) for one in facts.sittings] == [
            (alliance.body_id, position.organization_id)
        ]

    def test_of_a_deal_without_tests(self):
        assert not facts_of_tests(CityDealFactory()).tests
