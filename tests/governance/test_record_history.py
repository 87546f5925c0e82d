"""The history of a deal, a party and a person: readable, complete, and nothing of another deal."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from governance.enums import Office
from governance.models import CovenantArticle, DealRole, PartyContact, Phase
from tests.factories.governance import (
    BodyFactory,
    CityDealFactory,
    DealRoleFactory,
    MembershipFactory,
    PersonFactory,
    PositionFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db
PAGES = {
    "deal": lambda c: reverse("governance:deal_history", args=[c.deal.slug]),
    "party": lambda c: reverse("governance:party_history", args=[c.deal.slug, c.ministry.organization.slug]),
    "person": lambda c: reverse("governance:person_history", args=[c.deal.slug, c.ministry_member.person_id]),
}
# Literal on purpose: a page that starts to cost more says so here.
QUERIES = {"deal": 13, "party": 11, "person": 12}


def read(cast, page, role="project_secretary"):
    return cast.client(role).get(PAGES[page](cast)).content.decode()


def add_rows(cast, number):
    person = cast.ministry_member.person
    for count in range(number):
        PositionFactory(person=person)
        MembershipFactory(person=person, seat=SeatFactory(body=BodyFactory(deal=cast.deal)))
        DealRoleFactory(deal=cast.deal, person=person, start=date(2020, 1, 1 + count))
        SeatFactory(body=cast.steering, party=cast.ministry)
        PartyContact.objects.create(
            party=cast.ministry, person=PersonFactory(), start=date(2025, 1, 1 + count)
        )
        CovenantArticle.objects.create(deal=cast.deal, number=str(count), title="Artikel")


@pytest.mark.parametrize("page", sorted(PAGES))
@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_for_one_and_for_three_rows(cast, queries, page, rows):
    add_rows(cast, rows)
    client = cast.client("project_secretary")
    with queries(QUERIES[page]):
        assert client.get(PAGES[page](cast)).status_code == 200


class TestDealHistory:
    def test_tells_before_and_after_in_words(self, cast):
        cast.deal.december_rule = "iso_week"
        cast.deal.save()
        html = read(cast, "deal")
        assert "1 tot en met 7 december" in html
        assert "De week waarin 1 december valt" in html

    def test_tells_of_roles_phases_and_rules(self, cast):
        Phase.objects.create(deal=cast.deal, name="Verkennen", planned_start=date(2026, 1, 1))
        role = DealRole.objects.get(deal=cast.deal, person=cast.people["auditor"])
        html = read(cast, "deal", "auditor")
        assert f"Auditor: {role.person}" in html
        assert "Verkennen" in html
        assert "12. " in html


class TestPartyHistory:
    def test_tells_of_the_organisation_the_seats_and_the_contacts(self, cast):
        organization = cast.ministry.organization
        organization.name = "Ministerie van Andere Voorbeelden"
        organization.save()
        contact = PartyContact.objects.create(
            party=cast.ministry, person=PersonFactory(), start=date(2026, 1, 1)
        )
        html = read(cast, "party")
        assert "Ministerie van Voorbeelden" in html
        assert "Ministerie van Andere Voorbeelden" in html
        assert cast.steering.name in html
        assert str(contact.person) in html


class TestPersonHistory:
    def test_tells_of_offices_and_memberships_in_this_deal_only(self, cast):
        person = cast.ministry_member.person
        elsewhere = BodyFactory(deal=CityDealFactory(), name="Geheim orgaan elders")
        MembershipFactory(person=person, seat=SeatFactory(body=elsewhere))
        PositionFactory(person=person, office=Office.DIRECTOR, organization__name="Bureau Helder")
        html = read(cast, "person")
        assert "Directeur, Bureau Helder" in html
        assert cast.steering.name in html
        assert "Geheim orgaan elders" not in html

    def test_without_an_act_it_says_what_will_stand_here(self, cast):
        person = cast.ministry_member.person
        person.history.all().delete()
        for records in (person.positions.all(), person.memberships.all()):
            for record in records:
                record.history.all().delete()
        assert "Nog geen wijzigingen" in read(cast, "person")
