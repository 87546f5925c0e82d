"""Reporting: the letter that a party takes along."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from citydeal.enums import Access
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, page
from tests.factories.governance import DecisionFactory, PartyRequestFactory
from tests.factories.sessions import PartyAgreementFactory
from tests.factories.workgroups_instruments import InstrumentFactory
from tests.factories.workgroups_planning import MilestoneFactory
from tests.factories.workgroups_tests import FieldTestFactory

CONTACT, LETTER = "party_contact", "reporting:party_letter"


def of_party(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.ministry.organization.slug]


def full(cast: Cast) -> list[Any]:
    today = timezone.localdate()
    cast.deal.access = Access.PUBLIC
    cast.deal.summary = "Partijen werken samen aan hulp dichtbij."
    cast.deal.save()
    MilestoneFactory(deal=cast.deal, title=f"Mijlpaal {LONG_NAME}", state="reached", actual_on=today)
    MilestoneFactory(deal=cast.deal, planned_end=today + timedelta(days=60))
    InstrumentFactory(deal=cast.deal, access=Access.PUBLIC, state="in_use")
    FieldTestFactory(version__instrument__deal=cast.deal, party=cast.ministry)
    asked = DecisionFactory(body=cast.core, title=f"Besluit {LONG_NAME}", asks_parties=True)
    PartyAgreementFactory(decision=asked, party=cast.ministry)
    PartyRequestFactory(party=cast.ministry, seat=None, answer_until=today)
    return of_party(cast)


page("party-letter", LETTER, CONTACT, full)
page("party-letter-empty", LETTER, CONTACT, of_party)
