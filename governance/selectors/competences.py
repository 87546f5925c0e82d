"""Who decides about what in a deal: the table of kinds, with what the deal says otherwise (rules 15, 18)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from citydeal.common.compiled import compiled
from citydeal.common.dates import holds_on
from governance.body_kinds import BODY_KINDS
from governance.enums import BodyKind, CompetenceLevel, DecisionSubject
from governance.models import Body, BodyCompetence, CityDeal
from governance.permissions import Actor, among_open_bodies, bodies_open_to, can_manage_people


@dataclass(frozen=True)
class Competence:
    """What a kind of body may do with a subject, and the article where the deal says so."""

    level: CompetenceLevel
    article: str = ""
    is_default: bool = True


Competences = Mapping[tuple[str, str], Competence]


def competences_of(deal: CityDeal) -> Competences:
    """Return what every kind of body may do with every subject: (kind, subject) → competence. One query."""
    table = {
        (kind, subject.value): Competence(defaults.level(subject))
        for kind, defaults in BODY_KINDS.items()
        for subject in DecisionSubject
    }
    for kind, subject, level, article in _overrides(deal=deal.pk):
        table[kind, subject] = Competence(CompetenceLevel(level), article, is_default=False)
    return table


@dataclass(frozen=True)
class CompetenceChange:
    """What changed for a kind of body with one subject, in words."""

    label: str
    before: str
    after: str


def newest_competence_row(deal: CityDeal, subject: str) -> int:
    """Return the id of the newest history row about who decides on a subject; 0 without. One query."""
    history: Any = BodyCompetence.history
    newest = history.filter(deal_id=deal.pk, subject=subject).order_by("-history_id")
    return int(newest.values_list("history_id", flat=True).first() or 0)


def competence_changes_since(deal: CityDeal, subject: str, history_id: int) -> list[CompetenceChange]:
    """Return what changed in who decides on a subject after a history row, per kind. One query."""
    history: Any = BodyCompetence.history
    before: dict[str, Competence] = {}
    after: dict[str, Competence] = {}
    for row in history.filter(deal_id=deal.pk, subject=subject).order_by("history_id"):
        removed = row.history_type == "-"
        said = _default(row.kind, subject) if removed else Competence(CompetenceLevel(row.level), row.article)
        after[row.kind] = said
        if row.history_id <= history_id:
            before[row.kind] = said
    return [
        CompetenceChange(str(BodyKind(kind).label), _in_words(old), _in_words(now))
        for kind, now in after.items()
        if (old := before.get(kind) or _default(kind, subject)) != now
    ]


def _default(kind: str, subject: str) -> Competence:
    return Competence(BODY_KINDS[kind].level(subject))


def _in_words(competence: Competence) -> str:
    level = str(competence.level.label)
    return f"{level} ({competence.article})" if competence.article else level


@compiled
def _overrides(deal: Any) -> QuerySet[Any]:
    rows = BodyCompetence.objects.filter(deal=deal)
    return rows.values_list("kind", "subject", "level", "article")


def deciding_kinds(competences: Competences, subject: str) -> list[str]:
    """Return the kinds of body that decide about a subject."""
    return [
        kind
        for (kind, about), competence in competences.items()
        if about == subject and competence.level == CompetenceLevel.DECIDES
    ]


def deciding_bodies(deal: CityDeal, subject: str, on: date) -> list[Body]:
    """Return the bodies of a deal that decide about a subject on a day. Two queries."""
    kinds = deciding_kinds(competences_of(deal), subject)
    return list(Body.objects.on(on).filter(deal=deal, kind__in=kinds))


@dataclass(frozen=True)
class SubjectOfBody:
    """What a body may do with a subject; ``who``: the bodies that decide about it, empty for the parties."""

    label: str
    level: str
    article: str
    decides: bool
    who: Sequence[str]


def subjects_of(body: Body, on: date) -> list[SubjectOfBody]:
    """Return per subject what a body may do, and who decides where it does not. Two queries."""
    competences = competences_of(body.deal)
    names: dict[str, list[str]] = defaultdict(list)
    for other in Body.objects.on(on).filter(deal=body.deal_id):
        names[other.kind].append(other.name)
    found = []
    for subject in DecisionSubject:
        own = competences[body.kind, subject]
        deciders = deciding_kinds(competences, subject)
        found.append(
            SubjectOfBody(
                label=str(subject.label),
                level=str(own.level.label),
                article=own.article,
                decides=own.level == CompetenceLevel.DECIDES,
                who=[name for kind in deciders for name in names[kind]],
            )
        )
    return found


@dataclass(frozen=True)
class SubjectRow:
    """A subject, and per level which bodies (name and article) stand there.

    ``edit_url`` is empty where nothing can be changed.
    """

    subject: str
    label: str
    levels: Sequence[tuple[str, Sequence[tuple[str, str]]]]
    can_change: bool


@dataclass(frozen=True)
class KindRow:
    """A kind of body of the deal, and what holds for it: yes or no."""

    label: str
    meets: bool
    has_seats: bool
    needs_decision: bool


@dataclass(frozen=True)
class CompetencePage:
    """Who decides about what in a deal."""

    levels: Sequence[str]
    subjects: Sequence[SubjectRow]
    kinds: Sequence[KindRow]
    may_manage: bool


def competence_page(user: Actor, deal: CityDeal, on: date) -> CompetencePage:
    """Return who decides about what, as far as this account may open the bodies. Two queries."""
    competences = competences_of(deal)
    bodies = _by_kind(_bodies(on=on, **bodies_open_to(user, deal)))
    may_manage = can_manage_people(user, deal)
    return CompetencePage(
        levels=[str(level.label) for level in CompetenceLevel],
        subjects=[_subject_row(subject, bodies, competences, may_manage) for subject in DecisionSubject],
        kinds=[
            KindRow(str(kind.label), defaults.meets, defaults.has_seats, defaults.needs_decision)
            for kind in BodyKind
            if kind in {kind for kind, _name in bodies} and (defaults := BODY_KINDS[kind])
        ],
        may_manage=may_manage,
    )


def _by_kind(bodies: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return each kind once, called after its body, or after the kind where there are several."""
    names: dict[str, list[str]] = defaultdict(list)
    for kind, name in bodies:
        names[kind].append(name)
    return [
        (kind, own[0] if len(own) == 1 else f"{BodyKind(kind).label} ({len(own)})")
        for kind, own in names.items()
    ]


def _subject_row(
    subject: DecisionSubject, bodies: Sequence[tuple[str, str]], competences: Competences, may_manage: bool
) -> SubjectRow:
    own_order = subject == DecisionSubject.OWN_ORDER
    levels: list[tuple[str, Sequence[tuple[str, str]]]] = []
    for level in CompetenceLevel:
        here = [
            (name, competences[kind, subject].article)
            for kind, name in bodies
            if competences[kind, subject].level == level
        ]
        if own_order and level == CompetenceLevel.DECIDES:
            here = [(_("Every body"), "")]
        levels.append((str(level.label), here))
    return SubjectRow(subject.value, str(subject.label), levels, may_manage and not own_order)


@compiled
def _bodies(on: Any, deal: Any, levels: Any, own: Any) -> QuerySet[Any]:
    bodies = Body.objects.filter(among_open_bodies(deal, levels, own), holds_on(on))
    return bodies.values_list("kind", "name")
