"""Steps of a working group: added, changed, moved, begun and done; who may do so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from citydeal.common.errors import StaleError
from citydeal.common.history import latest_history_id
from governance.enums import BodyKind, DealState, DecisionSubject
from tests.factories.governance import BodyFactory, DecisionFactory, PersonFactory
from tests.factories.workgroups_steps import BusyStepFactory, StepFactory, StepTemplateFactory
from tests.governance.refusals import refused
from tests.workgroups.group_case import DAY, led_group, today
from workgroups.models import Step, StepMove, StepStatus, StepTemplate
from workgroups.services.steps import StepDetails, add_step, change_step, change_step_state, move_step
from workgroups.services.steps_plan import (
    Place,
    TemplateStep,
    arrange_steps,
    begin_with_template,
    import_steps,
    set_template,
)

pytestmark = pytest.mark.django_db
START, END = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def led(cast):
    return led_group(cast)


def details(**fields):
    return StepDetails(**{"title": "Ontwerpen", "planned_start": START, "planned_end": END} | fields)


class TestAdding:
    def test_by_the_lead_at_the_end(self, led):
        StepFactory(group=led.group, order=4)
        step = add_step(actor=led.lead, group=led.group, details=details(owner=led.person, result=" Brief "))
        assert (step.order, step.owner, step.result, step.state) == (5, led.person, "Brief", "planned")

    @pytest.mark.parametrize(
        ("fields", "field"),
        [
            ({"title": "ONTWERPEN"}, "title"),
            ({"planned_start": date(1850, 1, 1)}, "planned_start"),
            ({"planned_end": date(2201, 1, 1)}, "planned_end"),
            ({"planned_end": date(2025, 1, 1)}, "planned_end"),
            ({"needs_decision": True}, "needs_decision"),
        ],
    )
    def test_what_cannot_be(self, led, fields, field):
        StepFactory(group=led.group, title="Ontwerpen" if "title" in fields else "Anders")
        error = refused(add_step, actor=led.lead, group=led.group, details=details(**fields))
        assert error.field == field

    def test_an_owner_from_outside(self, led):
        error = refused(add_step, actor=led.lead, group=led.group, details=details(owner=PersonFactory()))
        assert error.field == "owner"

    def test_not_by_others_and_not_in_a_closed_deal(self, led):
        for role in ("auditor", "chair", "dealmaker"):
            refused(add_step, actor=led.cast.users[role], group=led.group, details=details())
        led.cast.deal.state = DealState.CLOSED
        led.cast.deal.save()
        refused(add_step, actor=led.lead, group=led.group, details=details())
        assert not Step.objects.exists()

    def test_that_a_body_decides_is_set_by_who_keeps_the_deal(self, led):
        step = add_step(actor=led.secretary, group=led.group, details=details(needs_decision=True))
        assert step.needs_decision


class TestChanging:
    def change(self, led, step, actor=None, **fields):
        shown = {"title": step.title, "planned_start": step.planned_start, "planned_end": step.planned_end}
        return {
            "actor": actor or led.lead,
            "step": step,
            "details": StepDetails(**shown | fields),
            "history_id": latest_history_id(step),
        }

    def test_changed_but_never_moved(self, led):
        step = StepFactory(group=led.group)
        before = step.planned_end
        changed = change_step(**self.change(led, step, title="Nieuw", planned_end=END + 400 * DAY))
        assert (changed.title, changed.planned_end) == ("Nieuw", before)

    def test_an_owner_who_left_may_stay(self, led):
        step = StepFactory(group=led.group, owner=PersonFactory())
        assert change_step(**self.change(led, step, owner=step.owner)).owner == step.owner

    def test_who_comes_second_sees_that(self, led):
        step = StepFactory(group=led.group)
        second = self.change(led, step, title="Tweede")
        change_step(**self.change(led, step, title="Eerste"))
        assert isinstance(refused(change_step, **second), StaleError)

    def test_a_lead_leaves_nothing_to_a_body_and_takes_nothing_from_it(self, led):
        step = StepFactory(group=led.group, needs_decision=True)
        assert refused(change_step, **self.change(led, step)).field == "needs_decision"
        assert not change_step(**self.change(led, step, led.secretary)).needs_decision


class TestMoving:
    def test_moved_with_its_reason_and_what_it_was(self, led):
        step = StepFactory(group=led.group)
        was = step.planned_end
        new = {"planned_start": step.planned_start, "planned_end": was + 120 * DAY}
        move_step(actor=led.lead, step=step, **new, reason=" Te weinig mensen ")
        step.refresh_from_db()
        move = StepMove.objects.get()
        assert (move.planned_end_before, move.reason, move.created_by) == (was, "Te weinig mensen", led.lead)
        assert step.planned_end == was + 120 * DAY

    def test_refused(self, led):
        step = StepFactory(group=led.group)
        days = {"planned_start": step.planned_start, "planned_end": step.planned_end}
        ask = {"actor": led.lead, "step": step}
        assert refused(move_step, **ask, **days, reason="Zo maar").field == "planned_end"
        later = days | {"planned_end": step.planned_end + DAY}
        assert refused(move_step, **ask, **later, reason=" ").field == "reason"
        refused(move_step, actor=led.cast.users["auditor"], step=step, **later, reason="Zo maar")
        done = StepFactory(group=led.group, state="dropped")
        assert "klaar of vervallen" in str(refused(move_step, actor=led.lead, step=done, **later, reason="x"))


class TestState:
    def go(self, led, step, state, on=None, actor=None, **more):
        return {"actor": actor or led.lead, "step": step, "state": state, "on": on or today(), **more}

    def test_begun_and_done(self, led):
        step = StepFactory(group=led.group)
        change_step_state(**self.go(led, step, "busy", today() - 9 * DAY))
        done = change_step_state(**self.go(led, step, "done"))
        assert (done.actual_start, done.actual_end) == (today() - 9 * DAY, today())
        rows = StepStatus.objects.order_by("pk")
        assert [(row.state, row.created_by) for row in rows] == [("busy", led.lead), ("done", led.lead)]

    def test_a_way_that_is_not_there_says_which_are(self, led):
        error = refused(change_step_state, **self.go(led, StepFactory(group=led.group), "done"))
        assert error.field == "state"
        assert str(error) == "De stap is nu ‘Gepland’. Daarna kan dit: Bezig, Vervallen."

    def test_done_before_it_began(self, led):
        step = BusyStepFactory(group=led.group)
        error = refused(change_step_state, **self.go(led, step, "done", step.actual_start - DAY))
        assert error.field == "on"
        assert "begon op" in str(error)

    @pytest.mark.parametrize(
        ("on", "words"),
        [(timedelta(days=1), "moet nog komen"), (timedelta(days=-50000), "jaar")],
    )
    def test_a_day_that_cannot_be(self, led, on, words):
        step = StepFactory(group=led.group)
        error = refused(change_step_state, **self.go(led, step, "busy", today() + on))
        assert error.field == "on"
        assert words in str(error)

    def test_not_before_what_was_said_last(self, led):
        step = StepFactory(group=led.group)
        change_step_state(**self.go(led, step, "busy"))
        error = refused(
            change_step_state, **self.go(led, step, "dropped", today() - DAY, reason="Niet nodig")
        )
        assert "vanaf dan" in str(error)

    def test_only_where_the_table_goes_and_with_its_reason(self, led):
        step = StepFactory(group=led.group)
        assert refused(change_step_state, **self.go(led, step, "done")).field == "state"
        assert refused(change_step_state, **self.go(led, step, "dropped")).field == "reason"
        change_step_state(**self.go(led, step, "dropped", reason="Niet nodig"))
        back = change_step_state(**self.go(led, step, "planned", reason="Toch wel"))
        assert (back.state, back.actual_start) == ("planned", None)

    def test_taken_up_again_it_began_when_it_began(self, led):
        step = BusyStepFactory(group=led.group)
        began = step.actual_start
        change_step_state(**self.go(led, step, "done"))
        again = change_step_state(**self.go(led, step, "busy", reason="Er bleek meer te doen"))
        assert (again.actual_start, again.actual_end) == (began, None)

    def test_not_by_others(self, led):
        step = StepFactory(group=led.group)
        refused(change_step_state, **self.go(led, step, "busy", actor=led.cast.users["auditor"]))


class TestDecided:
    """What a body decides, no lead does."""

    def go(self, step, actor, state="done", **more):
        return {"actor": actor, "step": step, "state": state, "on": today(), **more}

    @pytest.fixture
    def step(self, led):
        return BusyStepFactory(group=led.group, needs_decision=True)

    def decision(self, led, **fields):
        body = BodyFactory(deal=led.cast.deal, kind=BodyKind.STEERING_GROUP)
        wanted = {"body": body, "subject": DecisionSubject.CONTENT, "taken_on": today() - DAY}
        return DecisionFactory(**wanted | fields)

    def test_a_lead_cannot_set_it_done_with_or_without_a_decision(self, led, step):
        for decision in (None, self.decision(led)):
            error = refused(change_step_state, **self.go(step, led.lead, decision=decision))
            assert "Een orgaan besluit" in str(error)

    def test_the_secretary_records_the_decision(self, led, step):
        assert refused(change_step_state, **self.go(step, led.secretary)).field == "decision"
        decision = self.decision(led)
        done = change_step_state(**self.go(step, led.secretary, decision=decision))
        assert (done.decision, done.actual_end) == (decision, today())
        refused(change_step_state, **self.go(step, led.lead, "busy", reason="Niet klaar"))
        again = change_step_state(**self.go(step, led.secretary, "busy", reason="Niet klaar"))
        assert again.decision is None

    def test_a_decision_about_something_else_or_of_another_deal(self, led, step):
        other = self.decision(led, subject=DecisionSubject.COMPOSITION)
        assert refused(change_step_state, **self.go(step, led.secretary, decision=other)).field == "decision"
        elsewhere = DecisionFactory(subject=DecisionSubject.CONTENT)
        assert (
            refused(change_step_state, **self.go(step, led.secretary, decision=elsewhere)).field == "decision"
        )

    def test_a_lead_may_still_drop_it(self, led, step):
        dropped = change_step_state(**self.go(step, led.lead, "dropped", reason="Niet nodig"))
        assert dropped.state == "dropped"


class TestPlan:
    def test_order_and_weights(self, led):
        first, second = StepFactory(group=led.group), StepFactory(group=led.group)
        dropped = StepFactory(group=led.group, state="dropped", weight=10)
        places = {first.pk: Place(2, 60), second.pk: Place(1, 40), dropped.pk: Place(3)}
        arrange_steps(actor=led.lead, group=led.group, places=places)
        assert list(led.group.steps.values_list("pk", "weight")) == [
            (second.pk, 40),
            (first.pk, 60),
            (dropped.pk, None),
        ]

    @pytest.mark.parametrize(
        ("weights", "words"),
        [
            ((59, 40), "tellen op tot 99"),
            ((60, None), "zonder gewicht: 1."),
            ((None, 100), "zonder gewicht: 1."),
        ],
    )
    def test_weights_that_do_not_add_up(self, led, weights, words):
        steps = [StepFactory(group=led.group), StepFactory(group=led.group)]
        places = {step.pk: Place(1, weight) for step, weight in zip(steps, weights, strict=True)}
        assert words in str(refused(arrange_steps, actor=led.lead, group=led.group, places=places))

    def test_a_step_that_came_in_between_keeps_its_place(self, led):
        step = StepFactory(group=led.group, order=7)
        arrange_steps(actor=led.lead, group=led.group, places={})
        step.refresh_from_db()
        assert (step.order, step.weight) == (7, None)
        refused(arrange_steps, actor=led.cast.users["auditor"], group=led.group, places={})

    def test_the_template(self, led):
        deal = led.cast.deal
        steps = [TemplateStep("Ontwerpen", "Versie 1"), TemplateStep("Testen", needs_decision=True)]
        set_template(actor=led.secretary, deal=deal, steps=[TemplateStep("Oud")])
        set_template(actor=led.secretary, deal=deal, steps=steps)
        assert list(StepTemplate.objects.values_list("title", "order")) == [("Ontwerpen", 1), ("Testen", 2)]
        twice = [TemplateStep("Testen"), TemplateStep(" testen ")]
        assert "staat er 2 keer" in str(refused(set_template, actor=led.secretary, deal=deal, steps=twice))
        refused(set_template, actor=led.lead, deal=deal, steps=steps)

    def test_beginning_with_the_template(self, led):
        begin = {"actor": led.lead, "group": led.group, "start": START, "end": START + 9 * DAY}
        assert "geen sjabloon" in str(refused(begin_with_template, **begin))
        for number in range(3):
            StepTemplateFactory(deal=led.cast.deal, order=number, needs_decision=number == 2)
        assert refused(begin_with_template, **begin | {"end": START + DAY}).field == "end"
        assert begin_with_template(**begin) == 3
        days = list(led.group.steps.values_list("planned_start", "planned_end", "needs_decision"))
        assert days == [
            (START, START + 2 * DAY, False),
            (START + 3 * DAY, START + 5 * DAY, False),
            (START + 6 * DAY, START + 9 * DAY, True),
        ]
        assert "al stappen" in str(refused(begin_with_template, **begin))

    def test_brought_in_all_or_none(self, led):
        bring = {"actor": led.lead, "group": led.group}
        assert import_steps(**bring, steps=[details(title="A"), details(title="B")]) == 2
        error = refused(import_steps, **bring, steps=[details(title="C"), details(title="A")])
        assert error.field == "file"
        assert str(error).startswith("A: ")
        assert "hoogstens 200" in str(refused(import_steps, **bring, steps=[details()] * 199))
        assert led.group.steps.count() == 2
