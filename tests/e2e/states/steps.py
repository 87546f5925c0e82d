"""Working groups: the work of a deal, one group, its leads and goals, steps and updates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, sent, state
from tests.e2e.window import Window
from tests.factories.governance import MembershipFactory, SeatFactory
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_planning import MilestoneFactory, MilestoneMoveFactory
from tests.factories.workgroups_steps import (
    BusyStepFactory,
    GroupGoalFactory,
    GroupLeadFactory,
    GroupUpdateFactory,
    StepFactory,
    StepTemplateFactory,
)
from workgroups.models import WorkingGroup

SECRETARY, LEAD = "project_secretary", "member"
IMPORT = "workgroups:step_import"


def group_of(cast: Cast) -> Any:
    """Return a group that the member leads, with steps, goals and updates that got worse."""
    day = timezone.localdate()
    group = WorkingGroupFactory(question__deal=cast.deal, body__name=f"Werkgroep {LONG_NAME}")
    MembershipFactory(seat=SeatFactory(body=group.body), person=cast.people["member"])
    GroupLeadFactory(group=group, person=cast.people["member"])
    GroupGoalFactory(group=group)
    done = {"state": "done", "actual_start": day - timedelta(days=60), "actual_end": day - timedelta(days=30)}
    StepFactory(group=group, title="Vraag scherp maken", **done)
    BusyStepFactory(group=group, title=f"Ontwerpen met {LONG_NAME}", planned_end=day - timedelta(days=2))
    StepFactory(group=group, title="Testen")
    old = GroupUpdateFactory(group=group, on=day - timedelta(days=40))
    GroupUpdateFactory(group=group, on=old.on, corrects=old)
    GroupUpdateFactory(group=group, judgement="adjust", reason=f"We wachten op {LONG_NAME}.")
    milestone = MilestoneFactory(deal=cast.deal, group=group, title=f"Klaar met {LONG_NAME}")
    MilestoneMoveFactory(milestone=milestone)
    return group


def address(cast: Cast) -> list[Any]:
    return [cast.deal.slug, group_of(cast).body.slug]


def long(cast: Cast) -> list[Any]:
    """Return a group with more steps than stand beside each other."""
    where = address(cast)
    StepFactory.create_batch(10, group=WorkingGroup.objects.get(body__slug=where[1]))
    return where


def at_step(cast: Cast) -> list[Any]:
    group = group_of(cast)
    step = BusyStepFactory(group=group, needs_decision=True)
    return [cast.deal.slug, group.body.slug, step.pk]


def at_update(cast: Cast) -> list[Any]:
    group = group_of(cast)
    return [cast.deal.slug, group.body.slug, GroupUpdateFactory(group=group).pk]


def at_lead(cast: Cast) -> list[Any]:
    group = group_of(cast)
    return [cast.deal.slug, group.body.slug, group.leads.get().pk]


def bare(cast: Cast) -> list[Any]:
    StepTemplateFactory(deal=cast.deal)
    return [cast.deal.slug, WorkingGroupFactory(question__deal=cast.deal).body.slug]


def deal(cast: Cast) -> list[Any]:
    return [cast.deal.slug]


def fill(visit: Visit) -> None:
    group_of(visit.cast)


page("the-work", "workgroups:work", SECRETARY, deal, before=fill)
page("the-work-public", "workgroups:work", "anonymous", deal, before=fill)
page("the-work-empty", "workgroups:work", SECRETARY, deal)
page("report-list", "workgroups:report_list", LEAD, deal, before=fill)
page("report-list-empty", "workgroups:report_list", "chair", deal)
page("group", "workgroups:group_detail", LEAD, address)
page("group-long", "workgroups:group_detail", LEAD, long)
page("group-public", "workgroups:group_detail", "anonymous", address)
page("group-bare", "workgroups:group_detail", SECRETARY, bare)
report = page("update-report", "workgroups:update_report", LEAD, address)
page("update-list", "workgroups:update_list", LEAD, address)
page("update-correct", "workgroups:update_correct", LEAD, at_update)
leads = page("lead-list", "workgroups:lead_list", SECRETARY, address)
sent("lead-list-wrong", "workgroups:lead_list", leads, "Opslaan")
page("lead-end", "workgroups:lead_end", SECRETARY, at_lead)
page("goals-edit", "workgroups:goals_edit", SECRETARY, address)
page("step", "workgroups:step_detail", LEAD, at_step)
page("step-edit", "workgroups:step_edit", SECRETARY, at_step)
page("step-move", "workgroups:step_move", LEAD, at_step)
page("step-state", "workgroups:step_state", SECRETARY, at_step)
add = page("step-add", "workgroups:step_create", LEAD, address)
sent("step-add-wrong", "workgroups:step_create", add, "Opslaan")
page("step-arrange", "workgroups:step_arrange", LEAD, address)
page("step-begin", "workgroups:step_begin", SECRETARY, bare)
page("step-template", "workgroups:step_template", SECRETARY, deal)
bring = page("step-import", IMPORT, LEAD, address)
sent("step-import-wrong", IMPORT, bring, "Bekijk wat erin staat")


@state("step-import-preview", IMPORT)
def _preview(visit: Visit) -> Window:
    """A row that is right, one that stands here already and one that is wrong."""
    window = bring(visit)
    rows = f"stap;van;tot en met\n{LONG_NAME};1-3-2027;1-4-2027\nTesten;mei 2027;juni 2027\n;ooit;nooit\n"
    file = {"name": "plan.csv", "mimeType": "text/csv", "buffer": rows.encode()}
    window.page.locator("[name=file]").set_input_files(file)
    window.send("Bekijk wat erin staat")
    assert "Klopt niet" in window.text()
    return window


@state("update-report-wrong", "workgroups:update_report")
def _report_wrong(visit: Visit) -> Window:
    """With a script the answer replaces the form on the page."""
    window = report(visit)
    window.button("Versturen").click()
    window.page.locator(".cd-error-summary").wait_for()
    return window
