"""The list of the bodies of a deal on a day: searched, filtered, sorted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from governance.models import Body, CityDeal, Membership, Seat
from governance.permissions import Actor, among_open_bodies, bodies_open_to

SORT_KEYS = ("volgorde", "naam", "soort", "leeg")


@dataclass(frozen=True)
class BodyRow:
    """A body on a day: how many sit in it, and how many seats are empty."""

    body: Body
    url: str
    kind: str
    members: int
    empty: int
    period: str

    @property
    def members_line(self) -> str:
        """Return how many members there are, in words."""
        return ngettext("%(count)s member", "%(count)s members", self.members) % {"count": self.members}

    @property
    def empty_line(self) -> str:
        """Return how many seats are empty, in words; nothing where none are."""
        if not self.empty:
            return ""
        return ngettext("%(count)s seat not filled", "%(count)s seats not filled", self.empty) % {
            "count": self.empty
        }


@dataclass(frozen=True)
class BodyFilter:
    """What a list of bodies is asked for. ``closed``: also those that are not there on the day."""

    on: date
    query: str = ""
    kind: str = ""
    closed: bool = False
    sort: str = "volgorde"


def body_rows(user: Actor, deal: CityDeal, wanted: BodyFilter) -> list[BodyRow]:
    """Return the bodies of a deal that this account may open. Three queries.

    A deal has tens of bodies, never thousands: they are searched and sorted here, in one fixed question.
    """
    counted = {"deal": deal.pk, "on": wanted.on}
    sitting = {body: (members, on_seats) for body, members, on_seats in _sitting(**counted)}
    seats: dict[int, int] = dict(_seats(**counted))
    words = wanted.query.casefold().split()
    # Who sets up a deal that is still to begin sees what is there already; a day of before stays as it was.
    comes = wanted.on >= timezone.localdate()
    rows = []
    for body in _bodies(**bodies_open_to(user, deal)):
        body.deal = deal
        there = body.start <= wanted.on and (body.end is None or wanted.on <= body.end)
        kind = str(body.get_kind_display())
        text = f"{body.name} {kind} {body.remit}".casefold()
        if (
            (there or wanted.closed or (comes and body.start > wanted.on))
            and wanted.kind in ("", body.kind)
            and all(word in text for word in words)
        ):
            members, on_seats = sitting.get(body.pk, (0, 0))
            rows.append(
                BodyRow(
                    body,
                    body.get_absolute_url(),
                    kind,
                    members,
                    seats.get(body.pk, 0) - on_seats,
                    "" if there else _period(body, wanted.on),
                )
            )
    return _sorted(rows, wanted.sort)


def _period(body: Body, on: date) -> str:
    if body.start > on:
        return _("From %(start)s") % {"start": date_format(body.start, "DATE_FORMAT")}
    return _("Closed after %(end)s") % {"end": date_format(body.end, "DATE_FORMAT")} if body.end else ""


def _sorted(rows: list[BodyRow], sort: str) -> list[BodyRow]:
    if sort == "naam":
        return sorted(rows, key=lambda row: row.body.name.casefold())
    if sort == "soort":
        return sorted(rows, key=lambda row: (row.kind, row.body.name.casefold()))
    if sort == "leeg":
        return sorted(rows, key=lambda row: -row.empty)
    return rows


@compiled
def _bodies(deal: Any, levels: Any, own: Any) -> QuerySet[Body]:
    return Body.objects.filter(among_open_bodies(deal, levels, own))


@compiled
def _sitting(deal: Any, on: Any) -> QuerySet[Any]:
    sitting = Membership.objects.filter(holds_on(on), body__deal=deal, is_deputy=False).order_by()
    rows: QuerySet[Any] = sitting.values_list("body_id")
    counted: QuerySet[Any] = rows.annotate(members=Count("pk"), on_seats=Count("seat"))
    return counted


@compiled
def _seats(deal: Any, on: Any) -> QuerySet[Any]:
    seats = Seat.objects.filter(holds_on(on), body__deal=deal).order_by()
    rows: QuerySet[Any] = seats.values_list("body_id")
    counted: QuerySet[Any] = rows.annotate(number=Count("pk"))
    return counted


def open_bodies(deal: CityDeal, on: date) -> Sequence[Body]:
    """Return the bodies of a deal that are there on a day, in their order, for who keeps the deal."""
    return list(Body.objects.on(on).filter(deal=deal))
