"""Rules 17 and 18: quality teams."""

from datetime import date

from citydeal.common.findings import NOBODY, FindingState
from governance.enums import BodyKind, Office, OrganizationKind, PartyState
from governance.rules.explain import effect_sentence, explain, remedy_text
from governance.rules.facts import OrganizationFact
from governance.rules.teams import DecisionFact, FoundingFacts
from tests.governance.rule_case import (
    BZK,
    CITY,
    ORGANIZATIONS,
    SIGNED,
    START,
    TODAY,
    ask,
    body,
    deal,
    member,
    position,
    seat,
)

WITHDREW = date(2026, 3, 2)
COMPANY = OrganizationFact(
    9, "Adviesbureau Hofland", OrganizationKind.COMPANY, (*SIGNED, (WITHDREW, PartyState.WITHDRAWN))
)
WORLD = {**ORGANIZATIONS, 9: COMPANY}


def team(*members, seats=(), start=START, end=None):
    return body(
        seats, members, WORLD, kind=BodyKind.QUALITY_TEAM, name="Kwaliteitsteam", start=start, end=end
    )


class TestRule17:
    def test_members_of_parties_meet_it(self):
        members = [member(None, position(o, Office.OFFICIAL), number=o.id) for o in (CITY, BZK)]
        finding = ask(17, deal(team(*members), organizations=WORLD))
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == "Alle 2 leden zitten er namens een partij van de deal."

    def test_an_organisation_that_withdrew_while_its_member_sits_is_broken_since_then(self):
        sitting = member(None, position(COMPANY, Office.DIRECTOR), number=9)
        finding = ask(17, deal(team(sitting), organizations=WORLD))
        assert (finding.state, finding.since) == (FindingState.BROKEN, WITHDREW)
        assert explain(finding, names=NOBODY) == (
            "Sinds 2 maart 2026: Adviesbureau Hofland is geen partij in de deal en heeft een lid in"
            " Kwaliteitsteam."
        )
        assert remedy_text(finding) == "Beëindig het lidmaatschap namens Adviesbureau Hofland"
        assert finding.remedy.page == "governance:membership_end"
        assert finding.remedy.args == (9,)

    def test_it_was_met_on_the_day_before_the_withdrawal(self):
        sitting = member(None, position(COMPANY, Office.DIRECTOR), number=9)
        finding = ask(17, deal(team(sitting), organizations=WORLD), on=date(2026, 3, 1))
        assert (finding.state, finding.breaks_on) == (FindingState.AT_RISK, WITHDREW)
        assert explain(finding, names=NOBODY) == (
            "Vanaf 2 maart 2026 voldoet dit niet meer: Adviesbureau Hofland."
        )

    def test_another_representative_of_the_party_needs_nothing_new(self):
        first = member(1, end=date(2026, 4, 30))
        second = member(1, number=12, start=date(2026, 5, 1))
        facts = deal(team(first, second, seats=[seat(CITY)]), organizations=WORLD)
        assert ask(17, facts).state is FindingState.MET

    def test_a_member_for_nobody_breaks_it(self):
        finding = ask(17, deal(team(member(None, number=3)), organizations=WORLD))
        assert finding.state is FindingState.BROKEN
        assert "een lid zonder zetel" in explain(finding, names=NOBODY)

    def test_what_a_withdrawal_would_do(self):
        sitting = member(None, position(CITY, Office.OFFICIAL), number=1)
        before = deal(team(sitting), organizations=WORLD)
        after = before.with_party_state(CITY.id, date(2027, 1, 1), PartyState.WITHDRAWN)
        assert effect_sentence(ask(17, before), ask(17, after)) == (
            "Dan zit er vanaf 1 januari 2027 iemand in Kwaliteitsteam namens een organisatie die geen"
            " partij is."
        )


ADDED = date(2026, 2, 1)
DECISION = DecisionFact("2026-01", "Kerngroep", date(2026, 1, 12))


def rests(team_facts, added=None, dissolved=None, on=TODAY):
    part = FoundingFacts(
        {team_facts.id: added} if added else {}, {team_facts.id: dissolved} if dissolved else {}
    )
    return ask(18, deal(team_facts, organizations=WORLD, founding=part), on=on)


class TestRule18:
    def test_a_first_team_rests_on_the_text_of_the_deal(self):
        finding = rests(team())
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == "Een eerste team: het rust op de tekst van de deal."

    def test_a_team_added_later_needs_a_decision(self):
        finding = rests(team(start=ADDED))
        assert (finding.state, finding.since) == (FindingState.BROKEN, ADDED)
        assert explain(finding, names=NOBODY) == (
            "Sinds 1 februari 2026 is er geen besluit van een bevoegd orgaan over het toevoegen van het team."
        )
        assert remedy_text(finding) == "Leg het besluit vast over Kwaliteitsteam"

    def test_with_the_decision_it_is_met(self):
        finding = rests(team(start=ADDED), DECISION)
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == "Besluit 2026-01 (Kerngroep)."

    def test_a_decision_taken_afterwards_mends_it_from_that_day(self):
        late = DecisionFact("2026-04", "Kerngroep", date(2026, 6, 1))
        assert rests(team(start=ADDED), late, on=date(2026, 5, 31)).restores_on == date(2026, 6, 1)
        assert rests(team(start=ADDED), late).state is FindingState.MET

    def test_a_withdrawn_decision_no_longer_counts(self):
        gone = DecisionFact("2026-01", "Kerngroep", date(2026, 1, 12), date(2026, 9, 1))
        assert rests(team(start=ADDED), gone).since == date(2026, 9, 1)

    def test_a_team_dissolved_without_a_decision_is_found_after_it_closed(self):
        last = date(2026, 8, 31)
        assert rests(team(end=last), on=last).state is FindingState.AT_RISK
        finding = rests(team(end=last))
        assert (finding.state, finding.since) == (FindingState.BROKEN, date(2026, 9, 1))
        assert "het opheffen van het team" in explain(finding, names=NOBODY)
        assert rests(team(end=last), dissolved=DECISION).state is FindingState.MET
