"""The page of the covenant: articles, challenges, phases, set-up, extensions, papers and state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from citydeal.common.compiled import compiled
from citydeal.models import StoredFile
from governance.models import (
    Challenge,
    CityDeal,
    CovenantArticle,
    DealDocument,
    DealExtension,
    DealStatus,
    Phase,
    PhaseChange,
    SetupVersion,
)
from governance.permissions import Actor, can_change_state, can_manage_people


@dataclass(frozen=True)
class PhaseLine:
    """A phase with its days in words. ``place``: done, current or empty for one that is to come."""

    phase: Phase
    place: str
    planned: str
    actual: str
    changes: Sequence[tuple[PhaseChange, str]]


@dataclass(frozen=True)
class CovenantPage:
    """What the covenant of a deal says. ``statuses``: the states of the deal, newest first."""

    articles: Sequence[CovenantArticle]
    challenges: Sequence[Challenge]
    phases: Sequence[PhaseLine]
    versions: Sequence[SetupVersion]
    extensions: Sequence[DealExtension]
    documents: Sequence[DealDocument]
    statuses: Sequence[DealStatus]
    may_manage: bool
    may_change_state: bool


def covenant_page(user: Actor, deal: CityDeal, on: date) -> CovenantPage:
    """Return what the page of the covenant shows on a day. Eight queries besides the rights."""
    changes: dict[int, list[PhaseChange]] = defaultdict(list)
    for change in _changes(deal=deal.pk):
        changes[change.phase_id].append(change)
    return CovenantPage(
        articles=_articles(deal=deal.pk),
        challenges=_challenges(deal=deal.pk),
        phases=[phase_line(phase, changes[phase.pk], on) for phase in _phases(deal=deal.pk)],
        versions=_versions(deal=deal.pk),
        extensions=_extensions(deal=deal.pk),
        documents=_documents(deal=deal.pk),
        statuses=_statuses(deal=deal.pk),
        may_manage=can_manage_people(user, deal),
        may_change_state=can_change_state(user, deal),
    )


def setup_version(deal: CityDeal, number: int) -> SetupVersion:
    """Return a version of the set-up. Raises Http404 where the deal has none with this number."""
    found = SetupVersion.objects.filter(deal=deal, number=number).first()
    if found is None:
        raise Http404
    return found


def document_file(deal: CityDeal, key: UUID) -> StoredFile:
    """Return the file of a paper of the deal that was not withdrawn. Raises Http404 otherwise."""
    papers = DealDocument.objects.filter(deal=deal, withdrawn_at=None, file__key=key).select_related("file")
    document = papers.first()
    if document is None:
        raise Http404
    return document.file


def next_order(records: QuerySet[Any]) -> int:
    """Return the place after the last record of a list. One query."""
    last = records.order_by("-order").values_list("order", flat=True).first()
    return min((last or 0) + 1, 999)


def phase_line(phase: Phase, changes: Sequence[PhaseChange], on: date) -> PhaseLine:
    """Return a phase with its days in words and the changes of its planning, as it stands on a day."""
    start = phase.actual_start or phase.planned_start
    end = phase.actual_end or (None if phase.actual_start else phase.planned_end)
    place = ""
    if phase.actual_end is not None and phase.actual_end < on:
        place = "done"
    elif start <= on and (end is None or end >= on or phase.actual_start is not None):
        place = "current"
    elif end is not None and end < on:
        place = "done"
    actual = _period(phase.actual_start, phase.actual_end) if phase.actual_start else ""
    return PhaseLine(
        phase=phase,
        place=place,
        planned=_period(phase.planned_start, phase.planned_end),
        actual=actual,
        changes=[
            (change, _period(change.planned_start_before, change.planned_end_before)) for change in changes
        ],
    )


def _period(start: date, end: date | None) -> str:
    """Return a period in words."""
    first = date_format(start, "DATE_FORMAT")
    if end is None:
        return _("from %(start)s") % {"start": first}
    return pgettext("period", "%(start)s up to and including %(end)s") % {
        "start": first,
        "end": date_format(end, "DATE_FORMAT"),
    }


@compiled
def _articles(deal: Any) -> QuerySet[CovenantArticle]:
    return CovenantArticle.objects.filter(deal=deal)


@compiled
def _challenges(deal: Any) -> QuerySet[Challenge]:
    return Challenge.objects.filter(deal=deal)


@compiled
def _phases(deal: Any) -> QuerySet[Phase]:
    return Phase.objects.filter(deal=deal)


@compiled
def _changes(deal: Any) -> QuerySet[PhaseChange]:
    return PhaseChange.objects.filter(phase__deal=deal)


@compiled
def _versions(deal: Any) -> QuerySet[SetupVersion]:
    return SetupVersion.objects.filter(deal=deal).defer("text")


@compiled
def _extensions(deal: Any) -> QuerySet[DealExtension]:
    return DealExtension.objects.filter(deal=deal).order_by("-end")


@compiled
def _documents(deal: Any) -> QuerySet[DealDocument]:
    return DealDocument.objects.filter(deal=deal, withdrawn_at__isnull=True).select_related("file")


@compiled
def _statuses(deal: Any) -> QuerySet[DealStatus]:
    return DealStatus.objects.filter(deal=deal).order_by("-start", "-pk")
