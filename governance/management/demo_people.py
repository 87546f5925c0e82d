"""Hands contacts, delegations and questions of a demo deal to the services."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils import timezone

from citydeal.models import User
from governance.management.demo_data.acting import ActingData
from governance.models import Body, CityDeal, Party, Person
from governance.services.delegations import DelegationTerms, set_delegation
from governance.services.parties_contacts import add_contact
from governance.services.requests import ask_for_seat
from governance.services.requests_checks import ask_member_check


def load_acting(
    actor: User,
    deal: CityDeal,
    data: ActingData,
    people: Mapping[str, Person],
    parties: Mapping[str, Party],
) -> None:
    """Set who is the contact of a party and who acts for whom; ask what is asked. Raises DomainError.

    Who was contact already when the half-year began is asked to check its names as well, as the clock would
    do within the hour.
    """
    for acting in data.delegations:
        set_delegation(
            actor=actor,
            deal=deal,
            person=people[acting.person],
            delegate=people[acting.delegate],
            terms=DelegationTerms(start=acting.start, kind=acting.kind, reach=acting.reach, mail=acting.mail),
        )
    for contact in data.contacts:
        party = parties[contact.party]
        start = contact.start or timezone.localdate()
        add_contact(actor=actor, party=party, person=people[contact.person], start=start)
        if contact.start is not None:
            ask_member_check(party)
    for question in data.questions:
        body = Body.objects.get(deal=deal, slug=question.body)
        ask_for_seat(
            actor=actor,
            seat=body.seats.get(party=parties[question.party], end=None),
            note=question.note,
            is_personal=question.is_personal,
        )
