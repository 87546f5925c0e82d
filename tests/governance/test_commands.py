"""``findings``: what an operator reads, on any day."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from governance.enums import BodyKind
from governance.models import CovenantRule
from tests.factories.governance import (
    BodyFactory,
    CityDealFactory,
    CovenantRuleFactory,
    MembershipFactory,
    PartyFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db


def findings(deal, *args):
    out = io.StringIO()
    call_command("findings", deal, *args, stdout=out)
    return out.getvalue()


def as_json(deal, on):
    return json.loads(findings(deal, "--format", "json", "--on", on.isoformat()))


def test_at_risk_then_broken_then_met_by_the_successor(cast):
    last = timezone.localdate() + timedelta(days=42)
    cast.ministry_member.end = last
    cast.ministry_member.save()
    (now,) = as_json("de-deal", timezone.localdate())
    assert now["state"] == "at_risk"
    assert now["breaks_on"] == (last + timedelta(days=1)).isoformat()
    assert now["facts"][0]["seat"] == "Ministerie van Voorbeelden"
    assert now["remedy"]["url"].endswith(f"/zetels/{cast.ministry_seat.pk}/lid-aanwijzen/")
    assert as_json("de-deal", last)[0]["state"] == "at_risk"
    (after,) = as_json("de-deal", last + timedelta(days=1))
    assert (after["state"], after["since"]) == ("broken", (last + timedelta(days=1)).isoformat())
    MembershipFactory(seat=cast.ministry_seat, start=last + timedelta(days=10))
    (gap,) = as_json("de-deal", last + timedelta(days=1))
    assert gap["restores_on"] == (last + timedelta(days=10)).isoformat()
    (met,) = as_json("de-deal", last + timedelta(days=10))
    assert met["state"] == "met"
    assert met["remedy"] is None
    assert set(met) >= {"rule", "scope", "state", "on", "facts", "remedy"}


def test_text_is_readable_and_names_people(cast):
    text = findings("de-deal")
    assert "met" in text
    assert str(cast.ministry_member.person) in text


def test_a_rule_without_its_body_is_not_applicable(db):
    deal = CityDealFactory(slug="leeg")
    CovenantRuleFactory(deal=deal)
    (finding,) = as_json("leeg", timezone.localdate())
    assert finding["state"] == "not_applicable"
    assert "niet op deze dag" in finding["explanation"]


def test_a_rule_is_only_asked_while_it_holds_and_of_a_body_that_exists(cast):
    CovenantRule.objects.filter(deal=cast.deal).update(start=date(2030, 1, 1))
    (rule,) = as_json("de-deal", timezone.localdate())
    assert rule["state"] == "not_applicable"
    assert rule["explanation"] == "Deze regel geldt vanaf 1 januari 2030."
    CovenantRule.objects.filter(deal=cast.deal).update(start=date(2020, 1, 1))
    cast.steering.end = date(2025, 1, 1)
    cast.steering.save()
    assert as_json("de-deal", timezone.localdate())[0]["state"] == "not_applicable"


def test_an_unknown_deal_names_those_that_exist(cast):
    with pytest.raises(CommandError, match="andere-deal"):
        findings("geen-deal")


def test_without_any_deal_it_says_so(db):
    with pytest.raises(CommandError, match="none yet"):
        findings("geen-deal")


def test_findings_cost_the_same_for_one_body_and_for_three(cast, queries):
    for more in (0, 2):
        for _ in range(more):
            body = BodyFactory(deal=cast.deal, kind=BodyKind.STEERING_GROUP)
            MembershipFactory(seat=SeatFactory(body=body, party=PartyFactory(deal=cast.deal)))
        with queries(6):
            findings("de-deal")


@pytest.mark.parametrize(
    ("number", "parameters", "field"),
    [(999, {}, "number"), (12, {"minimum": 0}, "parameters")],
)
def test_a_covenant_rule_is_checked(number, parameters, field):
    rule = CovenantRuleFactory.build(deal=CityDealFactory(), number=number, parameters=parameters)
    with pytest.raises(ValidationError) as caught:
        rule.full_clean()
    assert field in caught.value.message_dict
