"""A section of a progress report: what it collects, how it differs, what it says.

A section is registered in ``AppConfig.ready()`` under its key, in ``common.registry.report_sections``.
What it collects is frozen as JSON, so ``changes`` and ``blocks`` read nothing but that: an old report says
for ever what it said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

from citydeal.common.registry import Registry, report_sections
from governance.models import CityDeal
from reporting.rules.changes import Change
from reporting.rules.document import Block

__all__ = [
    "SECTIONS",
    "Change",
    "Data",
    "Period",
    "Section",
    "no_changes",
    "register_section",
    "sections_in_order",
]

# What a section collects: only what JSON can hold; days as ISO text, money as integer cents, hours as integer
# quarters. Rows that are compared carry the ``id`` of their record.
Data = dict[str, Any]


@dataclass(frozen=True)
class Period:
    """The days a report is about, both included; ``on``: the day of which the data are.

    ``on`` lies in the period while it runs, and may lie after it for a report that is late.
    """

    start: date
    end: date
    on: date


def no_changes(_old: Data, _new: Data) -> list[Change]:
    """Return nothing: for a section that is not compared."""
    return []


@dataclass(frozen=True)
class Section:
    """One section. ``key``: letters, digits and ``_``; the anchor in documents, the name in snapshots.

    ``collect``: what stands today about a deal and a period, in a fixed number of queries. ``changes``: what
    differs from an older snapshot to a newer one; not called where one of the two lacks the section.
    ``blocks``: its document parts, from data of whatever version was frozen. ``order``: place in the report.
    """

    key: str
    title: str | Promise
    order: int
    collect: Callable[[CityDeal, Period], Data]
    blocks: Callable[[Data], Sequence[Block]]
    changes: Callable[[Data, Data], list[Change]] = no_changes


SECTIONS: Registry[str, Section] = report_sections


def sections_in_order() -> list[Section]:
    """Return the registered sections in the order of the report."""
    return sorted(SECTIONS.values(), key=lambda section: (section.order, section.key))


def register_section(section: Section) -> None:
    """Add a section to every report that is made from now on."""
    SECTIONS.register(section.key, section)
