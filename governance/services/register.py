"""The register of organisations, people and offices."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import CityDeal, Organization, Person, Position, RegisterEntry
from governance.services.checks import check_period, require_manager, save_checked


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
    sector: str = "",
) -> Organization:
    """Add an organisation to the register that all deals share; ``deal`` gives the right.

    ``sector``: its side of the quadruple helix where that is not the one of its kind (rule 45).
    Raises DomainError without the right and on an address that is taken. Writes history.
    """
    require_manager(actor, deal)
    organization = Organization(
        name=name, slug=slug, kind=kind, legal_name=legal_name, website=website, sector=sector
    )
    return save_checked(organization, actor)


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
    """Add a person to the register of a deal.

    ``email`` is a contact address, which people may share. ``user``: the account the person has.
    Whoever has an account with that address, known from another deal, is the same person and comes into
    this register too; see ``same_person``. Raises DomainError without the right, on an account that is
    somebody else's, and on the address of an account with another name. Writes history.
    """
    require_manager(actor, deal)
    if user is not None and Person.objects.filter(user=user).exists():
        raise DomainError(_("This account already belongs to a person."), field="user")
    person = same_person(email, family_name) if user is None else None
    if person is None:
        person = save_checked(
            Person(given_name=given_name, prefix=prefix, family_name=family_name, email=email, user=user)
        )
    RegisterEntry.objects.get_or_create(deal=deal, person=person)
    return person


def same_person(email: str, family_name: str) -> Person | None:
    """Return who has the account with this address: one person in several deals is one record.

    Only the address of an account says who somebody is: contact addresses are shared by secretariats.
    The last name must be the same, so that nobody learns a name from an address (ADR 11). Raises
    DomainError at ``email`` where it is another.
    """
    if not email.strip():
        return None
    found = Person.objects.filter(user__email__iexact=email.strip()).select_related("user").first()
    if found is None or found.family_name.casefold() == family_name.strip().casefold():
        return found
    raise DomainError(
        _("There is already an account with this e-mail address, with another last name. Check both."),
        field="email",
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
