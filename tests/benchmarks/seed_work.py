"""The work of which the pages are measured (issue 5): its size is fixed, whatever the length of other lists.

What there is much of is made in bulk; the factories say what a row of each kind has.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from governance.models import CityDeal, Membership, Party, Person
from tests.factories.deal_text import PhaseFactory
from tests.factories.governance import PartyFactory
from tests.factories.workgroups import ProcessQuestionFactory, WorkingGroupFactory
from tests.factories.workgroups_assessment import (
    CriterionFactory,
    DesignPrincipleFactory,
    FrameworkAssessorFactory,
    FrameworkVersionFactory,
)
from tests.factories.workgroups_charters import (
    CharterBudgetLineFactory,
    CharterConsultationFactory,
    CharterMemberFactory,
    CharterMomentFactory,
    CharterPartFactory,
    CharterVersionFactory,
)
from tests.factories.workgroups_instruments import (
    InstrumentFactory,
    InstrumentInvolvementFactory,
    InstrumentSharingFactory,
    InstrumentUseFactory,
    InstrumentVersionFactory,
    VersionAttachmentFactory,
)
from tests.factories.workgroups_planning import MilestoneFactory
from tests.factories.workgroups_steps import GroupGoalFactory, GroupLeadFactory, GroupUpdateFactory
from tests.factories.workgroups_tests import FieldTestFactory, FrontRunnerFactory
from workgroups.enums import InstrumentState, MilestoneState, StepState
from workgroups.models import (
    Assessment,
    Candidate,
    CharterVersion,
    DesignPrinciple,
    FrameworkVersion,
    Instrument,
    InstrumentStatus,
    InstrumentVersion,
    Milestone,
    MilestoneMove,
    Score,
    Step,
    WorkingGroup,
)

GROUPS, STEPS, UPDATES, FEW = 12, 60, 8, 4
INSTRUMENTS, LATER_ON, USERS = 200, 40, 10
CANDIDATES, ASSESSORS, CRITERIA, PRINCIPLES = 40, 9, 12, 4
MILESTONES, PHASES, MOVED_EVERY = 300, 4, 6
CHARTER_ROWS = 6
MONTH = timedelta(days=30)
STEP_STATES = (StepState.DONE, StepState.DONE, StepState.BUSY, StepState.PLANNED)
LATER = [state for state in InstrumentState if state not in (InstrumentState.IDEA, InstrumentState.LONGLIST)]


def many(model: Any, number: int, values: Callable[[int], dict[str, Any]]) -> Any:
    """Make rows in one statement; ``values`` says by number what stands in them."""
    return model.objects.bulk_create(model(**values(place)) for place in range(number))


def make_work(deal: CityDeal, member: Membership) -> dict[str, str]:
    """Fill a deal with work and return the addresses of its pages; ``member`` leads the large group."""
    parties = list(deal.parties.order_by("pk")[:USERS])
    parties += PartyFactory.create_batch(USERS - len(parties), deal=deal)
    group = _make_groups(deal, member.person)
    instruments = _make_instruments(deal, group)
    listed, worked = instruments[:CANDIDATES], instruments[CANDIDATES:]
    framework = _make_assessment(deal, listed)
    _make_use(worked, parties)
    _make_planning(deal)
    charter = _make_charter(deal, group).charter
    named = {
        "work": reverse("workgroups:work", args=[deal.slug]),
        "group": reverse("workgroups:group_detail", args=[deal.slug, group.body.slug]),
        "instruments": reverse("workgroups:instrument_list", args=[deal.slug]),
        "instrument": reverse("workgroups:instrument_detail", args=[deal.slug, worked[0].slug]),
        "longlist": reverse("workgroups:candidate_list", args=[deal.slug]),
        "shortlist": reverse("workgroups:shortlist_edit", args=[deal.slug]),
        "scores": reverse("workgroups:score_matrix", args=[deal.slug, framework.number]),
        "tests": reverse("workgroups:test_matrix", args=[deal.slug]),
        "planning": reverse("workgroups:planning", args=[deal.slug]),
        "charter": reverse("workgroups:charter_detail", args=[deal.slug, charter.pk]),
    }
    return {f"work_{name}": page for name, page in named.items()}


def _make_groups(deal: CityDeal, lead: Person) -> WorkingGroup:
    """Make twelve groups with a lead and updates; the first has sixty steps and is returned."""
    today = timezone.localdate()
    groups: list[WorkingGroup] = [
        WorkingGroupFactory(question=ProcessQuestionFactory(deal=deal)) for _ in range(GROUPS)
    ]
    for nth, group in enumerate(groups):
        GroupLeadFactory(group=group, **({} if nth else {"person": lead}))
        GroupGoalFactory(group=group)
        for number in range(UPDATES):
            GroupUpdateFactory(group=group, on=today - number * MONTH)
        _make_steps(group, FEW if nth else STEPS)
    return groups[0]


def _make_steps(group: WorkingGroup, number: int) -> None:
    first = timezone.localdate() - number * MONTH / 2

    def step(place: int) -> dict[str, Any]:
        state, start = STEP_STATES[place * len(STEP_STATES) // number], first + place * MONTH
        began = state in (StepState.DONE, StepState.BUSY)
        return {
            "group": group,
            "title": f"Stap {place}",
            "result": "Een tekst die mensen begrijpen",
            "order": place,
            "planned_start": start,
            "planned_end": start + MONTH,
            "actual_start": start if began else None,
            "actual_end": start + MONTH if state == StepState.DONE else None,
            "state": state,
        }

    many(Step, number, step)


def _make_instruments(deal: CityDeal, group: WorkingGroup) -> list[Instrument]:
    """Make 200 instruments with a version each.

    Forty are on the longlist and forty further on, of which ten of the large group; the others are ideas.
    """

    def instrument(place: int) -> dict[str, Any]:
        row: Instrument = InstrumentFactory.build(deal=deal, status=None)
        state = LATER[place % len(LATER)] if place < CANDIDATES + LATER_ON else InstrumentState.IDEA
        return {
            "deal": deal,
            "slug": row.slug,
            "title": row.title,
            "text": row.text,
            "next_step": "Proberen in twee gemeenten",
            "group": group if CANDIDATES <= place < CANDIDATES + USERS else None,
            "state": InstrumentState.LONGLIST if place < CANDIDATES else state,
        }

    found: list[Instrument] = many(Instrument, INSTRUMENTS, instrument)
    day = timezone.localdate() - MONTH
    many(
        InstrumentStatus,
        INSTRUMENTS,
        lambda n: {"instrument": found[n], "state": found[n].state, "on": day},
    )
    many(InstrumentVersion, INSTRUMENTS, lambda n: {"instrument": found[n], "number": "1.0", "made_on": day})
    return found


def _make_assessment(deal: CityDeal, listed: list[Instrument]) -> FrameworkVersion:
    """Let nine assessors give all scores for forty candidates on twelve criteria."""
    principles = [DesignPrincipleFactory(deal=deal) for _ in range(PRINCIPLES)]
    framework: FrameworkVersion = FrameworkVersionFactory(deal=deal, number=1)
    criteria = [CriterionFactory(framework=framework) for _ in range(CRITERIA)]
    assessors = [FrameworkAssessorFactory(framework=framework) for _ in range(ASSESSORS)]
    candidates = many(Candidate, CANDIDATES, lambda n: _candidate(listed[n], principles[n % PRINCIPLES]))
    now = timezone.now()
    given = many(
        Assessment,
        CANDIDATES * ASSESSORS,
        lambda n: {
            "candidate": candidates[n // ASSESSORS],
            "assessor": assessors[n % ASSESSORS],
            "submitted_at": now,
        },
    )
    many(
        Score,
        len(given) * CRITERIA,
        lambda n: {
            "assessment": given[n // CRITERIA],
            "criterion": criteria[n % CRITERIA],
            "value": 1 + n * 7 % 5,
        },
    )
    return framework


def _candidate(instrument: Instrument, principle: DesignPrinciple) -> dict[str, Any]:
    today = timezone.localdate()
    return {
        "instrument": instrument,
        "principle": principle,
        "listed_on": today - MONTH,
        "research": "untested",
        "researched_on": today,
    }


def _make_use(instruments: list[Instrument], parties: list[Party]) -> None:
    """Give the first instrument versions, files, users and tests; the next are tested by front-runners."""
    version = InstrumentVersionFactory(instrument=instruments[0])
    for party in parties:
        VersionAttachmentFactory(version=version)
        InstrumentUseFactory(version=version, party=party)
        InstrumentInvolvementFactory(instrument=instruments[0], party=party)
        InstrumentSharingFactory(instrument=instruments[0])
        FieldTestFactory(version=version, party=party)
        FrontRunnerFactory(party=party)
    for instrument in instruments[1:USERS]:
        FieldTestFactory(version=instrument.versions.get(), party=parties[0], state="done")


def _make_planning(deal: CityDeal) -> None:
    """Plan 300 milestones in four phases, half of them of groups; one in six was moved."""
    start = timezone.localdate() - 18 * MONTH
    phases = [
        PhaseFactory(
            deal=deal,
            order=place,
            planned_start=start + 9 * place * MONTH,
            planned_end=start + 9 * (place + 1) * MONTH,
        )
        for place in range(PHASES)
    ]
    groups = list(WorkingGroup.objects.filter(body__deal=deal).order_by("pk"))

    def milestone(place: int) -> dict[str, Any]:
        row: Milestone = MilestoneFactory.build(deal=deal)
        first = start + place * 36 * MONTH / MILESTONES
        reached = first < timezone.localdate() - MONTH
        return {
            "deal": deal,
            "title": row.title,
            "phase": phases[place * PHASES // MILESTONES],
            "group": groups[place % len(groups)] if place % 2 else None,
            "precision": row.precision,
            "planned_start": first,
            "planned_end": first + MONTH,
            "state": MilestoneState.REACHED if reached else MilestoneState.OPEN,
            "actual_on": first + MONTH if reached else None,
        }

    found = many(Milestone, MILESTONES, milestone)
    moved = found[::MOVED_EVERY]
    many(
        MilestoneMove,
        len(moved),
        lambda n: {
            "milestone": moved[n],
            "state": moved[n].state,
            "precision_before": moved[n].precision,
            "planned_start_before": moved[n].planned_start - 2 * MONTH,
            "planned_end_before": moved[n].planned_end - 2 * MONTH,
            "reason": "Te weinig mensen.",
        },
    )


def _make_charter(deal: CityDeal, group: WorkingGroup) -> CharterVersion:
    """Write a charter in which every list has rows."""
    version: CharterVersion = CharterVersionFactory(charter__deal=deal, charter__group=group)
    for factory in (
        CharterPartFactory,
        CharterMemberFactory,
        CharterConsultationFactory,
        CharterMomentFactory,
        CharterBudgetLineFactory,
    ):
        factory.create_batch(CHARTER_ROWS, version=version)
    return version
