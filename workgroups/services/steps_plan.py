"""The step plan of a working group as a whole: its order and weights, the template, and an import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import CityDeal
from governance.services.checks import require_manager, save_checked
from workgroups.enums import StepState
from workgroups.models import Step, StepTemplate, WorkingGroup
from workgroups.rules.progress import FULL, weights_add_up
from workgroups.services.leads import lock_group
from workgroups.services.steps import StepDetails, add_step, require_steps

MAX_STEPS = 200


@dataclass(frozen=True)
class Place:
    """Where a step stands in the plan, and its weight in percent; None: all count the same."""

    order: int
    weight: int | None = None


@dataclass(frozen=True)
class TemplateStep:
    """A step that groups start with. ``needs_decision``: only a body makes it done."""

    title: str
    result: str = ""
    needs_decision: bool = False


@transaction.atomic
def arrange_steps(*, actor: User, group: WorkingGroup, places: Mapping[int, Place]) -> None:
    """Give the steps of a group their order and weights: by id of the step.

    Raises DomainError without the right, and on weights that do not add to 100, or that some steps lack; a
    step that was dropped has none. Writes history.
    """
    group = lock_group(group)
    require_steps(actor, group)
    steps = list(Step.objects.filter(group=group))
    counting = [step for step in steps if step.state != StepState.DROPPED]
    weights = [places[step.pk].weight if step.pk in places else step.weight for step in counting]
    given = [weight for weight in weights if weight is not None]
    if given and len(given) < len(weights):
        raise DomainError(
            _("Give every step a weight, or none at all. Now %(count)s steps have none.")
            % {"count": len(weights) - len(given)}
        )
    if given and not weights_add_up(weights):
        raise DomainError(
            _("The weights add up to %(sum)s. Change them until they add up to %(full)s.")
            % {"sum": sum(given), "full": FULL}
        )
    for step in steps:
        place = places.get(step.pk)
        weight = None if step.state == StepState.DROPPED else place.weight if place else step.weight
        order = place.order if place else step.order
        if (order, weight) != (step.order, step.weight):
            step.order, step.weight = order, weight
            save_checked(step, actor)


@transaction.atomic
def set_template(*, actor: User, deal: CityDeal, steps: Sequence[TemplateStep]) -> None:
    """Set the steps that the groups of a deal start with, in order; what stood there before goes.

    Groups that began with it keep their steps. Raises DomainError without the right, and on a step that
    stands there twice. Writes history.
    """
    require_manager(actor, deal)
    CityDeal.objects.select_for_update().get(pk=deal.pk)
    titles = [step.title.strip().casefold() for step in steps]
    twice = next((step.title for step in steps if titles.count(step.title.strip().casefold()) > 1), None)
    if twice:
        raise DomainError(_("“%(step)s” stands there twice.") % {"step": twice})
    for old in StepTemplate.objects.filter(deal=deal):
        old._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
        old.delete()
    for order, step in enumerate(steps, start=1):
        save_checked(StepTemplate(deal=deal, order=order, **vars(step)), actor)


@transaction.atomic
def begin_with_template(*, actor: User, group: WorkingGroup, start: date, end: date) -> int:
    """Give a group without steps those of the template, divided evenly over its days; returns how many.

    Raises DomainError without the right, on a group that has steps, on a deal without a template, and on an
    end before the start. Writes history.
    """
    group = lock_group(group)
    require_steps(actor, group)
    if Step.objects.filter(group=group).exists():
        raise DomainError(_("This working group has steps already."))
    template = list(StepTemplate.objects.filter(deal=group.body.deal))
    if not template:
        raise DomainError(_("This deal has no template of steps yet."))
    days = (end - start).days + 1
    if days < len(template):
        raise DomainError(_("Choose a later last day: each step takes a day at least."), field="end")
    for number, step in enumerate(template):
        first = date.fromordinal(start.toordinal() + days * number // len(template))
        last = date.fromordinal(start.toordinal() + days * (number + 1) // len(template) - 1)
        made = Step(group=group, order=number + 1, planned_start=first, planned_end=last)
        made.title, made.result, made.needs_decision = step.title, step.result, step.needs_decision
        save_checked(made, actor)
    return len(template)


@transaction.atomic
def import_steps(*, actor: User, group: WorkingGroup, steps: Sequence[StepDetails]) -> int:
    """Add steps that come from a sheet, all or none; returns how many.

    Raises DomainError as ``add_step``, with the step it is about, and above 200 steps.
    """
    if Step.objects.filter(group=group).count() + len(steps) > MAX_STEPS:
        raise DomainError(
            _("A working group has at most %(count)s steps.") % {"count": MAX_STEPS}, field="file"
        )
    for details in steps:
        try:
            add_step(actor=actor, group=group, details=details)
        except DomainError as error:
            raise DomainError(f"{details.title}: {error.message}", field="file") from error
    return len(steps)
