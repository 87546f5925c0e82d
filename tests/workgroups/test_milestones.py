"""Keeping milestones and what phases owe: services and rights."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.enums import Access
from governance.enums import DealState
from governance.services.covenant_phases import remove_phase
from tests.factories.deal_text import PhaseFactory
from tests.factories.governance import CovenantRuleFactory
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_planning import MilestoneFactory, PhaseGateFactory
from tests.workgroups.group_case import led_group
from workgroups.models import Milestone, MilestoneMove, PhaseGate
from workgroups.permissions_planning import (
    can_keep_milestone,
    can_plan_any,
    can_view_milestone,
    groups_to_plan_for,
    visible_milestones,
)
from workgroups.rules.moments import parse_moment
from workgroups.services.milestones import (
    MilestoneDetails,
    add_milestone,
    change_milestone,
    change_milestone_state,
    move_milestone,
)
from workgroups.services.phase_gates import set_gates

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def led(cast):
    return led_group(cast)


@pytest.fixture
def milestone(cast):
    return MilestoneFactory(deal=cast.deal)


def refused(field, call, **kwargs):
    with pytest.raises(DomainError) as error:
        call(**kwargs)
    assert error.value.field == field
    return str(error.value.message)


class TestPlan:
    @pytest.mark.parametrize(
        ("typed", "precision", "start", "end"),
        [
            ("1-12-2026", "day", date(2026, 12, 1), date(2026, 12, 1)),
            ("januari 2021", "month", date(2021, 1, 1), date(2021, 1, 31)),
            ("januari - juli 2021", "months", date(2021, 1, 1), date(2021, 7, 31)),
            ("voorjaar 2022", "season", date(2022, 3, 1), date(2022, 5, 31)),
            ("2021", "year", date(2021, 1, 1), date(2021, 12, 31)),
        ],
    )
    def test_at_a_moment_of_any_precision(self, led, typed, precision, start, end):
        made = add_milestone(
            actor=led.secretary,
            deal=led.cast.deal,
            details=MilestoneDetails(" Eerste  versie ", text=" Klaar "),
            moment=parse_moment(typed),
        )
        assert (made.title, made.text, made.state, made.actual_on) == ("Eerste versie", "Klaar", "open", None)
        assert (made.precision, made.planned_start, made.planned_end) == (precision, start, end)
        assert made.history.get().history_user == led.secretary

    def test_a_lead_plans_for_the_own_group_only(self, led):
        moment, deal = parse_moment("2027"), led.cast.deal
        add_milestone(
            actor=led.lead, deal=deal, details=MilestoneDetails("Brief", group=led.group), moment=moment
        )
        other = WorkingGroupFactory(question__deal=deal)
        for group in (None, other):
            words = refused(
                "",
                add_milestone,
                actor=led.lead,
                deal=deal,
                details=MilestoneDetails("Plan", group=group),
                moment=moment,
            )
            assert "mag" in words

    def test_nothing_of_another_deal_and_nothing_twice(self, led):
        add = {"actor": led.secretary, "deal": led.cast.deal, "moment": parse_moment("2027")}
        refused("phase", add_milestone, details=MilestoneDetails("A", phase=PhaseFactory()), **add)
        refused("group", add_milestone, details=MilestoneDetails("A", group=WorkingGroupFactory()), **add)
        refused("title", add_milestone, details=MilestoneDetails("  "), **add)
        add_milestone(details=MilestoneDetails("Brief"), **add)
        refused("title", add_milestone, details=MilestoneDetails("BRIEF"), **add)
        # The same words may stand for a group.
        add_milestone(details=MilestoneDetails("Brief", group=led.group), **add)
        assert Milestone.objects.count() == 2


class TestChange:
    def test_where_it_belongs(self, led, milestone):
        phase = PhaseFactory(deal=led.cast.deal)
        change = {"actor": led.secretary, "milestone": milestone}
        changed = change_milestone(
            details=MilestoneDetails("Anders", phase, led.group),
            history_id=latest_history_id(milestone),
            **change,
        )
        assert (changed.title, changed.phase, changed.group) == ("Anders", phase, led.group)
        with pytest.raises(StaleError):
            change_milestone(
                details=MilestoneDetails("Nog eens"), history_id=milestone.history.last().pk, **change
            )
        # A phase with milestones stays.
        with pytest.raises(DomainError):
            remove_phase(actor=led.secretary, phase=phase, history_id=latest_history_id(phase))

    def test_a_lead_does_not_take_it_out_of_the_group(self, led):
        own = MilestoneFactory(deal=led.cast.deal, group=led.group)
        refused(
            "",
            change_milestone,
            actor=led.lead,
            milestone=own,
            details=MilestoneDetails("Van iedereen"),
            history_id=latest_history_id(own),
        )


class TestMove:
    def test_keeps_the_old_planning_with_the_reason(self, led, milestone):
        moved = move_milestone(
            actor=led.secretary,
            milestone=milestone,
            moment=parse_moment("februari 2027"),
            reason=" Te weinig mensen ",
        )
        assert moved.planned_end == date(2027, 2, 28)
        row = MilestoneMove.objects.get()
        assert (row.planned_end_before, row.reason) == (date(2026, 10, 31), "Te weinig mensen")
        assert (row.state, row.created_by) == ("open", led.secretary)

    def test_asks_a_reason_and_another_time(self, led, milestone):
        move = {"actor": led.secretary, "milestone": milestone}
        refused("reason", move_milestone, moment=parse_moment("2027"), reason=" ", **move)
        refused("when", move_milestone, moment=parse_moment("oktober 2026"), reason="Zo", **move)
        # The same days said more precisely, or less, is a move.
        move_milestone(moment=parse_moment("1-10-2026 t/m 31-10-2026"), reason="Preciezer", **move)

    def test_only_what_is_open_moves_and_only_by_who_keeps_it(self, led, milestone):
        reached = MilestoneFactory(deal=led.cast.deal, state="reached")
        how = {"moment": parse_moment("2027"), "reason": "Zo"}
        refused("", move_milestone, actor=led.secretary, milestone=reached, **how)
        refused("", move_milestone, actor=led.lead, milestone=milestone, **how)
        assert not MilestoneMove.objects.exists()


class TestState:
    def test_reached_on_a_day_and_taken_up_again(self, led, milestone):
        today = timezone.localdate()
        act = {"actor": led.secretary, "milestone": milestone}
        reached = change_milestone_state(state="reached", on=today, **act)
        assert (reached.state, reached.actual_on) == ("reached", today)
        refused("reason", change_milestone_state, state="open", **act)
        again = change_milestone_state(state="open", on=today, reason="Toch niet klaar", **act)
        assert (again.state, again.actual_on) == ("open", None)
        rows = MilestoneMove.objects.values_list("state", "on", "reason")
        assert list(rows) == [("reached", today, ""), ("open", None, "Toch niet klaar")]

    def test_dropped_with_a_reason(self, led, milestone):
        act = {"actor": led.secretary, "milestone": milestone}
        refused("reason", change_milestone_state, state="dropped", **act)
        dropped = change_milestone_state(state="dropped", on=timezone.localdate(), reason="Niet nodig", **act)
        assert (dropped.state, dropped.actual_on) == ("dropped", None)
        refused("state", change_milestone_state, state="reached", on=timezone.localdate(), **act)

    def test_the_day_it_was_reached_has_been(self, led, milestone):
        act = {"actor": led.secretary, "milestone": milestone, "state": "reached"}
        for on in (None, timezone.localdate() + DAY, date(1899, 12, 31)):
            refused("on", change_milestone_state, on=on, **act)

    def test_a_lead_reaches_what_is_of_the_group(self, led, milestone):
        own = MilestoneFactory(deal=led.cast.deal, group=led.group)
        on = timezone.localdate()
        assert change_milestone_state(actor=led.lead, milestone=own, state="reached", on=on).actual_on == on
        refused("", change_milestone_state, actor=led.lead, milestone=milestone, state="reached", on=on)


class TestGates:
    def test_are_exactly_those_chosen(self, led):
        deal = led.cast.deal
        phase = PhaseFactory(deal=deal)
        for number in (46, 55):
            CovenantRuleFactory(deal=deal, number=number)
        PhaseGateFactory(phase=phase, number=63)  # a rule that the deal had once
        set_gates(actor=led.secretary, phase=phase, numbers=[63, 46])
        set_gates(actor=led.secretary, phase=phase, numbers=[55, 46])
        assert list(PhaseGate.objects.values_list("number", flat=True)) == [46, 55]
        refused("rules", set_gates, actor=led.secretary, phase=phase, numbers=[46, 63])
        refused("", set_gates, actor=led.lead, phase=phase, numbers=[])
        assert PhaseGate.history.filter(history_type="-").get().history_user == led.secretary


class TestRights:
    def test_a_milestone_of_a_closed_group_is_for_its_lead_and_keepers(self, led):
        deal, users = led.cast.deal, led.cast.users
        of_deal = MilestoneFactory(deal=deal)
        led.group.body.access = Access.BODY
        led.group.body.save()
        of_group = MilestoneFactory(deal=deal, group=led.group)
        for role, found in (
            ("member", {of_deal, of_group}),
            ("project_secretary", {of_deal, of_group}),
            ("chair", {of_deal}),
            ("nobody", {of_deal}),
        ):
            assert set(visible_milestones(users[role], deal)) == found, role
            for one in (of_deal, of_group):
                assert can_view_milestone(users[role], one) is (one in found), role
        deal.access = Access.DEAL
        deal.save()
        assert not visible_milestones(AnonymousUser(), deal).exists()
        assert not can_view_milestone(AnonymousUser(), of_deal)

    def test_who_plans(self, led):
        deal, users = led.cast.deal, led.cast.users
        own, other = MilestoneFactory(deal=deal, group=led.group), MilestoneFactory(deal=deal)
        WorkingGroupFactory(question__deal=deal)
        assert can_plan_any(led.secretary, deal)
        assert can_plan_any(led.lead, deal)
        assert not can_plan_any(users["chair"], deal)
        assert groups_to_plan_for(led.secretary, deal).count() == 2
        assert list(groups_to_plan_for(led.lead, deal)) == [led.group]
        assert can_keep_milestone(led.lead, own)
        assert not can_keep_milestone(led.lead, other)
        deal.state = DealState.CLOSED
        deal.save()
        own.refresh_from_db()
        for user in (led.secretary, led.lead):
            assert not can_plan_any(user, deal)
            assert not can_keep_milestone(user, Milestone.objects.get(pk=own.pk))
