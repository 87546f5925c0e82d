"""The register of persons of a deal: found by name, organisation and what they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, JSONObject
from django.utils.translation import gettext_lazy as _

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from governance.enums import Office
from governance.models import CityDeal, Membership, Organization, Person, Position
from governance.models.person import full_name
from governance.permissions import (
    Actor,
    among_open_bodies,
    among_open_persons,
    bodies_open_to,
    can_manage_people,
    persons_open_to,
    visible_persons,
)
from governance.selectors.seats import organizations_of_parties, organizations_owning_seats

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
    """A line of the register: the offices in words, and in how many bodies this person sits, on a day."""

    id: int
    name: str
    email: str
    has_account: bool
    places: int
    offices: Sequence[str]


def register(user: Actor, deal: CityDeal, wanted: Wanted, on: date) -> list[int]:
    """Return the ids of the people of a deal that this account may see, as the filter asks, in its order.

    One query; ``register_rows`` has what a page of them shows.
    """
    if wanted == Wanted():
        return [pk for (pk,) in _everybody(**persons_open_to(user, deal))]
    if wanted.show in (NO_ACCOUNT, NO_ADDRESS) and not can_manage_people(user, deal):
        wanted = replace(wanted, show=ALL)
    people = _matching(visible_persons(user, deal), wanted, on)
    people = people.annotate(places=_places(bodies_open_to(user, deal), on))
    if wanted.show == SITTING:
        people = people.filter(places__gt=0)
    elif wanted.show == NOT_SITTING:
        people = people.filter(places=0)
    elif wanted.show == NO_ACCOUNT:
        people = people.filter(user=None)
    elif wanted.show == NO_ADDRESS:
        people = people.filter(email="")
    if wanted.sort == BY_ORGANIZATION:
        first = Position.objects.filter(holds_on(on), person=OuterRef("pk")).order_by("-start", "pk")
        people = people.annotate(employer=Subquery(first.values("organization__name")[:1]))
    return list(people.order_by(*_ORDERS[wanted.sort]).values_list("pk", flat=True))


@compiled
def _everybody(deal: Any, levels: Any, own: Any, register: Any) -> QuerySet[Any]:
    people = Person.objects.filter(among_open_persons(deal, levels, own, register))
    return people.order_by(*_ORDERS[BY_NAME]).values_list("pk")


def _places(open_to: dict[str, Any], on: Any) -> Coalesce:
    """Return in how many bodies that are open to the reader a person sits on a day; values or slots."""
    sits = Membership.objects.filter(
        among_open_bodies(path="body", **open_to), holds_on(on), person=OuterRef("pk")
    )
    counted = sits.order_by().values("person").annotate(places=Count("body", distinct=True))
    return Coalesce(Subquery(counted.values("places")), 0)


def register_rows(user: Actor, deal: CityDeal, people: Sequence[int], on: date) -> list[PersonRow]:
    """Return a page of the register: these people in this order, as they stand on a day. One query."""
    labels = {value: str(label) for value, label in Office.choices}
    rows = {
        pk: PersonRow(
            id=pk,
            name=full_name(given, prefix, family),
            email=email,
            has_account=account is not None,
            places=places,
            offices=[f"{o['title'] or labels[o['office']]}, {o['organization']}" for o in offices],
        )
        for pk, given, prefix, family, email, account, places, offices in _rows(
            people=list(people), on=on, **bodies_open_to(user, deal)
        )
    }
    return [rows[pk] for pk in people]


@compiled
def _rows(people: Any, on: Any, deal: Any, levels: Any, own: Any) -> QuerySet[Any]:
    office = JSONObject(title="title", office="office", organization="organization__name")
    held = Position.objects.filter(holds_on(on), person=OuterRef("pk")).order_by("-start", "pk")
    fields = ("pk", "given_name", "prefix", "family_name", "email", "user_id")
    places = _places({"deal": deal, "levels": levels, "own": own}, on)
    rows = Person.objects.filter(pk__any=people).order_by()
    return rows.values_list(*fields, places, ArraySubquery(held.values_list(office)))


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
    return _organizations(deal=deal.pk)


@compiled
def _organizations(deal: Any) -> QuerySet[Organization]:
    return Organization.objects.filter(
        pk__in=organizations_of_parties(deal).union(organizations_owning_seats(deal))
    )


def colleagues(deal: CityDeal, organization: Organization, on: date) -> list[Position]:
    """Return the offices at an organisation held on a day by people of this deal. One query."""
    places = Membership.objects.filter(body__deal=deal).order_by().values("person")
    held = Position.objects.filter(holds_on(on), organization=organization)
    return list(held.filter(person__in=places).select_related("person", "organization"))
