"""Who may do what with field tests, regional alliances and design teams.

A test is for who takes part in the deal and reads its instrument, and for the contact of the party that
tests. Who works on the instrument plans its tests; that contact, and chair and secretary of the alliance,
report on theirs too.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from citydeal.models import User
from governance.enums import DealState
from governance.models import Body, CityDeal, PartyContact
from governance.permissions import READ_BODIES, Actor, has_right, is_party_contact, takes_part
from governance.permissions_meetings import can_manage_meetings, is_chair
from workgroups.models import FieldTest, Instrument
from workgroups.permissions_instruments import (
    among_open_instruments,
    can_view_instrument,
    can_work_on_instrument,
    groups_to_make_for,
    instruments_open_to,
)


def can_read_tests(user: Actor, deal: CityDeal) -> bool:
    """Whether this account opens the list of tests: who takes part in the deal, and contacts of its parties.

    A contact who takes no part sees the tests of the own party there, and no others.
    """
    return takes_part(user, deal) or bool(_contact_of(user, deal))


def can_read_matrix(user: Actor, deal: CityDeal) -> bool:
    """Whether this account sees who tests what: who takes part in the deal."""
    return takes_part(user, deal)


def _contact_of(user: Actor, deal: CityDeal) -> list[int]:
    """Return the parties of a deal that this account is contact of today. One query."""
    if not isinstance(user, User) or not user.is_active:
        return []
    return [pk for (pk,) in _contacts(user=user.pk, deal=deal.pk, on=timezone.localdate())]


@compiled
def _contacts(user: Any, deal: Any, on: Any) -> QuerySet[Any]:
    mine = PartyContact.objects.filter(holds_on(on), party__deal=deal, person__user=user)
    return mine.order_by().values_list("party_id")


def reader_of_tests(user: Actor, deal: CityDeal) -> dict[str, Any]:
    """Return what ``among_open_tests`` needs to know of this account in a deal.

    ``contact``: the account, whose own parties are read too, on the day ``on``; the rest as
    ``instruments_open_to``. At most one query.
    """
    reader: dict[str, Any] = {"deal": deal.pk, "levels": [], "own": [], "led": []}
    if has_right(user, READ_BODIES, deal.pk) or takes_part(user, deal):
        reader = instruments_open_to(user, deal)
    contact = user.pk if isinstance(user, User) and user.is_active else None
    return {**reader, "contact": contact, "on": timezone.localdate()}


def among_open_tests(deal: Any, levels: Any, own: Any, led: Any, contact: Any, on: Any) -> Q:
    """Return the condition "a test that is open to the reader"; values or slots of ``reader_of_tests``."""
    to = "version__instrument"
    parties = PartyContact.objects.filter(holds_on(on), party__deal=deal, person__user=contact)
    mine = Q(**{f"{to}__deal": deal, "party__in": parties.order_by().values("party")})
    return among_open_instruments(deal, levels, own, led, to) | mine


def visible_tests(user: Actor, deal: CityDeal) -> QuerySet[FieldTest]:
    """Return the tests of a deal that this account may open; the list of ``can_read_test``."""
    return FieldTest.objects.filter(among_open_tests(**reader_of_tests(user, deal)))


def can_read_test(user: Actor, test: FieldTest) -> bool:
    """Whether this account may open the page of a test; needs version, instrument, group and deal loaded."""
    instrument = test.version.instrument
    if takes_part(user, instrument.deal) and can_view_instrument(user, instrument):
        return True
    return test.party is not None and is_party_contact(user, test.party)


def can_plan_test(user: Actor, instrument: Instrument) -> bool:
    """Whether this account plans tests of an instrument: who works on it.

    Needs deal, group and body of the group loaded.
    """
    return can_work_on_instrument(user, instrument)


def instruments_to_test(user: Actor, deal: CityDeal) -> QuerySet[Instrument]:
    """Return the instruments whose tests this account plans; the list of ``can_plan_test``."""
    found = Instrument.objects.filter(deal=deal)
    groups = groups_to_make_for(user, deal)
    return found if groups is None else found.filter(group__in=groups)


def can_plan_tests(user: Actor, deal: CityDeal) -> bool:
    """Whether this account plans tests of any instrument of the deal."""
    groups = groups_to_make_for(user, deal)
    return groups is None or (bool(groups) and instruments_to_test(user, deal).exists())


def can_report_test(user: Actor, test: FieldTest) -> bool:
    """Whether this account says how a test stands: who plans it, and who does it.

    Needs version, instrument, deal, group and its body, party, and alliance with body and deal loaded.
    """
    instrument = test.version.instrument
    if can_plan_test(user, instrument):
        return True
    if instrument.deal.state == DealState.CLOSED or not can_read_test(user, test):
        return False
    if test.alliance is not None:
        return keeps_body(user, test.alliance.body)
    return test.party is not None and is_party_contact(user, test.party)


def keeps_body(user: Actor, body: Body) -> bool:
    """Whether this account keeps what a body is more than a body: the agreement of an alliance, the plan of a
    design team. Its chair and secretary do, and who keeps the deal; nobody in a closed deal.

    Needs the deal loaded.
    """
    return can_manage_meetings(user, body) or is_chair(user, body)
