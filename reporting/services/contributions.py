"""What parties delivered: written down, changed, confirmed by the party, paid, withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.models import User
from citydeal.services.files import store_file
from governance.enums import DealState
from governance.models import Party, Person, Phase
from governance.permissions import acts_for
from governance.services.checks import check_period, save_checked
from reporting.enums import ContributionKind
from reporting.models import Contribution
from reporting.permissions_contributions import can_confirm, can_keep_money, can_write_contribution
from reporting.rules.quantities import LARGEST_HOURS, QUARTERS

# EUR cents; what no party of a deal delivers at once.
LARGEST_CENTS = 999_999_999_999
MOST_PEOPLE = 1000
HOURS_IN_A_DAY = 24


@dataclass(frozen=True)
class Invoice:
    """The invoice of money; ``vat`` in cents stands beside the amount. ``paid_on``: None: not yet."""

    number: str
    on: date
    due: date | None = None
    vat: int = 0
    paid_on: date | None = None


@dataclass(frozen=True)
class ContributionDetails:
    """What was delivered on days of one month. ``quantity``: quarters of an hour, or cents without VAT."""

    kind: str
    start: date
    end: date
    quantity: int
    phase: Phase | None = None
    people: int = 1
    what: str = ""
    invoice: Invoice | None = None


@transaction.atomic
def add_contribution(
    *,
    actor: User,
    party: Party,
    details: ContributionDetails,
    evidence: UploadedFile | None = None,
) -> Contribution:
    """Write down what a party delivered; by the contact of the party it is confirmed at once.

    Needs the deal of the party loaded. Raises DomainError without the right, on days outside one month or
    still to come, on more hours than there are in those days, on a phase of another deal or that is closed,
    and on an invoice number that the party has already. Writes history. Source: rules 61 and 62.
    """
    contribution = Contribution(party=party)
    _require(actor, party, details.kind)
    _fill(contribution, details)
    _check_phase(contribution)
    if evidence is not None:
        contribution.evidence = store_file(actor=actor, upload=evidence, field="evidence")
    if can_confirm(actor, party):
        _confirm(actor, contribution)
    return save_checked(contribution, actor)


@transaction.atomic
def change_contribution(
    *,
    actor: User,
    contribution: Contribution,
    details: ContributionDetails,
    history_id: int,
    evidence: UploadedFile | None = None,
) -> Contribution:
    """Change what was written down; a figure that the party confirmed must then be confirmed again.

    ``evidence``: comes in the place of what was there. The contact of the party confirms by changing. Raises
    StaleError when somebody saved it after ``history_id``, and DomainError as ``add_contribution``. Writes
    history.
    """
    contribution = lock_contribution(contribution)
    _require_there(contribution)
    for kind in (contribution.kind, details.kind):
        _require(actor, contribution.party, kind)
    if latest_history_id(contribution) != history_id:
        raise StaleError(_("Somebody else changed this contribution after you opened it."))
    before = _confirmed_part(contribution)
    phase = contribution.phase_id
    _fill(contribution, details)
    if contribution.phase_id != phase:
        _check_phase(contribution)
    if evidence is not None:
        contribution.evidence = store_file(actor=actor, upload=evidence, field="evidence")
    if can_confirm(actor, contribution.party):
        _confirm(actor, contribution)
    elif _confirmed_part(contribution) != before:
        contribution.confirmed_at, contribution.confirmed_by = None, ""
    return save_checked(contribution, actor)


@transaction.atomic
def confirm_contributions(*, actor: User, party: Party, contributions: Sequence[Contribution]) -> int:
    """Confirm for a party what was delivered; returns how many. What was confirmed already stays so.

    Raises DomainError for who is no contact of the party, and for what is not its own or was changed or
    withdrawn since it was read: nobody confirms a figure he did not see. Writes history.
    """
    if not can_confirm(actor, party):
        raise DomainError(_("Only the contact of %(party)s confirms this.") % {"party": party})
    seen = {contribution.pk: contribution.quantity for contribution in contributions}
    locked = Contribution.objects.select_for_update(of=("self",)).filter(
        pk__in=seen, party=party, withdrawn_at=None
    )
    found = list(locked.order_by("pk"))
    if {one.pk: one.quantity for one in found} != seen:
        raise DomainError(_("Somebody changed these contributions meanwhile. Load the page again."))
    waiting = [one for one in found if one.confirmed_at is None]
    for one in waiting:
        one.party = party
        _confirm(actor, one)
        save_checked(one, actor)
    return len(waiting)


@transaction.atomic
def set_paid(*, actor: User, contribution: Contribution, paid_on: date | None) -> Contribution:
    """Say on which day an invoice was paid; None: it was not paid after all.

    Raises DomainError for who does not keep the money, on what has no invoice, on a day still to come or
    before the invoice, and where nothing changes. Writes history. Source: rule 62.
    """
    contribution = lock_contribution(contribution)
    _require_there(contribution)
    if not can_keep_money(actor, contribution.party.deal):
        raise DomainError(_("Only the project organisation and the treasurer keep invoices."))
    if contribution.kind != ContributionKind.MONEY:
        raise DomainError(_("Only euros have an invoice."))
    if paid_on == contribution.paid_on:
        raise DomainError(_("This stands here already."), field="paid_on")
    _check_paid(contribution.invoiced_on, paid_on)
    contribution.paid_on = paid_on
    return save_checked(contribution, actor)


@transaction.atomic
def withdraw_contribution(*, actor: User, contribution: Contribution, reason: str) -> Contribution:
    """Take back what was written down by mistake; it stays readable with the reason and counts no more.

    Raises DomainError without the right, without a reason, and when it was withdrawn already. Writes history.
    """
    contribution = lock_contribution(contribution)
    _require_there(contribution)
    _require(actor, contribution.party, contribution.kind)
    reason = one_line(reason, length=300)
    if not reason:
        raise DomainError(_("Say why."), field="reason")
    contribution.withdrawn_at, contribution.withdrawn_reason = timezone.now(), reason
    return save_checked(contribution, actor)


def lock_contribution(contribution: Contribution) -> Contribution:
    """Return a contribution under lock, with its party and deal."""
    found = Contribution.objects.select_for_update(of=("self",))
    return found.select_related("party__deal", "party__organization", "phase").get(pk=contribution.pk)


def check_deal_open(party: Party) -> None:
    """Raise DomainError in a closed deal; needs the deal loaded."""
    if party.deal.state == DealState.CLOSED:
        raise DomainError(_("This deal is closed. Open it again before you change anything."))


def check_hours(quantity: int, start: date, end: date, people: int = 1) -> None:
    """Raise DomainError on more hours than these people have in these days."""
    days = (end - start).days + 1
    if quantity > HOURS_IN_A_DAY * QUARTERS * days * people:
        raise DomainError(
            _("A day has 24 hours. Fill in fewer hours, or more people.")
            if days == 1
            else _("There are not so many hours in these days. Fill in fewer hours, or more people."),
            field="quantity",
        )


def _require(actor: User, party: Party, kind: str) -> None:
    check_deal_open(party)
    if not can_write_contribution(actor, party, kind):
        raise DomainError(_("You may not write down this contribution of %(party)s.") % {"party": party})


def _require_there(contribution: Contribution) -> None:
    check_deal_open(contribution.party)
    if contribution.withdrawn_at is not None:
        raise DomainError(_("This contribution is withdrawn already."))


def _fill(contribution: Contribution, details: ContributionDetails) -> None:
    _check_days(details.start, details.end)
    limit = LARGEST_HOURS * QUARTERS if details.kind == ContributionKind.HOURS else LARGEST_CENTS
    if not 0 < details.quantity <= limit:
        raise DomainError(_("Fill in how much was delivered: more than 0."), field="quantity")
    if not 1 <= details.people <= MOST_PEOPLE:
        raise DomainError(_("Fill in from 1 to 1000 people."), field="people")
    if details.kind == ContributionKind.HOURS:
        check_hours(details.quantity, details.start, details.end, details.people)
    contribution.kind, contribution.quantity = details.kind, details.quantity
    contribution.start, contribution.end = details.start, details.end
    contribution.people = details.people if details.kind == ContributionKind.HOURS else 1
    contribution.what = one_line(details.what, length=300)
    if details.phase is not None and details.phase.deal_id != contribution.party.deal_id:
        raise DomainError(_("This phase belongs to another deal."), field="phase")
    contribution.phase = details.phase
    _fill_invoice(contribution, details.invoice)


def _fill_invoice(contribution: Contribution, invoice: Invoice | None) -> None:
    if contribution.kind != ContributionKind.MONEY:
        invoice = None
    elif invoice is None or not invoice.number.strip():
        raise DomainError(_("Fill in the number of the invoice."), field="invoice_number")
    if invoice is not None:
        check_period(invoice.on, invoice.on)
        if invoice.due is not None and invoice.due < invoice.on:
            raise DomainError(_("The last day to pay lies before the date of the invoice."), field="due_on")
        if invoice.vat > LARGEST_CENTS:
            raise DomainError(_("This amount is too large."), field="quantity")
        _check_paid(invoice.on, invoice.paid_on)
        same = Contribution.objects.filter(
            party=contribution.party, invoice_number__iexact=invoice.number.strip(), withdrawn_at=None
        )
        if same.exclude(pk=contribution.pk).exists():
            raise DomainError(
                _("This party has an invoice with this number already."), field="invoice_number"
            )
    contribution.invoice_number = invoice.number.strip() if invoice else ""
    contribution.invoiced_on = invoice.on if invoice else None
    contribution.due_on = invoice.due if invoice else None
    contribution.vat = invoice.vat if invoice else 0
    contribution.paid_on = invoice.paid_on if invoice else None


def _check_days(start: date, end: date) -> None:
    check_period(start, end)
    if (start.year, start.month) != (end.year, end.month):
        raise DomainError(
            _("Fill in one day or one month, for example 12-10-2026 or oktober 2026."), field="when"
        )
    if start > timezone.localdate():
        raise DomainError(_("This day has not come yet. Choose today or an earlier day."), field="when")


def _check_paid(invoiced_on: date | None, paid_on: date | None) -> None:
    if paid_on is None:
        return
    if paid_on > timezone.localdate():
        raise DomainError(_("This day has not come yet. Choose today or an earlier day."), field="paid_on")
    if invoiced_on is not None and paid_on < invoiced_on:
        raise DomainError(_("This day lies before the date of the invoice."), field="paid_on")


def _check_phase(contribution: Contribution) -> None:
    """Raise DomainError on a phase that is closed: nothing is written on it any more."""
    phase = contribution.phase
    if phase is not None and phase.actual_end is not None and phase.actual_end < timezone.localdate():
        raise DomainError(
            _("“%(phase)s” is closed since %(day)s. Choose another phase, or none.")
            % {"phase": phase.name, "day": date_format(phase.actual_end, "DATE_FORMAT")},
            field="phase",
        )


def _confirmed_part(contribution: Contribution) -> tuple[object, ...]:
    """Return what a party confirms: not whether the invoice is paid, nor the words."""
    return (
        contribution.kind,
        contribution.quantity,
        contribution.vat,
        contribution.start,
        contribution.end,
        contribution.invoice_number,
    )


def _confirm(actor: User, contribution: Contribution) -> None:
    contribution.confirmed_at = timezone.now()
    contribution.confirmed_by = signature_of(actor, contribution)


def signature_of(actor: User, contribution: Contribution) -> str:
    """Return under which name an account confirms, and note for whom: "X on behalf of Y"."""
    today = timezone.localdate()
    contacts = Person.objects.filter(pk__in=contribution.party.contacts.on(today).values("person")).order_by(
        "pk"
    )
    is_contact = any(person.user_id == actor.pk for person in contacts)
    principal = None if is_contact else next((one for one in contacts if acts_for(actor, one)), None)
    if principal is None:
        return actor.name
    contribution._on_behalf = principal.name  # type: ignore[attr-defined]  # read by the history
    return _("%(who)s on behalf of %(person)s") % {"who": actor.name, "person": principal}
