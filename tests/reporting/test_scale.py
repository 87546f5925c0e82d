"""Many deals with work, money and reports: a page of one deal reads no table whole that grows with deals."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from governance.models import Appointment, CityDeal, Party, Person
from governance.services.rights import sync_all
from reporting.models import DashboardVisit
from tests.cast import make_cast
from tests.factories.actions import ActionItemFactory, RoundVoiceFactory, WrittenRoundFactory
from tests.factories.agenda import AgendaItemFactory, CoverNoteFactory
from tests.factories.governance import (
    BodyFactory,
    DecisionFactory,
    PartyContactFactory,
    PartyFactory,
    UserFactory,
)
from tests.factories.meetings import InvitationFactory, MeetingFactory
from tests.factories.reporting_contributions import (
    BookingFactory,
    BudgetLineFactory,
    ContributionFactory,
    PromiseFactory,
    QuestionFactory,
    TreasurerFactory,
)
from tests.factories.reporting_reports import ProgressReportFactory, ReportSectionFactory, SectionTextFactory
from tests.factories.reporting_risks import RiskFactory, RiskUpdateFactory
from tests.factories.sessions import PartyAgreementFactory
from tests.factories.workgroups import ProcessQuestionFactory, WorkingGroupFactory
from tests.factories.workgroups_instruments import InstrumentFactory
from tests.factories.workgroups_planning import MilestoneFactory, MilestoneMoveFactory
from tests.factories.workgroups_steps import GroupLeadFactory, GroupUpdateFactory, StepFactory
from tests.factories.workgroups_tests import FieldTestFactory
from tests.governance.test_scale import asked, demo, few, make, sizes, whole_tables
from tests.test_permission_matrix import ROWS
from workgroups.models import StepMove, StepStatus

__all__ = ["demo", "few"]

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DEALS, AGREEING = 12, 5
PAGES = {
    "dashboard": "/deals/de-deal/voortgang/",
    "whole deal": "/deals/de-deal/voortgang/project/",
    "party": "/deals/de-deal/partijen/ministerie/voortgang/",
    "digest": "/deals/de-deal/voortgang/maandbericht/",
    "contributions": "/deals/de-deal/bijdragen/",
    "of a party": "/deals/de-deal/bijdragen/partij/ministerie/",
    "history": "/deals/de-deal/bijdragen/partij/ministerie/geschiedenis/",
    "treasurers": "/deals/de-deal/bijdragen/penvoerder/",
    "budget": "/deals/de-deal/begroting/",
    "risks": "/deals/de-deal/risicos/",
    "reports": "/deals/de-deal/rapportages/",
    "difference": "/deals/de-deal/rapportages/verschil/",
}
# They go over all deals: they may read which there are, and of each no more than its own rows.
OVER_ALL = {"programme": "/voortgang/", "home": "/", "my actions": "/mijn/acties/"}


def fill(deal: CityDeal, party: Party, person: Person) -> dict[str, str]:
    """Give a deal one of all that dashboards, contributions and reports read; returns pages of records."""
    today = timezone.localdate()
    slug = f"{deal.slug}-groep"
    body = BodyFactory(deal=deal, slug=f"{deal.slug}-overleg")
    group = WorkingGroupFactory(question=ProcessQuestionFactory(deal=deal), body__slug=slug)
    GroupLeadFactory(group=group, person=person)
    GroupUpdateFactory(group=group, on=today - 200 * DAY)
    GroupUpdateFactory(group=group, on=today, judgement="adjust", reason="Vast.")
    step = StepFactory(group=group, state="done", actual_start=today, actual_end=today)
    StepStatus.objects.create(step=step, state="done", on=today)
    moved = {"planned_start": step.planned_start, "planned_end": step.planned_end}
    before = {f"{name}_before": day - DAY for name, day in moved.items()}
    StepMove.objects.create(step=step, reason="Later", **before, **moved)
    instrument = InstrumentFactory(deal=deal, group=group, state="in_use")
    FieldTestFactory(version__instrument=instrument, party=party)
    MilestoneMoveFactory(milestone=MilestoneFactory(deal=deal, group=group))
    risk = RiskFactory(deal=deal, group=group)
    RiskUpdateFactory(risk=risk, on=today)
    meeting = MeetingFactory(body=body, state="convened")
    CoverNoteFactory(item=AgendaItemFactory(meeting=meeting, kind="decide"))
    InvitationFactory(meeting=meeting, person=person)
    decision = DecisionFactory(body=body, asks_parties=True, taken_on=today)
    for each in deal.parties.all()[:AGREEING]:
        PartyAgreementFactory(decision=decision, party=each)
    ActionItemFactory(body=body, person=person, due_on=today - DAY)
    opened = {"state": "open", "opened_at": timezone.now(), "closes_on": today + DAY}
    RoundVoiceFactory(round=WrittenRoundFactory(body=body, **opened), person=person)
    PromiseFactory(party=party)
    PartyContactFactory(party=party, person=person)
    ContributionFactory(party=party, question=QuestionFactory(party=party, to=person))
    TreasurerFactory(deal=deal, person=person)
    line = BudgetLineFactory(deal=deal)
    BookingFactory(line=line)
    report = ProgressReportFactory(deal=deal)
    SectionTextFactory(report=report, key=ReportSectionFactory(report=report).key)
    DashboardVisit.objects.create(user=person.user or UserFactory(), deal=deal, last_on=today)
    of_deal = f"/deals/{deal.slug}"
    return {
        "body": body.get_absolute_url(),
        "meetings": f"{body.get_absolute_url()}vergaderingen/",
        "meeting": meeting.get_absolute_url(),
        "risk": f"{of_deal}/risicos/{risk.pk}/",
        "budget line": f"{of_deal}/begroting/posten/{line.pk}/",
        "report": f"{of_deal}/rapportages/{report.pk}/",
    }


def grow() -> None:
    """Make as many deals more, each with its work."""
    make(DEALS)
    for deal in CityDeal.objects.filter(slug__startswith="scale-"):
        party = deal.parties.order_by("pk").first()
        fill(deal, party, party.contacts.first().person)
        # So many that reading all of them is not the cheapest way to find those of one deal.
        for each in deal.parties.order_by("pk")[1:AGREEING]:
            PromiseFactory(party=each)
            ContributionFactory(party=each)
            AgendaItemFactory(meeting=MeetingFactory(body=deal.bodies.first()))


@pytest.mark.parametrize("who", ["project_secretary", "member", "anonymous"])
def test_no_page_reads_a_whole_table_that_grows_with_deals(few, who):
    pages = OVER_ALL | PAGES | fill(few.deal, few.ministry, few.people["member"])
    client = few.client(who)
    # The first visit of a day is noted; what this account may not open is no page of it.
    pages = {name: url for name, url in pages.items() if client.get(url).status_code == 200}
    assert {"home", "body", "meetings"} <= set(pages)
    of_members = {
        *OVER_ALL,
        "meeting",
        "dashboard",
        "contributions",
        "of a party",
        "budget",
        "party",
        "reports",
    }
    assert who == "anonymous" or of_members <= set(pages)
    assert who != "project_secretary" or {*PAGES, "report", "risk", "budget line"} <= set(pages)
    before = sizes()
    grow()
    judged = {table for table, rows in sizes().items() if rows >= before.get(table, 0) + DEALS}
    assert {
        "workgroups_groupupdate",
        "workgroups_step",
        "reporting_contribution",
        "reporting_progressreport",
        "reporting_budgetbooking",
        "governance_actionitem",
    } <= judged
    found = {
        (page, table): sql
        for page, url in pages.items()
        for sql in asked(client, url)
        if sql.startswith(("SELECT", "(SELECT", "WITH"))
        for table in whole_tables(sql, judged, rows_are_dear=True)
        if not (page in OVER_ALL and table == "governance_citydeal")
    }
    assert sorted(found) == [], "\n\n".join(f"{where}: {sql}" for where, sql in found.items())


def test_the_same_queries_with_more_deals(few):
    pages = PAGES | fill(few.deal, few.ministry, few.people["member"])
    client = few.client("project_secretary")
    pages = {name: url for name, url in pages.items() if client.get(url).status_code == 200}
    before = {page: len(asked(client, url)) for page, url in pages.items()}
    grow()
    assert {page: len(asked(client, url)) for page, url in pages.items()} == before
    assert CityDeal.objects.aggregate(last=Max("pk"))["last"] > DEALS


def test_no_address_reads_a_whole_table_that_grows_with_deals(demo, settings):
    """Every page and file that the secretary may open, also each form with what one may choose."""
    settings.SECURITY_CONTACT = "mailto:veilig@voorbeeld.example"
    cast = make_cast()
    party = PartyFactory(deal=cast.deal)
    Appointment.objects.create(party=party, membership=cast.ministry_member, date=cast.deal.start)
    fill(cast.deal, party, cast.people["member"])
    sync_all(timezone.localdate())
    before = sizes()
    grow()
    judged = {table for table, rows in sizes().items() if rows >= before.get(table, 0) + DEALS}
    client = cast.client("project_secretary")
    rooms = {name: row for name, row in ROWS.items() if row[1].get("project_secretary") == 200}
    assert len(rooms) > 300
    found = {}
    for name, (arguments, _table) in sorted(rooms.items()):
        with transaction.atomic():
            path = reverse(name, args=arguments(cast))
            for sql in asked(client, path):
                if sql.startswith(("SELECT", "(SELECT", "WITH")):
                    found |= {(name, t): sql for t in whole_tables(sql, judged, rows_are_dear=True)}
            transaction.set_rollback(True)
    over_all = {(name, "governance_citydeal") for name in ("governance:home", "reporting:programme")}
    assert set(found) <= over_all, "\n\n".join(f"{where}: {sql}" for where, sql in found.items())
