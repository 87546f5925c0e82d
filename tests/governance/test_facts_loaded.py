"""The facts of a deal as they are loaded: names of seats and people, and offices where they are asked."""

from dataclasses import replace

import pytest
from django.utils import timezone

from governance.enums import BodyKind, Office
from governance.models import Body
from governance.rules.check import check
from governance.rules.registry import RULES
from governance.selectors.facts import clauses_of, deal_facts, load
from tests.factories.governance import (
    BodyFactory,
    CityDealFactory,
    CovenantRuleFactory,
    MembershipFactory,
    OrganizationFactory,
    PartyFactory,
    PersonFactory,
    PositionFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def deal():
    return CityDealFactory()


def facts(deal, **how):
    return deal_facts(deal, Body.objects.filter(deal=deal), clauses_of(deal), **how)


def test_a_seat_has_its_label_or_the_name_of_whose_it_is(deal):
    body = BodyFactory(deal=deal)
    party = PartyFactory(deal=deal)
    other = OrganizationFactory()
    labelled = SeatFactory(body=body, party=party, label="Voorzitter")
    of_party = SeatFactory(body=body, party=party, label="")
    own = SeatFactory(body=body, party=None, organization=other, label="")
    bare = SeatFactory(body=body, party=None, organization=None, label="Los")
    type(bare).objects.filter(pk=bare.pk).update(label="")
    loaded = load([body])
    found = {seat.id: (seat.name, seat.organization_id) for _body, seat in loaded.seats}
    assert found == {
        labelled.pk: ("Voorzitter", party.organization_id),
        of_party.pk: (party.organization.name, party.organization_id),
        own.pk: (other.name, other.pk),
        bare.pk: (f"Zetel {bare.pk}", None),
    }
    assert loaded.owners == {
        (party.organization_id, party.organization.name, party.organization.kind),
        (other.pk, other.name, other.kind),
    }


@pytest.mark.parametrize("names", [("Jo", "van", "Dam"), ("Jo", "", "Dam"), ("", "", "Dam")])
def test_a_member_has_the_name_of_the_person(deal, names):
    person = PersonFactory(given_name=names[0], prefix=names[1], family_name=names[2])
    membership = MembershipFactory(seat=SeatFactory(body=BodyFactory(deal=deal)), person=person)
    member = facts(deal).bodies[0].memberships[0]
    assert (member.id, member.person_id, member.person) == (membership.pk, person.pk, person.name)


def test_offices_are_loaded_where_rules_ask_them_and_findings_stay_the_same(deal):
    network = OrganizationFactory(slug="netwerk")
    for number, parameters in ((8, {}), (11, {"network": "netwerk"}), (17, {}), (22, {}), (23, {})):
        CovenantRuleFactory(deal=deal, number=number, parameters=parameters)
    steering, team, group = (
        BodyFactory(deal=deal, kind=kind)
        for kind in (BodyKind.STEERING_GROUP, BodyKind.QUALITY_TEAM, BodyKind.WORKING_GROUP)
    )
    executive = PersonFactory()
    PositionFactory(person=executive, organization=network, office=Office.EXECUTIVE)
    MembershipFactory(seat=SeatFactory(body=steering, party=PartyFactory(deal=deal)), person=executive)
    seated = MembershipFactory(seat=SeatFactory(body=team, party=PartyFactory(deal=deal)))
    outsider = PositionFactory(organization__name="Een bureau")
    loose = MembershipFactory(seat=None, body=group, person=outsider.person, position=outsider)

    whole, asked = facts(deal), facts(deal, every_office=False)
    held = {m.id: len(m.positions) for body in asked.bodies for m in body.memberships}
    assert held[seated.pk] == 0
    assert held[loose.pk] == 1

    on = timezone.localdate()
    for clause in clauses_of(deal):
        before, after = (check(clause, each, on, deal.warning_days) for each in (whole, asked))
        for finding in (*before, *after):
            assert finding.rule == clause.number
        assert [without_offices(finding) for finding in before] == [without_offices(f) for f in after]
    assert "Een bureau" in {
        fact.organization for finding in check_of(deal, whole, 23, on) for fact in finding.facts
    }


def check_of(deal, loaded, number, on):
    clause = next(clause for clause in clauses_of(deal) if clause.number == number)
    return check(clause, loaded, on, deal.warning_days)


def without_offices(finding):
    return finding._replace(facts=tuple(fact._replace(office="") for fact in finding.facts))


def test_a_rule_that_does_not_read_members_answers_the_same_on_every_day_of_theirs(deal, monkeypatch):
    CovenantRuleFactory(deal=deal, number=22, parameters={})
    group = BodyFactory(deal=deal, kind=BodyKind.WORKING_GROUP)
    MembershipFactory(seat=SeatFactory(body=group, party=PartyFactory(deal=deal)))
    on = timezone.localdate()
    quick = check_of(deal, facts(deal), 22, on)
    monkeypatch.setitem(RULES._known, 22, replace(RULES[22], reads_members=True))
    assert check_of(deal, facts(deal), 22, on) == quick
