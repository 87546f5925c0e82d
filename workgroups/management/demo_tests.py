"""Loads field tests, front-runners, the alliance and the design teams of the demo, through the services."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.dispatch import receiver
from django.utils import timezone

from citydeal.common.history import latest_history_id
from governance.enums import MembershipRole
from governance.services.bodies import add_member
from governance.services.covenant_rules import add_covenant_rule
from governance.services.memberships import MembershipTerms
from governance.signals import demo_deal_loaded
from workgroups.enums import TestState
from workgroups.management import demo, demo_instruments  # noqa: F401  (theirs is loaded before this)
from workgroups.management.demo_data import dichtbij_tests as data
from workgroups.models import DesignPrinciple, FieldTest, Instrument, InstrumentVersion, RegionalAlliance
from workgroups.services.alliances import record_agreement
from workgroups.services.design_teams import BudgetLine, TeamDetails, found_team, write_plan
from workgroups.services.field_tests import UNTESTABLE, TestDetails, TestReport, plan_test, report_on_test
from workgroups.services.front_runners import add_front_runner
from workgroups.services.versions import add_version


@receiver(demo_deal_loaded, dispatch_uid="workgroups_demo_tests")
def load_tests(sender: Any, loader: Any, **kwargs: Any) -> None:
    """Load what belongs to this deal, with the rights and the words of the project secretary."""
    if loader.data.slug == demo.DEAL:
        _Tests(loader).load()


class _Tests:
    """The tests of Dichtbij Geregeld, as far as the instruments are there."""

    def __init__(self, loader: Any) -> None:
        self.loader, self.actor, self.deal = loader, loader.actor, loader.deal
        self.today = timezone.localdate()
        found = Instrument.objects.filter(deal=self.deal, title__in=data.INSTRUMENTS)
        found = found.exclude(state__in=UNTESTABLE)
        self.instruments = {instrument.title: instrument for instrument in found}
        self.alliance = RegionalAlliance.objects.select_related("body__deal").get(
            body__deal=self.deal, body__slug=data.ALLIANCE
        )

    def load(self) -> None:
        """Load front-runners and alliance, then what they test, and the design teams."""
        for slug in data.RUNNERS:
            add_front_runner(actor=self.actor, party=self.loader.parties[slug], start=data.RUNNERS_SINCE)
        self._alliance()
        for test in data.TESTS:
            if test.instrument in self.instruments:
                self._test(test)
        principles = DesignPrinciple.objects.filter(deal=self.deal)
        for principle, team in zip(principles, data.TEAMS, strict=False):
            self._team(principle, team)
        for number, text, article, parameters in data.RULES:
            add_covenant_rule(
                actor=self.actor,
                deal=self.deal,
                number=number,
                text=text,
                article=article,
                parameters=parameters,
                start=data.PLANNED_ON if number in (53, 54) else self._asked_from(),
            )

    def _asked_from(self) -> date:
        """Return the day from which tests are asked: a year before loading, not before there were any."""
        return max(data.RUNNERS_SINCE, self.today - timedelta(days=120))

    def _alliance(self) -> None:
        person, organization = data.ALLIANCE_MEMBER
        self._sit(self.alliance.body, person, organization, self.alliance.body.start)
        record_agreement(
            actor=self.actor,
            alliance=self.alliance,
            region=self.alliance.region,
            agreement=data.AGREEMENT,
            agreed_on=data.AGREED_ON,
            history_id=latest_history_id(self.alliance),
        )

    def _sit(self, body: Any, person: str, organization: str, start: date, *, chairs: bool = False) -> None:
        position = self.loader.positions[person, organization]
        add_member(
            actor=self.actor,
            body=body,
            person=self.loader.people[person],
            position=position,
            terms=MembershipTerms(
                start=max(start, position.start),
                role=MembershipRole.CHAIR if chairs else MembershipRole.MEMBER,
            ),
        )

    def _test(self, test: data.TestData) -> None:
        start, end = data.day(self.today, test.start), data.day(self.today, test.end)
        version = self._version(self.instruments[test.instrument], start)
        start = max(start, version.made_on)
        is_alliance = test.who == data.ALLIANCE
        planned = plan_test(
            actor=self.actor,
            details=TestDetails(
                version=version,
                planned_start=start,
                planned_end=max(end, start),
                party=None if is_alliance else self.loader.parties[test.who],
                alliance=self.alliance if is_alliance else None,
                project=test.project,
                plan=data.PLAN,
            ),
        )
        if test.state != TestState.PLANNED:
            self._report(planned, TestReport(TestState.RUNNING, start))
        if test.state in (TestState.DONE, TestState.STOPPED):
            last = max(end, start)
            report = TestReport(test.state, last, test.reason, test.result, test.lessons)
            self._report(planned, report)

    def _report(self, test: FieldTest, report: TestReport) -> None:
        history_id = latest_history_id(test)
        report_on_test(actor=self.actor, test=test, report=report, history_id=history_id)

    def _version(self, instrument: Instrument, on: date) -> InstrumentVersion:
        """Return the newest version of that day, else the first; one is made where there is none."""
        versions = instrument.versions.filter(withdrawn_on__isnull=True)
        found = (
            versions.filter(made_on__lte=on).order_by("-order").first() or versions.order_by("order").first()
        )
        return found or add_version(
            actor=self.actor,
            instrument=instrument,
            number=data.FIRST_VERSION,
            text="De eerste versie, om te testen.",
            made_on=data.MADE_ON,
        )

    def _team(self, principle: DesignPrinciple, wanted: data.TeamData) -> None:
        details = TeamDetails(wanted.name, data.TEAMS_SINCE, wanted.slug)
        team = found_team(actor=self.actor, principle=principle, details=details)
        for place, (person, organization) in enumerate(wanted.members):
            self._sit(team.body, person, organization, data.TEAMS_SINCE, chairs=not place)
        write_plan(
            actor=self.actor,
            team=team,
            plan=wanted.plan,
            plan_on=data.PLANNED_ON,
            lines=[
                BudgetLine(title, Decimal(amount), Decimal(hours)) for title, amount, hours in wanted.lines
            ],
            history_id=latest_history_id(team),
        )
