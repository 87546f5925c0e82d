"""Who may do what in governance: the checks, and the matching lists.

A ``can_*`` combines a right (permissions_roles.py) with the state of the object; ``visible_*`` is the same
question for a list.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import JSONArray
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.common.findings import EVERYBODY, NOBODY, Names
from citydeal.common.object_permissions import objects_with
from citydeal.enums import Access
from citydeal.models import User
from governance.enums import BodyKind, DealState
from governance.models import (
    Body,
    CityDeal,
    DealRole,
    Delegation,
    Membership,
    Party,
    PartyContact,
    PartyRequest,
    Person,
    RegisterEntry,
)

# What is asked together with these checks is read from here too.
# isort: off
from governance.permissions_roles import (
    ACCEPT_EXCEPTIONS as ACCEPT_EXCEPTIONS,
    BODY_ROLE_RIGHTS as BODY_ROLE_RIGHTS,
    CHAIR_BODY as CHAIR_BODY,
    DEAL_ROLE_RIGHTS as DEAL_ROLE_RIGHTS,
    DELEGATE as DELEGATE,
    DEPUTY as DEPUTY,
    MANAGE_COMPOSITION as MANAGE_COMPOSITION,
    MANAGE_MEETINGS as MANAGE_MEETINGS,
    ORGANISER_ROLES as ORGANISER_ROLES,
    READ_BODIES as READ_BODIES,
    READ_BODY as READ_BODY,
    READ_DEAL as READ_DEAL,
    READ_FINDING_NAMES,
    READ_HISTORY as READ_HISTORY,
    Actor as Actor,
    body_rights as body_rights,
    deal_rights as deal_rights,
    deal_role_of as deal_role_of,
    has_right as has_right,
)
# isort: on

# --- The deal ------------------------------------------------------------------------------


@compiled
def _deal_at(slug: Any, mine: Any, user: Any, on: Any) -> QuerySet[CityDeal]:
    found = CityDeal.objects.filter(Q(access=Access.PUBLIC) | Q(pk__any=mine), slug=slug)
    held = Membership.objects.filter(holds_on(on), person__user=user, body__deal=OuterRef("pk"))
    row = JSONArray("role", "body__kind", "body__name")
    return found.annotate(roles_held=ArraySubquery(held.order_by("body__order", "pk").values_list(row)))


def visible_deal(user: Actor, slug: str) -> list[CityDeal]:
    """Return the deal with this address, or nothing where this account may not open it.

    ``roles_held`` of it: where the account sits today (role, kind and name of the body), which the header
    of each page says.
    """
    mine = objects_with(deal_rights(user), READ_DEAL)
    return _deal_at(slug=slug, mine=mine, user=user.pk, on=timezone.localdate())


def visible_deals(user: Actor) -> QuerySet[CityDeal]:
    """Return the deals this account (or nobody) may open."""
    mine = objects_with(deal_rights(user), READ_DEAL)
    return CityDeal.objects.filter(Q(access=Access.PUBLIC) | Q(pk__in=mine))


def my_deals(user: Actor) -> QuerySet[CityDeal]:
    """Return the deals this account takes part in."""
    return CityDeal.objects.filter(pk__in=objects_with(deal_rights(user), READ_DEAL))


def can_view_deal(user: Actor, deal: CityDeal) -> bool:
    """Whether the deal's page may be opened."""
    return deal.access == Access.PUBLIC or takes_part(user, deal)


def takes_part(user: Actor, deal: CityDeal) -> bool:
    """Whether this account takes part in the deal: sees people, not only seats."""
    return has_right(user, READ_DEAL, deal.pk)


def can_read_finding_names(user: Actor, deal: CityDeal) -> bool:
    """Whether findings may name persons (facts A5); others see the seat."""
    return has_right(user, READ_FINDING_NAMES, deal.pk)


def readable_names(user: Actor, deal: CityDeal) -> Names:
    """Return whose names this account reads in findings: everybody's, or those of its own party (A5)."""
    if can_read_finding_names(user, deal):
        return EVERYBODY
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    own = _parties_of(user=user.pk, deal=deal.pk, on=timezone.localdate())
    return Names(organizations=frozenset(pk for (pk,) in own))


@compiled
def _parties_of(user: Any, deal: Any, on: Any) -> QuerySet[Any]:
    mine = PartyContact.objects.filter(party__deal=deal, person__user=user).on(on)
    return mine.values_list("party__organization_id")


def can_read_history(user: Actor, deal: CityDeal) -> bool:
    """Whether this account may read who changed what in the deal."""
    return has_right(user, READ_HISTORY, deal.pk)


def can_manage_people(user: Actor, deal: CityDeal) -> bool:
    """Whether this account keeps the register of persons of the deal and gives them accounts.

    Nobody changes anything in a closed deal.
    """
    return has_right(user, MANAGE_COMPOSITION, deal.pk) and deal.state != DealState.CLOSED


def can_change_state(user: Actor, deal: CityDeal) -> bool:
    """Whether this account may close the deal, and open a closed one again."""
    return has_right(user, MANAGE_COMPOSITION, deal.pk)


def can_create_deals(user: Actor) -> bool:
    """Whether this account may make deals and appoint their first secretary; it sees no content."""
    return isinstance(user, User) and user.is_active and user.is_platform_manager


def deals_without_organiser(user: Actor) -> QuerySet[CityDeal]:
    """Return the deals in which nobody manages today or later: what a platform manager can help."""
    if not can_create_deals(user):
        return CityDeal.objects.none()
    organisers = Membership.objects.filter(
        Q(end__isnull=True) | Q(end__gte=timezone.localdate()),
        body__deal=OuterRef("pk"),
        body__kind=BodyKind.PROJECT_ORGANIZATION,
        role__in=ORGANISER_ROLES,
        is_deputy=False,
    )
    return CityDeal.objects.filter(~Exists(organisers))


def can_accept_exceptions(user: Actor, deal: CityDeal) -> bool:
    """Whether this account accepts that a rule is not met: the project manager, never the secretary (A5)."""
    return has_right(user, ACCEPT_EXCEPTIONS, deal.pk)


# --- Bodies --------------------------------------------------------------------------------


def visible_bodies(user: Actor, deal: CityDeal) -> QuerySet[Body]:
    """Return the bodies of a deal that this account (or nobody) may open."""
    open_to = bodies_open_to(user, deal)
    return Body.objects.filter(among_open_bodies(**open_to))


def bodies_open_to(user: Actor, deal: CityDeal) -> dict[str, Any]:
    """Return what ``among_open_bodies`` needs to know of this account in a deal.

    ``deal``: its id; ``levels``: the access levels of bodies it may read; ``own``: the ids of bodies
    it may read whatever their level.
    """
    levels: list[str] = []
    own: list[int] = []
    if has_right(user, READ_BODIES, deal.pk):
        levels = list(Access)
    elif can_view_deal(user, deal):
        levels = [Access.PUBLIC, Access.DEAL] if takes_part(user, deal) else [Access.PUBLIC]
        own = objects_with(body_rights(user), READ_BODY)
    return {"deal": deal.pk, "levels": levels, "own": own}


def among_open_bodies(deal: Any, levels: Any, own: Any, path: str = "") -> Q:
    """Return the condition "a body that is open to the reader"; values or slots of ``bodies_open_to``.

    ``path``: the lookup path to the body, such as ``body``; empty for the body itself.
    """
    to = f"{path}__" if path else ""
    readable = Q(**{f"{to}access__any": levels}) | Q(**{f"{to}pk__any": own})
    return Q(**{f"{to}deal": deal}) & readable


def can_view_body(user: Actor, body: Body) -> bool:
    """Whether the body's page may be opened; the same question as ``visible_bodies``."""
    if has_right(user, READ_BODIES, body.deal_id):
        return True
    if READ_BODY in body_rights(user).get(body.pk, frozenset()):
        return True
    if body.access == Access.BODY or not can_view_deal(user, body.deal):
        return False
    return body.access == Access.PUBLIC or takes_part(user, body.deal)


def can_manage_composition(user: Actor, body: Body) -> bool:
    """Whether members may be named and memberships changed: the right, and body and deal not closed."""
    return (
        has_right(user, MANAGE_COMPOSITION, body.deal_id)
        and (body.end is None or body.end >= timezone.localdate())
        and body.deal.state != DealState.CLOSED
    )


# --- People --------------------------------------------------------------------------------


def visible_persons(user: Actor, deal: CityDeal) -> QuerySet[Person]:
    """Return the persons of a deal whose page this account may open.

    Who takes part sees who sits in the bodies that he or she may open; who keeps or audits the
    register also sees who has a role on the deal. An organisation in two deals opens nobody's page:
    who is known in one deal is not thereby known in the other.
    """
    return _persons(**persons_open_to(user, deal))


def visible_person(user: Actor, deal: CityDeal, person: int) -> list[Person]:
    """Return this person of the deal, or nothing where the account may not open the page."""
    return _person(person=person, **persons_open_to(user, deal))


def persons_open_to(user: Actor, deal: CityDeal) -> dict[str, Any]:
    """Return what ``among_open_persons`` needs to know of this account in a deal."""
    involved = takes_part(user, deal)
    keeps = can_manage_people(user, deal) or can_read_history(user, deal)
    open_to = bodies_open_to(user, deal) if involved else {"deal": deal.pk, "levels": [], "own": []}
    return open_to | {"register": [deal.pk] if involved and keeps else []}


def among_open_persons(deal: Any, levels: Any, own: Any, register: Any) -> Q:
    """Return the condition "a person whose page is open to the reader".

    Who keeps or audits the register (``register``: the deal) sees whoever has a tie with the deal; the
    others see who sits in a body that they may open. One list of ids, so that the database begins at
    the deal and not at every person there is.
    """
    sits = Membership.objects.filter(among_open_bodies(deal, levels, own, "body"))
    ties = (
        DealRole.objects.filter(deal__any=register),
        PartyContact.objects.filter(party__deal__any=register),
        RegisterEntry.objects.filter(deal__any=register),
    )
    known = sits.order_by().values("person").union(*(tie.order_by().values("person") for tie in ties))
    return Q(pk__in=known)


def _persons(**open_to: Any) -> QuerySet[Person]:
    return Person.objects.filter(among_open_persons(**open_to))


@compiled
def _person(person: Any, deal: Any, levels: Any, own: Any, register: Any) -> QuerySet[Person]:
    return _persons(deal=deal, levels=levels, own=own, register=register).filter(pk=person)


# --- Acting for somebody --------------------------------------------------------------------


def is_person(user: Actor, person: Person) -> bool:
    """Whether this account is that of the person."""
    return isinstance(user, User) and user.is_active and person.user_id == user.pk


def acts_for(user: Actor, person: Person) -> bool:
    """Whether this account acts for the person today: by a delegation that holds.

    It replies and names a deputy; it never votes, adopts or reads what is personal.
    """
    if not isinstance(user, User) or not user.is_active:
        return False
    return bool(_delegations(user=user.pk, person=person.pk, on=timezone.localdate()))


@compiled
def _delegations(user: Any, person: Any, on: Any) -> QuerySet[Any]:
    held = Delegation.objects.filter(holds_on(on), delegate__user=user, person=person)
    return held.values_list("pk")


def can_reply_for(user: Actor, person: Person) -> bool:
    """Whether this account may answer and name a deputy for the person: himself, or for him."""
    return is_person(user, person) or acts_for(user, person)


def can_read_personal(user: Actor, person: Person) -> bool:
    """Whether this account reads what is personal to this person: nobody else does."""
    return is_person(user, person)


def can_name_deputy(user: Actor, membership: Membership) -> bool:
    """Whether this account may name a deputy of a member while he sits: the member, who acts for him, or
    who keeps the composition. Nobody names one in a closed deal.

    Needs body, deal and person loaded.
    """
    on, body = timezone.localdate(), membership.body
    ended = any(last is not None and last < on for last in (membership.end, body.end))
    if membership.is_deputy or ended or body.deal.state == DealState.CLOSED:
        return False
    return can_manage_composition(user, body) or can_reply_for(user, membership.person)


def can_set_delegations(user: Actor, deal: CityDeal, person: Person) -> bool:
    """Whether this account may say who acts for the person: himself, the contact of his party, the
    project organisation. Who acts for him may not: a delegation is not handed on.
    """
    if is_person(user, person) or can_manage_people(user, deal):
        return True
    on = timezone.localdate()
    parties = _contact_parties(user=user.pk, on=on) if isinstance(user, User) and user.is_active else []
    employers = person.positions.filter(holds_on(on)).values_list("organization_id", flat=True)
    return any(party.deal_id == deal.pk and party.organization_id in set(employers) for party in parties)


def is_party_contact(user: Actor, party: Party) -> bool:
    """Whether this account is the contact of a party today: a predicate on its rows, no grant."""
    if not isinstance(user, User) or not user.is_active:
        return False
    return any(found.pk == party.pk for found in _contact_parties(user=user.pk, on=timezone.localdate()))


@compiled
def _contact_parties(user: Any, on: Any) -> QuerySet[Party]:
    return Party.objects.filter(
        pk__in=PartyContact.objects.filter(holds_on(on), person__user=user).values("party")
    )


# --- Questions to parties ---------------------------------------------------------------------


def can_answer_request(user: Actor, request: PartyRequest) -> bool:
    """Whether this account may read and answer a question to a party without its link.

    The contacts of the party, and who acts for the one who was asked; a personal question only the
    contact who was asked, as long as he is or becomes the contact. Lists ask ``among_answerable``.
    """
    if not isinstance(user, User) or not user.is_active:
        return False
    return bool(_answerable(request=request.pk, user=user.pk, on=timezone.localdate()))


@compiled
def _answerable(request: Any, user: Any, on: Any) -> QuerySet[Any]:
    return PartyRequest.objects.filter(among_answerable(user, on), pk=request).order_by().values_list("pk")


def among_answerable(user: Any, on: Any) -> Q:
    """Return the condition "a question that this account may answer on a day"; values or slots."""
    mine = PartyContact.objects.filter(holds_on(on), person__user=user).order_by().values("party")
    itself = Person.objects.filter(user=user).order_by().values("pk")
    # Also who is the contact later: a question goes on to a party that begins on the day of a succession.
    reaching = PartyContact.objects.filter(Q(end__isnull=True) | Q(end__gte=on))
    still_contact = Exists(reaching.filter(party=OuterRef("party"), person=OuterRef("to")))
    acting = Delegation.objects.filter(holds_on(on), delegate__user=user).order_by().values("person")
    # Lists of keys that are known first: a question is then found by its index.
    shared = Q(party__any=ArraySubquery(mine)) | (Q(to__any=ArraySubquery(acting)) & Q(still_contact))
    return (Q(is_personal=False) & shared) | (Q(to__any=ArraySubquery(itself)) & Q(still_contact))
