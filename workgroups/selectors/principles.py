"""The design principles of a deal, with what stands on the longlist for each (rules 48 and 49)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from citydeal.common.compiled import compiled
from governance.models import CityDeal
from governance.permissions import Actor
from workgroups.enums import CandidateOutcome
from workgroups.models import DesignPrinciple
from workgroups.permissions_assessment import can_keep_assessment


@dataclass(frozen=True)
class PrinciplePage:
    """The principles: each with ``candidates`` and ``chosen``, how many there are."""

    principles: Sequence[DesignPrinciple]
    may_keep: bool


def principle_page(user: Actor, deal: CityDeal) -> PrinciplePage:
    """Return the principles of a deal with the number of candidates and of chosen ones. One query."""
    return PrinciplePage(_counted(deal=deal.pk), can_keep_assessment(user, deal))


def principles_of(deal: CityDeal) -> list[DesignPrinciple]:
    """Return the principles of a deal, in their order. One query, kept on the deal."""
    kept: dict[str, list[DesignPrinciple]] = deal.__dict__
    if "_principles" not in kept:
        kept["_principles"] = _principles(deal=deal.pk)
    return kept["_principles"]


def principle_at(deal: CityDeal, pk: int) -> list[DesignPrinciple]:
    """Return this principle of the deal, or nothing. One query."""
    return _principle(deal=deal.pk, pk=pk)


@compiled
def _counted(deal: Any) -> QuerySet[DesignPrinciple]:
    chosen = Q(candidates__outcome=CandidateOutcome.CHOSEN)
    return DesignPrinciple.objects.filter(deal=deal).annotate(
        count=Count("candidates"), chosen=Count("candidates", filter=chosen)
    )


@compiled
def _principles(deal: Any) -> QuerySet[DesignPrinciple]:
    return DesignPrinciple.objects.filter(deal=deal)


@compiled
def _principle(deal: Any, pk: Any) -> QuerySet[DesignPrinciple]:
    return DesignPrinciple.objects.filter(deal=deal, pk=pk).select_related("deal")
