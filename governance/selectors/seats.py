"""Who can own a seat in a deal, and for whom a member without a seat can sit."""

from __future__ import annotations

from typing import Any

from django.db.models import Max, QuerySet

from citydeal.common.compiled import compiled
from governance.models import Body, CityDeal, Organization, Party, Position, Seat


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
    return Organization.objects.filter(pk__in=organizations_known_in(deal)).exclude(
        pk__in=organizations_of_parties(deal)
    )


def organizations_of_parties(deal: Any) -> QuerySet[Party, Any]:
    """Return the organisations of the parties of a deal, as ids for another question."""
    return Party.objects.filter(deal=deal).order_by().values("organization")


def organizations_owning_seats(deal: Any) -> QuerySet[Seat, Any]:
    """Return the organisations that own a seat themselves, not as a party; ids, as above."""
    return Seat.objects.filter(body__deal=deal, organization__isnull=False).order_by().values("organization")


def organizations_known_in(deal: Any) -> QuerySet[Seat, Any]:
    """Return what owns a seat in a deal, or where a member of a body holds an office; ids, as above.

    Found one by one: of two conditions at once every organisation of every deal would be read.
    """
    offices = Position.objects.filter(memberships__body__deal=deal)
    return organizations_owning_seats(deal).union(offices.order_by().values("organization"))


def organization_named(name: str) -> Organization | None:
    """Return the one organisation of the register with this name, without regard to case; else None."""
    found = list(Organization.objects.filter(name__iexact=name.strip())[:2]) if name.strip() else []
    return found[0] if len(found) == 1 else None


def next_seat_order(body: Body) -> int:
    """Return the place after the last seat of a body. One query."""
    last: int | None = body.seats.aggregate(last=Max("order"))["last"]
    return (last or 0) + 1
