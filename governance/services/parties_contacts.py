"""The contacts of a party: whom the project organisation asks, and who answers for it."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from citydeal.common.errors import DomainError
from citydeal.models import User
from governance.models import Party, PartyContact, Person, Position
from governance.services.checks import check_period, require_manager, rights_follow, save_checked
from governance.services.continuations import let_contact_lapse
from governance.services.register import add_person
from governance.services.requests import pass_questions_on


@transaction.atomic
def add_contact(
    *,
    actor: User,
    party: Party,
    person: Person,
    start: date,
    end: date | None = None,
    position: Position | None = None,
) -> PartyContact:
    """Make a person a contact of a party from ``start`` on.

    ``person`` and ``position`` may be new (unsaved): they are saved with the contact, all or nothing.
    Who begins today or earlier gets at once, by mail, what is asked of a contact who is none any more. Raises
    DomainError without the right, on days that cannot be, and on somebody who is a contact of this party then
    already. Writes history, derives rights.
    """
    party = Party.objects.select_for_update(of=("self",)).select_related("deal").get(pk=party.pk)
    require_manager(actor, party.deal)
    check_period(start, end)
    if person._state.adding:
        person = add_person(
            actor=actor,
            deal=party.deal,
            given_name=person.given_name,
            prefix=person.prefix,
            family_name=person.family_name,
            email=person.email,
        )
    if position is not None and position._state.adding:
        position.person = person
        save_checked(position, actor)
    if party.contacts.filter(person=person).overlapping(start, end).exists():
        raise DomainError(
            _("%(person)s is a contact of this party already.") % {"person": person}, field="person"
        )
    contact = save_checked(PartyContact(party=party, person=person, start=start, end=end), actor)
    rights_follow(person)
    pass_questions_on(timezone.localdate(), party)
    return contact


@transaction.atomic
def end_contact(*, actor: User, contact: PartyContact, last_day: date) -> PartyContact:
    """Let ``last_day`` be the last day on which somebody is the contact of a party.

    Who stops before a planned succession of the party is no contact of the next one either. Raises
    DomainError without the right, and on a day before the first. Writes history, derives rights.
    """
    contact = (
        PartyContact.objects.select_for_update(of=("self",))
        .select_related("party__deal", "person")
        .get(pk=contact.pk)
    )
    require_manager(actor, contact.party.deal)
    check_period(contact.start, last_day)
    let_contact_lapse(actor=actor, contact=contact, last_day=last_day)
    contact.end = last_day
    save_checked(contact, actor)
    rights_follow(contact.person)
    return contact
