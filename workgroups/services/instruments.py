"""Instruments: added, changed, and from an idea to daily use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext as _

from citydeal.common.dates import EARLIEST, LATEST, holds_on
from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.enums import Access
from citydeal.models import User
from governance.enums import DecisionSubject
from governance.models import CityDeal, Decision
from governance.services.checks import save_checked
from workgroups.enums import DeskResearch, InstrumentKind, InstrumentState
from workgroups.models import (
    Candidate,
    Instrument,
    InstrumentStatus,
    InstrumentUse,
    InstrumentVersion,
    ProcessQuestion,
    Step,
    WorkingGroup,
)
from workgroups.permissions_instruments import (
    can_add_instrument,
    can_decide_on_instrument,
    can_work_on_instrument,
)
from workgroups.services.decided import check_decision
from workgroups.workflow import INSTRUMENT_TRANSITIONS, steps_from

TITLE_LENGTH, SLUG_LENGTH, REASON_LENGTH = 200, 60, 300
# In these states there is something to try, to hand on or to use.
_WITH_VERSION = (InstrumentState.IN_TEST, InstrumentState.READY)
# The address of a page that stands where that of an instrument would.
_RESERVED = "toevoegen"
_WITH_USE = (InstrumentState.IN_USE, InstrumentState.EMBEDDED)


@dataclass(frozen=True)
class InstrumentDetails:
    """What people set on an instrument; its address is made from its first name.

    ``question`` and ``step``: what it came from; ``group``: who makes it. A step names its group, and a
    group its question, where they are left out.
    """

    title: str
    text: str = ""
    kind: str = InstrumentKind.OTHER
    licence: str = ""
    question: ProcessQuestion | None = None
    step: Step | None = None
    group: WorkingGroup | None = None
    access: str = Access.DEAL
    next_step: str = ""


@transaction.atomic
def add_instrument(
    *, actor: User, deal: CityDeal, details: InstrumentDetails, since: date | None = None
) -> Instrument:
    """Add an instrument to a deal, as an idea; ``since``: the day of the idea, today without.

    Raises DomainError without the right, on a name that the deal has already, on what belongs to another
    deal, and on a day that cannot be. Writes history. Source: rule 22.
    """
    # Locked, so that two people who add the same instrument wait for each other.
    CityDeal.objects.select_for_update().get(pk=deal.pk)
    details = _completed(details)
    if not can_add_instrument(actor, deal, details.group):
        raise DomainError(_("You may not add instruments to this deal."))
    on = since or timezone.localdate()
    check_day(on)
    instrument = Instrument(deal=deal, slug=_free_slug(deal, details.title))
    _check(instrument, details)
    save_checked(_filled(instrument, details), actor)
    InstrumentStatus.objects.create(instrument=instrument, state=instrument.state, on=on, created_by=actor)
    return instrument


@transaction.atomic
def change_instrument(
    *, actor: User, instrument: Instrument, details: InstrumentDetails, history_id: int
) -> Instrument:
    """Change what is said of an instrument.

    Raises StaleError when somebody else saved it after ``history_id``, and DomainError as
    ``add_instrument``. Writes history.
    """
    instrument = lock_instrument(instrument)
    require_worker(actor, instrument)
    if latest_history_id(instrument) != history_id:
        raise StaleError(_("Somebody else changed this instrument after you opened it."))
    details = _completed(details)
    if details.group != instrument.group and not can_add_instrument(actor, instrument.deal, details.group):
        raise DomainError(_("You may not hand this instrument to that group."), field="group")
    _check(instrument, details)
    return save_checked(_filled(instrument, details), actor)


@transaction.atomic
def change_instrument_state(
    *,
    actor: User,
    instrument: Instrument,
    state: str,
    on: date,
    reason: str = "",
    decision: Decision | None = None,
) -> Instrument:
    """Bring an instrument in another state (InstrumentState) on a day.

    What a body decides (chosen, ready) rests on its ``decision`` and is written down by who keeps the deal.
    What comes on the longlist becomes a candidate there, so that it is chosen among the others.
    Raises DomainError without the right, on a step the table does not know, without the reason or the
    decision it asks for, on a day before the state it is in, on a candidate that may not be chosen (rules 51
    and 52), and where there is no version to test, or nobody to use it. Writes history.
    """
    instrument = lock_instrument(instrument)
    require_worker(actor, instrument)
    step = steps_from(INSTRUMENT_TRANSITIONS, instrument.state).get(state)
    if step is None:
        raise DomainError(
            _("From “%(state)s” an instrument does not go there at once.")
            % {"state": instrument.get_state_display()},
            field="state",
        )
    _check_state_day(instrument, on)
    reason = one_line(reason, length=REASON_LENGTH)
    if step.asks_reason and not reason:
        raise DomainError(_("Say why."), field="reason")
    if step.asks_decision:
        if not can_decide_on_instrument(actor, instrument):
            raise DomainError(
                _("A body decides this, and who keeps the deal writes it down. Ask the project secretary."),
                field="state",
            )
        check_decision(instrument.deal, decision, DecisionSubject.CONTENT, on)
    _check_ready_for(instrument, state, on)
    instrument.state = state
    save_checked(instrument, actor, reason)
    if state == InstrumentState.LONGLIST and not Candidate.objects.filter(instrument=instrument).exists():
        save_checked(Candidate(instrument=instrument, listed_on=on), actor)
    InstrumentStatus.objects.create(
        instrument=instrument,
        state=state,
        on=on,
        reason=reason,
        decision=decision if step.asks_decision else None,
        created_by=actor,
    )
    return instrument


def lock_instrument(instrument: Instrument) -> Instrument:
    """Return an instrument under its row lock, with its deal and group."""
    found = Instrument.objects.select_for_update(of=("self",)).select_related("deal", "group__body__deal")
    return found.get(pk=instrument.pk)


def require_worker(actor: User, instrument: Instrument) -> None:
    """Raise DomainError unless this account changes the instrument."""
    if not can_work_on_instrument(actor, instrument):
        raise DomainError(_("You may not change this instrument."))


def check_day(on: date, *, field: str = "on") -> None:
    """Refuse a day that is still to come, or in a year that cannot be; raises DomainError."""
    if not EARLIEST <= on <= LATEST:
        raise DomainError(_("Fill in a year between 1900 and 2200."), field=field)
    if on > timezone.localdate():
        raise DomainError(_("This day is still to come. Fill in today or a day before."), field=field)


def _check_state_day(instrument: Instrument, on: date) -> None:
    check_day(on)
    last = instrument.statuses.order_by("-on", "-pk").first()
    if last is not None and on < last.on:
        raise DomainError(
            _("It is in “%(state)s” since %(day)s. Fill in a day from then on.")
            % {"state": instrument.get_state_display(), "day": date_format(last.on, "DATE_FORMAT")},
            field="on",
        )


def _check_ready_for(instrument: Instrument, state: str, on: date) -> None:
    if state == InstrumentState.CHOSEN:
        candidate = Candidate.objects.filter(instrument=instrument).first()
        if candidate is None or not candidate.research:
            raise DomainError(
                _("First write down what desk research found about “%(title)s” (rule 51).")
                % {"title": instrument.title},
                field="state",
            )
        if candidate.research == DeskResearch.TESTED:
            raise DomainError(
                _("This exists and was tested already, so the deal does not choose it (rule 52)."),
                field="state",
            )
    versions = InstrumentVersion.objects.filter(instrument=instrument, withdrawn_on=None)
    if state in _WITH_VERSION and not versions.exists():
        raise DomainError(_("There is no version yet. First add a version."), field="state")
    uses = InstrumentUse.objects.filter(holds_on(on), version__instrument=instrument)
    if state in _WITH_USE and not uses.exists():
        raise DomainError(
            _("On this day nobody uses it. First write down who uses which version."), field="state"
        )


def _completed(details: InstrumentDetails) -> InstrumentDetails:
    """Return the details with the group of the step, and the question of the group."""
    values = dict(vars(details))
    if values["group"] is None and details.step is not None:
        values["group"] = details.step.group
    if values["question"] is None and values["group"] is not None:
        values["question"] = values["group"].question
    return InstrumentDetails(**values)


def _check(instrument: Instrument, details: InstrumentDetails) -> None:
    title = one_line(details.title, length=TITLE_LENGTH)
    if not title:
        raise DomainError(_("Fill in a name."), field="title")
    same = Instrument.objects.filter(deal=instrument.deal, title__iexact=title).exclude(pk=instrument.pk)
    if same.exists():
        raise DomainError(_("This deal has an instrument of this name already."), field="title")
    if details.question is not None and details.question.deal_id != instrument.deal_id:
        raise DomainError(_("This process question belongs to another deal."), field="question")
    if details.group is not None and details.group.body.deal_id != instrument.deal_id:
        raise DomainError(_("This working group belongs to another deal."), field="group")
    if details.step is not None and details.step.group != details.group:
        raise DomainError(_("This step is of another working group."), field="step")


def _filled(instrument: Instrument, details: InstrumentDetails) -> Instrument:
    for name, value in vars(details).items():
        setattr(instrument, name, value)
    instrument.title = one_line(details.title, length=TITLE_LENGTH)
    instrument.next_step = one_line(details.next_step, length=TITLE_LENGTH)
    return instrument


def _free_slug(deal: CityDeal, title: str) -> str:
    wish = slugify(title)[: SLUG_LENGTH - 4].strip("-") or "instrument"
    taken = set(Instrument.objects.filter(deal=deal, slug__startswith=wish).values_list("slug", flat=True))
    taken.add(_RESERVED)
    numbers = (f"{wish}-{number}" for number in count(2))
    return wish if wish not in taken else next(slug for slug in numbers if slug not in taken)
