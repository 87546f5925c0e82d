"""What parties promised: added, changed, removed; and who keeps the money of the deal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.common.mail import one_line
from citydeal.models import User
from governance.models import CityDeal, Party, PartySuccession, Person, Phase
from governance.services.checks import check_period, save_checked
from reporting.enums import ContributionKind
from reporting.models import PromisedContribution, Treasurer
from reporting.permissions_contributions import can_keep_contributions
from reporting.rules.quantities import LARGEST_HOURS, QUARTERS
from reporting.selectors.promise_succession import months_after, share_from
from reporting.services.contributions import LARGEST_CENTS, check_deal_open

# EUR cents for an hour; more is a typing error.
LARGEST_RATE = 100_000
# What of a promise somebody fills in, and what an act of succession does to it.
_SAID = (
    "party_id",
    "phase_id",
    "year",
    "first_month",
    "last_month",
    "kind",
    "quantity",
    "rate",
    "what",
    "article",
    "is_passed_on",
)


@dataclass(frozen=True)
class PromiseDetails:
    """What a party promises for months of a year, both included.

    ``quantity``: quarters of an hour, or cents without VAT. ``rate``: cents for an hour, where one is agreed.
    ``what``: what is given in kind.
    """

    kind: str
    year: int
    quantity: int
    first_month: int = 1
    last_month: int = 12
    phase: Phase | None = None
    rate: int | None = None
    what: str = ""
    article: str = ""


@transaction.atomic
def add_promise(*, actor: User, party: Party, details: PromiseDetails) -> PromisedContribution:
    """Write down what a party promised; needs its deal loaded.

    Raises DomainError without the right, on a promise that stands there already, on months in the wrong
    order, and on a phase of another deal. Writes history. Source: rules 61 and 62.
    """
    promise = PromisedContribution(party=party)
    _require(actor, party)
    _fill(promise, details)
    return save_checked(promise, actor)


@transaction.atomic
def change_promise(
    *, actor: User, promise: PromisedContribution, details: PromiseDetails, history_id: int
) -> PromisedContribution:
    """Change what a party promised. Raises StaleError when somebody saved it after ``history_id``, and
    DomainError as ``add_promise``. Writes history.
    """
    promise = lock_promise(promise)
    _require(actor, promise.party)
    if latest_history_id(promise) != history_id:
        raise StaleError(_("Somebody else changed this promise after you opened it."))
    _fill(promise, details)
    return save_checked(promise, actor)


@transaction.atomic
def remove_promise(*, actor: User, promise: PromisedContribution) -> None:
    """Remove what was written down by mistake; its history stays.

    One that took months over from a party before gives them back. Raises DomainError without the right, and
    on one of which months went to another party: those are removed first. Writes history.
    """
    promise = lock_promise(promise)
    _require(actor, promise.party)
    if promise.followed_by.exists():
        raise DomainError(
            _("Months of this promise went to another party. Remove the promise of that party first.")
        )
    if promise.follows is not None:
        give_back(actor, promise, lock_promise(promise.follows))
    promise._history_user = actor  # type: ignore[attr-defined]  # simple-history's own name
    promise.delete()


@transaction.atomic
def add_treasurer(
    *, actor: User, deal: CityDeal, person: Person, start: date, end: date | None = None
) -> Treasurer:
    """Say who keeps the money of the deal ("penvoerder") from a day on.

    Raises DomainError without the right, on an end before the start, and for who is treasurer then already.
    Writes history.
    """
    _require_keeper(actor, deal)
    check_period(start, end)
    CityDeal.objects.select_for_update().get(pk=deal.pk)
    if Treasurer.objects.overlapping(start, end).filter(deal=deal, person=person).exists():
        raise DomainError(_("%(person)s is treasurer then already.") % {"person": person}, field="person")
    return save_checked(Treasurer(deal=deal, person=person, start=start, end=end), actor)


@transaction.atomic
def end_treasurer(*, actor: User, treasurer: Treasurer, end: date) -> Treasurer:
    """Let somebody be treasurer until and including a day.

    Raises DomainError without the right, and on an end before the start. Writes history.
    """
    found = Treasurer.objects.select_for_update(of=("self",)).select_related("deal", "person")
    treasurer = found.get(pk=treasurer.pk)
    _require_keeper(actor, treasurer.deal)
    check_period(treasurer.start, end)
    treasurer.end = end
    return save_checked(treasurer, actor)


@transaction.atomic
def pass_on(
    *, actor: User, promise: PromisedContribution, succession: PartySuccession, to: Party
) -> PromisedContribution:
    """Let a promise go on with a party that came in the place of its own, from the day of that succession.

    The months from then on go to the party, with an even share of what was promised; what was before stays.
    Raises DomainError without the right, on a succession that was taken back or is about other parties, and
    where no month is left. Writes history. Source: choice A2-12.
    """
    # The succession first, as who takes it back does.
    locked = PartySuccession.objects.select_for_update(of=("self",))
    found = locked.filter(pk=succession.pk, undone_at=None, before=promise.party, after=to).first()
    promise = lock_promise(promise)
    _require(actor, promise.party)
    if found is None:
        raise DomainError(_("This party did not come in the place of %(party)s.") % {"party": promise.party})
    first = months_after(promise, found.date)
    if first is None or promise.is_passed_on:
        raise DomainError(_("No month of this promise lies after the succession."))
    goes = share_from(promise, first)
    follower = PromisedContribution(
        party=to,
        phase=promise.phase,
        year=promise.year,
        first_month=first,
        last_month=promise.last_month,
        kind=promise.kind,
        quantity=goes,
        rate=promise.rate,
        what=promise.what,
        article=promise.article,
        follows=promise,
        succession=found,
    )
    if first == promise.first_month:
        promise.is_passed_on = True
    else:
        promise.last_month = first - 1
        promise.quantity -= goes
    save_checked(promise, actor)
    follower.as_passed_on = {"went": said(follower), "stayed": said(promise)}
    return save_checked(follower, actor)


def give_back(actor: User, follower: PromisedContribution, promise: PromisedContribution) -> None:
    """Give the months of a promise back to that of the party before; needs it locked. Writes history."""
    if promise.is_passed_on:
        promise.is_passed_on = False
    else:
        promise.last_month = follower.last_month
        promise.quantity += follower.quantity
    save_checked(promise, actor)


def said(promise: PromisedContribution) -> dict[str, Any]:
    """Return what a promise says: another value is another promise."""
    return {name: getattr(promise, name) for name in _SAID}


def lock_promise(promise: PromisedContribution) -> PromisedContribution:
    """Return a promise under lock, with its party and deal. Raises DomainError where it is gone."""
    found = PromisedContribution.objects.select_for_update(of=("self",))
    related = ("party__deal", "party__organization", "follows", "phase")
    locked = found.select_related(*related).filter(pk=promise.pk).first()
    if locked is None:
        raise DomainError(_("Somebody else removed this promise."))
    return locked


def _require(actor: User, party: Party) -> None:
    check_deal_open(party)
    _require_keeper(actor, party.deal)


def _require_keeper(actor: User, deal: CityDeal) -> None:
    if not can_keep_contributions(actor, deal):
        raise DomainError(_("You may not keep the contributions of this deal."))


def _fill(promise: PromisedContribution, details: PromiseDetails) -> None:
    hours = details.kind == ContributionKind.HOURS
    if not 0 < details.quantity <= (LARGEST_HOURS * QUARTERS if hours else LARGEST_CENTS):
        raise DomainError(_("Fill in how much is promised: more than 0."), field="quantity")
    if not 2000 <= details.year <= 2200:
        raise DomainError(_("Fill in a year between 2000 and 2200."), field="year")
    if not 1 <= details.first_month <= details.last_month <= 12:
        raise DomainError(_("The last month lies before the first month."), field="last_month")
    if details.phase is not None and details.phase.deal_id != promise.party.deal_id:
        raise DomainError(_("This phase belongs to another deal."), field="phase")
    if details.rate is not None and not hours:
        raise DomainError(_("Only hours have a rate."), field="rate")
    if details.rate is not None and not 0 < details.rate <= LARGEST_RATE:
        raise DomainError(_("Fill in a rate of more than 0 and at most € 1.000,00."), field="rate")
    what = one_line(details.what, length=200)
    if details.kind == ContributionKind.IN_KIND and not what:
        raise DomainError(_("Fill in what is given."), field="what")
    same = PromisedContribution.objects.filter(
        party=promise.party, phase=details.phase, year=details.year, kind=details.kind, what=what
    )
    same = same.filter(is_passed_on=False, follows=promise.follows_id)
    same = same.filter(first_month__lte=details.last_month, last_month__gte=details.first_month)
    if same.exclude(pk=promise.pk).exists():
        raise DomainError(_("This party promised this for these months already. Change that promise."))
    promise.kind, promise.year, promise.quantity = details.kind, details.year, details.quantity
    promise.first_month, promise.last_month = details.first_month, details.last_month
    promise.phase, promise.rate, promise.what = details.phase, details.rate, what
    promise.article = one_line(details.article, length=50)
