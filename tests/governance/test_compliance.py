"""The page "Past het bij het convenant?": every rule of a deal on a day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from citydeal.enums import Access
from governance.enums import BodyKind
from governance.models import CovenantRule
from governance.selectors.compliance import compliance_page
from tests.factories.governance import (
    BodyFactory,
    CovenantRuleFactory,
    MembershipFactory,
    PartyContactFactory,
    PartyFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db

PAGE = "/deals/de-deal/toets/"
EVERY_RULE = {
    **{number: {} for number in (1, 2, 8, 13, 14, 17, 18, 20, 21, 23, 24, 45, 46, 55, 63)},
    11: {"network": "stedennetwerk-g40"},
}


@pytest.fixture
def every_rule(cast):
    """The deal asks every rule the portal knows."""
    for number, parameters in EVERY_RULE.items():
        CovenantRuleFactory(
            deal=cast.deal, number=number, parameters=parameters, text=f"Regel nummer {number}"
        )
    return cast


def page(cast, role="project_secretary", **query):
    return cast.client(role).get(PAGE, query).content.decode()


def test_every_rule_stands_there_once_grouped_by_how_it_stands(every_rule):
    shown = page(every_rule)
    for number in EVERY_RULE:
        assert f"Regel nummer {number}<" in shown
    for part in ("voldoet-niet", "let-op", "in-orde", "niet-van-toepassing"):
        assert f'id="{part}"' in shown
    assert "Uitzondering</h2>" not in shown


def test_the_one_who_keeps_the_register_gets_the_act_that_mends(every_rule):
    assert "Leg vast wie de projectmanager aanstelde" in page(every_rule)
    assert "/aanstelling/" in page(every_rule)
    for role in ("auditor", "member"):
        shown = page(every_rule, role)
        assert "/aanstelling/" not in shown
        assert "/uitzondering/" not in shown


def test_every_remedy_leads_to_a_page_that_is_there(every_rule):
    client = every_rule.client("project_secretary")
    found = compliance_page(every_rule.users["project_secretary"], every_rule.deal, timezone.localdate())
    urls = {row.line.remedy_url for group in found.groups for row in group.rows if row.line.remedy_url}
    assert len(urls) >= 4
    for url in urls:
        assert client.get(url).status_code == 200, url


def test_on_a_day_before_the_rules_held_it_says_from_when(cast):
    shown = page(cast, op="1-1-2001")
    assert "Deze regel geldt vanaf 1 januari 2020." in shown
    assert "Toon vandaag" in shown


def test_without_rules_it_says_who_chooses_them(cast):
    CovenantRule.objects.all().delete()
    assert "Geen regels in deze deal" in page(cast)


def test_on_a_past_day_there_is_nothing_to_do(every_rule):
    shown = page(every_rule, op=(timezone.localdate() - timedelta(days=3)).strftime("%d-%m-%Y"))
    assert "/aanstelling/" not in shown


@pytest.mark.parametrize("day", ["gisteren", "31-02-2026", "\x00"])
def test_a_day_that_cannot_be_says_so(cast, day):
    response = cast.client("project_secretary").get(PAGE, {"op": day})
    assert response.status_code == 200
    assert "Vul " in response.content.decode()


def test_rules_about_a_body_that_may_not_be_opened_are_left_out(every_rule):
    hidden = BodyFactory(
        deal=every_rule.deal, kind=BodyKind.QUALITY_TEAM, name="Geheim team", access=Access.BODY
    )
    MembershipFactory(seat=SeatFactory(body=hidden))
    assert "Geheim team" in page(every_rule, "project_secretary")
    assert "Geheim team" not in page(every_rule, "member")


def test_names_are_for_who_may_read_them_and_for_the_contact_of_the_party(cast):
    name = f"{cast.ministry_member.person}, sinds"
    assert name in page(cast, "auditor")
    assert name not in page(cast, "member")
    PartyContactFactory(party=cast.ministry, person=cast.people["member"])
    assert name in page(cast, "member")
    PartyContactFactory(party=PartyFactory(deal=cast.deal), person=cast.people["chair"])
    assert name not in page(cast, "chair")


def test_htmx_gets_the_part_with_what_to_say(cast):
    response = cast.client("member").get(PAGE, headers={"HX-Request": "true"})
    shown = response.content.decode()
    assert "<html" not in shown
    assert "Alles wat het convenant vraagt, is in orde." in shown


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("role", "count"), [("project_secretary", 10), ("member", 11)])
def test_it_costs_the_same_whatever_the_number_of_bodies(every_rule, queries, role, count, rows):
    for _ in range(rows):
        for kind in (BodyKind.QUALITY_TEAM, BodyKind.WORKING_GROUP, BodyKind.CORE_GROUP):
            body = BodyFactory(deal=every_rule.deal, kind=kind)
            MembershipFactory(seat=SeatFactory(body=body))
    client = every_rule.client(role)
    with queries(count):
        client.get(PAGE)


def test_the_menu_leads_there_for_who_takes_part(cast):
    assert PAGE in cast.client("member").get("/deals/de-deal/").content.decode()
    assert PAGE not in cast.client("anonymous").get("/deals/de-deal/").content.decode()
