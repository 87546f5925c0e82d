"""The budget of a deal per phase: lines in money and hours, commitments and realisation (rules 54 and 65)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.models import User
from citydeal.services.files import store_file
from governance.enums import DealState
from governance.models import CityDeal, Party, Phase
from governance.services.checks import check_period, save_checked
from reporting.enums import BudgetUnit
from reporting.models import BudgetBooking, BudgetLine
from reporting.permissions_contributions import can_keep_contributions, can_keep_money
from reporting.rules.quantities import LARGEST_HOURS, QUARTERS
from reporting.services.contributions import LARGEST_CENTS

MAX_LINES = 500


@dataclass(frozen=True)
class LineDetails:
    """A line of the budget. ``quantity``: cents, or quarters of an hour, by ``unit`` (BudgetUnit)."""

    phase: Phase
    title: str
    unit: str
    quantity: int
    party: Party | None = None
    funding: str = ""


@dataclass(frozen=True)
class BookingDetails:
    """What is booked on a line (BookingKind), in the unit of the line."""

    kind: str
    on: date
    quantity: int
    what: str
    reference: str = ""


@transaction.atomic
def add_line(*, actor: User, deal: CityDeal, details: LineDetails) -> BudgetLine:
    """Add a line to the budget of a phase.

    Raises DomainError without the right, on a line that stands there already, on a phase that is closed, and
    on a phase or party of another deal. Writes history. Source: rules 54 and 65.
    """
    line = BudgetLine(deal=deal, made_on=timezone.localdate())
    _require_keeper(actor, deal)
    _fill(line, details)
    line.order = BudgetLine.objects.filter(phase=details.phase).count() + 1
    return save_checked(line, actor)


@transaction.atomic
def change_line(*, actor: User, line: BudgetLine, details: LineDetails, history_id: int) -> BudgetLine:
    """Change a line of the budget. Raises StaleError when somebody saved it after ``history_id``, and
    DomainError as ``add_line``, and where bookings stand in another unit. Writes history.
    """
    line = lock_line(line)
    _require_keeper(actor, line.deal)
    if latest_history_id(line) != history_id:
        raise StaleError(_("Somebody else changed this line after you opened it."))
    if details.unit != line.unit and line.bookings.exists():
        raise DomainError(_("There are bookings on this line. Its unit stays as it is."), field="unit")
    _fill(line, details)
    return save_checked(line, actor)


@transaction.atomic
def remove_line(*, actor: User, line: BudgetLine) -> None:
    """Remove a line that was a mistake; its history stays.

    Raises DomainError without the right, and where there are bookings on it. Writes history.
    """
    line = lock_line(line)
    _require_keeper(actor, line.deal)
    if line.bookings.exists():
        raise DomainError(_("There are bookings on this line. Withdrawn ones count too: they stay readable."))
    line._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    line.delete()


@transaction.atomic
def add_booking(
    *, actor: User, line: BudgetLine, details: BookingDetails, evidence: UploadedFile | None = None
) -> BudgetBooking:
    """Book a commitment or realisation on a line; also by the treasurer.

    More than the line has is not refused: the page shows it. Raises DomainError without the right, on a
    figure or day that cannot be, and on a phase that is closed. Writes history.
    """
    line = lock_line(line)
    _require_money(actor, line.deal)
    _check_phase(line.phase)
    _check_quantity(line.unit, details.quantity)
    check_period(details.on, details.on)
    if details.on > timezone.localdate():
        raise DomainError(_("This day has not come yet. Choose today or an earlier day."), field="on")
    booking = BudgetBooking(line=line, kind=details.kind, on=details.on, quantity=details.quantity)
    booking.what = one_line(details.what, length=300)
    booking.reference = one_line(details.reference, length=50)
    if evidence is not None:
        booking.evidence = store_file(actor=actor, upload=evidence, field="evidence")
    return save_checked(booking, actor)


@transaction.atomic
def withdraw_booking(*, actor: User, booking: BudgetBooking, reason: str) -> BudgetBooking:
    """Take back a booking that was a mistake; it stays readable with the reason and counts no more.

    Raises DomainError without the right, without a reason, and when it was withdrawn already. Writes history.
    """
    found = BudgetBooking.objects.select_for_update(of=("self",)).select_related("line__deal")
    booking = found.get(pk=booking.pk)
    _require_money(actor, booking.line.deal)
    if booking.withdrawn_at is not None:
        raise DomainError(_("This booking is withdrawn already."))
    reason = one_line(reason, length=300)
    if not reason:
        raise DomainError(_("Say why."), field="reason")
    booking.withdrawn_at, booking.withdrawn_reason = timezone.now(), reason
    return save_checked(booking, actor)


@transaction.atomic
def import_lines(*, actor: User, deal: CityDeal, lines: Sequence[LineDetails]) -> int:
    """Add lines that come from a sheet, all or none; returns how many.

    Raises DomainError as ``add_line``, with the line it is about, and above 500 lines.
    """
    if BudgetLine.objects.filter(deal=deal).count() + len(lines) > MAX_LINES:
        raise DomainError(_("A budget has at most %(count)s lines.") % {"count": MAX_LINES}, field="file")
    for details in lines:
        try:
            add_line(actor=actor, deal=deal, details=details)
        except DomainError as error:
            raise DomainError(f"{details.title}: {error.message}", field="file") from error
    return len(lines)


def lock_line(line: BudgetLine) -> BudgetLine:
    """Return a line under lock, with its deal and phase."""
    found = BudgetLine.objects.select_for_update(of=("self",)).select_related("deal", "phase")
    return found.get(pk=line.pk)


def _require_keeper(actor: User, deal: CityDeal) -> None:
    _require_open(deal)
    if not can_keep_contributions(actor, deal):
        raise DomainError(_("You may not keep the budget of this deal."))


def _require_money(actor: User, deal: CityDeal) -> None:
    _require_open(deal)
    if not can_keep_money(actor, deal):
        raise DomainError(_("Only the project organisation and the treasurer book on the budget."))


def _require_open(deal: CityDeal) -> None:
    if deal.state == DealState.CLOSED:
        raise DomainError(_("This deal is closed. Open it again before you change anything."))


def _fill(line: BudgetLine, details: LineDetails) -> None:
    if details.phase.deal_id != line.deal_id:
        raise DomainError(_("This phase belongs to another deal."), field="phase")
    if details.phase.pk != line.phase_id:
        _check_phase(details.phase)
    if details.party is not None and details.party.deal_id != line.deal_id:
        raise DomainError(_("This party belongs to another deal."), field="party")
    _check_quantity(details.unit, details.quantity)
    title = one_line(details.title, length=200)
    same = BudgetLine.objects.filter(phase=details.phase, title__iexact=title, unit=details.unit)
    if same.exclude(pk=line.pk).exists():
        raise DomainError(_("This line stands in the budget of this phase already."), field="title")
    line.phase, line.party, line.title = details.phase, details.party, title
    line.unit, line.quantity = details.unit, details.quantity
    line.funding = one_line(details.funding, length=200)


def _check_quantity(unit: str, quantity: int) -> None:
    largest = LARGEST_HOURS * QUARTERS if unit == BudgetUnit.HOURS else LARGEST_CENTS
    if not 0 < quantity <= largest:
        raise DomainError(_("Fill in how much: more than 0."), field="quantity")


def _check_phase(phase: Phase) -> None:
    if phase.actual_end is not None and phase.actual_end < timezone.localdate():
        raise DomainError(
            _("“%(phase)s” is closed. Choose another phase.") % {"phase": phase.name}, field="phase"
        )
