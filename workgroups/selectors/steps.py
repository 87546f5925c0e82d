"""A step with its whole story, and the step plan of a group as it leaves the portal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from citydeal.common.compiled import compiled
from citydeal.common.dates import in_words
from governance.enums import DecisionSubject
from governance.models import Decision
from governance.permissions import Actor, takes_part
from governance.selectors.decisions import decisions_about
from workgroups.enums import StepState
from workgroups.models import GroupUpdate, Step, StepMove, StepStatus
from workgroups.permissions_steps import can_decide_step, can_work_on_steps
from workgroups.rules.progress import is_late
from workgroups.selectors.courses import STEP_BADGES
from workgroups.workflow import STEP_TRANSITIONS, steps_from


@compiled
def step_at(pk: Any, deal: Any, body: Any) -> QuerySet[Step]:
    """Return the step at this address, with all that its page names, whoever asks."""
    found = Step.objects.filter(pk=pk, group__body__slug=body, group__body__deal__slug=deal)
    return found.select_related("group__body__deal", "owner", "decision__body")


@dataclass(frozen=True)
class StepPage:
    """A step with what was said of it. ``states``: where this account may let it go from here."""

    step: Step
    badge: str
    is_late: bool
    facts: Sequence[tuple[str, str]]
    statuses: Sequence[StepStatus]
    moves: Sequence[StepMove]
    updates: Sequence[GroupUpdate]
    states: Sequence[str]
    may_work: bool
    waits_for_body: bool

    @property
    def may_move(self) -> bool:
        """Whether its planned days may move: not once it is done or dropped."""
        return self.may_work and self.step.state in (StepState.PLANNED, StepState.BUSY)


def step_page(user: Actor, step: Step, on: date) -> StepPage:
    """Return the page of a step; who owns it and what leads said is for who takes part. Three queries."""
    reads = takes_part(user, step.group.body.deal)
    may_work = can_work_on_steps(user, step.group)
    states = list(steps_from(STEP_TRANSITIONS, step.state))
    waits = step.needs_decision and step.state == StepState.BUSY
    if step.needs_decision and not can_decide_step(user, step):
        # What a body decides is written down by who keeps the deal.
        states = [s for s in states if StepState.DONE not in (s, step.state)]
    return StepPage(
        step=step,
        badge=STEP_BADGES[StepState(step.state)],
        is_late=is_late(step.state, step.planned_start, step.planned_end, on),
        facts=_facts(step, names=reads),
        statuses=_statuses(step=step.pk),
        moves=_moves(step=step.pk),
        updates=_about(step=step.pk) if reads else [],
        states=states if may_work else [],
        may_work=may_work,
        waits_for_body=waits,
    )


def decisions_for(user: Actor, step: Step) -> list[Decision] | None:
    """Return the decisions that may make this step done; None where none is asked. One query."""
    asked = step.needs_decision and step.state == StepState.BUSY and can_decide_step(user, step)
    return decisions_about(step.group.body.deal, [DecisionSubject.CONTENT]) if asked else None


def _facts(step: Step, *, names: bool) -> list[tuple[str, str]]:
    facts = [(_("Planned"), f"{in_words(step.planned_start)} – {in_words(step.planned_end)}")]
    if step.actual_start:
        facts.append((_("Began on"), in_words(step.actual_start)))
    if step.actual_end:
        facts.append((_("Done on"), in_words(step.actual_end)))
    if step.result:
        facts.append((pgettext("of a step", "Result"), step.result))
    if names and step.owner:
        facts.append((_("Who looks after it"), step.owner.name))
    if step.weight is not None:
        facts.append((_("Weight"), f"{step.weight}%"))
    if step.needs_decision:
        done = step.decision
        words = (
            f"{done.body.name} {done.label}: {done.title}" if done else _("a body decides that it is done")
        )
        facts.append((_("Decision"), words))
    return facts


@compiled
def _statuses(step: Any) -> QuerySet[StepStatus]:
    return StepStatus.objects.filter(step=step).order_by("-on", "-pk")


@compiled
def _moves(step: Any) -> QuerySet[StepMove]:
    return StepMove.objects.filter(step=step).order_by("-pk")


@compiled
def _about(step: Any) -> QuerySet[GroupUpdate]:
    found = GroupUpdate.objects.filter(step=step, corrected_by__isnull=True).select_related("created_by")
    return found.order_by("-on", "-pk")


def plan_rows(steps: Sequence[Step]) -> list[list[Any]]:
    """Return the rows of a step plan as a sheet, which can come in again; needs the owners loaded."""
    return [
        [
            step.title,
            step.result,
            step.owner.name if step.owner else "",
            step.planned_start,
            step.planned_end,
            step.get_state_display(),
            step.actual_start,
            step.actual_end,
            step.weight,
        ]
        for step in steps
    ]
