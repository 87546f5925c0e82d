"""The register of persons: who is known in a deal, how to reach them, and their accounts."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError, StaleError
from citydeal.common.history import latest_history_id
from citydeal.models import User
from citydeal.services.accounts import create_account
from governance.models import CityDeal, Person, RegisterEntry
from governance.permissions import can_manage_people
from governance.services.checks import require_manager, save_checked
from governance.services.register import same_person
from governance.services.rights import sync_user


@dataclass(frozen=True)
class PersonNames:
    """How somebody is called, and the contact address."""

    family_name: str
    given_name: str = ""
    prefix: str = ""
    email: str = ""


@transaction.atomic
def change_person(
    *, actor: User, deal: CityDeal, person: Person, names: PersonNames, history_id: int
) -> Person:
    """Change the name and the contact address of a person; the account carries the same name.

    ``history_id``: the history row the form was opened with. Raises StaleError when somebody saved the
    same person in between, DomainError without the right. Writes history, the address stays out of it.
    """
    require_manager(actor, deal)
    locked = Person.objects.select_for_update(of=("self",)).select_related("user").get(pk=person.pk)
    if latest_history_id(locked) != history_id:
        raise StaleError(_("Somebody else changed this person after you opened the page."))
    locked.given_name, locked.prefix = names.given_name, names.prefix
    locked.family_name, locked.email = names.family_name, names.email
    save_checked(locked)
    if locked.user is not None and locked.user.name != locked.name:
        locked.user.name = locked.name
        locked.user.save(update_fields=["name"])
    return locked


def enter(deal: CityDeal, person: Person) -> Person:
    """Save a person who may be new and put him in the register of a deal; returns who it is.

    Inside the transaction of a service that checked the right. Whoever has an account with the same
    address is the same person (``same_person``, which may raise DomainError). Writes history.
    """
    if person._state.adding:
        known = same_person(person.email, person.family_name)
        person = known or save_checked(person)
    RegisterEntry.objects.get_or_create(deal=deal, person=person)
    return person


@transaction.atomic
def give_account(*, actor: User, deal: CityDeal, person: Person, email: str) -> User:
    """Give a person an account, and mail the link to choose a password.

    The rights follow at once from the roles the person holds today. Raises DomainError without the
    right, when the person has an account, or when the address (in any case) belongs to another account.
    Side effects: account, mail, history of the person.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if not can_manage_people(actor, deal):
        raise DomainError(_("You may not give accounts in this deal."))
    if person.user_id is not None:
        raise DomainError(_("%(person)s already has an account.") % {"person": person})
    user = create_account(actor=actor, email=email, name=person.name)
    person.user = user
    person.save()
    sync_user(user, timezone.localdate())
    return user
