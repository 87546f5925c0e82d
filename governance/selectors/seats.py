"""Who can own a seat in a deal, and for whom a member without a seat can sit."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, Q, QuerySet

from citydeal.common.compiled import compiled
from governance.models import Body, CityDeal, Organization, Party


def parties_to_choose(deal: CityDeal) -> list[Party]:
    """Return the parties of a deal in the order of the covenant, with their organisation. One query."""
    found: list[Party] = _parties(deal=deal.pk)
    return found


@compiled
def _parties(deal: Any) -> QuerySet[Party]:
    return Party.objects.filter(deal=deal).select_related("organization")


def organizations_to_choose(deal: CityDeal) -> list[Organization]:
    """Return the organisations that are no party of a deal and are known in it. One query.

    Known is what owns a seat, or where a member of a body holds an office.
    """
    found: list[Organization] = _known(deal=deal.pk)
    return found


@compiled
def _known(deal: Any) -> QuerySet[Organization]:
    seats = Organization.objects.filter(seats__body__deal=deal).order_by().values("pk")
    offices = Organization.objects.filter(positions__memberships__body__deal=deal).order_by().values("pk")
    parties = Party.objects.filter(deal=deal).order_by().values("organization")
    known = Organization.objects.filter(Q(pk__in=seats) | Q(pk__in=offices))
    return known.exclude(pk__in=parties)


def organization_named(name: str) -> Organization | None:
    """Return the one organisation of the register with this name, without regard to case; else None."""
    found = list(Organization.objects.filter(name__iexact=name.strip())[:2]) if name.strip() else []
    return found[0] if len(found) == 1 else None


def next_seat_order(body: Body) -> int:
    """Return the place after the last seat of a body. One query."""
    last: int | None = body.seats.aggregate(last=Max("order"))["last"]
    return (last or 0) + 1
