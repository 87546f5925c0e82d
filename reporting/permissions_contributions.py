"""Who reads, keeps and confirms contributions and the budget.

Who takes part in the deal reads what was promised and what was confirmed; a contact of a party does too. What
its party has not confirmed is read by that party, by who keeps or audits the deal, and by the treasurer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, Q, QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.models import User
from governance.enums import DealState, DelegationReach
from governance.models import CityDeal, Delegation, Party, PartyContact, Person
from governance.permissions import READ_HISTORY, Actor, has_right, takes_part, visible_deal
from reporting.enums import ContributionKind
from reporting.models import Contribution, ContributionQuestion, Treasurer
from reporting.permissions import can_keep_reports


@dataclass(frozen=True)
class Reader:
    """Whose unconfirmed figures an account reads: everybody's, or those of its ``own`` parties (ids)."""

    everything: bool = False
    own: frozenset[int] = frozenset()

    def reads(self, party: int) -> bool:
        """Whether it reads what this party has not confirmed."""
        return self.everything or party in self.own


def reader_of(user: Actor, deal: CityDeal) -> Reader:
    """Return what an account reads of contributions that are not confirmed. One query."""
    if has_right(user, READ_HISTORY, deal.pk) or is_treasurer(user, deal):
        return Reader(True, own_parties(user, deal))
    return Reader(False, own_parties(user, deal))


def own_parties(user: Actor, deal: CityDeal) -> frozenset[int]:
    """Return the parties of a deal that this account speaks for today: as contact, or acting for one.

    One query, kept on the account for the rest of the request.
    """
    return _ties_of(user, deal)[0]


def _ties_of(user: Actor, deal: CityDeal) -> tuple[frozenset[int], bool]:
    """Return the parties that an account speaks for today, and whether it is the treasurer of the deal."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset(), False
    today = timezone.localdate()
    kept = _kept_ties(user).get((deal.pk, today))
    if kept is None:
        ((own, keeps_money),) = _ties(user=user.pk, deal=deal.pk, on=today)
        kept = keep_ties(user, deal, today, own, keeps_money)
    return kept


def _kept_ties(user: User) -> dict[tuple[int, date], tuple[frozenset[int], bool]]:
    kept: dict[tuple[int, date], tuple[frozenset[int], bool]] = user.__dict__.setdefault(
        "_contribution_ties", {}
    )
    return kept


def keep_ties(
    user: User, deal: CityDeal, on: date, own: Iterable[int], keeps_money: bool
) -> tuple[frozenset[int], bool]:
    """Keep on the account what ``ties`` said, for the rest of the request."""
    found = frozenset(own), keeps_money
    _kept_ties(user)[deal.pk, on] = found
    return found


def ties(user: Any, deal: Any, on: Any) -> dict[str, Any]:
    """Return the columns beside a deal that say for which parties an account speaks, and its treasurer.

    Values or slots.
    """
    mine = PartyContact.objects.filter(among_own(user, on), party__deal=deal)
    keeps = Treasurer.objects.filter(holds_on(on), deal=deal, person__user=user)
    return {
        "speaks_for": ArraySubquery(mine.order_by("party_id").values("party_id")),
        "keeps_money": Exists(keeps),
    }


def among_own(user: Any, on: Any) -> Q:
    """Return the condition "a contact of today who is this account, or for whom it acts"; values or slots.

    Who acts for a contact reads what is not for the whole deal only with a reach into bodies.
    """
    acting = Delegation.objects.filter(holds_on(on), delegate__user=user, reach=DelegationReach.BODY.value)
    acts_for = ArraySubquery(acting.order_by().values("person"))
    people = Person.objects.filter(Q(user=user) | Q(pk__any=acts_for)).order_by().values("pk")
    return holds_on(on) & Q(person__any=ArraySubquery(people))


@compiled
def _ties(user: Any, deal: Any, on: Any) -> QuerySet[Any]:
    columns = ties(user, deal, on)
    return CityDeal.objects.filter(pk=deal).order_by().annotate(**columns).values_list(*columns)


def is_treasurer(user: Actor, deal: CityDeal) -> bool:
    """Whether this account keeps the money of the deal today. One query, kept for the request."""
    return _ties_of(user, deal)[1]


def can_read_contributions(user: Actor, deal: CityDeal) -> bool:
    """Whether this account opens contributions and budget: who takes part, contacts, the treasurer."""
    return takes_part(user, deal) or bool(own_parties(user, deal)) or is_treasurer(user, deal)


def contribution_deal(user: Actor, slug: str) -> list[CityDeal]:
    """Return the deal with this address where the account reads its contributions; else nothing.

    A contact of a party and the treasurer need no other right in the deal.
    """
    found = visible_deal(user, slug)
    if not found and isinstance(user, User) and user.is_active:
        found = _tied(user=user.pk, slug=slug, on=timezone.localdate())
    return [deal for deal in found if can_read_contributions(user, deal)]


@compiled
def _tied(user: Any, slug: Any, on: Any) -> QuerySet[CityDeal]:
    contacts = PartyContact.objects.filter(among_own(user, on)).order_by().values("party__deal")
    kept = Treasurer.objects.filter(holds_on(on), person__user=user).order_by().values("deal")
    return CityDeal.objects.filter(Q(pk__in=contacts) | Q(pk__in=kept), slug=slug)


def can_keep_contributions(user: Actor, deal: CityDeal) -> bool:
    """Whether this account keeps promises, contributions of all parties, treasurers and the budget."""
    return can_keep_reports(user, deal)


def can_keep_money(user: Actor, deal: CityDeal) -> bool:
    """Whether this account keeps invoices and the bookings of the budget: also the treasurer."""
    return can_keep_contributions(user, deal) or (deal.state != DealState.CLOSED and is_treasurer(user, deal))


def can_confirm(user: Actor, party: Party) -> bool:
    """Whether this account confirms for the party: its contact, in an open deal; needs the deal loaded.

    Who keeps the deal never confirms for a party.
    """
    return party.deal.state != DealState.CLOSED and party.pk in own_parties(user, party.deal)


def can_write_contribution(user: Actor, party: Party, kind: str) -> bool:
    """Whether this account writes down what a party delivered, of a kind (ContributionKind).

    Who keeps the deal, the contact of the party for all but money, the treasurer for money.
    """
    if can_keep_contributions(user, party.deal):
        return True
    if kind == ContributionKind.MONEY:
        return can_keep_money(user, party.deal)
    return can_confirm(user, party)


def can_read_figure(user: Actor, contribution: Contribution) -> bool:
    """Whether this account reads how much a contribution is; needs its party and deal loaded.

    What was withdrawn is for its party and who keeps or audits the deal, also where it was confirmed before.
    """
    if contribution.confirmed_at is not None and contribution.withdrawn_at is None:
        return can_read_contributions(user, contribution.party.deal)
    return reader_of(user, contribution.party.deal).reads(contribution.party_id)


def can_answer_question(user: Actor, question: ContributionQuestion) -> bool:
    """Whether this account answers a question without its link; needs its party and deal loaded."""
    return can_confirm(user, question.party)
