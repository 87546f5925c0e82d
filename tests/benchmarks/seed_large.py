"""The large deal of which the dashboards are measured: its size is fixed, whatever the length of other lists.

15 groups, 150 steps, 300 instruments, 1,000 actions and five years of updates (issue 6, "Speed and size").
"""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from governance.enums import BodyKind, MembershipRole
from governance.models import ActionItem, Body, CityDeal, Person
from reporting.models import Risk, RiskUpdate
from tests.factories.agenda import AgendaItemFactory, CoverNoteFactory
from tests.factories.governance import BodyFactory, CityDealFactory, MembershipFactory, SeatFactory
from tests.factories.meetings import MeetingFactory
from tests.factories.workgroups import ProcessQuestionFactory, WorkingGroupFactory
from tests.factories.workgroups_planning import MilestoneFactory, MilestoneMoveFactory
from workgroups.enums import InstrumentState, Judgement, MilestoneState, StepState
from workgroups.models import (
    GroupUpdate,
    Instrument,
    InstrumentStatus,
    Step,
    StepMove,
    StepStatus,
    WorkingGroup,
)

GROUPS, STEPS, INSTRUMENTS, ACTIONS = 15, 10, 300, 1000
# An update every four weeks, five years long.
UPDATES, WEEKS = 65, 4
MILESTONES, RISKS, RISK_UPDATES, ITEMS = 40, 20, 5, 6
_STATES = (StepState.DONE, StepState.DONE, StepState.BUSY, StepState.PLANNED, StepState.PLANNED)


def make_work_deal(slug: str, manager: Person, member: Person) -> CityDeal:
    """Make a deal with much work: ``manager`` keeps it, ``member`` sits in its steering group."""
    deal: CityDeal = CityDealFactory(slug=slug, name=f"City Deal {slug}")
    project = BodyFactory(deal=deal, kind=BodyKind.PROJECT_ORGANIZATION)
    seat = SeatFactory(body=project, party=None, label="Projectmanager")
    MembershipFactory(seat=seat, person=manager, with_position=False, role=MembershipRole.PROJECT_MANAGER)
    steering = BodyFactory(deal=deal, kind=BodyKind.STEERING_GROUP)
    MembershipFactory(seat=SeatFactory(body=steering), person=member)
    groups = [
        WorkingGroupFactory(question=ProcessQuestionFactory(deal=deal, order=number))
        for number in range(GROUPS)
    ]
    today = timezone.localdate()
    for number, group in enumerate(groups):
        _fill_group(group, number, today)
    _instruments(deal, groups, today)
    _milestones(deal, groups)
    _risks(deal, groups, today)
    _actions(steering, today)
    meeting = MeetingFactory(body=steering, state="convened")
    for number in range(ITEMS):
        item = AgendaItemFactory(meeting=meeting, kind="decide", title=f"Besluit {number}")
        CoverNoteFactory(item=item)
    return deal


def _fill_group(group: WorkingGroup, number: int, today: date) -> None:
    for place in range(STEPS):
        start = today + timedelta(days=60 * (place - STEPS // 2) + number)
        state = _STATES[place * len(_STATES) // STEPS]
        began = start if state in (StepState.BUSY, StepState.DONE) else None
        step = Step(
            group=group,
            title=f"Stap {place}",
            order=place,
            state=state,
            planned_start=start,
            planned_end=start + timedelta(days=50),
            actual_start=began,
            actual_end=start + timedelta(days=55) if state == StepState.DONE else None,
        )
        step.save()
        StepStatus.objects.create(step=step, state=state, on=today - timedelta(days=20))
        StepMove.objects.create(
            step=step,
            planned_start_before=start - timedelta(days=30),
            planned_end_before=start,
            planned_start=start,
            planned_end=step.planned_end,
            reason="Later",
        )
    GroupUpdate.objects.bulk_create(
        GroupUpdate(
            group=group,
            on=today - timedelta(weeks=WEEKS * back),
            done="Er is veel gedaan. " * 20,
            now="Er gebeurt veel. " * 20,
            judgement=list(Judgement)[(back + number) % 3],
            reason="Daarom.",
        )
        for back in range(UPDATES)
    )


def _instruments(deal: CityDeal, groups: list[WorkingGroup], today: date) -> None:
    states = list(InstrumentState)
    for number in range(INSTRUMENTS):
        made = Instrument(
            deal=deal,
            slug=f"instrument-{number}",
            title=f"Instrument {number}",
            group=groups[number % GROUPS],
            state=states[number % len(states)],
        )
        made.save()
        InstrumentStatus.objects.create(instrument=made, state=made.state, on=today - timedelta(days=number))


def _milestones(deal: CityDeal, groups: list[WorkingGroup]) -> None:
    for number in range(MILESTONES):
        state = MilestoneState.REACHED if number % 3 == 0 else MilestoneState.OPEN
        day = timezone.localdate() + timedelta(days=30 * (number - MILESTONES // 3))
        made = MilestoneFactory(
            deal=deal,
            group=groups[number % GROUPS],
            state=state,
            planned_start=day,
            planned_end=day + timedelta(days=29),
        )
        if number % 8 == 0:
            MilestoneMoveFactory(milestone=made)


def _risks(deal: CityDeal, groups: list[WorkingGroup], today: date) -> None:
    levels = ("low", "medium", "high")
    for number in range(RISKS):
        risk = Risk(
            deal=deal,
            group=groups[number % GROUPS] if number % 2 else None,
            title=f"Risico {number}",
            chance=levels[number % 3],
            effect=levels[number % 2 + 1],
            noted_on=today - timedelta(days=400),
        )
        risk.save()
        RiskUpdate.objects.bulk_create(
            RiskUpdate(
                risk=risk,
                on=today - timedelta(days=30 * back),
                text="Zo gaat het.",
                kind=risk.kind,
                chance=risk.chance,
                effect=risk.effect,
                state=risk.state,
            )
            for back in range(RISK_UPDATES)
        )


def _actions(body: Body, today: date) -> None:
    for number in range(ACTIONS):
        ActionItem(body=body, text=f"Actie {number}", due_on=today + timedelta(days=number - 500)).save()
