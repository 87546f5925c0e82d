"""Rules 53, 54, 56 and 57: design teams, and what front-runner municipalities test."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from citydeal.common.findings import NOBODY, FindingState
from governance.enums import BodyKind, Office, OrganizationKind
from governance.rules.explain import explain, remedy_text
from governance.rules.facts import OrganizationFact
from tests.governance.rule_case import CITY, ORGANIZATIONS, START, TODAY, ask, body, deal, member, position
from workgroups.rules.design_teams import TEAMS, PrincipleFact, TeamFact, TeamFacts
from workgroups.rules.field_tests import (
    TESTS,
    InstrumentFact,
    RunnerFact,
    SittingFact,
    TestFact,
    TestFacts,
)

CHOSEN, BEGAN = date(2025, 10, 1), date(2026, 1, 5)
ALLIANCE = 70
RUNNER = RunnerFact(CHOSEN, None, 1, CITY.id, CITY.name, "gemeente-waterveen")


def instrument(number, *states):
    return InstrumentFact(states or ((CHOSEN, "chosen"),), number, f"i-{number}", f"Kaart {number}")


def field_test(number, *states, who=CITY.id, alliance=None, project=False):
    states = states or ((BEGAN, "planned"), (BEGAN, "running"))
    return TestFact(states, number, number, None if alliance else who, alliance, project)


def facts(tested=6, total=12, runners=(RUNNER,), more=(), sittings=()):
    tests = (*(field_test(number) for number in range(1, tested + 1)), *more)
    return TestFacts(
        tuple(instrument(n) for n in range(1, total + 1)), tests, tuple(runners), tuple(sittings)
    )


def finding_of(part, on=TODAY, number=56, **parameters):
    return ask(number, deal(**{TESTS: part}), on=on, **parameters)


class TestRule56:
    def test_six_of_twelve_is_enough(self):
        finding = finding_of(facts())
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == (
            "1 kopgroepgemeente test ten minste 6 van de 12 instrumenten."
        )

    def test_five_is_not_and_it_says_which_municipality(self):
        other = replace(RUNNER, id=2, organization=9, name="Gemeente Zuiderhage")
        both = facts(6, runners=(RUNNER, other), more=[field_test(n, who=9) for n in range(1, 6)])
        finding = finding_of(both)
        assert (finding.state, finding.since) == (FindingState.BROKEN, CHOSEN)
        assert explain(finding, names=NOBODY) == (
            "Sinds 1 oktober 2025 test niet elke kopgroepgemeente ten minste 6 instrumenten:"
            " Gemeente Zuiderhage (5 van de 12)."
        )
        assert remedy_text(finding) == "Bekijk wie wat test"
        assert finding_of(both, minimum=5).state is FindingState.MET

    def test_it_holds_from_the_day_the_sixth_began(self):
        later = field_test(6, (BEGAN, "planned"), (date(2026, 5, 4), "running"))
        part = facts(5, more=[later])
        assert finding_of(part, on=date(2026, 5, 3)).state is FindingState.BROKEN
        assert finding_of(part, on=date(2026, 5, 4)).state is FindingState.MET

    @pytest.mark.parametrize("state", ["planned", "stopped"])
    def test_a_plan_and_a_test_that_stopped_do_not_count(self, state):
        assert finding_of(facts(5, more=[field_test(6, (BEGAN, state))])).state is FindingState.BROKEN

    def test_two_tests_of_one_instrument_count_once(self):
        assert finding_of(facts(5, more=[replace(field_test(5), id=99)])).state is FindingState.BROKEN

    def test_an_instrument_that_was_dropped_counts_no_longer(self):
        part = facts(6)
        dropped = instrument(1, (CHOSEN, "chosen"), (date(2026, 9, 1), "dropped"))
        part = replace(part, instruments=(dropped, *part.instruments[1:]))
        finding = finding_of(part)
        assert finding.since == date(2026, 9, 1)
        assert "(5 van de 11)" in explain(finding, names=NOBODY)

    def test_who_sat_in_an_alliance_when_the_test_began_is_involved(self):
        by_alliance = field_test(6, alliance=ALLIANCE)
        left = SittingFact(START, date(2026, 3, 1), ALLIANCE, CITY.id)
        assert finding_of(facts(5, more=[by_alliance], sittings=[left])).state is FindingState.MET
        later = replace(left, start=date(2026, 2, 1))
        assert finding_of(facts(5, more=[by_alliance], sittings=[later])).state is FindingState.BROKEN
        elsewhere = replace(left, body=ALLIANCE + 1)
        assert finding_of(facts(5, more=[by_alliance], sittings=[elsewhere])).state is FindingState.BROKEN

    def test_a_plan_of_an_alliance_is_of_who_sits_there_now(self):
        planned = field_test(6, (BEGAN, "planned"), alliance=ALLIANCE)
        part = facts(0, sittings=[SittingFact(START, None, ALLIANCE, CITY.id)])
        assert part.testers(planned, TODAY) == {CITY.id}

    def test_without_front_runners_or_instruments_it_is_not_asked(self):
        ended = replace(RUNNER, end=date(2026, 6, 30))
        assert explain(finding_of(facts(runners=[ended])), names=NOBODY) == (
            "De deal heeft op deze dag geen kopgroepgemeenten."
        )
        assert explain(finding_of(facts(5, total=5)), names=NOBODY) == (
            "Er zijn minder instrumenten gekozen dan een gemeente moet testen."
        )


class TestRule57:
    def part(self, *inside):
        return TestFacts(tests=tuple(field_test(n, project=flag) for n, flag in enumerate(inside)))

    def test_half_of_the_tests_is_enough(self):
        finding = finding_of(self.part(True, False), number=57)
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == "1 van de 2 testen lopen in een bestaand project."

    def test_less_is_only_a_reason_to_look(self):
        finding = finding_of(self.part(True, False, False), number=57)
        assert finding.state is FindingState.AT_RISK
        assert explain(finding, names=NOBODY) == (
            "Sinds 5 januari 2026 lopen maar 1 van de 3 testen in een bestaand project."
        )
        assert finding_of(self.part(True, False, False), number=57, percent=33).state is FindingState.MET

    def test_a_test_that_stopped_does_not_count(self):
        stopped = field_test(9, (BEGAN, "planned"), (date(2026, 3, 1), "stopped"))
        part = replace(self.part(True), tests=(*self.part(True).tests, stopped))
        assert finding_of(part, number=57, percent=100).state is FindingState.MET
        assert finding_of(TestFacts(tests=(stopped,)), number=57).state is FindingState.NOT_APPLICABLE


TEAM = BodyKind.DESIGN_TEAM
OUTSIDER = OrganizationFact(8, "Buurtvereniging", OrganizationKind.CIVIL_SOCIETY)
WORLD = {**ORGANIZATIONS, 8: OUTSIDER}


def team(*members, end=None, number=None, name="Ontwerpteam"):
    found = body((), members, WORLD, kind=TEAM, name=name, end=end)
    return replace(found, id=number) if number else found


def principles(*found):
    return TeamFacts(
        tuple(PrincipleFact(n, f"Principe {n}", teams) for n, teams in enumerate(found, start=1))
    )


def asked(number, part, *bodies, on=TODAY):
    return ask(number, deal(*bodies, organizations=WORLD, **{TEAMS: part}), on=on)


class TestRule53:
    def test_a_team_of_partners_per_principle(self):
        inside = member(None, position(CITY, Office.OFFICIAL), number=1)
        finding = asked(53, principles((TeamFact(50, None, False),)), team(inside, number=50))
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == "Elk van de 1 ontwerpprincipes heeft een ontwerpteam."

    def test_a_principle_without_a_team_and_one_with_two(self):
        two = (TeamFact(50, None, False), TeamFact(51, None, False))
        finding = asked(53, principles(two, ()), team(number=50), team(number=51))
        assert (finding.state, finding.since) == (FindingState.BROKEN, START)
        assert explain(finding, names=NOBODY) == (
            "Sinds 1 maart 2025 is er geen ontwerpteam voor: ‘Principe 2’."
            " Sinds 1 maart 2025 is er meer dan één ontwerpteam voor: ‘Principe 1’."
        )
        assert remedy_text(finding) == "Richt een ontwerpteam op voor: Principe 2"
        assert finding.remedy.query == "?principe=2"

    def test_a_member_for_who_does_not_take_part(self):
        outside = member(None, position(OUTSIDER, Office.OTHER), number=2)
        nobody = member(None, number=3)
        finding = asked(53, principles((TeamFact(50, None, False),)), team(outside, nobody, number=50))
        assert finding.state is FindingState.BROKEN
        assert "namens een organisatie die niet meedoet: Buurtvereniging en een lid" in explain(
            finding, names=NOBODY
        )
        assert remedy_text(finding) == "Bekijk de ontwerpteams"

    def test_a_team_that_closes_leaves_its_principle_behind(self):
        part = principles((TeamFact(50, None, False),))
        finding = asked(53, part, team(number=50, end=date(2026, 12, 31)))
        assert (finding.state, finding.breaks_on) == (FindingState.AT_RISK, date(2027, 1, 1))

    def test_without_principles_it_is_not_asked(self):
        assert explain(asked(53, TeamFacts()), names=NOBODY) == "De deal heeft geen ontwerpprincipes."
        assert asked(54, TeamFacts()).state is FindingState.NOT_APPLICABLE


class TestRule54:
    def test_a_plan_with_a_budget_per_principle(self):
        part = principles((TeamFact(50, date(2026, 3, 1), True),))
        finding = asked(54, part, team(number=50))
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == (
            "Elk van de 1 ontwerpprincipes heeft een plan van aanpak met een begroting."
        )
        assert asked(54, part, team(number=50), on=date(2026, 2, 28)).state is FindingState.BROKEN

    def test_what_is_missing_is_named(self):
        part = principles((TeamFact(50, date(2026, 3, 1), False),), (TeamFact(51, None, True),), ())
        finding = asked(54, part, team(number=50), team(number=51))
        assert explain(finding, names=NOBODY) == (
            "Sinds 1 maart 2025 ontbreekt dit: Principe 1 (geen begroting), Principe 2 (geen plan van aanpak)"
            " en Principe 3 (geen plan van aanpak)."
        )
