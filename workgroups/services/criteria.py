"""The criteria of a draft of the framework: what is scored, on which scale, with which weight (rule 50)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from governance.services.checks import save_checked
from workgroups.models import Criterion, FrameworkVersion
from workgroups.services.assessment_checks import require_keeper
from workgroups.services.frameworks import check_draft, check_weights, lock_framework


@dataclass(frozen=True)
class CriterionDetails:
    """A criterion under a ``heading``; the scale runs from ``lowest`` to ``highest``, both included."""

    title: str
    heading: str = ""
    text: str = ""
    lowest: int = 1
    highest: int = 5
    weight: Decimal | None = None


@transaction.atomic
def add_criterion(*, actor: User, framework: FrameworkVersion, details: CriterionDetails) -> Criterion:
    """Add a criterion to a draft; it gets the last place.

    Raises DomainError without the right, on a version that was opened, on a scale that runs nowhere and on a
    weight that cannot be. Writes history. Source: rule 50.
    """
    framework = _draft(actor, framework)
    last: int | None = framework.criteria.aggregate(last=Max("order"))["last"]
    return save_checked(_filled(Criterion(framework=framework, order=(last or 0) + 1), details), actor)


@transaction.atomic
def change_criterion(
    *, actor: User, criterion: Criterion, details: CriterionDetails, history_id: int
) -> Criterion:
    """Change a criterion of a draft.

    Raises StaleError when somebody saved it after ``history_id``, and DomainError as ``add_criterion``.
    Writes history.
    """
    framework = _draft(actor, criterion.framework)
    criterion = Criterion.objects.select_for_update().get(pk=criterion.pk, framework=framework)
    if latest_history_id(criterion) != history_id:
        raise StaleError(_("Somebody else changed this criterion after you opened it."))
    return save_checked(_filled(criterion, details), actor)


@transaction.atomic
def remove_criterion(*, actor: User, criterion: Criterion) -> None:
    """Remove a criterion from a draft.

    Raises DomainError without the right, and on a version that was opened. Writes history.
    """
    _draft(actor, criterion.framework)
    criterion._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    criterion.delete()


@transaction.atomic
def set_weights(
    *, actor: User, framework: FrameworkVersion, weights: Mapping[int, Decimal | None]
) -> FrameworkVersion:
    """Give the criteria of a draft their weights, in percent: id of a criterion → weight.

    None for all: every criterion counts the same. Raises DomainError without the right, on a version that was
    opened, on weights that do not add to 100, and where somebody added or removed a criterion meanwhile.
    Writes history. Source: rule 50.
    """
    framework = _draft(actor, framework)
    criteria = list(framework.criteria.select_for_update())
    if {criterion.pk for criterion in criteria} != set(weights):
        raise DomainError(_("The criteria have changed meanwhile. Load the page again."))
    check_weights(list(weights.values()))
    for criterion in criteria:
        if criterion.weight != weights[criterion.pk]:
            criterion.weight = weights[criterion.pk]
            save_checked(criterion, actor)
    return framework


def _draft(actor: User, framework: FrameworkVersion) -> FrameworkVersion:
    framework = lock_framework(framework)
    require_keeper(actor, framework.deal)
    check_draft(framework)
    return framework


def _filled(criterion: Criterion, details: CriterionDetails) -> Criterion:
    if details.highest <= details.lowest:
        raise DomainError(_("The highest score must be above the lowest."), field="highest")
    if details.weight is not None and not 0 < details.weight <= 100:
        raise DomainError(_("Fill in a weight above 0 and at most 100."), field="weight")
    for name, value in vars(details).items():
        setattr(criterion, name, value)
    criterion.title, criterion.heading = " ".join(details.title.split()), " ".join(details.heading.split())
    return criterion
