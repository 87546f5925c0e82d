"""What the sections of a report say, and what stays out of them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from citydeal.enums import Access
from governance.enums import ActionState, BodyKind, MeetingState
from governance.models import CoverNote
from reporting.rules.document import Table
from reporting.selectors.sections import composition, decisions, instruments, milestones, summary
from reporting.selectors.sections.base import Period, no_changes, register_section
from tests.factories.actions import ActionItemFactory
from tests.factories.agenda import AgendaItemFactory
from tests.factories.deal_text import PhaseFactory, SetupVersionFactory
from tests.factories.governance import BodyFactory, DecisionFactory, SeatFactory
from tests.factories.meetings import MeetingFactory
from tests.factories.reporting_reports import this_half
from tests.factories.sessions import PartyAgreementFactory
from tests.factories.workgroups import RegionalAllianceFactory, WorkingGroupFactory
from tests.factories.workgroups_instruments import InstrumentFactory, InstrumentUseFactory
from tests.factories.workgroups_planning import MilestoneFactory
from tests.factories.workgroups_steps import StepFactory
from tests.factories.workgroups_tests import FieldTestFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def period(today):
    return Period(*this_half(), today)


def said(blocks: object) -> str:
    return str(blocks)


class TestDecisions:
    def test_of_the_period_are_told_with_what_came_of_them(self, cast, period, today):
        asked = DecisionFactory(body=cast.steering, taken_on=today, title="Proefbudget", asks_parties=True)
        PartyAgreementFactory(decision=asked, party=cast.ministry, state="mandate", confirmed_on=today)
        PartyAgreementFactory(decision=asked, state="refused")
        DecisionFactory(body=cast.steering, taken_on=today, title="Weg", withdrawn_on=today)
        DecisionFactory(body=cast.steering, taken_on=today, title="Niet", result="rejected")
        DecisionFactory(body=cast.steering, taken_on=today, title="Gewoon")
        DecisionFactory(body=cast.steering, taken_on=period.start - timedelta(days=1), title="Eerder")
        data = decisions.collect_decisions(cast.deal, period)
        (table,) = decisions.decision_blocks(data)
        assert isinstance(table, Table)
        assert {row[1]: row[4].split(" op ")[0] for row in table.rows} == {
            "Proefbudget": "1 van 2 partijen bevestigden; 1 niet akkoord",
            "Weg": "Ingetrokken",
            "Niet": "Verworpen",
            "Gewoon": "In werking",
        }

    def test_of_a_meeting_count_the_actions_of_their_item(self, cast, period, today):
        meeting = MeetingFactory(body=cast.steering, state=MeetingState.MINUTES, days=-1)
        meeting.list_confirmed_at = timezone.now()
        meeting.save()
        item = AgendaItemFactory(meeting=meeting)
        DecisionFactory(body=cast.steering, taken_on=today, item=item)
        ActionItemFactory(body=cast.steering, item=item)
        ActionItemFactory(body=cast.steering, item=item, state=ActionState.DONE, finished_on=today)
        (table,) = decisions.decision_blocks(decisions.collect_decisions(cast.deal, period))
        assert table.rows[0][4] == "1 van 2 acties klaar"

    def test_that_others_do_not_read_stay_out(self, cast, period, today):
        DecisionFactory(body=cast.closed, taken_on=today)
        DecisionFactory(body=cast.steering, taken_on=today, public_from=today + timedelta(days=9))
        secret = AgendaItemFactory(
            meeting=MeetingFactory(body=cast.steering, list_confirmed_at=timezone.now()),
            is_confidential=True,
            confidential_reason="Geld",
            confidential_until=today + timedelta(days=99),
        )
        DecisionFactory(body=cast.steering, taken_on=today, item=secret)
        data = decisions.collect_decisions(cast.deal, period)
        assert data == {"decisions": []}
        assert "geen besluiten genomen" in said(decisions.decision_blocks(data))


class TestAsked:
    def test_asks_to_take_note_and_what_coming_meetings_decide(self, cast, period):
        meeting = MeetingFactory(body=cast.steering, state=MeetingState.CONVENED, access=Access.DEAL)
        item = AgendaItemFactory(meeting=meeting, kind="decide", title="Testplek")
        CoverNote.objects.create(item=item, asked="Wijs aan.\nBegin in maart.")
        AgendaItemFactory(meeting=meeting, kind="decide", title="Zonder oplegnotitie")
        AgendaItemFactory(meeting=meeting, kind="inform", title="Ter info")
        members = MeetingFactory(body=cast.steering, state=MeetingState.CONVENED, access=Access.BODY)
        AgendaItemFactory(meeting=members, kind="decide", title="Onder ons")
        SetupVersionFactory(deal=cast.deal, number=2)
        text = said(decisions.asked_blocks(decisions.collect_asked(cast.deal, period)))
        assert "Kennis nemen van deze rapportage." in text
        assert "De opzet is nu versie 2." in text
        assert "Testplek – Wijs aan. – Begin in maart." in text
        assert "Zonder oplegnotitie" in text
        assert "Ter info" not in text
        assert "Onder ons" not in text

    def test_without_meetings_and_set_up_still_asks_to_take_note(self, cast, period):
        data = decisions.collect_asked(cast.deal, period)
        assert data == {"setup": 0, "items": []}
        assert len(decisions.asked_blocks(data)) == 2


class TestActions:
    def test_are_counted_and_the_oldest_late_ones_named(self, cast, period, today):
        late = today - timedelta(days=3)
        ActionItemFactory(body=cast.steering, due_on=late, text="Bellen", seat=cast.ministry_seat)
        ActionItemFactory(body=cast.steering, due_on=late, text="Mailen")
        ActionItemFactory(body=cast.steering, state=ActionState.DONE, finished_on=today)
        ActionItemFactory(body=cast.steering, state=ActionState.DROPPED, finished_on=today)
        ActionItemFactory(body=cast.closed, due_on=late, text="Besloten")
        data = decisions.collect_actions(cast.deal, period)
        assert data["counts"] == {"new": 4, "done": 1, "dropped": 1, "open": 2, "late": 2}
        text = said(decisions.action_blocks(data))
        assert "Bellen" in text
        assert "Ministerie van Voorbeelden" in text
        assert "Besloten" not in text

    def test_of_what_stands_under_a_confidential_item_stay_out(self, cast, period, today):
        secret = AgendaItemFactory(
            meeting=MeetingFactory(body=cast.steering),
            is_confidential=True,
            confidential_reason="Geld",
            confidential_until=today + timedelta(days=99),
        )
        part = AgendaItemFactory(meeting=secret.meeting, parent=secret)
        for item in (secret, part):
            ActionItemFactory(body=cast.steering, item=item, due_on=today - timedelta(days=2))
        data = decisions.collect_actions(cast.deal, period)
        assert (data["counts"]["open"], data["late"]) == (0, [])

    def test_none_is_said(self, cast, period):
        data = decisions.collect_actions(cast.deal, period)
        assert "geen acties" in said(decisions.action_blocks(data))


class TestComposition:
    def test_says_which_seats_are_empty_and_which_rules_do_not_hold(self, cast, period):
        data = composition.collect(cast.deal, period)
        text = said(composition.blocks(data))
        assert "Lege zetels" in text
        assert cast.empty_seat.name in text
        (broken,) = [row for row in data["findings"] if row["state"] == "broken"] or [None]
        assert broken is None or broken["text"] in text

    def test_in_order_is_said(self, cast, period):
        data = {"parties": [], "seats": [], "findings": []}
        assert "is in orde" in said(composition.blocks(data))

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            ("broken", "Voldoet niet, sinds 1 maart 2026"),
            ("at_risk", "Let op, vanaf 1 april 2026"),
            ("excepted", "Uitzondering"),
        ],
    )
    def test_a_finding_is_told_with_its_day(self, state, words):
        finding = {
            "rule": 8,
            "article": "artikel 4",
            "text": "Alle leden zijn bestuurder",
            "scope": "",
            "state": state,
            "since": "2026-03-01",
            "breaks_on": "2026-04-01",
            "why": "Daarom.",
        }
        (_facts, table) = composition.blocks({"parties": [], "seats": [], "findings": [finding]})
        assert table.rows == [["Alle leden zijn bestuurder (artikel 4)", "De deal", words, "Daarom."]]

    def test_a_rule_without_article_and_days(self):
        finding = {"text": "Regel", "article": "", "scope": "Stuurgroep", "state": "broken"}
        finding |= {"since": "", "breaks_on": "", "why": ""}
        (_facts, table) = composition.blocks({"parties": [], "seats": [], "findings": [finding]})
        assert table.rows == [["Regel", "Stuurgroep", "Voldoet niet", ""]]

    def test_of_a_body_for_members_only_stays_out(self, cast, period):
        SeatFactory(body=cast.closed, label="Geheime zetel")
        assert "Geheime zetel" not in said(composition.collect(cast.deal, period))


class TestOutlook:
    def test_parts_what_comes_within_and_after_the_term(self, cast, period, today):
        cast.deal.end = today + timedelta(days=100)
        cast.deal.save()
        ahead, after = today + timedelta(days=50), today + timedelta(days=200)
        MilestoneFactory(deal=cast.deal, title="Dag", planned_start=ahead, planned_end=ahead)
        MilestoneFactory(deal=cast.deal, title="Later", planned_start=after, planned_end=after)
        PhaseFactory(deal=cast.deal, name="Nu", planned_start=today, planned_end=ahead)
        PhaseFactory(deal=cast.deal, name="Straks", planned_start=after, planned_end=None)
        group = WorkingGroupFactory(question__deal=cast.deal, body__deal=cast.deal, body__access=Access.DEAL)
        StepFactory(group=group, title="Plan", order=1)
        StepFactory(group=group, title="Bezig", state="busy", order=2)
        StepFactory(group=group, title="Daarna", order=3)
        InstrumentUseFactory(
            version__instrument__deal=cast.deal, version__instrument__title="Kaart", party=cast.ministry
        )
        data = milestones.collect_outlook(cast.deal, period)
        assert [row["title"] for row in data["steps"]] == ["Bezig"]
        text = said(milestones.outlook_blocks(data))
        within, beyond = text.split("Na de looptijd")
        assert "Dag" in within
        assert "Fase Nu" in within
        assert "Later" in beyond
        assert "Fase Straks" in beyond
        assert "Kaart blijft in gebruik bij 1 partij" in beyond

    def test_of_a_deal_without_an_end_or_a_plan(self, cast, period):
        cast.deal.end = None
        text = said(milestones.outlook_blocks(milestones.collect_outlook(cast.deal, period)))
        assert text.count("Er is nog niets gepland.") == 2


class TestInstruments:
    def test_name_no_closed_body(self, cast, period):
        group = WorkingGroupFactory(
            question__deal=cast.deal, body__deal=cast.deal, body__access=Access.BODY, body__name="Besloten"
        )
        InstrumentFactory(deal=cast.deal, group=group, access=Access.DEAL, title="Kaart")
        alliance = RegionalAllianceFactory(
            question__deal=cast.deal, body__access=Access.BODY, body__name="Stil"
        )
        FieldTestFactory(
            version__instrument__deal=cast.deal,
            version__instrument__access=Access.DEAL,
            party=None,
            alliance=alliance,
        )
        found = said(instruments.collect_instruments(cast.deal, period))
        assert "Kaart" in found
        assert "Besloten" not in found
        assert instruments.collect_tests(cast.deal, period) == {"tests": []}


class TestSummary:
    def test_counts_what_everybody_in_the_deal_reads(self, cast, period, today):
        group = WorkingGroupFactory(question__deal=cast.deal, body__deal=cast.deal, body__access=Access.DEAL)
        StepFactory(group=group, state="done", actual_start=today, actual_end=today)
        StepFactory(group=group, planned_start=today - timedelta(days=5), planned_end=today)
        StepFactory(group=group, state="dropped")
        MilestoneFactory(deal=cast.deal, state="reached", actual_on=today)
        MilestoneFactory(deal=cast.deal, state="dropped")
        closed = WorkingGroupFactory(question__deal=cast.deal, body__deal=cast.deal, body__access=Access.BODY)
        MilestoneFactory(deal=cast.deal, group=closed)
        DecisionFactory(body=cast.steering, taken_on=today)
        data = summary.collect(cast.deal, period)
        assert (data["groups"], data["decisions"]) == (1, 1)
        assert data["steps"] == {"total": 2, "done": 1, "late": 1}
        assert data["milestones"] == {"total": 1, "reached": 1, "late": 0}
        assert "1 zonder stand van zaken" in said(summary.blocks(data))

    def test_of_a_deal_without_an_end(self, cast, period):
        cast.deal.end = None
        assert "De deal loopt sinds" in said(summary.blocks(summary.collect(cast.deal, period)))


def test_a_section_is_registered_once_and_may_be_compared_with_nothing():
    assert no_changes({}, {"a": 1}) == []
    twin = summary.SECTION.__class__(**{**vars(summary.SECTION)})
    with pytest.raises(ValueError, match="registered twice"):
        register_section(twin.__class__(**{**vars(twin), "order": 99}))


def test_only_the_steering_group_is_asked(cast, period):
    other = BodyFactory(deal=cast.deal, kind=BodyKind.CORE_GROUP, access=Access.DEAL)
    meeting = MeetingFactory(body=other, state=MeetingState.CONVENED, access=Access.DEAL)
    AgendaItemFactory(meeting=meeting, kind="decide", title="Kerngroep")
    assert decisions.collect_asked(cast.deal, period)["items"] == []
