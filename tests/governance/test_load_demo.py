"""The demo: loaded once however often it is asked, with exactly the faults that are planted."""

from __future__ import annotations

import threading
from datetime import date, datetime, time, timedelta

import pytest
import time_machine
from django.apps import apps
from django.core.management import CommandError
from django.db import connection
from django.utils import timezone

from citydeal.common.findings import FindingState
from citydeal.models import User
from governance.enums import (
    BodyKind,
    MembershipRole,
    Office,
    OrganizationKind,
    PartyEventKind,
    PartyState,
    SeatStatus,
)
from governance.management.commands.load_demo import DEALS
from governance.management.demo_data import people
from governance.models import (
    Body,
    CityDeal,
    Membership,
    Organization,
    Party,
    PartyEvent,
    PartyStatus,
    Person,
    Position,
    Seat,
)
from governance.selectors.deals import deal_page
from governance.selectors.findings import findings_for_deal
from governance.selectors.invitees import people_of
from governance.selectors.parties import PartyFilter, party_rows
from governance.services.memberships import MembershipTerms, name_member
from tests.factories.governance import CityDealFactory
from tests.governance.demo_case import DemoTestCase, account, load
from tests.snapshot import once
from workgroups.models import DesignPrinciple

COMMAND = "governance.management.commands.load_demo"
SIGNED = date(2022, 6, 27)
MERGER = date(2027, 1, 1)
REAL_KINDS = (
    OrganizationKind.MINISTRY,
    OrganizationKind.CITY_NETWORK,
    OrganizationKind.PROGRAMME,
)


def noon(day: date) -> datetime:
    """Return the middle of a day in the Netherlands."""
    return datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())


def counts() -> dict[str, int]:
    """Return how many rows every table of the portal holds, history included."""
    models = [
        model
        for label in ("citydeal", "governance", "auth", "account")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    return {model._meta.label: model._base_manager.count() for model in models}


def states(slug: str, on: date) -> dict[int, tuple]:
    found = findings_for_deal(CityDeal.objects.get(slug=slug), on)
    return {f.rule: (f.state, f.since or f.breaks_on) for f in found}


@pytest.fixture
def demo(settings, db):
    settings.DEMO = True
    return once(load)


class TestLoading:
    def test_it_says_what_it_loaded(self, demo):
        assert demo.splitlines() == [
            "Demo: 11 accounts made, 0 already there.",
            "Demo: slim-maatwerk: 30 parties, 42 people, 6 bodies, 13 rules.",
            "Demo: een-slimme-stad: 12 parties, 4 people, 5 bodies, 4 rules.",
            "Demo: dichtbij-geregeld: 17 parties, 32 people, 18 bodies, 15 rules.",
        ]

    def test_each_design_principle_has_its_team(self, demo):
        for slug in ("een-slimme-stad", "dichtbij-geregeld"):
            principles = DesignPrinciple.objects.filter(deal__slug=slug)
            assert [principle.teams.count() for principle in principles] == [1, 1, 1, 1]

    def test_loading_again_changes_nothing(self, demo):
        before = counts()
        assert "already there" in load()
        load(if_empty=True)
        assert counts() == before

    def test_nor_does_loading_on_a_later_day(self, demo):
        before, ends = counts(), list(Membership.objects.values_list("pk", "start", "end"))
        later = timezone.localdate() + timedelta(days=400)
        with time_machine.travel(noon(later), tick=False):
            load()
        assert counts() == before
        assert list(Membership.objects.values_list("pk", "start", "end")) == ends

    @pytest.mark.no_cover
    def test_it_finishes_what_was_broken_off(self, settings, db, monkeypatch):
        settings.DEMO = True
        monkeypatch.setattr(f"{COMMAND}.DEALS", DEALS[:1])
        load()
        monkeypatch.setattr(f"{COMMAND}.DEALS", DEALS)
        out = load(if_empty=True)
        assert "slim-maatwerk: already there" in out
        assert CityDeal.objects.count() == len(DEALS)
        assert Person.objects.filter(user__email=people.SECRETARY).count() == 1

    @pytest.mark.no_cover
    @pytest.mark.parametrize(
        "day", [date(2026, 1, 1), date(2027, 12, 31), date(2028, 2, 29), date(2031, 7, 1)]
    )
    def test_it_looks_alive_whenever_it_is_loaded(self, settings, db, monkeypatch, day):
        settings.DEMO = True
        monkeypatch.setattr(f"{COMMAND}.DEALS", DEALS[1:])
        with time_machine.travel(noon(day), tick=False):
            load()
            assert states("dichtbij-geregeld", day)[12] == (
                FindingState.AT_RISK,
                day + timedelta(days=43),
            )
        assert CityDeal.objects.get(slug="dichtbij-geregeld").end > day

    def test_it_refuses_outside_a_demo(self, settings, db):
        settings.DEMO = False
        for options in ({}, {"if_empty": True}):
            with pytest.raises(CommandError, match="DEMO=true"):
                load(**options)
        assert not User.objects.exists()

    def test_it_leaves_a_deal_of_somebody_else_alone(self, settings, db):
        settings.DEMO = True
        own = CityDealFactory(slug="slim-maatwerk")
        assert "not loaded" in load(if_empty=True)
        with pytest.raises(CommandError, match="slim-maatwerk stands here"):
            load()
        own.refresh_from_db()
        assert not own.bodies.exists()

    def test_what_does_not_fit_leaves_nothing_of_that_deal(self, settings, db, monkeypatch):
        settings.DEMO = True
        load_once = DEALS[0](date(2026, 11, 22))
        object.__setattr__(load_once, "end", date(2000, 1, 1))
        monkeypatch.setattr(f"{COMMAND}.DEALS", (lambda _today: load_once,))
        with pytest.raises(CommandError, match="The demo does not fit"):
            load()
        assert not CityDeal.objects.exists()

    @pytest.mark.no_cover
    @pytest.mark.django_db(transaction=True)
    def test_beside_itself_it_loads_once(self, settings, monkeypatch):
        settings.DEMO = True
        # The last of three waits for two whole deals: minutes, on a machine that is busy with all else.
        monkeypatch.setattr(f"{COMMAND}.WAIT", "600s")
        printed, failed = [], []

        def run():
            try:
                printed.append(load())
            except BaseException as error:
                failed.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=run) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(600)
        assert not failed
        assert CityDeal.objects.count() == len(DEALS)
        assert Organization.objects.filter(slug="stedennetwerk-g40").count() == 1
        assert sum(f"{len(people.ACCOUNTS)} accounts made" in text for text in printed) == 1


class TestSlimMaatwerk(DemoTestCase):
    def test_no_rule_is_broken_or_at_risk(self):
        for day in (self.today, self.today + timedelta(days=364)):
            found = states("slim-maatwerk", day).values()
            assert {state for state, _day in found} == {FindingState.MET, FindingState.NOT_APPLICABLE}

    def test_parties_stand_as_the_sources_say(self):
        parties = Party.objects.filter(deal__slug="slim-maatwerk")
        rows = {
            party.organization.slug: [(s.state, s.start) for s in party.statuses.all()]
            for party in parties.select_related("organization").prefetch_related("statuses")
        }
        assert rows["gemeente-s-hertogenbosch"] == [
            (PartyState.INTENT, date(2022, 3, 11)),
            (PartyState.PARTY, SIGNED),
        ]
        later = {"gemeente-utrecht", "pharos", "institute-4-preventive-health"}
        for slug in later:
            assert rows[slug] == [(PartyState.PARTY, date(2022, 9, 29))]
        assert rows["agenda-stad-en-regio"] == [(PartyState.COOPERATING, SIGNED)]
        assert "stedennetwerk-g40" not in rows
        assert sum(len(states) == 2 for states in rows.values()) == 26

    def test_what_was_signed_is_recorded_as_events(self):
        events = PartyEvent.objects.filter(party__deal__slug="slim-maatwerk")
        counted = {kind: events.filter(kind=kind).count() for kind in PartyEventKind}
        assert {kind.value: number for kind, number in counted.items() if number} == {
            "intent": 26,
            "signing": 26,
            "later_signing": 3,
            "cooperation": 1,
        }
        days = {(e.kind, e.date) for e in events.exclude(kind=PartyEventKind.COOPERATION)}
        assert days == {
            ("intent", date(2022, 3, 11)),
            ("signing", SIGNED),
            ("later_signing", date(2022, 9, 29)),
        }
        # Who signed for whom is in no source: an invented person, with nothing said of an office.
        assert not events.exclude(signatory="", office="", on_behalf="").exists()
        assert "ook wie voor een partij heeft getekend" in self.slim.summary

    def test_the_network_of_executives_is_for_who_signed_and_says_of_whom_no_name_is_known(self):
        network = Body.objects.get(deal=self.slim, kind=BodyKind.EXECUTIVES_NETWORK)
        asked = people_of([network], self.today)
        assert len(asked.people) == 25
        assert all(each.membership is None and each.has_vote for each in asked.people)
        assert {party.organization.slug for party in asked.missing} == {
            "elba-rec",
            "we-labs",
            "wecity",
            "institute-4-preventive-health",
        }

    def test_nothing_is_said_about_the_conduct_of_an_organisation(self):
        seats = Seat.objects.filter(body__deal=self.slim).with_status(
            self.today, self.today + timedelta(days=90)
        )
        assert {seat.status for seat in seats} == {SeatStatus.FILLED}
        assert not seats.exclude(asked_on=None, end=None).exists()
        memberships = Membership.objects.filter(body__deal=self.slim)
        assert not memberships.exclude(end=None, term_end=None).exists()
        assert not PartyStatus.objects.filter(party__deal=self.slim, state=PartyState.WITHDRAWN).exists()
        assert not Body.objects.filter(deal=self.slim).exclude(article="").exists()

    def test_its_example_parts_are_called_so(self):
        assert self.slim.end == date(2027, 12, 31)
        assert "De einddatum 31 december 2027 is een voorbeeld" in self.slim.summary
        assert self.slim.is_demo

    def test_names_that_break_software_are_kept(self):
        names = set(Organization.objects.values_list("name", flat=True))
        assert {"ELBA\\REC", "Gemeente 's-Hertogenbosch", "Gemeente Súdwest-Fryslân"} <= names


class TestDichtbijGeregeld(DemoTestCase):
    def test_the_findings_are_the_planted_ones(self):
        leaves = self.today + timedelta(weeks=6)
        found = states("dichtbij-geregeld", self.today)
        assert found[8] == (FindingState.BROKEN, date(2025, 3, 1))
        assert found[12] == (FindingState.AT_RISK, leaves + timedelta(days=1))
        assert states("dichtbij-geregeld", leaves)[12][0] == FindingState.AT_RISK
        for days in (1, 400):
            day = leaves + timedelta(days=days)
            assert states("dichtbij-geregeld", day)[12] == (
                FindingState.BROKEN,
                leaves + timedelta(days=1),
            )

    def test_a_successor_of_the_member_mends_rule_12(self):
        self.mend_rule_12("Ministerie van BZK")

    def test_so_does_a_member_of_the_other_ministry(self):
        self.mend_rule_12("Ministerie van SZW")

    def mend_rule_12(self, ministry):
        leaves = self.today + timedelta(weeks=6)
        seat = self.steering.seats.get(party__organization__name=ministry)
        name_member(
            actor=account(people.SECRETARY),
            seat=seat,
            person=Person(given_name="Noor", family_name="Opvolger"),
            position=None,
            terms=MembershipTerms(start=leaves + timedelta(days=1)),
        )
        for day in (leaves, leaves + timedelta(days=1)):
            assert states("dichtbij-geregeld", day)[12] == (FindingState.MET, None)

    def test_every_status_of_a_seat_is_there(self):
        rows = self.steering.seats.with_status(self.today, self.today + timedelta(days=90))
        assert {row.name: row.status for row in rows} == {
            "Gemeente Waterveen": SeatStatus.FILLED,
            "Gemeente Oosterbeemd": SeatStatus.WAITING,
            "Hogeschool Rijnoever": SeatStatus.FILLED,
            "Gemeente Zuiderhage": SeatStatus.FILLED,
            "Gemeente Hoogerland": SeatStatus.FILLED,
            "Ministerie van BZK": SeatStatus.ENDS_SOON,
            "Ministerie van SZW": SeatStatus.VACANT,
            "Stedennetwerk G40": SeatStatus.FILLED,
            "Woonstichting Waterveen-Oost": SeatStatus.CARRIED_OVER,
        }

    def test_every_state_of_a_party_is_there(self):
        parties = Party.objects.filter(deal__slug="dichtbij-geregeld")
        found = {party.state for party in parties.with_state(self.today)}
        assert found - {None} == set(PartyState.values)

    def test_two_municipalities_become_one_on_the_first_of_january(self):
        def names(day):
            rows = {row.name: row.state for row in party_rows(self.deal, PartyFilter(day))}
            merged = ("Gemeente Lindervaart", "Gemeente Vlierbergen", "Gemeente Lindervlier")
            return [rows.get(name) for name in merged]

        assert names(MERGER - timedelta(days=1)) == ["party", "party", None]
        assert names(MERGER) == ["withdrawn", "withdrawn", "party"]
        network = Body.objects.get(deal=self.deal, slug="bestuurdersnetwerk")
        karin = Person.objects.get(given_name="Karin").memberships.filter(body=network)
        periods = karin.order_by("start").values_list("seat__party__organization__name", "start", "end")
        assert list(periods) == [
            ("Gemeente Lindervaart", date(2025, 3, 1), date(2026, 12, 31)),
            ("Gemeente Lindervlier", MERGER, None),
        ]
        gone = network.seats.get(party__organization__name="Gemeente Vlierbergen")
        assert (gone.end, gone.memberships.get().end) == (date(2026, 12, 31), date(2026, 12, 31))
        signed = PartyEvent.objects.filter(party__organization__name="Gemeente Lindervaart")
        assert signed.filter(kind=PartyEventKind.SIGNING, date=date(2025, 3, 1)).exists()

    def test_two_hats_are_one_membership_that_counts_twice(self):
        karin = Person.objects.get(given_name="Karin")
        membership = karin.memberships.get(body=self.steering)
        assert membership.position.organization.slug == "stedennetwerk-g40"
        offices = karin.positions.values_list("organization__kind", "office")
        assert set(offices) == {
            (OrganizationKind.MUNICIPALITY, Office.ALDERMAN),
            (OrganizationKind.CITY_NETWORK, Office.EXECUTIVE),
        }

    def test_there_are_a_deputy_and_former_members_with_successors(self):
        deputy = self.steering.memberships.get(is_deputy=True)
        assert deputy.start <= self.today
        former = self.steering.memberships.ended_before(self.today)
        assert former.count() == 3
        assert former.filter(successors__isnull=False).count() == 2

    def test_a_party_withdrew_while_its_adviser_still_sits(self):
        adviser = Membership.objects.on(self.today).get(
            body__slug="kwaliteitsteam-gewone-taal", person__family_name="O'Shaughnessy"
        )
        last = adviser.seat.party.statuses.last()
        assert last.state == PartyState.WITHDRAWN

    def test_who_exists_only_holds_seats(self):
        real = Organization.objects.filter(kind__in=REAL_KINDS, parties__deal__slug="dichtbij-geregeld")
        assert real.count() == 3
        statuses = PartyStatus.objects.filter(
            party__deal__slug="dichtbij-geregeld", party__organization__in=real
        )
        assert set(statuses.values_list("state", "start", "reason")) == {
            (PartyState.PARTY, date(2025, 3, 1), "Ondertekening van het convenant")
        }
        seats = Seat.objects.filter(party__organization__in=real)
        assert not seats.exclude(asked_on=None, end=None).exists()
        assert not Position.objects.filter(organization__in=real).exclude(end=None).exists()

    def test_the_page_of_the_deal_shows_every_kind_of_party(self):
        page = deal_page(account(people.SECRETARY), self.deal, self.today)
        assert len(page.parties) == (13 if self.today < MERGER else 12)
        assert len(page.preparing) == 2
        assert [str(party) for party in page.cooperating] == ["Kennisplein Gewone Taal"]
        assert str(page.former[-1]) == "Kredietbank Zuiderhage"
        assert len(page.problems) == 3
        chairs = Membership.objects.filter(role=MembershipRole.CHAIR, body__deal=self.deal)
        assert chairs.count() == 15

    def test_other_organisations_of_the_deal_are_invented(self):
        invented = Organization.objects.filter(parties__deal__slug="dichtbij-geregeld").exclude(
            kind__in=REAL_KINDS
        )
        assert not invented.filter(parties__deal__slug="slim-maatwerk").exists()
