"""The register of persons."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from citydeal.services.accounts import create_account
from governance.models import CityDeal, Person
from governance.permissions import can_manage_people
from governance.services.rights import sync_user


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
