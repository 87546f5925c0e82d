"""What the letter of a party rests on: what is public, and what is the party's own; two queries (ADR 12)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from governance.enums import AgreementState, DecisionResult
from governance.models import CityDeal, Decision, Membership, Party, PartyAgreement, PartyRequest, Seat
from governance.permissions import among_open_bodies, bodies_open_to, can_view_deal
from governance.permissions_reports import among_open_decisions
from reporting.models import Contribution, ContributionQuestion
from workgroups.enums import InstrumentState, MilestoneState, TestState
from workgroups.models import FieldTest, Instrument, InstrumentStatus, InstrumentUse, Milestone
from workgroups.permissions_instruments import among_open_instruments
from workgroups.permissions_planning import among_open_milestones

Row = dict[str, Any]
# So many rows of a kind fit on two pages.
MOST = 3
# Of what is asked of the party all are counted, and the first few told.
MOST_COUNTED = 200
# What anybody can do something with.
_THERE = [str(state) for state in (InstrumentState.READY, InstrumentState.IN_USE, InstrumentState.EMBEDDED)]


@dataclass(frozen=True)
class PublicRows:
    """What everybody may read of a deal: what was reached and decided lately, what there is, what comes."""

    reached: Sequence[Row] = ()
    instruments: Sequence[Row] = ()
    decisions: Sequence[Row] = ()
    coming: Sequence[Row] = ()


@dataclass(frozen=True)
class OwnRows:
    """What is of one party: its seats, tests and uses, and what is asked of it."""

    seats: Sequence[Row]
    tests: Sequence[Row]
    uses: Sequence[Row]
    agreements: Sequence[Row]
    requests: Sequence[Row]
    questions: Sequence[Row]


def public_rows(deal: CityDeal, since: date, on: date) -> PublicRows:
    """Return what nobody in particular may read of a deal; nothing of one that is not public. One query."""
    nobody = AnonymousUser()
    if not can_view_deal(nobody, deal):
        return PublicRows()
    ((*columns,),) = _public(since=since, on=on, **bodies_open_to(nobody, deal))
    return PublicRows(*columns)


@compiled
def _public(deal: Any, levels: Any, own: Any, since: Any, on: Any) -> QuerySet[Any]:
    milestones = Milestone.objects.filter(among_open_milestones(deal, levels, own, own))
    reached = milestones.filter(state=MilestoneState.REACHED, actual_on__gte=since, actual_on__lte=on)
    coming = milestones.filter(state=MilestoneState.OPEN, planned_end__gte=on)
    status = InstrumentStatus.objects.filter(instrument=OuterRef("pk")).order_by("-on", "-pk")
    instruments = Instrument.objects.filter(among_open_instruments(deal, levels, own, own), state__in=_THERE)
    decisions = Decision.objects.filter(
        among_open_decisions(own, on),
        among_open_bodies(deal, levels, own, "body"),
        taken_on__gte=since,
        taken_on__lte=on,
        result=DecisionResult.ADOPTED.value,
        withdrawn_on__isnull=True,
    )
    moment = JSONObject(title="title", start="planned_start", end="planned_end", precision="precision")
    arrays = {
        "reached": ArraySubquery(
            reached.order_by("-actual_on", "-pk").values_list(JSONObject(title="title", on="actual_on"))[
                :MOST
            ]
        ),
        "tools": ArraySubquery(
            instruments.annotate(since=Subquery(status.values("on")[:1]))
            .order_by("-since", "-pk")
            .values_list(JSONObject(title="title", state="state"))[:MOST]
        ),
        "taken": ArraySubquery(
            decisions.order_by("-taken_on", "-pk").values_list(
                JSONObject(title="title", on="taken_on", body="body__name")
            )[:MOST]
        ),
        "coming": ArraySubquery(coming.order_by("planned_end", "pk").values_list(moment)[:MOST]),
    }
    return CityDeal.objects.filter(pk=deal).order_by().annotate(**arrays).values_list(*arrays)


def own_rows(party: Party, on: date) -> OwnRows:
    """Return what is of one party on a day. One query."""
    ((*columns,),) = _own(party=party.pk, on=on, inside=[])
    return OwnRows(*columns)


@compiled
def _own(party: Any, on: Any, inside: Any) -> QuerySet[Any]:
    held = Membership.objects.filter(holds_on(on), seat=OuterRef("pk"), is_deputy=False)
    seats = Seat.objects.filter(holds_on(on), party=party).annotate(filled=Exists(held))
    tests = FieldTest.objects.filter(party=party).exclude(state=TestState.STOPPED.value)
    uses = InstrumentUse.objects.filter(holds_on(on), party=party)
    waiting = Q(answered_at__isnull=True, answer_until__gte=on)
    requests = PartyRequest.objects.filter(waiting, party=party, withdrawn_at__isnull=True, is_personal=False)
    unconfirmed = Contribution.objects.filter(
        question=OuterRef("pk"), confirmed_at__isnull=True, withdrawn_at__isnull=True
    )
    questions = ContributionQuestion.objects.filter(waiting, Exists(unconfirmed), party=party)
    test = JSONObject(
        title="version__instrument__title", state="state", start="planned_start", end="planned_end"
    )
    arrays = {
        "seats_of": ArraySubquery(
            seats.order_by("body__name", "order", "pk").values_list(
                JSONObject(body="body__name", is_filled="filled")
            )
        ),
        "tests_of": ArraySubquery(tests.order_by("-planned_start", "-pk").values_list(test)[:MOST]),
        "uses_of": ArraySubquery(
            uses.order_by("-start", "-pk").values_list(
                JSONObject(title="version__instrument__title", start="start")
            )[:MOST]
        ),
        "agreed": ArraySubquery(_agreements(party, on, inside)[:MOST_COUNTED]),
        "asked": ArraySubquery(
            requests.order_by("answer_until", "pk").values_list(
                JSONObject(kind="kind", until="answer_until")
            )[:MOST_COUNTED]
        ),
        "hours": ArraySubquery(
            questions.order_by("answer_until", "pk").values_list(
                JSONObject(year="year", quarter="quarter", until="answer_until")
            )[:MOST_COUNTED]
        ),
    }
    return Party.objects.filter(pk=party).order_by().annotate(**arrays).values_list(*arrays)


def _agreements(party: Any, on: Any, inside: Any) -> QuerySet[Any]:
    """Decisions that the party was asked to confirm and has not; none that is still inside its body."""
    decisions = Decision.objects.filter(among_open_decisions(inside, on), withdrawn_on__isnull=True)
    found = PartyAgreement.objects.filter(
        party=party,
        confirmed_on__isnull=True,
        decision__asks_parties=True,
        decision__in=decisions.order_by().values("pk"),
    ).exclude(state=AgreementState.REFUSED.value)
    row = JSONObject(
        title="decision__title",
        taken_on="decision__taken_on",
        body="decision__body__name",
        state="state",
        subject_to="subject_to",
        due="due_on",
    )
    return found.order_by("due_on", "pk").values_list(row)
