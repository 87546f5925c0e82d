"""What parties promised that were followed up by others: a proposal for each promise (choice A2-12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.dates import in_words
from governance.models import CityDeal, Party, PartySuccession
from reporting.models import PromisedContribution
from reporting.rules.contributions import Promise
from reporting.rules.quantities import quantity_words


@dataclass(frozen=True)
class Proposal:
    """A promise of which months lie after the succession of its party; ``after``: who may go on with it."""

    promise: PromisedContribution
    succession: PartySuccession
    after: Sequence[Party]
    url: str

    @property
    def words(self) -> str:
        """Return whose promise it is, and how much goes along from when."""
        promise = self.promise
        first = months_after(promise, self.succession.date)
        amount = quantity_words(promise.kind, share_from(promise, first or promise.first_month))
        return _("%(party)s: %(amount)s of %(year)s, from %(day)s") % {
            "party": promise.party.organization.name,
            "amount": amount,
            "year": promise.year,
            "day": in_words(self.succession.date),
        }


def proposals_of(deal: CityDeal) -> list[Proposal]:
    """Return what still has to go on with another party, in covenant order; one query where nothing has.

    At most four queries.
    """
    successions = {succession.pk: succession for succession in _successions(deal=deal.pk)}
    if not successions:
        return []
    before: dict[int, PartySuccession] = {}
    after: dict[int, list[Party]] = {pk: [] for pk in successions}
    for pk, party in _before(successions=list(successions)):
        before[party] = successions[pk]
    for party in _after(successions=list(successions)):
        after[party.came_in].append(party)
    found = []
    for promise in _promises(parties=list(before)):
        succession = before[promise.party_id]
        goes_on = [party for party in after[succession.pk] if party.pk != promise.party_id]
        if goes_on and months_after(promise, succession.date) is not None:
            url = address("reporting:promise_pass_on", deal.slug, promise.pk)
            found.append(Proposal(promise, succession, goes_on, url))
    return found


def months_after(promise: PromisedContribution, on: date) -> int | None:
    """Return the first whole month of a promise from a day on; None where none is left."""
    if promise.year < on.year:
        return None
    first = promise.first_month
    if promise.year == on.year:
        first = max(first, on.month if on.day == 1 else on.month + 1)
    return first if first <= promise.last_month else None


def share_from(promise: PromisedContribution, first: int) -> int:
    """Return how much of a promise is for its months from one on."""
    fact = Promise(promise.kind, promise.year, promise.first_month, promise.last_month, promise.quantity)
    return sum(fact.in_month(promise.year, month) for month in range(first, promise.last_month + 1))


@compiled
def _successions(deal: Any) -> QuerySet[PartySuccession]:
    return PartySuccession.objects.filter(deal=deal, undone_at__isnull=True)


@compiled
def _before(successions: Any) -> QuerySet[Any]:
    found = PartySuccession.objects.filter(pk__any=successions, before__isnull=False)
    return found.order_by("date", "pk").values_list("pk", "before")


@compiled
def _after(successions: Any) -> QuerySet[Party]:
    found = Party.objects.filter(successor_of__any=successions).select_related("organization")
    return found.annotate(came_in=F("successor_of"))


@compiled
def _promises(parties: Any) -> QuerySet[PromisedContribution]:
    found = PromisedContribution.objects.filter(party__any=parties, is_passed_on=False)
    return found.select_related("party__organization", "phase").order_by(
        "party__order", "year", "first_month", "pk"
    )
