"""Instruments: added, changed, brought further by who may, and from when a body must decide."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from citydeal.enums import Access
from governance.enums import BodyKind, DealState, DecisionResult, DecisionSubject
from tests.factories.governance import BodyFactory, CityDealFactory, DecisionFactory
from tests.factories.workgroups import ProcessQuestionFactory, WorkingGroupFactory
from tests.factories.workgroups_instruments import (
    InstrumentFactory,
    InstrumentUseFactory,
    InstrumentVersionFactory,
)
from tests.governance.refusals import refused
from workgroups.enums import DeskResearch, InstrumentState, LeadRole
from workgroups.models import Candidate, DesignPrinciple, GroupLead, Instrument, InstrumentStatus, Step
from workgroups.permissions_instruments import (
    among_open_instruments,
    can_add_instrument,
    can_view_instrument,
    can_work_on_instrument,
    groups_to_make_for,
    instruments_open_to,
)
from workgroups.services.decided import check_decision
from workgroups.services.instruments import (
    InstrumentDetails,
    add_instrument,
    change_instrument,
    change_instrument_state,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 6, 1)


@pytest.fixture
def secretary(cast):
    return cast.users["project_secretary"]


@pytest.fixture
def group(cast):
    return WorkingGroupFactory(question__deal=cast.deal)


@pytest.fixture
def lead(cast, group):
    """The lead of the group, who has no other role in the deal than being known in it."""
    GroupLead.objects.create(
        group=group, person=cast.people["member"], role=LeadRole.LEAD, start=date(2020, 1, 1)
    )
    return cast.users["member"]


def step_of(group):
    return Step.objects.create(
        group=group, title="Ontwerpen", planned_start=date(2026, 1, 1), planned_end=date(2026, 3, 1)
    )


def add(actor, deal, since=None, **fields):
    details = InstrumentDetails(**({"title": "Gesprekskaart"} | fields))
    return {"actor": actor, "deal": deal, "details": details, "since": since}


def change(actor, instrument, **fields):
    details = InstrumentDetails(**({"title": instrument.title, "group": instrument.group} | fields))
    history_id = latest_history_id(instrument)
    return {"actor": actor, "instrument": instrument, "details": details, "history_id": history_id}


def move(actor, instrument, state, **fields):
    return {"actor": actor, "instrument": instrument, "state": state, "on": DAY} | fields


class TestAdding:
    def test_begins_as_an_idea_with_its_own_address(self, cast, secretary):
        first = add_instrument(**add(secretary, cast.deal, since=DAY, title=" Een\nkaart "))
        assert (first.title, first.slug, first.state) == ("Een kaart", "een-kaart", InstrumentState.IDEA)
        status = first.statuses.get()
        assert (status.state, status.on, status.created_by) == (InstrumentState.IDEA, DAY, secretary)
        assert first.history.get().history_user == secretary

    def test_addresses_do_not_clash(self, cast, secretary):
        titles = ["Kaart!", "Kaart", "Toevoegen", "!!!"]
        slugs = [add_instrument(**add(secretary, cast.deal, title=title)).slug for title in titles]
        assert slugs == ["kaart", "kaart-2", "toevoegen-2", "instrument"]

    def test_a_step_brings_its_group_and_a_group_its_question(self, cast, secretary, group):
        made = add_instrument(**add(secretary, cast.deal, step=step_of(group)))
        assert (made.group, made.question) == (group, group.question)
        other = ProcessQuestionFactory(deal=cast.deal)
        made = add_instrument(**add(secretary, cast.deal, title="B", group=group, question=other))
        assert made.question == other

    def test_a_lead_adds_for_the_own_group_only(self, cast, lead, group):
        assert add_instrument(**add(lead, cast.deal, group=group)).group == group
        refused(add_instrument, **add(lead, cast.deal, title="Los"))
        other = WorkingGroupFactory(question__deal=cast.deal)
        refused(add_instrument, **add(lead, cast.deal, title="Ander", group=other))

    def test_what_cannot_be(self, cast, secretary, group):
        InstrumentFactory(deal=cast.deal, title="Bestaat al")
        elsewhere = WorkingGroupFactory()
        future = timezone.localdate() + timedelta(days=1)
        for fields, field in (
            ({"title": "bestaat AL"}, "title"),
            ({"title": " \n"}, "title"),
            ({"group": elsewhere}, "question"),
            ({"question": ProcessQuestionFactory()}, "question"),
            ({"group": elsewhere, "question": group.question}, "group"),
            ({"step": step_of(elsewhere), "group": group}, "step"),
            ({"since": future}, "on"),
            ({"since": date(1850, 1, 1)}, "on"),
        ):
            error = refused(add_instrument, **add(secretary, cast.deal, **fields))
            assert error.field == field, fields
        refused(add_instrument, **add(cast.users["auditor"], cast.deal))
        assert Instrument.objects.count() == 1

    def test_a_closed_deal_stays_as_it_is(self, cast, secretary):
        cast.deal.state = DealState.CLOSED
        cast.deal.save()
        refused(add_instrument, **add(secretary, cast.deal))


class TestChanging:
    def test_changed_under_its_old_address(self, cast, secretary):
        instrument = InstrumentFactory(deal=cast.deal, slug="kaart")
        changed = change_instrument(**change(secretary, instrument, title="Anders", access=Access.PUBLIC))
        assert (changed.title, changed.slug, changed.access) == ("Anders", "kaart", Access.PUBLIC)

    def test_who_comes_second_sees_that(self, cast, secretary):
        instrument = InstrumentFactory(deal=cast.deal)
        second = change(secretary, instrument, title="Tweede")
        change_instrument(**change(secretary, instrument, title="Eerste"))
        assert isinstance(refused(change_instrument, **second), StaleError)

    def test_a_lead_hands_it_to_no_other_group(self, cast, lead, group):
        instrument = InstrumentFactory(deal=cast.deal, group=group)
        change_instrument(**change(lead, instrument, next_step="Testen"))
        other = WorkingGroupFactory(question__deal=cast.deal)
        assert refused(change_instrument, **change(lead, instrument, group=other)).field == "group"
        refused(change_instrument, **change(lead, InstrumentFactory(deal=cast.deal)))


class TestLife:
    def test_a_table_says_where_it_goes(self, cast, secretary):
        instrument = InstrumentFactory(deal=cast.deal)
        error = refused(change_instrument_state, **move(secretary, instrument, InstrumentState.IN_USE))
        assert (error.field, "Idee" in str(error)) == ("state", True)
        moved = change_instrument_state(**move(secretary, instrument, InstrumentState.LONGLIST))
        candidate = Candidate.objects.get(instrument=moved)
        assert (candidate.listed_on, candidate.research, candidate.outcome) == (DAY, "", "open")
        last = moved.statuses.last()
        assert (moved.state, last.state, last.on) == (InstrumentState.LONGLIST, InstrumentState.LONGLIST, DAY)

    def test_a_body_decides_that_it_is_ready_and_a_lead_does_not(self, cast, secretary, lead, group):
        instrument = InstrumentFactory(deal=cast.deal, group=group, state=InstrumentState.IN_TEST)
        InstrumentVersionFactory(instrument=instrument)
        decision = DecisionFactory(body=cast.steering, taken_on=date(2026, 5, 1))
        ready = move(lead, instrument, InstrumentState.READY, decision=decision)
        error = refused(change_instrument_state, **ready)
        assert (error.field, "projectsecretaris" in str(error)) == ("state", True)
        without = refused(change_instrument_state, **move(secretary, instrument, InstrumentState.READY))
        assert without.field == "decision"
        assert "Stuurgroep" in str(without)
        moved = change_instrument_state(**ready | {"actor": secretary})
        assert (moved.state, moved.statuses.last().decision) == (InstrumentState.READY, decision)
        # Back to the tests is for the lead, with the reason; then the body has to decide again.
        back = move(lead, moved, InstrumentState.IN_TEST)
        assert refused(change_instrument_state, **back).field == "reason"
        change_instrument_state(**back | {"reason": "De brief werkt niet."})
        refused(change_instrument_state, **ready)

    def test_a_decision_is_kept_only_where_it_carries_the_step(self, cast, secretary):
        instrument = InstrumentFactory(deal=cast.deal)
        decision = DecisionFactory(body=cast.steering)
        change_instrument_state(**move(secretary, instrument, InstrumentState.LONGLIST, decision=decision))
        assert instrument.statuses.last().decision is None

    def test_days_do_not_run_back(self, cast, secretary):
        instrument = InstrumentFactory(deal=cast.deal)
        early = move(secretary, instrument, InstrumentState.LONGLIST, on=date(2025, 12, 31))
        assert refused(change_instrument_state, **early).field == "on"
        late = early | {"on": timezone.localdate() + timedelta(days=1)}
        assert refused(change_instrument_state, **late).field == "on"
        InstrumentStatus.objects.all().delete()
        change_instrument_state(**early)

    def test_nothing_to_test_and_nobody_who_uses_it(self, cast, secretary):
        instrument = InstrumentFactory(deal=cast.deal, state=InstrumentState.IN_DEVELOPMENT)
        test = move(secretary, instrument, InstrumentState.IN_TEST)
        assert "versie" in str(refused(change_instrument_state, **test))
        version = InstrumentVersionFactory(instrument=instrument, withdrawn_on=DAY)
        refused(change_instrument_state, **test)
        version.withdrawn_on = None
        version.save()
        change_instrument_state(**test)
        ready = InstrumentFactory(deal=cast.deal, state=InstrumentState.READY)
        used = move(secretary, ready, InstrumentState.IN_USE)
        assert "gebruikt niemand" in str(refused(change_instrument_state, **used))
        use = InstrumentUseFactory(version__instrument=ready, end=date(2026, 5, 1))
        refused(change_instrument_state, **used)
        use.end = None
        use.save()
        assert change_instrument_state(**used).state == InstrumentState.IN_USE

    def test_what_exists_and_was_tested_is_not_chosen(self, cast, secretary):
        instrument = InstrumentFactory(deal=cast.deal, state=InstrumentState.LONGLIST)
        decision = DecisionFactory(body=cast.steering)
        principle = DesignPrinciple.objects.create(deal=cast.deal, title="Flexibel")
        candidate = Candidate.objects.create(
            instrument=instrument,
            principle=principle,
            research=DeskResearch.TESTED,
            listed_on=DAY,
            researched_on=DAY,
        )
        chosen = move(secretary, instrument, InstrumentState.CHOSEN, decision=decision)
        assert "regel 52" in str(refused(change_instrument_state, **chosen))
        candidate.research = DeskResearch.UNTESTED
        candidate.save()
        assert change_instrument_state(**chosen).state == InstrumentState.CHOSEN

    def test_nobody_looked_yet_whether_it_exists(self, cast, secretary):
        instrument = InstrumentFactory(deal=cast.deal, state=InstrumentState.LONGLIST)
        chosen = move(
            secretary, instrument, InstrumentState.CHOSEN, decision=DecisionFactory(body=cast.steering)
        )
        assert "regel 51" in str(refused(change_instrument_state, **chosen))
        Candidate.objects.create(instrument=instrument, listed_on=DAY)
        assert "regel 51" in str(refused(change_instrument_state, **chosen))

    def test_put_on_the_longlist_again_it_is_the_same_candidate(self, cast, secretary):
        instrument = InstrumentFactory(deal=cast.deal)
        change_instrument_state(**move(secretary, instrument, InstrumentState.LONGLIST))
        for state in (InstrumentState.DROPPED, InstrumentState.IDEA):
            change_instrument_state(**move(secretary, instrument, state, reason="Toch"))
        change_instrument_state(**move(secretary, instrument, InstrumentState.LONGLIST))
        assert Candidate.objects.filter(instrument=instrument).count() == 1

    def test_an_outsider_brings_nothing_further(self, cast, lead):
        instrument = InstrumentFactory(deal=cast.deal)
        refused(change_instrument_state, **move(lead, instrument, InstrumentState.LONGLIST))


class TestDecided:
    def test_an_adopted_decision_of_a_competent_body_that_holds(self, cast):
        decision = DecisionFactory(body=cast.steering)
        check_decision(cast.deal, decision, DecisionSubject.CONTENT, DAY)

    def test_any_other_does_not_carry_it(self, cast):
        core = BodyFactory(deal=cast.deal, kind=BodyKind.CORE_GROUP)
        for fields in (
            {"body": BodyFactory(kind=BodyKind.STEERING_GROUP)},
            {"body": core},
            {"subject": DecisionSubject.BUDGET},
            {"result": DecisionResult.REJECTED},
            {"taken_on": date(2026, 6, 2)},
            {"effective_on": date(2026, 7, 1)},
            {"withdrawn_on": DAY},
        ):
            decision = DecisionFactory(**({"body": cast.steering} | fields))
            call = {
                "deal": cast.deal,
                "decision": decision,
                "subject": DecisionSubject.CONTENT,
                "on": DAY,
            }
            assert refused(check_decision, **call, field="besluit").field == "besluit", fields


class TestRights:
    def visible(self, user, deal):
        found = Instrument.objects.filter(among_open_instruments(**instruments_open_to(user, deal)))
        return set(found.values_list("title", flat=True))

    def test_list_and_page_ask_the_same(self, cast, group, lead):
        group.body.access = Access.BODY
        group.body.save()
        for access in Access:
            InstrumentFactory(deal=cast.deal, title=f"van {access}", access=access, group=group)
        InstrumentFactory(deal=cast.deal, title="van niemand", access=Access.BODY)
        InstrumentFactory(title="andere deal", access=Access.PUBLIC)
        wanted = {
            "anonymous": {"van public"},
            "nobody": {"van public"},
            "observer": {"van public", "van deal"},
            "member": {"van public", "van deal", "van body"},
            "auditor": {"van public", "van deal", "van body", "van niemand"},
            "project_secretary": {"van public", "van deal", "van body", "van niemand"},
            "other_deal": {"van public"},
        }
        for role, titles in wanted.items():
            user = _user(cast, role)
            assert self.visible(user, cast.deal) == titles, role
            for instrument in Instrument.objects.filter(deal=cast.deal).select_related("group__body"):
                instrument.deal = cast.deal
                assert can_view_instrument(user, instrument) == (instrument.title in titles), role

    def test_members_of_the_body_of_the_group_read_along(self, cast):
        group = WorkingGroupFactory(question__deal=cast.deal, body=cast.closed)
        instrument = InstrumentFactory(deal=cast.deal, title="besloten", access=Access.BODY, group=group)
        member = cast.users["other_body"]
        assert self.visible(member, cast.deal) == {"besloten"}
        assert can_view_instrument(member, instrument)
        assert not can_work_on_instrument(member, instrument)

    def test_a_hidden_deal_shows_nothing(self, cast, group, lead):
        cast.deal.access = Access.DEAL
        cast.deal.save()
        InstrumentFactory(deal=cast.deal, title="van public", access=Access.PUBLIC)
        assert self.visible(_user(cast, "anonymous"), cast.deal) == set()
        assert self.visible(_user(cast, "observer"), cast.deal) == {"van public"}

    def test_an_executive_lead_types_nothing(self, cast, group):
        GroupLead.objects.create(
            group=group,
            person=cast.people["chair"],
            role=LeadRole.EXECUTIVE_LEAD,
            start=date(2020, 1, 1),
        )
        instrument = InstrumentFactory(deal=cast.deal, group=group)
        assert not can_work_on_instrument(cast.users["chair"], instrument)
        assert groups_to_make_for(cast.users["chair"], cast.deal) == []

    def test_for_which_groups_somebody_adds(self, cast, group, lead):
        assert groups_to_make_for(lead, cast.deal) == [group.pk]
        assert groups_to_make_for(cast.users["project_secretary"], cast.deal) is None
        assert groups_to_make_for(_user(cast, "anonymous"), cast.deal) == []
        elsewhere = CityDealFactory()
        assert not can_add_instrument(lead, elsewhere, group)


def _user(cast, role):
    return AnonymousUser() if role == "anonymous" else cast.users[role]
