"""Reporting: the dashboards of a deal, of a party and of the programme."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from governance.models import CoverNote
from tests.cast import Cast
from tests.e2e.states.base import LONG_NAME, Visit, page
from tests.factories.actions import ActionItemFactory
from tests.factories.agenda import AgendaItemFactory
from tests.factories.governance import DecisionFactory, PartyContactFactory
from tests.factories.meetings import MeetingFactory
from tests.factories.reporting_risks import RiskFactory
from tests.factories.sessions import PartyAgreementFactory
from tests.factories.workgroups import WorkingGroupFactory
from tests.factories.workgroups_planning import MilestoneFactory, MilestoneMoveFactory
from tests.factories.workgroups_steps import GroupUpdateFactory, StepFactory
from tests.factories.workgroups_tests import FieldTestFactory

DAY = timedelta(days=1)


def fill(visit: Visit) -> None:
    cast, today = visit.cast, timezone.localdate()
    starts = timezone.now() + 10 * DAY
    meeting = MeetingFactory(
        body=cast.steering, state="convened", starts_at=starts, ends_at=starts + timedelta(hours=2)
    )
    for number in range(4):
        item = AgendaItemFactory(
            meeting=meeting, kind="decide", title=f"Proefbudget {number} voor {LONG_NAME}"
        )
        CoverNote.objects.create(
            item=item, asked="Instemmen.\nKennisnemen.", occasion="Vast.", money="€ 15.000"
        )
    PartyContactFactory(party=cast.ministry, person=cast.people["member"])
    decision = DecisionFactory(body=cast.steering, asks_parties=True, title="Budget")
    PartyAgreementFactory(decision=decision, party=cast.ministry, state="subject_to", due_on=today - DAY)
    for judgement in ("adjust", "attention", "on_course"):
        group = WorkingGroupFactory(question__deal=cast.deal, body__name=f"{judgement} {LONG_NAME}")
        for days, said in ((300, "on_course"), (40, "attention"), (0, judgement)):
            GroupUpdateFactory(group=group, on=today - days * DAY, judgement=said, reason="Te weinig mensen.")
        for state in ("planned", "planned"):
            StepFactory(group=group, state=state)
        for state in ("open", "reached", "dropped"):
            MilestoneMoveFactory(milestone=MilestoneFactory(deal=cast.deal, group=group, state=state))
        RiskFactory(deal=cast.deal, group=group, chance="high", effect="high")
    ActionItemFactory(body=cast.steering, seat=cast.ministry_seat, due_on=today - DAY)
    FieldTestFactory(version__instrument__deal=cast.deal, party=cast.ministry)


def of_deal(cast: Cast) -> list[Any]:
    return [cast.deal.slug]


def of_party(cast: Cast) -> list[Any]:
    return [cast.deal.slug, cast.ministry.organization.slug]


page("dashboard", "reporting:dashboard", "member", of_deal, before=fill)
page("dashboard-empty", "reporting:dashboard", "observer", of_deal)
page("dashboard-manager", "reporting:dashboard_manager", "project_manager", of_deal, before=fill)
page("dashboard-party", "reporting:dashboard_party", "member", of_party, before=fill)
page("programme", "reporting:programme", "member", lambda cast: [], before=fill)
page("digest", "reporting:digest_edit", "member", of_deal)
