"""The sections of a project charter: what is filled in together, in the order of source 002."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from citydeal.common.compiled import compiled
from citydeal.common.text import Text
from workgroups.models import (
    CharterBudgetLine,
    CharterConsultation,
    CharterMember,
    CharterMoment,
    CharterPart,
    CharterVersion,
)

Rows = Mapping[str, Sequence[Any]]


@dataclass(frozen=True)
class Section:
    """What is filled in and saved together.

    ``key``: in the address. ``texts``: fields of the version. ``rows``: the name of its rows on the version
    (empty: none), which are ``model`` with ``columns``. ``has_annex``: it takes the annex.
    """

    key: str
    label: Text
    texts: tuple[str, ...]
    rows: str = ""
    model: type[models.Model] | None = None
    columns: tuple[str, ...] = ()
    has_annex: bool = False


_MOMENT = ("start", "end", "precision")

SECTIONS: tuple[Section, ...] = (
    Section(
        "opdracht",
        _("Title and roles"),
        (
            "title",
            "principal",
            "spokesperson",
            "official_principal",
            "project_leader",
            "contractor",
        ),
    ),
    Section("aanleiding-en-doel", _("Occasion, aim and effects"), ("occasion", "purpose", "effects")),
    Section(
        "resultaat",
        _("Result and its parts"),
        ("result",),
        "parts",
        CharterPart,
        ("title", "text", *_MOMENT, "delivery_start", "delivery_end", "delivery_precision"),
    ),
    Section(
        "mensen",
        _("People: the project group"),
        ("people_text",),
        "members",
        CharterMember,
        ("ring", "role", "name"),
    ),
    Section(
        "overleg",
        _("Consultations and reporting"),
        ("reporting_text",),
        "consultations",
        CharterConsultation,
        ("title", "who", "purpose", "rhythm"),
    ),
    Section("planning", _("Planning"), ("planning_text",), "moments", CharterMoment, ("title", *_MOMENT)),
    Section("communicatie", _("Communication"), ("communication_text",), has_annex=True),
    Section(
        "budget",
        _("Budget"),
        ("budget_text",),
        "budget_lines",
        CharterBudgetLine,
        ("title", "kind", "amount", "year_from", "year_to", "reading", "funding"),
    ),
    Section("kwaliteit", _("Quality"), ("quality_text",)),
)
_BY_KEY = {section.key: section for section in SECTIONS}


def section_at(key: str) -> Section:
    """Return the section at this address. Raises Http404."""
    if key not in _BY_KEY:
        raise Http404
    return _BY_KEY[key]


def section_after(section: Section) -> Section | None:
    """Return the section that follows; None after the last."""
    place = SECTIONS.index(section) + 1
    return SECTIONS[place] if place < len(SECTIONS) else None


@compiled
def _parts(versions: Any) -> models.QuerySet[CharterPart]:
    return CharterPart.objects.filter(version__any=versions)


@compiled
def _members(versions: Any) -> models.QuerySet[CharterMember]:
    return CharterMember.objects.filter(version__any=versions)


@compiled
def _consultations(versions: Any) -> models.QuerySet[CharterConsultation]:
    return CharterConsultation.objects.filter(version__any=versions)


@compiled
def _moments(versions: Any) -> models.QuerySet[CharterMoment]:
    return CharterMoment.objects.filter(version__any=versions)


@compiled
def _budget_lines(versions: Any) -> models.QuerySet[CharterBudgetLine]:
    return CharterBudgetLine.objects.filter(version__any=versions)


_READERS: Mapping[str, Any] = {
    "parts": _parts,
    "members": _members,
    "consultations": _consultations,
    "moments": _moments,
    "budget_lines": _budget_lines,
}


def rows_of(version: CharterVersion, sections: Sequence[Section] = SECTIONS) -> dict[str, list[Any]]:
    """Return the rows of a version, by the name they have on it. One query per section that has rows."""
    return rows_of_each([version], sections)[version.pk]


def rows_of_each(
    versions: Sequence[CharterVersion], sections: Sequence[Section] = SECTIONS
) -> dict[int, dict[str, list[Any]]]:
    """Return the rows of versions, by the id of the version and by name. As many queries as for one."""
    names = [section.rows for section in sections if section.rows]
    found: dict[int, dict[str, list[Any]]] = {
        version.pk: {name: [] for name in names} for version in versions
    }
    for name in names:
        for row in _READERS[name](versions=list(found)):
            found[row.version_id][name].append(row)
    return found


def stamp_of(version: CharterVersion, rows: Rows, sections: Sequence[Section] = SECTIONS) -> str:
    """Return a short mark of what these sections say now: who saves says on which text that rests."""
    said = [
        [
            [getattr(version, name) for name in section.texts],
            version.communication_annex_id if section.has_annex else None,
            [
                [row.pk, *(str(getattr(row, name)) for name in section.columns)]
                for row in rows.get(section.rows, ())
            ],
        ]
        for section in sections
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:20]
