"""What tests of the assessment share: addresses, a version with criteria, an assessor with an account."""

from __future__ import annotations

from decimal import Decimal

from django.urls import reverse

from governance.enums import DecisionSubject
from tests.factories.governance import DecisionFactory
from tests.factories.workgroups_assessment import (
    CandidateFactory,
    CriterionFactory,
    FrameworkAssessorFactory,
    FrameworkVersionFactory,
)
from tests.factories.workgroups_instruments import InstrumentFactory
from workgroups.enums import FrameworkState, InstrumentState


def url(name, cast, *more):
    return reverse(f"workgroups:{name}", args=[cast.deal.slug, *more])


def framework_of(cast, *weights, **fields):
    """Return an open version with a criterion per weight, two without weights by default."""
    framework = FrameworkVersionFactory(deal=cast.deal, **fields)
    for number, weight in enumerate(weights or (None, None), start=1):
        CriterionFactory(
            framework=framework,
            title=f"Criterium {number}",
            weight=weight if weight is None else Decimal(weight),
        )
    return framework


def draft_of(cast, *weights, **fields):
    return framework_of(cast, *weights, state=FrameworkState.DRAFT, opened_on=None, **fields)


def assessor_of(framework, cast, role="member"):
    return FrameworkAssessorFactory(framework=framework, person=cast.people[role])


def candidate_of(cast, title="Datakookboek", **fields):
    state = fields.pop("state", InstrumentState.LONGLIST)
    access = fields.pop("access", "deal")
    instrument = InstrumentFactory(deal=cast.deal, title=title, state=state, access=access)
    return CandidateFactory(instrument=instrument, **fields)


def decision_of(cast, **fields):
    return DecisionFactory(body=cast.steering, **{"subject": DecisionSubject.CONTENT} | fields)


def typed(day):
    return day.strftime("%d-%m-%Y")


def in_boxes(name, day):
    return {f"{name}_dag": str(day.day), f"{name}_maand": str(day.month), f"{name}_jaar": str(day.year)}
