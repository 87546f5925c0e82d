"""Governance: the pages that one reads, of deals, bodies, parties and people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from governance.enums import PartyState
from governance.models import CityDeal, CovenantRule
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page, state
from tests.e2e.window import Window
from tests.factories.deal_text import PhaseFactory
from tests.factories.governance import (
    BodyFactory,
    CityDealFactory,
    MembershipFactory,
    PartyFactory,
    PersonFactory,
    SeatFactory,
)
from tests.factories.workgroups_instruments import InstrumentFactory, VersionAttachmentFactory

BODY = "governance:body_detail"
PARTY = "governance:party_detail"
PERSON = "governance:person_detail"
MONTH = timedelta(days=30)


def deal(cast: Cast) -> list[Any]:
    return [cast.deal.slug]


def steering(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.steering.slug]


def ministry(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.ministry.organization.slug]


def person(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.ministry_member.person_id]


def hide_deals(visit: Visit) -> None:
    for deal in CityDeal.objects.all():
        deal.access = "deal"
        deal.save()


def end_in_a_month(visit: Visit) -> None:
    visit.cast.ministry_member.end = timezone.localdate() + timedelta(days=30)
    visit.cast.ministry_member.save()


def fill_deal(visit: Visit) -> None:
    """Parties of every state, many bodies, phases, instruments, and long names."""
    cast = visit.cast
    end_in_a_month(visit)
    for number in range(4):
        BodyFactory(deal=cast.deal, kind="working_group", name=f"Werkgroep {number}, {LONG_NAME}")
        PartyFactory(deal=cast.deal, organization__name=f"{LONG_NAME} {number}")
    for party_state in (PartyState.WITHDRAWN, PartyState.COOPERATING, PartyState.EXPLORING):
        PartyFactory(deal=cast.deal, state=party_state)
    for number, (name, start) in enumerate((("Verkennen", -300), ("Ontwikkelen", -10), (LONG_NAME, 400))):
        day = timezone.localdate() + timedelta(days=start)
        PhaseFactory(deal=cast.deal, name=name, order=number, planned_start=day, planned_end=day + MONTH)
    for state_of in ("in_use", "in_test", "idea"):
        instrument = InstrumentFactory(deal=cast.deal, title=LONG_NAME, state=state_of, access="public")
        VersionAttachmentFactory(version__instrument=instrument, title=LONG_NAME)


def fill_body(visit: Visit) -> None:
    """Seats in every state: held, ending, carried over, with deputy and successor, waiting, empty."""
    cast, today = visit.cast, timezone.localdate()
    end_in_a_month(visit)
    MembershipFactory(seat=cast.ministry_seat, start=today + timedelta(days=31))
    MembershipFactory(seat=cast.ministry_seat, is_deputy=True)
    MembershipFactory(seat=SeatFactory(body=cast.steering), term_end=today - timedelta(days=1))
    MembershipFactory(seat=SeatFactory(body=cast.steering), term_end=today + timedelta(days=400))
    long_party = PartyFactory(deal=cast.deal, organization__name=LONG_NAME)
    long_person = PersonFactory(
        given_name="Anna-Wilhelmina", prefix="van der", family_name="Voorbeeldenbergh-de Langenaam"
    )
    MembershipFactory(seat=SeatFactory(body=cast.steering, party=long_party), person=long_person)
    cast.empty_seat.asked_on = today
    cast.empty_seat.save()
    SeatFactory(body=cast.steering)


def fill_history(visit: Visit) -> None:
    """More acts than one page holds."""
    fill_body(visit)
    for number in range(25):
        visit.cast.steering.remit = f"Taak {number}"
        visit.cast.steering.save()


def forget_history(visit: Visit) -> None:
    for model in (type(visit.cast.steering), type(visit.cast.empty_seat), type(visit.cast.ministry_member)):
        model.history.all().delete()


def add_former_seat(visit: Visit) -> None:
    MembershipFactory(
        person=visit.cast.ministry_member.person,
        seat=SeatFactory(body=visit.cast.core),
        end=timezone.localdate() - timedelta(days=10),
    )


def fill_record_histories(visit: Visit) -> None:
    """Acts on the deal, a party and a person; more on the deal than one page holds."""
    cast = visit.cast
    add_former_seat(visit)
    for number in range(25):
        cast.deal.tagline = f"{LONG_NAME} {number}"
        cast.deal.save()
    office = cast.ministry_member.position
    office.portfolio = LONG_NAME
    office.save()
    organization = cast.ministry.organization
    organization.name = LONG_NAME
    organization.save()


def forget_rules(visit: Visit) -> None:
    """Leave the deal as it is before any rule of its covenant was chosen."""
    CovenantRule.objects.all().delete()


def bare_deal(cast: Cast) -> list[Any]:
    return [CityDealFactory(contact_email="", tagline="").slug]


def party_without_seats(cast: Cast) -> list[Any]:
    party = PartyFactory(deal=cast.deal, organization__name=LONG_NAME)
    return [cast.deal.slug, party.organization.slug]


page("home-empty", "governance:home", "anonymous", before=hide_deals)
page("home", "governance:home", "anonymous", before=lambda visit: CityDealFactory(name=LONG_NAME))
page("home-mine", "governance:home", "project_secretary")
page("deal", "governance:deal_detail", "anonymous", deal, before=fill_deal)
page("deal-without-rules", "governance:deal_detail", "project_secretary", deal, before=forget_rules)
page("deal-secretary", "governance:deal_detail", "project_secretary", deal, before=fill_deal)
page("deal-all-well", "governance:deal_detail", "member", deal)
page("deal-empty", "governance:deal_detail", "anonymous", bare_deal)
page("body", BODY, "anonymous", steering, before=fill_body)
page("body-secretary", BODY, "project_secretary", steering, before=fill_body)
page("body-member", BODY, "member", steering, before=fill_body)
page("body-empty", BODY, "auditor", lambda cast: [cast.deal.slug, cast.core.slug])
page("body-not-founded", BODY, "member", steering, query="?op=01-01-2001")
page("body-bad-day", BODY, "member", steering, query="?op=31-02-2026")
page("history", "governance:body_history", "auditor", steering, before=fill_history)
page("history-empty", "governance:body_history", "auditor", steering, before=forget_history)
page("deal-history", "governance:deal_history", "auditor", deal, before=fill_record_histories)
page("party-history", "governance:party_history", "auditor", ministry, before=fill_record_histories)
page("person-history", "governance:person_history", "auditor", person, before=fill_record_histories)
page("party", PARTY, "anonymous", ministry)
page("party-member", PARTY, "member", ministry)
page("party-empty", PARTY, "member", party_without_seats)
page("person", PERSON, "project_secretary", person, before=add_former_seat)
page("person-member", PERSON, "member", person)
page("person-empty", PERSON, "project_secretary", lambda cast: [cast.deal.slug, cast.people["auditor"].pk])


@state("body-another-day", BODY)
def _another_day(visit: Visit) -> Window:
    """A part that htmx replaced."""
    fill_body(visit)
    window = visit.as_role("project_secretary")
    window.open(visit.cast.steering.get_absolute_url())
    window.fill(op=(timezone.localdate() + timedelta(days=40)).strftime("%d-%m-%Y"))
    with window.without_loading():
        window.button("Toon stand").click()
        window.page.get_by_text("U ziet de stand op").wait_for()
    assert "Stand op" in window.page.locator("#melding[role=status]").inner_text()
    return window


@state("body-unreachable", BODY)
def _unreachable(visit: Visit) -> Window:
    """The portal does not answer htmx."""
    window = visit.as_role("member")
    window.open(visit.cast.steering.get_absolute_url())
    window.context.set_offline(True)
    window.expects_network_errors = True
    window.button("Toon stand").click()
    window.page.locator("#melding .utrecht-alert--error").wait_for()
    window.context.set_offline(False)
    return window
