"""Project charters: the list of a deal, a version with what it lacks, and the decisions that can adopt it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.slots import PagePart
from citydeal.common.text import Text
from governance.enums import DecisionResult, DecisionSubject
from governance.models import Body, CityDeal, Decision
from governance.permissions import Actor
from workgroups.enums import CharterState
from workgroups.models import CharterVersion, ProjectCharter, WorkingGroup
from workgroups.permissions_charters import (
    can_adopt_charter,
    can_read_version,
    can_write_charter,
    versions_of_group,
    visible_charters,
)
from workgroups.rules.charters import Missing, missing_in
from workgroups.selectors.charter_documents import DocumentPart, adoption_words, document_of
from workgroups.selectors.charter_sections import SECTIONS, Rows, rows_of, stamp_of

_BADGES = {CharterState.CONCEPT: "neutral", CharterState.ADOPTED: "safe", CharterState.REPLACED: "neutral"}
# How many decisions a charter can be adopted by, the newest first; older ones are found by nobody here.
MOST_DECISIONS = 100


@dataclass(frozen=True)
class VersionLine:
    """A version in a list, with how it stands and its pages."""

    version: CharterVersion
    url: str
    badge: str
    label: Text
    says: str


@dataclass(frozen=True)
class CharterRow:
    """A charter in the list of a deal: the version that counts now, and the concept beside it."""

    charter: ProjectCharter
    shown: VersionLine
    concept: VersionLine | None
    group: str

    def is_shown(self, query: str, state: str) -> bool:
        """Whether a list with this filter shows it."""
        states = {line.version.state for line in (self.shown, self.concept) if line is not None}
        found = query.casefold() in f"{self.charter.title} {self.group}".casefold()
        return found and (not state or state in states)


@dataclass(frozen=True)
class CharterPage:
    """A version of a charter as its page shows it.

    ``missing``: what is to be filled in before a body can adopt it; empty for what was adopted. ``stamp``:
    what who adopts it has read.
    """

    version: CharterVersion
    line: VersionLine
    versions: Sequence[VersionLine]
    parts: Sequence[DocumentPart]
    missing: Sequence[tuple[Missing, str]]
    may_write: bool
    may_adopt: bool
    may_begin: bool
    stamp: str

    @property
    def is_concept(self) -> bool:
        """Whether this version can still be changed."""
        return self.version.state == CharterState.CONCEPT

    @property
    def withdrawn_on(self) -> date | None:
        """Return since when the decision that adopted it is withdrawn; None while it holds."""
        decision = self.version.decision
        return decision.withdrawn_on if decision else None


def charter_rows(user: Actor, deal: CityDeal, *, query: str = "", state: str = "") -> list[CharterRow]:
    """Return the charters of a deal that this account may open. Two queries."""
    charters = visible_charters(user, deal)
    by_charter: dict[int, list[CharterVersion]] = {charter.pk: [] for charter in charters}
    for version in _versions(charters=list(by_charter)):
        by_charter[version.charter_id].append(version)
    rows = []
    for charter in charters:
        charter.deal = deal
        rows.append(_row(charter, _readable_lines(user, charter, by_charter[charter.pk])))
    return [row for row in rows if row.is_shown(query, state)]


def _readable_lines(
    user: Actor, charter: ProjectCharter, versions: Iterable[CharterVersion]
) -> list[VersionLine]:
    return [
        version_line(charter, version)
        for version in versions
        if can_read_version(user, charter, version.state)
    ]


def _row(charter: ProjectCharter, lines: Sequence[VersionLine]) -> CharterRow:
    adopted = [line for line in lines if line.version.state == CharterState.ADOPTED]
    concepts = [line for line in lines if line.version.state == CharterState.CONCEPT]
    group = charter.group.body.name if charter.group else ""
    return CharterRow(
        charter=charter,
        shown=(adopted or concepts)[0],
        concept=concepts[0] if adopted and concepts else None,
        group=group,
    )


@compiled
def _versions(charters: Any) -> QuerySet[CharterVersion]:
    return CharterVersion.objects.filter(charter__any=charters).select_related("adopted_by", "decision")


@compiled
def _versions_of(charter: Any) -> QuerySet[CharterVersion]:
    found = CharterVersion.objects.filter(charter=charter)
    return found.select_related("adopted_by", "decision__body", "communication_annex")


def readable_versions(user: Actor, charter: ProjectCharter) -> list[CharterVersion]:
    """Return the versions of a charter that this account reads, the newest first. One query."""
    found = []
    for version in _versions_of(charter=charter.pk):
        version.charter = charter
        if can_read_version(user, charter, version.state):
            found.append(version)
    return found


def version_line(charter: ProjectCharter, version: CharterVersion) -> VersionLine:
    """Return a version for a list; needs the deal, and who adopted it."""
    return VersionLine(
        version=version,
        url=address("workgroups:charter_version", charter.deal.slug, charter.pk, version.number),
        badge=_BADGES[CharterState(version.state)],
        label=CharterState(version.state).label,
        says=adoption_words(version),
    )


def charter_page(
    user: Actor, charter: ProjectCharter, version: CharterVersion, versions: Sequence[CharterVersion]
) -> CharterPage:
    """Return the page of a version. Five queries, for its rows."""
    rows = rows_of(version)
    concept = version.state == CharterState.CONCEPT
    may_write = can_write_charter(user, charter)
    where = (charter.deal.slug, charter.pk, version.number)
    lacking = missing_in_version(version, rows) if concept else []
    return CharterPage(
        version=version,
        line=version_line(charter, version),
        versions=[version_line(charter, each) for each in versions],
        parts=document_of(version, rows),
        missing=[(each, address("workgroups:charter_section", *where, each.section)) for each in lacking],
        may_write=may_write and concept,
        may_adopt=concept and can_adopt_charter(user, charter),
        may_begin=may_begin(user, charter, versions),
        stamp=stamp_of(version, rows),
    )


def may_begin(user: Actor, charter: ProjectCharter, versions: Sequence[CharterVersion]) -> bool:
    """Whether this account may begin a new version: something was adopted, and there is no concept."""
    states = {each.state for each in versions}
    there = CharterState.ADOPTED in states and CharterState.CONCEPT not in states
    return there and can_write_charter(user, charter)


def missing_in_version(version: CharterVersion, rows: Rows) -> list[Missing]:
    """Return what a version lacks before a body can adopt it (rules 34 to 36)."""
    texts = {name: str(getattr(version, name)) for section in SECTIONS for name in section.texts}
    filled = {name: bool(found) for name, found in rows.items()}
    return missing_in(texts, filled | {"annex": version.communication_annex_id is not None})


def decisions_that_adopt(deal: CityDeal) -> list[Decision]:
    """Return the decisions that may carry the adoption of a charter, the newest first. One query.

    Adopted, not withdrawn, about the work or about money; whether the body was competent is asked when it
    is chosen.
    """
    carries = Q(subject__in=[DecisionSubject.CONTENT, DecisionSubject.BUDGET], result=DecisionResult.ADOPTED)
    found = Decision.objects.filter(carries, body__deal=deal, withdrawn_on__isnull=True)
    return list(found.select_related("body__deal")[:MOST_DECISIONS])


def groups_to_choose(deal: CityDeal) -> list[WorkingGroup]:
    """Return the working groups of a deal, with their bodies. One query."""
    return list(WorkingGroup.objects.filter(body__deal=deal).select_related("body").order_by("body__name"))


def area_link(**about: Any) -> PagePart:
    """Return the link to the charters beside the other pages about the work."""
    return PagePart("workgroups/parts/charter_link.html")


def group_part(*, user: Actor, body: Body, **about: Any) -> PagePart | None:
    """Return the charters of a working group for its page; None where there are none to read. One query."""
    rows = []
    found = versions_of_group(user, body.deal, body.pk)
    for charter, versions in groupby(found, lambda version: version.charter):
        charter.deal = body.deal
        rows.append(_row(charter, _readable_lines(user, charter, versions)))
    return PagePart("workgroups/parts/group_charters.html", rows) if rows else None
