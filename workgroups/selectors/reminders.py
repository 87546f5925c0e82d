"""What the clock looks at: assessors who have not finished, and tests whose planned end passed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from citydeal.enums import Access
from governance.enums import DealState
from workgroups.enums import CandidateOutcome, FrameworkState, InstrumentState, TestState
from workgroups.models import Assessment, Candidate, FieldTest, FrameworkAssessor

# What the deal reads: of what is for fewer people nobody knows who may give scores.
_READ_BY_ALL = (Access.PUBLIC.value, Access.DEAL.value)


def waiting_candidates(deal: Any) -> QuerySet[Candidate]:
    """Return the candidates of a deal (its id, or an ``OuterRef``) about which no body decided yet."""
    return Candidate.objects.filter(
        instrument__deal=deal,
        instrument__state=InstrumentState.LONGLIST.value,
        instrument__access__in=_READ_BY_ALL,
        outcome=CandidateOutcome.OPEN.value,
    )


def unfinished(assessors: QuerySet[FrameworkAssessor]) -> QuerySet[FrameworkAssessor]:
    """Keep the assessors who have a candidate left: no scores handed in, and no interest declared."""
    done = Assessment.objects.filter(
        Q(conflict=True) | Q(submitted_at__isnull=False),
        candidate=OuterRef("pk"),
        assessor=OuterRef(OuterRef("pk")),
    )
    left = waiting_candidates(OuterRef("framework__deal")).filter(~Exists(done))
    return assessors.filter(Exists(left))


def assessors_to_remind() -> QuerySet[FrameworkAssessor]:
    """Return who has scores left to give under a version that is open, in deals that are not closed."""
    found = FrameworkAssessor.objects.filter(framework__state=FrameworkState.OPEN)
    return (
        unfinished(found)
        .exclude(framework__deal__state=DealState.CLOSED)
        .select_related("framework__deal", "person__user")
        .order_by("pk")
    )


def late_tests(on: Any) -> QuerySet[FieldTest]:
    """Return the tests whose planned last day passed, and that nobody reported done or stopped."""
    found = FieldTest.objects.filter(
        state__in=(TestState.PLANNED.value, TestState.RUNNING.value), planned_end__lt=on
    )
    return found.order_by("planned_end", "pk")


def late_tests_to_ask(on: date) -> QuerySet[FieldTest]:
    """Return the late tests of deals that are not closed, with all that a mail about them says."""
    return (
        late_tests(on)
        .exclude(version__instrument__deal__state=DealState.CLOSED)
        .select_related(
            "version__instrument__deal",
            "version__instrument__group__body",
            "party__organization",
            "alliance__body",
        )
    )
