"""Rules 21, 23 and 24: working groups and regional alliances."""

from datetime import date

from citydeal.common.findings import NOBODY, FindingState
from governance.enums import BodyKind, Office, OrganizationKind
from governance.rules.explain import explain, remedy_text
from governance.rules.facts import OrganizationFact
from tests.governance.rule_case import CITY, ORGANIZATIONS, START, ask, body, deal, member, position
from workgroups.rules.groups import QuestionFact, QuestionFacts

DATA, CARE = "Hoe delen we data?", "Hoe helpen we sneller?"
GROUP = BodyKind.WORKING_GROUP
GROUP_ID = list(BodyKind).index(GROUP) + 6
ALLIANCE = BodyKind.REGIONAL_ALLIANCE
ALLIANCE_ID = list(BodyKind).index(ALLIANCE) + 6


def group(*members, end=None, kind=GROUP):
    return body((), members, kind=kind, name="Werkgroep data", end=end)


def question(text, number=1, end=None, groups=(), alliances=()):
    return QuestionFact(START, end, number, text, tuple(groups), tuple(alliances))


def questions(*found):
    return QuestionFacts(found)


class TestRule21:
    def test_each_question_has_its_group(self):
        finding = ask(21, deal(group(), questions=questions(question(DATA, groups=[GROUP_ID]))))
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == "Elk van de 1 procesvragen heeft een werkgroep."

    def test_a_question_without_a_group(self):
        part = questions(question(DATA, groups=[GROUP_ID]), question(CARE, 2))
        finding = ask(21, deal(group(), questions=part))
        assert (finding.state, finding.since) == (FindingState.BROKEN, START)
        assert explain(finding, names=NOBODY) == (
            "Sinds 1 maart 2025 is er geen werkgroep voor: ‘Hoe helpen we sneller?’."
        )
        assert remedy_text(finding) == "Vorm een werkgroep voor: Hoe helpen we sneller?"
        assert finding.remedy.query == "?vraag=2"

    def test_a_closed_group_may_precede_the_present_one(self):
        old = body((), (), kind=BodyKind.DESIGN_TEAM, end=date(2026, 1, 31))
        part = questions(question(DATA, groups=[old.id, GROUP_ID]))
        assert ask(21, deal(old, group(), questions=part)).state is FindingState.MET

    def test_two_at_a_time_break_it(self):
        second = body((), (), kind=BodyKind.DESIGN_TEAM)
        part = questions(question(DATA, groups=[second.id, GROUP_ID]))
        finding = ask(21, deal(second, group(), questions=part))
        assert "meer dan één werkgroep voor: ‘Hoe delen we data?’" in explain(finding, names=NOBODY)
        assert remedy_text(finding) == "Bekijk de procesvragen"

    def test_a_group_that_closes_leaves_its_question_behind(self):
        part = questions(question(DATA, groups=[GROUP_ID]))
        finding = ask(21, deal(group(end=date(2026, 12, 31)), questions=part))
        assert (finding.state, finding.breaks_on) == (FindingState.AT_RISK, date(2027, 1, 1))

    def test_a_question_that_is_closed_is_not_asked(self):
        finding = ask(21, deal(questions=questions(question(DATA, end=date(2026, 6, 30)))))
        assert explain(finding, names=NOBODY) == "De deal heeft op deze dag geen procesvragen."


OUTSIDER = OrganizationFact(8, "Buurtvereniging", OrganizationKind.CIVIL_SOCIETY)
WORLD = {**ORGANIZATIONS, 8: OUTSIDER}


class TestRule23:
    def test_a_member_for_who_is_no_party_breaks_it(self):
        inside = member(None, position(CITY, Office.OFFICIAL), number=1)
        outside = member(None, position(OUTSIDER, Office.OTHER), number=2)
        facts = body((), (inside, outside), WORLD, kind=GROUP, name="Werkgroep data")
        finding = ask(23, deal(facts, organizations=WORLD))
        assert finding.state is FindingState.BROKEN
        assert "Buurtvereniging is geen partij" in explain(finding, names=NOBODY)

    def test_without_members_it_is_not_asked(self):
        assert ask(23, deal(group())).state is FindingState.NOT_APPLICABLE


class TestRule24:
    def test_parties_around_one_question_meet_it(self):
        sitting = group(member(None, position(CITY, Office.OFFICIAL), number=1), kind=ALLIANCE)
        part = questions(question(DATA, alliances=[ALLIANCE_ID]))
        assert ask(24, deal(sitting, questions=part)).state is FindingState.MET

    def test_it_ends_with_its_question(self):
        sitting = group(member(None, position(CITY, Office.OFFICIAL), number=1), kind=ALLIANCE)
        part = questions(question(DATA, end=date(2026, 10, 31), alliances=[ALLIANCE_ID]))
        finding = ask(24, deal(sitting, questions=part))
        assert finding.since == date(2026, 11, 1)
        assert explain(finding, names=NOBODY) == (
            "Sinds 1 november 2026 ontbreekt in Werkgroep data: precies één procesvraag die open is."
        )

    def test_nobody_in_it_breaks_it(self):
        part = questions(question(DATA, alliances=[ALLIANCE_ID]))
        finding = ask(24, deal(group(kind=ALLIANCE), questions=part))
        assert "een lid namens een partij" in explain(finding, names=NOBODY)

    def test_a_member_for_who_is_no_party_breaks_it(self):
        outside = member(None, position(OUTSIDER, Office.OTHER), number=2)
        facts = body((), (outside,), WORLD, kind=ALLIANCE, name="Alliantie Zuid")
        part = questions(question(DATA, alliances=[ALLIANCE_ID]))
        finding = ask(24, deal(facts, organizations=WORLD, questions=part))
        assert (finding.state, finding.since) == (FindingState.BROKEN, START)
        assert explain(finding, names=NOBODY) == (
            "Sinds 1 maart 2025: Buurtvereniging is geen partij in de deal en heeft een lid in"
            " Alliantie Zuid."
        )
        assert remedy_text(finding) == "Beëindig het lidmaatschap namens Buurtvereniging"

    def test_no_alliance_is_no_finding(self):
        assert ask(24, deal(questions=questions())).state is FindingState.NOT_APPLICABLE
