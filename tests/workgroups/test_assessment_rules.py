"""Rules 48 to 52: principles, longlist, framework and choice."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from django.utils import timezone

from citydeal.common.findings import NOBODY, FindingState
from governance.enums import DecisionSubject
from governance.rules.explain import explain
from governance.rules.facts import DealFacts, Period
from governance.selectors.findings import finding_about
from tests.factories.governance import CovenantRuleFactory, DecisionFactory
from tests.factories.workgroups_assessment import (
    AssessmentFactory,
    CandidateFactory,
    DesignPrincipleFactory,
    FrameworkAssessorFactory,
    FrameworkVersionFactory,
)
from tests.factories.workgroups_instruments import InstrumentFactory, InstrumentStatusFactory
from tests.governance.rule_case import ask, deal
from workgroups.enums import CandidateOutcome, DeskResearch, InstrumentState
from workgroups.rules.assessment import (
    ASSESSMENT,
    AssessmentFacts,
    CandidateFact,
    PrincipleFact,
    desk_research,
    meeting_per_principle,
    nothing_tested_chosen,
    scored_with_framework,
    tools_per_principle,
)

LISTED, LOOKED, SCORED, CHOSEN = date(2026, 1, 5), date(2026, 1, 20), date(2026, 2, 10), date(2026, 3, 2)
ON = date(2026, 6, 1)


def facts(principles=(), candidates=(), opened=()):
    part = AssessmentFacts(tuple(principles), tuple(candidates), tuple(opened))
    return DealFacts(1, "De Deal", Period(date(2025, 1, 1), None), parts={ASSESSMENT: part})


def candidate(number=1, **fields):
    known = {
        "principle_id": 1,
        "research": DeskResearch.UNTESTED,
        "researched_on": LOOKED,
        "outcome": CandidateOutcome.CHOSEN,
        "decided_on": CHOSEN,
        "scored_on": SCORED,
        "end": None,
    } | fields
    return CandidateFact(LISTED, known.pop("end"), number, f"Tool {number}", **known)


def failing(outcome):
    return [fact.subject for fact in outcome.facts]


class TestMeetings:
    parameters = {"principles": 2}

    def ask(self, *days):
        principles = [PrincipleFact(n, f"Principe {n}", day) for n, day in enumerate(days, start=1)]
        return meeting_per_principle(facts(principles), ON, self.parameters)

    def test_each_in_a_month_of_its_own(self):
        assert self.ask(date(2026, 3, 18), date(2026, 4, 15)).holds

    def test_two_in_one_month_and_one_without(self):
        outcome = self.ask(date(2026, 3, 18), date(2026, 3, 25), None)
        assert failing(outcome) == ["Principe 1", "Principe 2", "Principe 3"]

    def test_too_few_principles(self):
        outcome = self.ask(date(2026, 3, 18))
        assert (outcome.holds, failing(outcome), dict(outcome.counts)) == (
            False,
            [],
            {"count": 1, "minimum": 2},
        )

    def test_a_deal_without_principles_is_not_asked(self):
        assert self.ask().not_applicable


class TestEnoughTools:
    parameters = {"per_principle": 1, "total": 2}
    principles = [PrincipleFact(1, "Een"), PrincipleFact(2, "Twee")]

    def ask(self, *candidates, on=ON):
        return tools_per_principle(facts(self.principles, candidates), on, self.parameters)

    def test_enough_for_each_and_in_all(self):
        assert self.ask(candidate(), candidate(2, principle_id=2)).holds

    def test_one_principle_falls_short(self):
        outcome = self.ask(candidate(), candidate(2))
        assert failing(outcome) == ["Twee (0)"]

    def test_the_total_falls_short(self):
        one = facts(self.principles[:1], [candidate()])
        outcome = tools_per_principle(one, ON, self.parameters)
        assert (outcome.holds, failing(outcome)) == (False, [])

    def test_what_is_dropped_counts_no_more(self):
        gone = candidate(2, principle_id=2, end=ON - timedelta(days=1))
        assert failing(self.ask(candidate(), gone)) == ["Twee (0)"]

    def test_before_the_choice_it_is_not_asked(self):
        assert self.ask(candidate(), on=CHOSEN - timedelta(days=1)).not_applicable
        assert tools_per_principle(facts(), ON, self.parameters).not_applicable


class TestScoredFirst:
    def ask(self, *candidates, opened=(LOOKED,), on=ON):
        return scored_with_framework(facts((), candidates, opened), on, {})

    def test_scored_before_the_decision(self):
        assert self.ask(candidate(), candidate(2, outcome=CandidateOutcome.REJECTED)).holds

    @pytest.mark.parametrize(
        ("fields", "opened"),
        [
            ({"scored_on": None}, (LOOKED,)),
            ({"scored_on": CHOSEN + timedelta(days=1)}, (LOOKED,)),
            ({}, ()),
            ({}, (CHOSEN + timedelta(days=1),)),
        ],
    )
    def test_without_scores_or_framework_it_is_broken(self, fields, opened):
        assert failing(self.ask(candidate(**fields), opened=opened)) == ["Tool 1"]

    def test_what_was_tested_needs_no_scores(self):
        tested = candidate(research=DeskResearch.TESTED, outcome=CandidateOutcome.REJECTED, scored_on=None)
        assert self.ask(tested).not_applicable

    def test_before_a_decision_it_is_not_asked(self):
        assert self.ask(candidate(decided_on=None)).not_applicable


class TestDeskResearch:
    def ask(self, *candidates, on=ON):
        return desk_research(facts((), candidates), on, {})

    def test_all_are_known(self):
        assert self.ask(candidate()).holds

    def test_one_was_not_looked_into_and_the_remedy_leads_there(self):
        outcome = self.ask(candidate(), candidate(2, research="", researched_on=None))
        assert failing(outcome) == ["Tool 2"]
        assert (outcome.act.page, outcome.act.args) == ("workgroups:candidate_edit", (2,))

    def test_what_is_found_later_was_not_known_before(self):
        assert not self.ask(candidate(), on=LOOKED - timedelta(days=1)).holds

    def test_without_a_longlist_it_is_not_asked(self):
        assert self.ask().not_applicable


class TestNothingTested:
    def ask(self, *candidates):
        return nothing_tested_chosen(facts((), candidates), ON, {})

    def test_new_and_untested_tools(self):
        assert self.ask(candidate()).holds

    def test_found_out_afterwards(self):
        assert failing(self.ask(candidate(research=DeskResearch.TESTED))) == ["Tool 1"]

    def test_without_a_choice_it_is_not_asked(self):
        assert self.ask(candidate(outcome=CandidateOutcome.REJECTED)).not_applicable


class TestWords:
    """Every sentence people read, good and bad."""

    good = (
        [PrincipleFact(1, "Een", date(2026, 3, 18)), PrincipleFact(2, "Twee", date(2026, 4, 15))],
        [candidate(), candidate(2, principle_id=2)],
        [LOOKED],
    )
    bad = (
        [PrincipleFact(1, "Een")],
        [
            candidate(research=DeskResearch.TESTED, researched_on=ON - timedelta(days=1)),
            candidate(2, research="", researched_on=None, scored_on=None),
        ],
        [],
    )

    def ask(self, number, told):
        principles, candidates, opened = told
        part = AssessmentFacts(tuple(principles), tuple(candidates), tuple(opened))
        parameters = {48: {"principles": 2}, 49: {"per_principle": 1, "total": 2}}
        if told is self.bad:
            parameters = {48: {"principles": 2}, 49: {"per_principle": 3, "total": 12}}
        finding = ask(number, deal(assessment=part), on=ON, **parameters.get(number, {}))
        return finding, explain(finding, names=NOBODY)

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            (48, "Elk van de 2 ontwerpprincipes heeft een eigen bijeenkomst."),
            (49, "2 tools zijn gekozen, en ten minste 1 voor elk ontwerpprincipe."),
            (50, "Alle 2 tools zijn gescoord voordat een orgaan erover besloot."),
            (51, "Van alle 2 kandidaten is bekend of ze bestaan en zijn getoetst."),
            (52, "Geen van de 2 gekozen tools was al getoetst."),
        ],
    )
    def test_met(self, number, words):
        finding, said = self.ask(number, self.good)
        assert (finding.state, said) == (FindingState.MET, words)

    @pytest.mark.parametrize(
        ("number", "words"),
        [
            (48, "Er zijn 1 van de 2 ontwerpprincipes. Geen eigen bijeenkomst in een eigen maand: Een."),
            (
                49,
                "Sinds 2 maart 2026 zijn 2 tools gekozen; er zijn er 12 nodig. Minder dan 3 tools: Een (2).",
            ),
            (50, "niemand eerst met het toetsingskader scoorde: Tool 2."),
            (51, "Van deze kandidaten is niet bekend of ze bestaan: Tool 2."),
            (52, "is dit gekozen, terwijl het bestaat en is getoetst: Tool 1."),
        ],
    )
    def test_not_met(self, number, words):
        finding, said = self.ask(number, self.bad)
        expected = FindingState.AT_RISK if number == 51 else FindingState.BROKEN
        assert finding.state is expected
        assert words in said

    def test_only_what_is_wrong_is_said(self):
        too_few = AssessmentFacts((PrincipleFact(1, "Een", date(2026, 3, 18)),))
        said = explain(ask(48, deal(assessment=too_few), on=ON, principles=4), names=NOBODY)
        assert said == "Er zijn 1 van de 4 ontwerpprincipes."
        no_day = AssessmentFacts((PrincipleFact(1, "Een"),), (candidate(),))
        said = explain(ask(48, deal(assessment=no_day), on=ON, principles=1), names=NOBODY)
        assert said == "Geen eigen bijeenkomst in een eigen maand: Een."
        said = explain(ask(49, deal(assessment=no_day), on=ON, per_principle=1, total=2), names=NOBODY)
        assert said == "Sinds 2 maart 2026 zijn 1 tools gekozen; er zijn er 2 nodig."


@pytest.mark.django_db
class TestOfRecords:
    """The same rules, asked of what stands in the database."""

    def find(self, cast, number, **parameters):
        CovenantRuleFactory(deal=cast.deal, number=number, parameters=parameters)
        return finding_about(cast.deal, number, None, ON)

    def chosen(self, cast, **fields):
        decision = DecisionFactory(body=cast.steering, taken_on=CHOSEN, subject=DecisionSubject.CONTENT)
        instrument = InstrumentFactory(deal=cast.deal, state=InstrumentState.CHOSEN, title="Datakookboek")
        return CandidateFactory(
            instrument=instrument, outcome=CandidateOutcome.CHOSEN, decision=decision, **fields
        )

    def test_a_choice_that_was_not_scored(self, cast):
        FrameworkVersionFactory(deal=cast.deal)
        self.chosen(cast)
        finding = self.find(cast, 50)
        assert (finding.state, finding.since) == (FindingState.BROKEN, CHOSEN)
        assert failing(finding) == ["Datakookboek"]

    def test_an_interest_is_no_score(self, cast):
        found = self.chosen(cast)
        day = datetime.combine(SCORED, time(12), timezone.get_current_timezone())
        framework = FrameworkVersionFactory(deal=cast.deal, opened_on=LOOKED)
        assessor = FrameworkAssessorFactory(framework=framework)
        made = AssessmentFactory(candidate=found, assessor=assessor, conflict=True, submitted_at=day)
        assert self.find(cast, 50).state is FindingState.BROKEN
        made.conflict = False
        made.save()
        assert finding_about(cast.deal, 50, None, ON).state is FindingState.MET

    def test_one_tool_for_one_principle(self, cast):
        principle = DesignPrincipleFactory(deal=cast.deal)
        found = self.chosen(cast, principle=principle)
        assert self.find(cast, 49, per_principle=1, total=1).state is FindingState.MET
        found.instrument.state = InstrumentState.DROPPED
        found.instrument.save()
        InstrumentStatusFactory(instrument=found.instrument, state=InstrumentState.DROPPED, on=ON)
        assert finding_about(cast.deal, 49, None, ON).since == ON

    def test_the_other_rules_read_the_same_rows(self, cast):
        DesignPrincipleFactory(deal=cast.deal, discussed_on=date(2026, 3, 18))
        self.chosen(cast)
        assert self.find(cast, 48, principles=1).state is FindingState.MET
        assert self.find(cast, 51).state is FindingState.MET
        assert self.find(cast, 52).state is FindingState.MET
