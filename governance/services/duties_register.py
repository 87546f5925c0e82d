"""Duties of a deal: what it owes and when, said by who keeps it; and times that are dropped or done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.common.registry import duty_handlers
from citydeal.models import User
from governance.enums import DutyKind, DutyPattern, LadderStep, OccurrenceState
from governance.models import Body, CityDeal, Duty, DutyOccurrence, DutyStep, Phase
from governance.selectors.duties import not_by_hand
from governance.services.checks import check_period, require_manager, save_checked
from governance.services.deal_text import opened
from governance.services.duties import fulfil_occurrence, lock_occurrence, reopen_occurrence
from governance.services.duties_occurrences import refresh_duties

MEETING_STEPS = (
    LadderStep.RESERVE,
    LadderStep.CALL,
    LadderStep.INVITE,
    LadderStep.PAPERS,
    LadderStep.REMIND,
)
OTHER_STEPS = (LadderStep.WARN, LadderStep.SOON)
MAX_DAYS = 400
_YEARLY = {"reserve": 182, "call": 42, "invite": 21, "papers": 7, "remind": 3}
_OFTEN = {"call": 14, "papers": 7}
_LONG_PATTERNS = (DutyPattern.DECEMBER_WEEK, DutyPattern.HALF_YEARLY)


@dataclass(frozen=True)
class DutyTerms:
    """What a duty is. ``steps``: step of the ladder → calendar days before; what is left out is not done.

    ``number``, ``phase`` and ``around`` belong to the pattern, as in ``Duty``.
    """

    kind: str
    pattern: str
    name: str
    start: date
    end: date | None = None
    article: str = ""
    body: Body | None = None
    number: int | None = None
    phase: Phase | None = None
    around: Body | None = None
    steps: Mapping[str, int] = field(default_factory=dict)


def usual_steps(kind: str, pattern: str, warning_days: int) -> dict[str, int]:
    """Return the ladder that a new duty begins with. ``warning_days``: of the deal (choice A2-2)."""
    is_long = pattern in _LONG_PATTERNS
    if kind == DutyKind.MEETING:
        return dict(_YEARLY if is_long else _OFTEN)
    if is_long:
        return {LadderStep.WARN.value: min(warning_days, MAX_DAYS), LadderStep.SOON.value: 14}
    return {LadderStep.SOON.value: 7}


def steps_of_kind(kind: str) -> tuple[LadderStep, ...]:
    """Return the steps that a duty of this kind may have, in order of time."""
    return MEETING_STEPS if kind == DutyKind.MEETING else OTHER_STEPS


@transaction.atomic
def add_duty(*, actor: User, deal: CityDeal, terms: DutyTerms) -> Duty:
    """Say that the deal owes something that comes back; its times are made at once.

    Raises DomainError, with its field, without the right, on a name that is taken, on what does not go
    together, and on days that cannot be. Side effects: history; the hourly ``ensure`` prepares and reminds.
    """
    require_manager(actor, deal)
    _check(deal, terms)
    values = {name: value for name, value in vars(terms).items() if name != "steps"}
    duty = save_checked(Duty(deal=deal, **values), actor)
    _save_steps(actor, duty, terms.steps)
    refresh_duties(deal, timezone.localdate(), [duty.pk])
    return duty


@transaction.atomic
def change_duty(
    *, actor: User, duty: Duty, name: str, article: str, steps: Mapping[str, int], history_id: int
) -> Duty:
    """Change how a duty is called, its article and its ladder; a step that was reminded of stays so.

    What it is and when it is due does not change: end it and add another. Raises DomainError without the
    right and on a name that is taken, StaleError when somebody changed it in between. Writes history.
    """
    require_manager(actor, duty.deal)
    saved = opened(duty, history_id)
    _check_name(duty.deal, name, duty.pk)
    _check_steps(duty.kind, steps)
    saved.name, saved.article = name, article
    save_checked(saved, actor)
    _save_steps(actor, saved, steps)
    return saved


@transaction.atomic
def end_duty(*, actor: User, duty: Duty, end: date) -> int:
    """Say what the last day is on which a duty holds; returns how many planned times lapse.

    Raises DomainError without the right and on a day before the first. Side effects: history.
    """
    require_manager(actor, duty.deal)
    locked = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    check_period(locked.start, end)
    locked.end = end
    save_checked(locked, actor)
    return refresh_duties(duty.deal, timezone.localdate(), [duty.pk]).lapsed


@transaction.atomic
def waive_occurrence(*, actor: User, occurrence: DutyOccurrence, reason: str) -> DutyOccurrence:
    """Drop one time of a duty, with the reason (rule 4: a year without needs one).

    Raises DomainError without the right, without a reason, and for what is done or no longer due. Side
    effects: history; no more reminders.
    """
    locked = _planned(actor, occurrence)
    if not reason.strip():
        raise DomainError(_("Say why."), field="reason")
    locked.state, locked.waived_reason, locked.waived_by = OccurrenceState.WAIVED, reason.strip(), actor
    return save_checked(locked, actor)


@transaction.atomic
def owe_again(*, actor: User, occurrence: DutyOccurrence) -> DutyOccurrence:
    """Take back that a time was dropped, or that it was marked as done by hand.

    Raises DomainError without the right, and for what a meeting or a report fulfilled. Writes history.
    """
    locked = lock_occurrence(occurrence)
    require_manager(actor, locked.duty.deal)
    if locked.state == OccurrenceState.WAIVED:
        locked.state, locked.waived_reason, locked.waived_by = OccurrenceState.PLANNED, "", None
        return save_checked(locked, actor)
    by_hand = locked.meeting_id is None and not not_by_hand(locked, timezone.localdate())
    if locked.state != OccurrenceState.FULFILLED or not by_hand:
        raise DomainError(_("This cannot be taken back here. Load the page again."))
    return reopen_occurrence(occurrence=locked)


@transaction.atomic
def mark_done(*, actor: User, occurrence: DutyOccurrence, on: date) -> DutyOccurrence:
    """Write down by hand that something was done, on a day; a meeting and a report do so by themselves.

    What the portal prepared for it is taken away. Raises DomainError without the right, for those two, on a
    day to come or before it counts, and for what is not planned. Writes history.
    """
    locked = _planned(actor, occurrence)
    why_not = not_by_hand(locked, timezone.localdate())
    if why_not:
        raise DomainError(why_not)
    if on > timezone.localdate():
        raise DomainError(_("This day is still to come. Choose a day until today."), field="day")
    if on < locked.opens:
        first = date_format(locked.opens, "DATE_FORMAT")
        words = _("This counts from %(day)s. Choose a day from then on.") % {"day": first}
        raise DomainError(words, field="day")
    handler = duty_handlers.get(locked.duty.kind)
    if handler:
        handler.clear(locked, actor)
    return fulfil_occurrence(occurrence=locked, on=on)


def _planned(actor: User, occurrence: DutyOccurrence) -> DutyOccurrence:
    locked = lock_occurrence(occurrence)
    require_manager(actor, locked.duty.deal)
    if locked.state != OccurrenceState.PLANNED:
        raise DomainError(_("This is not planned any more. Load the page again."))
    return locked


def _save_steps(actor: User, duty: Duty, steps: Mapping[str, int]) -> None:
    known = {step.kind: step for step in duty.steps.all()}
    for kind, days in steps.items():
        step = known.pop(kind, None) or DutyStep(duty=duty, kind=kind)
        if step.days != days:
            step.days = days
            save_checked(step, actor)
    for step in known.values():
        step._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
        step.delete()


def _check(deal: CityDeal, terms: DutyTerms) -> None:
    check_period(terms.start, terms.end)
    _check_name(deal, terms.name)
    _check_steps(terms.kind, terms.steps)
    for name in ("body", "around", "phase"):
        found = getattr(terms, name)
        if found is not None and found.deal_id != deal.pk:
            raise DomainError(_("Choose an answer from the list."), field=name)
    if terms.kind == DutyKind.MEETING and terms.body is None:
        raise DomainError(_("Choose which body meets."), field="body")
    if terms.pattern == DutyPattern.DECEMBER_WEEK and terms.kind != DutyKind.MEETING:
        raise DomainError(_("Only a meeting is due in the first week of December."), field="kind")
    _check_pattern(terms)


def _check_pattern(terms: DutyTerms) -> None:
    """Refuse a pattern without what it counts by."""
    in_phase = terms.pattern in (DutyPattern.MONTHLY_IN_PHASE, DutyPattern.NUMBER_IN_PHASE)
    if in_phase and terms.phase is None:
        raise DomainError(_("Choose a phase."), field="phase")
    if terms.pattern == DutyPattern.NUMBER_IN_PHASE and terms.phase and terms.phase.planned_end is None:
        raise DomainError(_("This phase has no last day. Choose a phase with a last day."), field="phase")
    if terms.pattern == DutyPattern.AROUND_MEETING and terms.around is None:
        raise DomainError(_("Choose a body."), field="around")
    counts = (DutyPattern.NUMBER_IN_PHASE, DutyPattern.EVERY_WEEKS)
    if terms.pattern in counts and not 1 <= (terms.number or 0) <= 60:
        raise DomainError(_("Fill in a whole number from 1 to 60."), field="number")
    if terms.pattern == DutyPattern.AROUND_MEETING and not -60 <= (terms.number or 0) <= 60:
        raise DomainError(_("Fill in a whole number from 0 to 60."), field="number")


def _check_name(deal: CityDeal, name: str, own: int = 0) -> None:
    if deal.duties.filter(name=name).exclude(pk=own).exists():
        words = _("This deal has a duty with this name already. Choose another name.")
        raise DomainError(words, field="name")


def _check_steps(kind: str, steps: Mapping[str, int]) -> None:
    allowed = steps_of_kind(kind)
    for step, days in steps.items():
        if step not in allowed:
            raise DomainError(_("This step does not belong to a duty of this kind."))
        if not 0 <= days <= MAX_DAYS:
            raise DomainError(_("Fill in a whole number from 0 to 400."), field=f"step_{step}")
