"""The register of organisations, parties, people and offices."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import CityDeal, Organization, Party, Person, Position
from governance.services.checks import check_period, require_manager, save_checked
from governance.services.parties import change_party_state


@transaction.atomic
def add_organization(
    *,
    actor: User,
    deal: CityDeal,
    name: str,
    slug: str,
    kind: str,
    legal_name: str = "",
    website: str = "",
) -> Organization:
    """Add an organisation to the register that all deals share; ``deal`` gives the right.

    Raises DomainError without the right and on an address that is taken. Writes history.
    """
    require_manager(actor, deal)
    return save_checked(Organization(name=name, slug=slug, kind=kind, legal_name=legal_name, website=website))


@transaction.atomic
def add_party(
    *,
    actor: User,
    deal: CityDeal,
    organization: Organization,
    state: str,
    start: date,
    reason: str = "",
    order: int = 0,
) -> Party:
    """Let an organisation take part in a deal, in a state (PartyState) from ``start`` on.

    ``order``: its place in the covenant. Raises DomainError without the right, when it takes part
    already, and on a state in which nobody begins. Writes history. Source: choice A2-5.
    """
    require_manager(actor, deal)
    check_period(start, None)
    party = save_checked(Party(deal=deal, organization=organization, order=order))
    change_party_state(actor=actor, party=party, state=state, start=start, reason=reason)
    return party


@transaction.atomic
def add_person(
    *,
    actor: User,
    deal: CityDeal,
    family_name: str,
    given_name: str = "",
    prefix: str = "",
    email: str = "",
    user: User | None = None,
) -> Person:
    """Add a person to the register; ``deal`` gives the right.

    ``email`` is a contact address, which people may share. ``user``: the account the person has.
    Raises DomainError without the right and on an account that is somebody else's. Writes history.
    """
    require_manager(actor, deal)
    if user is not None and Person.objects.filter(user=user).exists():
        raise DomainError(_("This account already belongs to a person."), field="user")
    return save_checked(
        Person(given_name=given_name, prefix=prefix, family_name=family_name, email=email, user=user)
    )


@transaction.atomic
def add_position(
    *,
    actor: User,
    deal: CityDeal,
    person: Person,
    organization: Organization,
    office: str,
    start: date,
    end: date | None = None,
    title: str = "",
    portfolio: str = "",
) -> Position:
    """Record that a person holds an office at an organisation; ``deal`` gives the right.

    Rules 8 and 11 read it. Raises DomainError without the right and on days that cannot be.
    Writes history.
    """
    require_manager(actor, deal)
    check_period(start, end)
    return save_checked(
        Position(
            person=person,
            organization=organization,
            office=office,
            title=title,
            portfolio=portfolio,
            start=start,
            end=end,
        )
    )
