"""The demo as a check of the rules: today, on the signing date and on the day before it."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

from citydeal.common.findings import FindingState
from governance.models import CityDeal
from governance.selectors.findings import findings_for_deal
from tests.governance.demo_case import DemoTestCase

MET, RISK, BROKEN, NOT = (
    FindingState.MET,
    FindingState.AT_RISK,
    FindingState.BROKEN,
    FindingState.NOT_APPLICABLE,
)
SIGNED = date(2022, 6, 27)
DESCRIPTION = (Path(__file__).parents[2] / "docs/demo.md").read_text(encoding="utf-8")


def states(slug, on):
    """Return how each rule stands: number → the states of its findings."""
    found = defaultdict(set)
    for finding in findings_for_deal(CityDeal.objects.get(slug=slug), on):
        found[finding.rule].add(finding.state)
    return dict(found)


class TestSlimMaatwerk(DemoTestCase):
    EXPECTED = {
        **{number: {MET} for number in (1, 2, 8, 11, 12, 13, 14, 18, 20)},
        # The sources name no members of the team, no process questions and no alliances.
        **{number: {NOT} for number in (17, 21, 23, 24)},
    }

    def test_no_rule_is_broken_today_and_on_the_signing_date(self):
        assert states("slim-maatwerk", self.today) == self.EXPECTED
        assert states("slim-maatwerk", SIGNED) == self.EXPECTED

    def test_on_the_day_before_the_signing_no_rule_holds_yet(self):
        assert states("slim-maatwerk", SIGNED - timedelta(days=1)) == {n: {NOT} for n in self.EXPECTED}


class TestEenSlimmeStad(DemoTestCase):
    SIGNED = date(2020, 12, 3)

    def test_before_the_signing_the_network_is_built(self):
        before = states("een-slimme-stad", self.SIGNED - timedelta(days=1))
        assert before == {45: {MET}, 46: {RISK}, 55: {NOT}, 63: {BROKEN}}

    def test_on_the_signing_date_the_term_was_two_years(self):
        assert states("een-slimme-stad", self.SIGNED) == {45: {MET}, 46: {NOT}, 55: {MET}, 63: {BROKEN}}

    def test_with_the_extension_the_term_is_long_enough(self):
        assert states("een-slimme-stad", self.today)[63] == {MET}


class TestDichtbijGeregeld(DemoTestCase):
    def test_every_planted_fault_is_found_and_nothing_else(self):
        deal = CityDeal.objects.get(slug="dichtbij-geregeld")
        found = findings_for_deal(deal, self.today)
        assert {(f.rule, f.scope, f.state) for f in found if f.is_problem} == {
            (8, "Stuurgroep", BROKEN),
            (12, "Stuurgroep", RISK),
            (17, "Kwaliteitsteam Gewone taal", BROKEN),
            (51, "City Deal Dichtbij Geregeld", RISK),
            (54, "City Deal Dichtbij Geregeld", BROKEN),
            (56, "City Deal Dichtbij Geregeld", BROKEN),
            (57, "City Deal Dichtbij Geregeld", RISK),
            (59, "City Deal Dichtbij Geregeld", BROKEN),
            (58, "City Deal Dichtbij Geregeld", BROKEN),
            (61, "City Deal Dichtbij Geregeld", RISK),
        }
        described = re.findall(r"^\| (\d+) \| (broken|at risk) \|", DESCRIPTION, re.MULTILINE)
        assert [(int(rule), state.replace(" ", "_")) for rule, state in described] == sorted(
            (f.rule, str(f.state)) for f in found if f.is_problem
        )
        assert all(f.state in (MET, BROKEN, RISK) for f in found)
        assert {f.rule for f in found} == {
            *(1, 2, 8, 11, 12, 13, 14, 17, 18, 20, 21, 22, 23, 24, 45),
            *(48, 49, 50, 51, 52, 53, 54, 56, 57, 58, 59, 61, 63, 65),
        }
