"""What one assessor has to do: the candidates that wait for scores, and what was given so far (rule 50)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from governance.models import CityDeal
from governance.permissions import Actor
from workgroups.enums import CandidateOutcome, InstrumentState
from workgroups.models import Assessment, Candidate, FrameworkAssessor
from workgroups.permissions_instruments import among_open_instruments, instruments_open_to


@dataclass(frozen=True)
class ToAssess:
    """A candidate on the list of an assessor, and how far that is."""

    candidate: Candidate
    url: str
    status: str
    kind: str


def to_assess(user: Actor, deal: CityDeal, assessor: FrameworkAssessor) -> list[ToAssess]:
    """Return the candidates that wait for a decision, what is not handed in first. Two queries."""
    done = {item.candidate_id: item for item in _own(assessor=assessor.pk)}
    rows = []
    for candidate in _open(**instruments_open_to(user, deal)):
        url = address("workgroups:assessment_edit", deal.slug, candidate.pk)
        status, kind = _progress(done.get(candidate.pk))
        rows.append(ToAssess(candidate, url, status, kind))
    return sorted(rows, key=lambda row: row.kind in ("safe", "neutral"))


def _progress(assessment: Assessment | None) -> tuple[str, str]:
    if assessment is None:
        return _("Not begun"), "warning"
    if assessment.conflict:
        return _("You have an interest"), "neutral"
    if assessment.submitted_at is None:
        return _("Saved, not handed in"), "warning"
    return _("Handed in"), "safe"


def own_assessment(assessor: FrameworkAssessor, candidate: Candidate) -> Assessment | None:
    """Return what the assessor gave so far, or None. One query."""
    found: list[Assessment] = _own_of(assessor=assessor.pk, candidate=candidate.pk)
    return found[0] if found else None


@compiled
def _open(deal: Any, levels: Any, own: Any, led: Any) -> QuerySet[Candidate]:
    found = Candidate.objects.filter(
        among_open_instruments(deal, levels, own, led, "instrument"),
        instrument__state=InstrumentState.LONGLIST,
        outcome=CandidateOutcome.OPEN,
    )
    return found.select_related("instrument", "principle")


@compiled
def _own(assessor: Any) -> QuerySet[Assessment]:
    return Assessment.objects.filter(assessor=assessor)


@compiled
def _own_of(assessor: Any, candidate: Any) -> QuerySet[Assessment]:
    return Assessment.objects.filter(assessor=assessor, candidate=candidate)
