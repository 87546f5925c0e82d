"""Rules 8, 11 and 12 as a reader of the covenant would test them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from citydeal.common.findings import EVERYBODY, NOBODY, FindingState, Support
from governance.enums import BodyKind, MembershipRole, Office, OrganizationKind, PartyState
from governance.rules.check import CovenantClause, check_body
from governance.rules.explain import effect_sentence, explain, remedy_text, summary
from governance.rules.facts import OrganizationFact
from governance.rules.registry import RULES
from governance.rules.shared import NO_BODY
from tests.governance.rule_case import (
    BZK,
    CITY,
    G40,
    ORGANIZATIONS,
    SIGNED,
    START,
    SZW,
    TODAY,
    body,
    deal,
    member,
    position,
    seat,
)

PARAMETERS = {
    8: {"network": "stedennetwerk-g40"},
    11: {"minimum": 1, "network": "stedennetwerk-g40"},
    12: {"minimum": 1},
}


def check(number, facts, on=TODAY, warning_days=90, start=START, end=None, **parameters):
    clause = CovenantClause(
        start=start,
        end=end,
        number=number,
        article="artikel 4 lid 3",
        text="De zin",
        parameters={**PARAMETERS[number], **parameters},
    )
    whole = deal(facts, organizations=facts.organizations)
    return check_body(clause, whole, facts, on, warning_days)


ALDERMAN = member(1, position(CITY, Office.ALDERMAN))
DIRECTOR = member(2, position(BZK, Office.DIRECTOR))
TWO_HATS = member(1, position(CITY, Office.ALDERMAN), position(G40, Office.EXECUTIVE))


class TestRule8:
    def test_executives_and_directors_of_parties_meet_it(self):
        finding = check(8, body([seat(CITY), seat(BZK)], [ALDERMAN, DIRECTOR]))
        assert finding.state is FindingState.MET
        assert [fact.support for fact in finding.facts] == [Support.COUNTS, Support.COUNTS]
        assert explain(finding, names=NOBODY) == "Alle 2 leden zijn bestuurder of directeur."

    def test_a_lector_breaks_it_since_the_first_day(self):
        lector = member(1, position(CITY, Office.OTHER, "Lector"))
        finding = check(8, body([seat(CITY)], [lector]))
        assert finding.state is FindingState.BROKEN
        assert finding.since == START
        assert (finding.remedy.page, finding.remedy.args) == ("governance:membership_end", (lector.id,))
        assert explain(finding, names=EVERYBODY) == (
            "Sinds 1 maart 2025: op de zetel van Gemeente Waterveen zit geen bestuurder of directeur"
            " van een partij."
        )
        assert remedy_text(finding) == "Beëindig het lidmaatschap namens Gemeente Waterveen"

    def test_an_alderman_of_an_organisation_that_is_no_party_breaks_it(self):
        outside = OrganizationFact(1, "Buiten", OrganizationKind.MUNICIPALITY)
        facts = body([seat(CITY)], [ALDERMAN], {**ORGANIZATIONS, 1: outside})
        assert check(8, facts).state is FindingState.BROKEN

    def test_a_party_that_withdraws_breaks_it_from_that_day(self):
        leaves = date(2026, 12, 15)
        states = (*SIGNED, (leaves, PartyState.WITHDRAWN))
        city = OrganizationFact(1, "Gemeente Waterveen", OrganizationKind.MUNICIPALITY, states)
        finding = check(8, body([seat(city)], [ALDERMAN], {**ORGANIZATIONS, 1: city}))
        assert finding.state is FindingState.AT_RISK
        assert finding.breaks_on == leaves
        assert "15 december 2026" in explain(finding, names=NOBODY)

    def test_the_seats_of_rules_11_and_12_satisfy_it_by_themselves(self):
        g40 = member(4, position(G40, Office.EXECUTIVE))
        official = member(2, position(BZK, Office.OFFICIAL))
        assert check(8, body([seat(G40), seat(BZK)], [g40, official])).state is FindingState.MET

    def test_deputies_and_the_secretary_are_not_asked(self):
        deputy = member(1, position(CITY, Office.OFFICIAL), deputy=True, number=8)
        secretary = member(None, role=MembershipRole.SECRETARY, number=9)
        finding = check(8, body([seat(CITY)], [ALDERMAN, deputy, secretary]))
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == "1 lid, bestuurder of directeur."

    def test_without_members_it_is_not_applicable(self):
        finding = check(8, body([seat(CITY)], []))
        assert finding.state is FindingState.NOT_APPLICABLE
        assert explain(finding, names=NOBODY) == "In dit orgaan zit nog niemand."

    def test_an_office_that_ends_breaks_it(self):
        leaves = member(1, position(CITY, Office.ALDERMAN, end=date(2026, 12, 31)))
        finding = check(8, body([seat(CITY)], [leaves]))
        assert (finding.state, finding.breaks_on) == (FindingState.AT_RISK, date(2027, 1, 1))


class TestRule11:
    def test_only_a_recorded_position_at_the_network_counts(self):
        finding = check(11, body([seat(CITY)], [ALDERMAN]))
        assert finding.state is FindingState.BROKEN
        assert finding.remedy.args == ("stuurgroep",)
        assert remedy_text(finding) == "Voeg een zetel toe aan: Stuurgroep"
        assert "geen bestuurder van het stedennetwerk" in explain(finding, names=NOBODY)

    def test_two_hats_are_one_membership_that_counts(self):
        finding = check(11, body([seat(CITY)], [TWO_HATS]))
        assert finding.state is FindingState.MET
        assert explain(finding, names=EVERYBODY) == "Persoon 1, sinds 1 maart 2025."
        assert explain(finding, names=NOBODY) == (
            "De zetel van Gemeente Waterveen is ingevuld, sinds 1 maart 2025."
        )

    def test_a_civil_servant_of_the_network_does_not_count(self):
        servant = member(4, position(G40, Office.OFFICIAL))
        finding = check(11, body([seat(G40)], [servant]))
        assert finding.state is FindingState.BROKEN
        # Nobody else can be named as long as this one sits there.
        assert (finding.remedy.page, finding.remedy.args) == ("governance:membership_end", (servant.id,))
        leaves = servant._replace(end=date(2026, 12, 31))
        assert check(11, body([seat(G40)], [leaves])).remedy.args == (4,)

    def test_an_office_at_the_network_that_ends_breaks_it_while_the_member_stays(self):
        last = position(G40, Office.EXECUTIVE, end=date(2026, 12, 31))
        finding = check(11, body([seat(CITY)], [member(1, position(CITY, Office.ALDERMAN), last)]))
        assert (finding.state, finding.breaks_on) == (FindingState.AT_RISK, date(2027, 1, 1))
        assert explain(finding, names=NOBODY) == "Vanaf 1 januari 2027 voldoet dit niet meer."

    def test_two_are_asked_and_one_sits(self):
        finding = check(11, body([seat(CITY)], [TWO_HATS]), minimum=2)
        assert finding.state is FindingState.BROKEN
        assert "te weinig leden" in explain(finding, names=NOBODY)


class TestRule12:
    LAST_DAY = date(2027, 1, 3)

    def facts(self, *more, end=LAST_DAY):
        leaving = member(2, position(BZK, Office.DIRECTOR), end=end)
        return body([seat(BZK), seat(SZW)], [leaving, *more])

    def test_at_risk_before_the_last_day_of_the_only_member(self):
        finding = check(12, self.facts())
        assert finding.state is FindingState.AT_RISK
        assert finding.breaks_on == date(2027, 1, 4)
        assert finding.facts[0].support is Support.ENDS
        assert finding.remedy.args == (2,)
        assert explain(finding, names=NOBODY) == (
            "Vanaf 4 januari 2027: het lidmaatschap op de zetel van Ministerie van BZK stopt op"
            " 3 januari 2027."
        )

    def test_still_met_on_the_last_day_itself(self):
        assert check(12, self.facts(), on=self.LAST_DAY).state is FindingState.AT_RISK

    def test_broken_from_the_day_after(self):
        finding = check(12, self.facts(), on=date(2027, 2, 1))
        assert finding.state is FindingState.BROKEN
        assert finding.since == date(2027, 1, 4)
        assert explain(finding, names=EVERYBODY) == (
            "Sinds 4 januari 2027 zit er niemand namens een deelnemend ministerie."
            " De zetels van Ministerie van BZK en Ministerie van SZW zijn niet ingevuld."
        )

    def test_met_again_when_the_successor_takes_the_seat(self):
        successor = member(2, position(BZK, Office.OFFICIAL), number=21, start=date(2027, 2, 1))
        gap = check(12, self.facts(successor), on=date(2027, 1, 20))
        assert gap.state is FindingState.BROKEN
        assert gap.restores_on == date(2027, 2, 1)
        assert "Vanaf 1 februari 2027 is het weer in orde." in explain(gap, names=NOBODY)
        assert check(12, self.facts(successor), on=date(2027, 2, 1)).state is FindingState.MET

    def test_a_successor_without_a_gap_leaves_it_met(self):
        successor = member(
            2, position(BZK, Office.OFFICIAL), number=21, start=self.LAST_DAY + timedelta(days=1)
        )
        assert check(12, self.facts(successor)).state is FindingState.MET

    def test_a_ministry_that_only_cooperates_does_not_count(self):
        states = ((date(2025, 1, 1), PartyState.COOPERATING),)
        ministry = OrganizationFact(2, "Ministerie", OrganizationKind.MINISTRY, states)
        facts = body([seat(BZK)], [DIRECTOR], {**ORGANIZATIONS, 2: ministry})
        assert check(12, facts).state is FindingState.BROKEN

    def test_a_member_without_a_seat_represents_the_office(self):
        loose = member(None, position(BZK, Office.OFFICIAL), number=5)
        finding = check(12, body([], [loose]))
        assert finding.state is FindingState.MET
        assert "Ministerie van BZK" in explain(finding, names=NOBODY)

    def test_a_deputy_does_not_fill_the_seat(self):
        deputy = member(2, position(BZK, Office.OFFICIAL), deputy=True)
        assert check(12, body([seat(BZK)], [deputy])).state is FindingState.BROKEN

    def test_an_end_after_the_warning_period_is_met_with_the_day_it_breaks(self):
        finding = check(12, self.facts(end=date(2027, 6, 30)))
        assert (finding.state, finding.breaks_on) == (FindingState.MET, date(2027, 7, 1))

    def test_the_end_of_the_body_is_not_a_break(self):
        last = date(2026, 12, 31)
        facts = body([seat(BZK)], [member(2, position(BZK, Office.OFFICIAL), end=last)], end=last)
        assert check(12, facts).state is FindingState.MET

    def test_before_anybody_ever_sat_it_is_broken_since_the_body_began(self):
        assert check(12, body([seat(BZK)], [])).since == START

    def test_a_rule_that_holds_later_is_broken_since_then_at_the_earliest(self):
        later = date(2026, 6, 1)
        assert check(12, body([seat(BZK)], []), start=later).since == later

    def test_the_facts_after_a_change_replace_the_membership(self):
        before = self.facts(end=None)
        ends = member(2, position(BZK, Office.DIRECTOR), end=date(2026, 12, 31))
        after = before.with_membership(ends)
        assert len(after.memberships) == 1
        assert check(12, after).breaks_on == date(2027, 1, 1)
        assert effect_sentence(check(12, before), check(12, after)) == (
            "Dan mist Stuurgroep vanaf 1 januari 2027 een vertegenwoordiger van een deelnemend ministerie."
        )


@pytest.mark.parametrize(
    ("number", "words"),
    [(8, "geen bestuurder of directeur"), (11, "een bestuurder van het stedennetwerk")],
)
def test_effect_names_what_is_missed(number, words):
    ends = date(2026, 12, 31)
    before = body([seat(CITY)], [TWO_HATS])
    if number == 8:
        after = body([seat(CITY)], [member(1, position(CITY, Office.ALDERMAN, end=ends))])
    else:
        after = before.with_membership(member(1, *TWO_HATS.positions, end=ends))
    assert words in effect_sentence(check(number, before), check(number, after))


def test_effects_that_mend():
    empty = body([seat(BZK)], [])
    future = body([seat(BZK)], [member(2, position(BZK, Office.OFFICIAL), start=date(2027, 1, 1))])
    now = body([seat(BZK)], [DIRECTOR])
    broken = check(12, empty)
    assert effect_sentence(broken, check(12, future)) == (
        "Dan is aan deze afspraak voldaan vanaf 1 januari 2027."
    )
    assert effect_sentence(broken, check(12, empty)) == "Dan blijft deze afspraak niet voldaan."
    assert effect_sentence(broken, check(12, now)) == (
        "Dan is aan deze afspraak voldaan, zonder bekend einde."
    )


def test_effect_with_a_gap_says_when_it_is_in_order_again():
    last, again = date(2027, 1, 3), date(2027, 2, 1)
    gap = body(
        [seat(BZK)],
        [
            member(2, position(BZK, Office.DIRECTOR), end=last),
            member(2, position(BZK, Office.DIRECTOR), number=21, start=again),
        ],
    )
    sentence = effect_sentence(check(12, body([seat(BZK)], [DIRECTOR])), check(12, gap))
    assert sentence.endswith("Vanaf 1 februari 2027 is het weer in orde.")


def test_effect_on_a_rule_that_is_no_longer_asked():
    after = check(8, body([seat(CITY)], []))
    assert "niemand" in effect_sentence(check(8, body([seat(CITY)], [ALDERMAN])), after)


def test_summary_counts_what_holds():
    met = check(8, body([seat(CITY)], [ALDERMAN]))
    risk = check(12, body([seat(BZK)], [member(2, end=date(2026, 12, 1))]))
    broken = check(11, body([], []))
    absent = check(8, body([], []))
    assert summary([absent]) == "Het convenant stelt geen regels voor dit orgaan."
    assert summary([met, risk, broken, absent]) == (
        "Aan 1 van de 3 afspraken is voldaan. Let op bij 1. Aan 1 is niet voldaan."
    )


def test_a_body_that_is_not_there_on_the_day_is_said():
    finding = check(8, body([], []))._replace(reason=NO_BODY)
    assert explain(finding, names=EVERYBODY) == "De deal heeft dit orgaan niet op deze dag."


def test_remedy_names_the_seat():
    finding = check(12, body([seat(BZK)], [member(2, end=date(2026, 12, 1))]))
    assert remedy_text(finding) == "Wijs een lid aan voor de zetel van Ministerie van BZK"


def test_remedy_for_a_seat_that_the_finding_does_not_rest_on():
    """Who counts now sits there without a seat; the seat to fill is only asked for afterwards."""
    finding = check(12, body([seat(BZK)], [member(None, position(BZK, Office.DIRECTOR), end=TODAY)]))
    assert (finding.state, finding.remedy.args) == (FindingState.AT_RISK, (2,))
    assert remedy_text(finding) == "Wijs een lid aan voor de zetel van Ministerie van BZK"


@pytest.mark.parametrize(
    ("number", "parameters", "name", "problem"),
    [
        (12, {"minimum": 0}, "minimum", "van 1 tot en met 50"),
        (12, {"minimum": True}, "minimum", "heel getal"),
        (12, {"minimum": 1, "aantal": 2}, "aantal", "kent de regel niet"),
        (12, {"body_kind": "raad"}, "body_kind", "uit de lijst"),
        (11, {"minimum": 1, "network": " "}, "network", "adres"),
        (11, {}, "network", "adres"),
        (8, {"network": 5}, "network", "adres"),
        (8, {"offices": []}, "offices", "uit de lijst"),
        (8, {"offices": ["koning"]}, "offices", "uit de lijst"),
    ],
)
def test_parameters_are_checked(number, parameters, name, problem):
    assert problem in RULES[number].errors(parameters)[name]
    assert any(problem in line for line in RULES[number].problems(parameters))


def test_good_parameters_have_no_problems():
    assert all(not RULES[number].problems(PARAMETERS[number]) for number in PARAMETERS)


def test_what_a_deal_does_not_set_has_its_default():
    assert RULES[12].filled({}) == {"body_kind": "steering_group", "minimum": 1}
    assert RULES[8].problems({}) == []


def test_another_covenant_asks_a_rule_of_another_kind_of_body():
    council = replace(body([seat(BZK)], [DIRECTOR]), kind=BodyKind.COUNCIL)
    clause = CovenantClause(START, None, 12, "", "De zin", {"body_kind": "council"})
    assert clause.body_kind == "council"
    assert clause.asks(council, TODAY)
    assert not clause.asks(body([], []), TODAY)
