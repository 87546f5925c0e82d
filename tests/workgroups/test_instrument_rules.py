"""Rules 22, 58 and 59: what a group yields, how instruments are handed on, and who takes part."""

from __future__ import annotations

from datetime import date

import pytest

from citydeal.common.findings import NOBODY, FindingState
from governance.enums import BodyKind, MembershipRole, OrganizationKind, PartyState
from governance.rules.explain import explain, remedy_text
from governance.rules.facts import OrganizationFact
from governance.selectors.rule_parts import load_parts
from tests.factories.governance import MembershipFactory, PartyFactory, SeatFactory
from tests.factories.workgroups import RegionalAllianceFactory, WorkingGroupFactory
from tests.factories.workgroups_instruments import (
    InstrumentFactory,
    InstrumentInvolvementFactory,
    InstrumentSharingFactory,
    InstrumentUseFactory,
    InstrumentVersionFactory,
)
from tests.governance.rule_case import CITY, START, ask, body, deal
from workgroups.enums import InstrumentState, SharingKind, TestState
from workgroups.models import FieldTest
from workgroups.rules.instruments import (
    INSTRUMENTS,
    InstrumentFact,
    InstrumentFacts,
    InvolvedFact,
    SharedFact,
)
from workgroups.selectors.rule_parts_instruments import SOURCE

GROUP = BodyKind.WORKING_GROUP
GROUP_ID = list(BodyKind).index(GROUP) + 6
DAY = date(2026, 3, 1)
HOUSING = OrganizationFact(8, "Woonstichting", OrganizationKind.OTHER, ((DAY, PartyState.PARTY),))


def instrument(*states, number=1, group=None, shared=(), involved=()):
    return InstrumentFact(number, f"kaart-{number}", f"Kaart {number}", group, states, shared, involved)


def part(*found):
    return {INSTRUMENTS: InstrumentFacts(found)}


def group_of(end=None):
    return body((), (), kind=GROUP, name="Werkgroep data", end=end)


class TestRule22:
    def test_from_the_first_idea(self):
        found = part(instrument((DAY, InstrumentState.IDEA), group=GROUP_ID))
        finding = ask(22, deal(group_of(), **found))
        assert finding.state is FindingState.MET
        assert explain(finding, names=NOBODY) == "1 instrument."

    def test_nothing_yet_is_never_a_breach(self):
        finding = ask(22, deal(group_of(), **part(instrument((DAY, InstrumentState.IDEA)))))
        assert finding.state is FindingState.AT_RISK
        assert explain(finding, names=NOBODY) == "Sinds 1 maart 2025 heeft Werkgroep data geen instrument."
        assert remedy_text(finding) == "Bekijk de instrumenten"

    def test_what_is_dropped_is_no_output(self):
        dropped = instrument(
            (DAY, InstrumentState.IDEA), (date(2026, 6, 1), InstrumentState.DROPPED), group=GROUP_ID
        )
        finding = ask(22, deal(group_of(), **part(dropped)))
        assert finding.since == date(2026, 6, 1)


class TestRule58:
    embedded = ((DAY, InstrumentState.EMBEDDED),)
    training = SharedFact(date(2026, 4, 1), SharingKind.TRAINING)
    shared = SharedFact(date(2026, 5, 1), SharingKind.SHARED)

    def test_asked_once_something_is_embedded(self):
        found = part(instrument((DAY, InstrumentState.IN_USE)))
        assert ask(58, deal(**found)).state is FindingState.NOT_APPLICABLE
        assert ask(58, deal(**part())).state is FindingState.NOT_APPLICABLE

    def test_a_training_and_sharing_meet_it(self):
        found = part(instrument(*self.embedded, shared=(self.training, self.shared)))
        finding = ask(58, deal(**found))
        assert finding.state is FindingState.MET
        assert "Voor elk geborgd instrument (1)" in explain(finding, names=NOBODY)

    @pytest.mark.parametrize("shared", [(), (training,), (shared,)])
    def test_one_of_the_two_is_not_enough(self, shared):
        finding = ask(58, deal(**part(instrument(*self.embedded, shared=shared))))
        assert finding.state is FindingState.BROKEN
        assert "Kaart 1" in explain(finding, names=NOBODY)
        assert remedy_text(finding) == "Voeg een training of delen toe bij Kaart 1"

    def test_what_is_still_to_come_does_not_count(self):
        later = SharedFact(date(2027, 1, 1), SharingKind.SHARED)
        finding = ask(58, deal(**part(instrument(*self.embedded, shared=(self.training, later)))))
        assert finding.state is FindingState.BROKEN


class TestRule59:
    chosen = ((DAY, InstrumentState.CHOSEN),)

    def test_asked_once_an_instrument_is_chosen(self):
        found = part(instrument((DAY, InstrumentState.LONGLIST)))
        assert ask(59, deal(**found)).state is FindingState.NOT_APPLICABLE

    def test_every_party_is_involved(self):
        involved = InvolvedFact(DAY, None, CITY.id)
        facts = deal(organizations={1: CITY}, **part(instrument(*self.chosen, involved=(involved,))))
        finding = ask(59, facts)
        assert finding.state is FindingState.MET
        assert "Alle 1 partijen" in explain(finding, names=NOBODY)

    def test_who_is_not_is_named_from_the_day_it_became_a_party(self):
        involved = InvolvedFact(START, None, CITY.id)
        explorer = OrganizationFact(9, "Nog niet", OrganizationKind.OTHER, ((DAY, PartyState.EXPLORING),))
        everybody = {1: CITY, 8: HOUSING, 9: explorer}
        facts = deal(
            organizations=everybody,
            **part(instrument((START, InstrumentState.CHOSEN), involved=(involved,))),
        )
        finding = ask(59, facts)
        assert (finding.state, finding.since) == (FindingState.BROKEN, DAY)
        assert explain(finding, names=NOBODY) == (
            "Sinds 1 maart 2026 is deze partij bij geen enkel instrument betrokken: Woonstichting."
        )

    def test_an_involvement_that_ends_leaves_a_party_out(self):
        involved = InvolvedFact(DAY, date(2026, 12, 31), CITY.id)
        facts = deal(organizations={1: CITY}, **part(instrument(*self.chosen, involved=(involved,))))
        finding = ask(59, facts)
        assert (finding.state, finding.breaks_on) == (FindingState.AT_RISK, date(2027, 1, 1))


@pytest.mark.django_db
class TestFacts:
    def test_come_from_the_records_in_one_question(self, cast, queries):
        group = WorkingGroupFactory(question__deal=cast.deal)
        made = InstrumentFactory(deal=cast.deal, group=group)
        version = InstrumentVersionFactory(instrument=made)
        InstrumentSharingFactory(instrument=made)
        parties = [PartyFactory(deal=cast.deal) for _number in range(4)]
        InstrumentInvolvementFactory(instrument=made, party=parties[0], end=date(2026, 2, 1))
        InstrumentUseFactory(version=version, party=parties[1])
        planned = {"version": version, "planned_start": DAY, "planned_end": date(2026, 5, 1)}
        FieldTest.objects.create(**planned, party=parties[2], actual_start=DAY, state=TestState.RUNNING)
        FieldTest.objects.create(**planned, party=parties[3])
        alliance = RegionalAllianceFactory(question=group.question)
        FieldTest.objects.create(**planned, alliance=alliance, actual_start=DAY, state=TestState.RUNNING)
        sitting = MembershipFactory(
            seat=SeatFactory(body=alliance.body, party=parties[3]), role=MembershipRole.MEMBER
        )
        left = SeatFactory(body=alliance.body, party=parties[2])
        MembershipFactory(seat=left, start=date(2025, 1, 1), end=date(2026, 1, 1), role=MembershipRole.MEMBER)
        with queries(1):
            facts = load_parts(cast.deal.pk, {INSTRUMENTS: SOURCE})[INSTRUMENTS]
        (fact,) = facts.instruments
        assert (fact.title, fact.group, fact.state(DAY)) == (made.title, group.body_id, InstrumentState.IDEA)
        assert fact.shared == (SharedFact(date(2026, 5, 1), SharingKind.TRAINING),)
        ids = [party.organization_id for party in parties]
        assert {(one.start, one.end, one.organization) for one in fact.involved} == {
            (date(2026, 1, 1), date(2026, 2, 1), ids[0]),
            (date(2026, 4, 1), None, ids[1]),
            (DAY, None, ids[2]),
            (max(DAY, sitting.start), None, ids[3]),
        }
        assert facts.involved(date(2026, 4, 2)) == {ids[1], ids[2], ids[3]}
