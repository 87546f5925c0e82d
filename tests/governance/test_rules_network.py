"""Rules 45, 46, 55 and 63: the parties of the deal and its term."""

from datetime import date

from citydeal.common.findings import NOBODY, FindingState
from governance.enums import HelixSector, PartyState
from governance.rules.explain import explain, remedy_text
from governance.rules.network import ExtensionFact, ExtensionFacts
from tests.governance.rule_case import START, TODAY, ask, deal, taking_part

SIGNED_ON = date(2025, 12, 3)
FOUR = (HelixSector.GOVERNMENT, HelixSector.COMPANY, HelixSector.KNOWLEDGE, HelixSector.CIVIL_SOCIETY)


def helix(*sectors, state=PartyState.PARTY):
    return {pk: o for sector in sectors for pk, o in taking_part(1, sector, state).items()}


class TestRule45:
    def test_one_of_each_is_enough_also_when_not_signed(self):
        finding = ask(45, deal(organizations=helix(*FOUR, state=PartyState.EXPLORING)))
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == "Alle 4 sectoren doen mee."

    def test_it_names_the_sectors_that_are_missing(self):
        finding = ask(45, deal(organizations=helix(*FOUR[:2])))
        assert finding.state is FindingState.BROKEN
        assert finding.since == START
        assert explain(finding, names=NOBODY) == (
            "Sinds 1 maart 2025 ontbreekt in De Deal: kennisinstellingen en burgerbewegingen en"
            " maatschappelijke organisaties."
        )
        assert remedy_text(finding) == "Voeg een partij toe aan de deal"

    def test_who_only_cooperates_does_not_take_part(self):
        world = {**helix(*FOUR[:3]), **helix(FOUR[3], state=PartyState.COOPERATING)}
        assert ask(45, deal(organizations=world)).state is FindingState.BROKEN

    def test_a_covenant_can_ask_other_sectors(self):
        finding = ask(45, deal(organizations=helix(*FOUR[:1])), sectors=["government"])
        assert finding.state is FindingState.MET


class TestRule46:
    def test_twenty_take_part(self):
        finding = ask(46, deal(organizations=taking_part(20, state=PartyState.INTENT)))
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == "20 organisaties doen mee. Het doel is 20."

    def test_too_few_is_never_more_than_a_warning(self):
        finding = ask(46, deal(organizations=taking_part(19)))
        assert (finding.state, finding.since) == (FindingState.AT_RISK, START)
        assert explain(finding, names=NOBODY) == (
            "Sinds 1 maart 2025 doen 19 organisaties mee. Het doel is 20."
        )

    def test_after_the_signing_it_is_not_asked_unless_the_deal_says_so(self):
        facts = deal(organizations=taking_part(3), signed_on=SIGNED_ON)
        assert ask(46, facts).state is FindingState.NOT_APPLICABLE
        assert ask(46, facts, on=date(2025, 12, 2)).state is FindingState.AT_RISK
        assert ask(46, facts, asked="always").state is FindingState.AT_RISK


class TestRule55:
    def test_before_the_signing_it_is_not_asked(self):
        facts = deal(organizations=taking_part(1), signed_on=SIGNED_ON)
        finding = ask(55, facts, on=date(2025, 12, 2))
        assert finding.state is FindingState.NOT_APPLICABLE
        assert explain(finding, names=NOBODY) == "De deal is op deze dag nog niet ondertekend."

    def test_twelve_signed(self):
        finding = ask(55, deal(organizations=taking_part(12), signed_on=SIGNED_ON), on=SIGNED_ON)
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == "12 partijen ondertekenden. Er zijn er ten minste 12 nodig."

    def test_eleven_signed_and_one_later(self):
        later = taking_part(1, HelixSector.COMPANY, since=date(2026, 3, 1))
        facts = deal(organizations={**taking_part(11), **later}, signed_on=SIGNED_ON)
        finding = ask(55, facts)
        assert (finding.state, finding.since) == (FindingState.BROKEN, SIGNED_ON)
        assert explain(finding, names=NOBODY) == (
            "Op 3 december 2025 ondertekenden 11 partijen. Er zijn er ten minste 12 nodig."
        )

    def test_who_withdrew_afterwards_has_signed(self):
        facts = deal(organizations=taking_part(12), signed_on=SIGNED_ON)
        facts = facts.with_party_state(0, date(2026, 1, 1), PartyState.WITHDRAWN)
        assert ask(55, facts).state is FindingState.MET

    def test_the_number_on_paper_counts_where_the_register_has_less(self):
        facts = deal(organizations=taking_part(5), signed_on=SIGNED_ON)
        assert ask(55, facts, recorded=51).state is FindingState.MET


class TestRule63:
    def finding(self, end, *extensions, on=TODAY, **parameters):
        facts = deal(start=START, end=end, extensions=ExtensionFacts(extensions))
        return ask(63, facts, on=on, **parameters)

    def test_three_years_to_the_day(self):
        finding = self.finding(date(2028, 2, 29))
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == (
            "De looptijd is tot en met 29 februari 2028. Dat is ten minste 3 jaar."
        )

    def test_a_day_less(self):
        finding = self.finding(date(2028, 2, 28))
        assert finding.state is FindingState.BROKEN
        assert explain(finding, names=NOBODY) == (
            "De looptijd is tot en met 28 februari 2028. Dat is korter dan 3 jaar."
        )
        assert remedy_text(finding) == "Leg een verlenging vast"

    def test_from_the_29th_of_february(self):
        """The third year ends on 28 February: three years later has no 29 February."""
        leap = date(2024, 2, 29)
        for end, state in (
            (date(2027, 2, 27), FindingState.BROKEN),
            (date(2027, 2, 28), FindingState.MET),
        ):
            facts = deal(start=leap, end=end, extensions=ExtensionFacts())
            assert ask(63, facts).state is state, end

    def test_an_extension_counts_from_the_day_it_was_signed(self):
        extension = ExtensionFact(date(2026, 10, 1), date(2027, 2, 28), date(2029, 2, 28))
        assert self.finding(date(2029, 2, 28), extension).state is FindingState.MET
        before = self.finding(date(2029, 2, 28), extension, on=date(2026, 9, 30))
        assert (before.state, before.restores_on) == (FindingState.BROKEN, date(2026, 10, 1))

    def test_a_deal_may_ask_two_years(self):
        assert self.finding(date(2027, 2, 28), years=2).state is FindingState.MET

    def test_an_open_end_is_long_enough(self):
        assert explain(self.finding(None), names=NOBODY) == "De looptijd heeft geen laatste dag."
