"""The phases of the deal: planned days, real days, and why the planning moved (rule 44)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import CityDeal, Phase, PhaseChange
from governance.services.checks import check_period, require_manager, save_checked
from governance.services.deal_text import opened, remove_text


@dataclass(frozen=True)
class PhasePlan:
    """What a phase is and when. ``planned_label``: how the deal says it, such as "voorjaar 2022"."""

    name: str
    planned_start: date
    planned_end: date | None = None
    planned_label: str = ""
    actual_start: date | None = None
    actual_end: date | None = None
    text: str = ""
    order: int = 0


@transaction.atomic
def save_phase(
    *,
    actor: User,
    deal: CityDeal,
    plan: PhasePlan,
    reason: str = "",
    phase: Phase | None = None,
    history_id: int = 0,
) -> Phase:
    """Add a phase, or change ``phase``. A planning that moves keeps its old days, with ``reason``.

    Raises DomainError without the right, on days that cannot be, on real days in the future, and on a
    moved planning without a reason; StaleError when somebody changed it in between. Writes history.
    Source: rule 44, "wijzigingen voorbehouden".
    """
    require_manager(actor, deal)
    _check_days(plan)
    saved = opened(phase, history_id) if phase else Phase(deal=deal)
    before = (saved.planned_start, saved.planned_end)
    moved = phase is not None and before != (plan.planned_start, plan.planned_end)
    if moved and not reason.strip():
        raise DomainError(_("The planning moves. Fill in why."), field="reason")
    for name, value in vars(plan).items():
        setattr(saved, name, value)
    save_checked(saved, actor)
    if moved:
        change = PhaseChange(
            phase=saved,
            planned_start_before=before[0],
            planned_end_before=before[1],
            reason=reason,
            created_by=actor,
        )
        save_checked(change)
    return saved


@transaction.atomic
def remove_phase(*, actor: User, phase: Phase, history_id: int) -> None:
    """Remove a phase that has not begun and whose planning never moved. Writes history.

    Raises DomainError without the right and for another phase, StaleError as ``save_phase``.
    """
    if phase.actual_start is not None:
        raise DomainError(_("This phase has begun, so it cannot be removed."))
    remove_text(actor=actor, deal=phase.deal, record=phase, history_id=history_id)


def _check_days(plan: PhasePlan) -> None:
    """Raise DomainError, with its field, on days that cannot be."""
    _check_pair(plan.planned_start, plan.planned_end, "planned")
    if plan.actual_start is None:
        if plan.actual_end is not None:
            raise DomainError(_("Fill in the real first day too."), field="actual_start")
        return
    _check_pair(plan.actual_start, plan.actual_end, "actual")
    today = timezone.localdate()
    for name in ("actual_start", "actual_end"):
        day = getattr(plan, name)
        if day is not None and day > today:
            raise DomainError(
                _("A real day cannot be in the future. Use the planned days for that."), field=name
            )


def _check_pair(start: date, end: date | None, name: str) -> None:
    try:
        check_period(start, end)
    except DomainError as error:
        raise DomainError(error.message, field=f"{name}_{error.field}") from error
