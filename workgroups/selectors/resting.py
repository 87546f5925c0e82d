"""What of the work rests on a decision: as long as something does, it cannot be withdrawn."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.models import Decision
from workgroups.enums import CandidateOutcome, CharterState, FrameworkState
from workgroups.models import (
    Candidate,
    CharterVersion,
    FrameworkVersion,
    InstrumentStatus,
    Step,
)


def resting_on(decision: Decision) -> list[str]:
    """Return in words what rests on a decision now; what was replaced since does so no more.

    Charters, frameworks, the choice of candidates, steps and states of instruments. Five queries.
    """
    charters = CharterVersion.objects.filter(decision=decision, state=CharterState.ADOPTED)
    newest = FrameworkVersion.objects.filter(deal=OuterRef("deal")).exclude(state=FrameworkState.DRAFT)
    frameworks = FrameworkVersion.objects.filter(decision=decision).exclude(state=FrameworkState.DRAFT)
    frameworks = frameworks.filter(pk=Subquery(newest.order_by("-number").values("pk")[:1]))
    chosen = Candidate.objects.filter(decision=decision).exclude(outcome=CandidateOutcome.OPEN).count()
    steps = Step.objects.filter(decision=decision)
    latest = InstrumentStatus.objects.filter(instrument=OuterRef("instrument")).order_by("-on", "-pk")
    statuses = InstrumentStatus.objects.filter(decision=decision, pk=Subquery(latest.values("pk")[:1]))
    return [
        *(_("project charter “%(title)s”") % {"title": each} for each in _texts(charters, "title")),
        *(
            _("assessment framework, version %(number)s") % {"number": n}
            for n in _texts(frameworks, "number")
        ),
        *([_choice(chosen)] if chosen else []),
        *(_("step “%(title)s”") % {"title": each} for each in _texts(steps, "title")),
        *(_("instrument “%(title)s”") % {"title": t} for t in _texts(statuses, "instrument__title")),
    ]


def _texts(found: QuerySet[Any], field: str) -> list[Any]:
    return list(found.order_by("pk").values_list(field, flat=True))


def _choice(number: int) -> str:
    """Return the choice of so many candidates, in words."""
    return ngettext("choice of %(count)s candidate", "choice of %(count)s candidates", number) % {
        "count": number
    }
