"""The history of a deal, a party and a person: readable, complete, and nothing of another deal."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.enums import BodyKind, DecisionSubject, Office
from governance.models import BodyCompetence, CovenantArticle, DealRole, PartyContact, Phase
from governance.selectors.history import body_history
from governance.services.competences import CompetenceChoice, set_competences
from governance.services.decisions import withdraw_decision
from governance.services.relations import remove_relation
from tests.factories.governance import (
    BodyFactory,
    BodyRelationFactory,
    CityDealFactory,
    DealRoleFactory,
    DecisionFactory,
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
QUERIES = {"deal": 13, "party": 10, "person": 11}


def read(cast, page, role="project_secretary"):
    return cast.client(role).get(PAGES[page](cast)).content.decode()


@pytest.mark.parametrize("page", sorted(PAGES))
def test_the_record_leads_there_for_who_may_read_it(cast, page):
    record = PAGES[page](cast).removesuffix("geschiedenis/")
    for role, leads in (("project_secretary", True), ("auditor", True), ("member", False)):
        text = cast.client(role).get(record).content.decode()
        assert (f'href="{PAGES[page](cast)}"' in text) is leads, role


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
        BodyCompetence.objects.create(
            deal=cast.deal, kind=list(BodyKind)[count], subject="setup", level="advises", article="5"
        )


@pytest.mark.parametrize("page", sorted(PAGES))
@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_costs_the_same_for_one_and_for_three_rows(cast, queries, page, rows):
    add_rows(cast, rows)
    client = cast.client("project_secretary")
    with queries(QUERIES[page]):
        assert client.get(PAGES[page](cast)).status_code == 200


@pytest.mark.parametrize("page", sorted(PAGES))
def test_no_field_is_called_by_its_english_name(cast, page):
    add_rows(cast, 1)
    labels = set(re.findall(r"<dt[^>]*>\s*([^<]+?)\s*</dt>", read(cast, page)))
    assert labels
    assert labels.isdisjoint({"Body", "Party", "Person", "Seat", "Organization", "Deal", "Position"})


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

    def test_tells_who_may_decide_what(self, cast):
        actor = cast.users["project_secretary"]
        said = {"core_group": CompetenceChoice("decides", "artikel 5 lid 2")}
        set_competences(actor=actor, deal=cast.deal, subject="setup", choices=said, history_id=0)
        BodyCompetence.objects.create(
            deal=CityDealFactory(), kind="core_group", subject="setup", level="decides", article="elders"
        )
        html = read(cast, "deal")
        assert "Wat het mag: Kerngroep" in html
        assert "artikel 5 lid 2" in html
        assert "elders" not in html


def body_page(cast, body, role="project_secretary"):
    url = reverse("governance:body_history", args=[cast.deal.slug, body.slug])
    return cast.client(role).get(url).content.decode()


class TestBodyHistory:
    def test_tells_of_decisions_and_why_one_is_withdrawn(self, cast):
        decision = DecisionFactory(body=cast.steering, title="Wij kiezen drie thema's")
        DecisionFactory(body=cast.core, title="Besluit van een ander")
        withdraw_decision(
            actor=cast.users["project_manager"],
            decision=decision,
            on=timezone.localdate(),
            reason="Het thema verviel",
        )
        html = body_page(cast, cast.steering, "auditor")
        assert f"Besluit {decision.label}: Wij kiezen drie thema&#x27;s" in html
        assert "Het thema verviel" in html
        assert "Ingetrokken op" in html
        assert "Besluit van een ander" not in html

    def test_tells_of_relations_on_both_sides_also_when_taken_away(self, cast):
        relation = BodyRelationFactory(source=cast.core, target=cast.steering, article="artikel 4")
        remove_relation(actor=cast.users["project_secretary"], relation=relation)
        for body in (cast.core, cast.steering):
            html = " ".join(body_page(cast, body).split())
            words = "Verhouding: Kerngroep bereidt besluiten voor van Stuurgroep"
            assert f"{words} – toegevoegd" in html
            assert f"{words} – verwijderd" in html
        assert "Verhouding" not in body_page(cast, cast.closed)

    def test_hides_relations_with_bodies_that_the_reader_may_not_open(self, cast):
        BodyRelationFactory(source=cast.closed, target=cast.steering)
        names = [entry.subject for entry in body_history(cast.users["member"], cast.steering)]
        assert not [name for name in names if "Besloten" in name]
        names = [entry.subject for entry in body_history(cast.users["auditor"], cast.steering)]
        assert [name for name in names if "Besloten" in name]

    def test_tells_what_its_kind_may_do_and_nothing_of_other_kinds(self, cast):
        actor = cast.users["project_secretary"]
        said = {
            "core_group": CompetenceChoice("decides", "artikel 5"),
            "steering_group": CompetenceChoice("advises", "artikel 6"),
        }
        set_competences(actor=actor, deal=cast.deal, subject="setup", choices=said, history_id=0)
        html = body_page(cast, cast.core)
        assert "artikel 5" in html
        assert "artikel 6" not in html

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_costs_the_same_for_one_and_for_three_rows(self, cast, queries, rows):
        for count in range(rows):
            MembershipFactory(seat=SeatFactory(body=cast.core))
            DecisionFactory(body=cast.core)
            BodyRelationFactory(source=cast.core, target=BodyFactory(deal=cast.deal))
            BodyCompetence.objects.create(
                deal=cast.deal, kind="core_group", subject=list(DecisionSubject)[count], level="advises"
            )
        client = cast.client("project_secretary")
        url = reverse("governance:body_history", args=[cast.deal.slug, cast.core.slug])
        with queries(11):
            assert client.get(url).status_code == 200


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


def test_the_class_of_a_history_manager_is_made_once():
    # The library makes one at each look, which was a large part of what saving a record costs.
    assert type(Phase.history) is type(Phase.history)
    assert Phase.history.model is not DealRole.history.model
