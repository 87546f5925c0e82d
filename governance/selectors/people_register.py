"""The register of persons of a deal: found by name, organisation and what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from citydeal.common.dates import holds_on
from governance.models import CityDeal, Membership, Organization, Party, Person, Position, Seat
from governance.permissions import (
    Actor,
    among_open_bodies,
    bodies_open_to,
    can_manage_people,
    visible_persons,
)

ALL, SITTING, NOT_SITTING, NO_ACCOUNT, NO_ADDRESS = "", "zit", "zit-niet", "geen-account", "geen-adres"
SHOW_CHOICES = [
    (ALL, _("Everybody")),
    (SITTING, _("In a body now")),
    (NOT_SITTING, _("In no body now")),
]
KEEPER_CHOICES = [
    *SHOW_CHOICES,
    (NO_ACCOUNT, _("Without an account")),
    (NO_ADDRESS, _("Without an e-mail address")),
]
BY_NAME, BY_ORGANIZATION, BY_BODIES = "naam", "organisatie", "organen"
SORT_CHOICES = [
    (BY_NAME, _("By last name")),
    (BY_ORGANIZATION, _("By organisation")),
    (BY_BODIES, _("By number of bodies")),
]
_ORDERS = {
    BY_NAME: ["family_name", "given_name", "pk"],
    BY_ORGANIZATION: ["employer", "family_name", "pk"],
    BY_BODIES: ["-places", "family_name", "pk"],
}


@dataclass(frozen=True)
class Wanted:
    """What the filter asks: words of a name or an office, an organisation, which people, in what order."""

    words: str = ""
    organization: int | None = None
    show: str = ALL
    sort: str = BY_NAME


@dataclass(frozen=True)
class PersonRow:
    """A line of the register: the offices and the number of bodies on this day."""

    person: Person
    offices: Sequence[Position]
    places: int


def register(user: Actor, deal: CityDeal, wanted: Wanted, on: date) -> QuerySet[Person]:
    """Return the people of a deal that this account may see, as the filter asks, in its order.

    Annotated with ``places``: in how many open bodies they sit on the day. Offices come along. Two
    queries for a page of it, and one to count.
    """
    open_to = bodies_open_to(user, deal)
    sits = Q(among_open_bodies(path="memberships__body", **open_to)) & holds_on(on, "memberships__")
    people: QuerySet[Any] = visible_persons(user, deal).annotate(
        places=Count("memberships__body", filter=sits, distinct=True),
    )
    people = _matching(people, wanted, on)
    if wanted.show == SITTING:
        people = people.filter(**{"places__gt": 0})
    elif wanted.show == NOT_SITTING:
        people = people.filter(**{"places": 0})
    elif wanted.show == NO_ACCOUNT and can_manage_people(user, deal):
        people = people.filter(user=None)
    elif wanted.show == NO_ADDRESS and can_manage_people(user, deal):
        people = people.filter(email="")
    if wanted.sort == BY_ORGANIZATION:
        first = Position.objects.filter(holds_on(on), person=OuterRef("pk")).order_by("-start", "pk")
        people = people.annotate(employer=Subquery(first.values("organization__name")[:1]))
    offices = Position.objects.filter(holds_on(on)).select_related("organization").order_by("-start", "pk")
    return people.order_by(*_ORDERS[wanted.sort]).prefetch_related(
        Prefetch("positions", offices, to_attr="offices_now")
    )


def _matching(people: QuerySet[Person], wanted: Wanted, on: date) -> QuerySet[Person]:
    offices = Position.objects.filter(holds_on(on))
    for word in wanted.words.split():
        named = Q(given_name__icontains=word) | Q(prefix__iexact=word) | Q(family_name__icontains=word)
        held = offices.filter(
            Q(title__icontains=word) | Q(portfolio__icontains=word) | Q(organization__name__icontains=word)
        )
        people = people.filter(named | Q(pk__in=held.order_by().values("person")))
    if wanted.organization is not None:
        here = offices.filter(organization=wanted.organization)
        people = people.filter(pk__in=here.order_by().values("person"))
    return people


def organizations_in(deal: CityDeal) -> list[Organization]:
    """Return the organisations of a deal: its parties and whoever owns a seat. One query."""
    parties = Party.objects.filter(deal=deal).order_by().values("organization")
    owners = Seat.objects.filter(body__deal=deal, organization__isnull=False).order_by()
    known = parties.union(owners.values("organization"))
    return list(Organization.objects.filter(pk__in=known))


def colleagues(deal: CityDeal, organization: Organization, on: date) -> list[Position]:
    """Return the offices at an organisation held on a day by people of this deal. One query."""
    places = Membership.objects.filter(body__deal=deal).order_by().values("person")
    held = Position.objects.filter(holds_on(on), organization=organization)
    return list(held.filter(person__in=places).select_related("person", "organization"))
