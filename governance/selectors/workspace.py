"""The workspace of the project organisation: what needs somebody, in order of date, across all bodies.

A *source* finds items of one kind in what the page loaded once, and in rows of its own that hang on the
deal: the rows of all sources come in one query (ADR 12). Higher apps register sources of their own
(``citydeal.common.registry.workspace_items``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common import registry
from citydeal.common.addresses import address
from citydeal.common.compiled import Compiled, compiled
from citydeal.common.findings import Finding, FindingState
from citydeal.common.text import Text
from governance.models import Body, CityDeal
from governance.permissions import Actor
from governance.rules.facts import BodyFacts, DealFacts
from governance.selectors.findings import checked

WEEK = timedelta(days=7)


# A page makes a hundred of these: a named tuple is frozen too, and made in a fifth of the time.
class WorkspaceItem(NamedTuple):
    """One thing that needs somebody.

    ``due``: the day it is about; None where nothing has a date. ``says``: what to say about that day.
    ``level``: danger, warning or neutral. ``action`` at ``url`` is the act; ``about`` tells it from
    others for who hears the link alone.
    """

    kind: str
    title: str
    text: str
    url: str
    action: str
    about: str
    due: date | None = None
    says: str = ""
    level: str = "neutral"
    icon: str = "flag-check"
    body_id: int | None = None


@dataclass(frozen=True)
class WorkspaceFacts:
    """What the page loads once for all sources. ``soon``: the last day of the warning period."""

    user: Actor
    deal: CityDeal
    on: date
    bodies: Mapping[int, Body]
    facts: DealFacts
    findings: Sequence[Finding]

    @cached_property
    def soon(self) -> date:
        """Return the last day of the warning period of the deal."""
        return self.on + timedelta(days=self.deal.warning_days)

    @cached_property
    def open_bodies(self) -> list[BodyFacts]:
        """Return the bodies that exist today, with their seats and memberships."""
        return [body for body in self.facts.bodies if body.period.holds(self.on)]


Row = dict[str, Any]
Collect = Callable[[WorkspaceFacts, list[Row]], Iterable[WorkspaceItem]]


@dataclass(frozen=True)
class Source:
    """A kind of items: what it is called in the filter, and what finds them.

    ``rows`` returns a question for JSON rows that hang on the deal it stands in, about today and the last day
    of the warning period; ``collect`` gets what came of it.
    """

    label: Text
    collect: Collect
    rows: Callable[[Any, Any], QuerySet[Any]] | None = None


SOURCES: registry.Registry[str, Source] = registry.workspace_items


@dataclass(frozen=True)
class Section:
    """A part of the list: what is late or asks now, what comes this week, what comes later."""

    slug: str
    title: Text
    items: Sequence[WorkspaceItem]


class BodyRow(NamedTuple):
    """A body with how it stands: the worst of its findings."""

    name: str
    url: str
    kind: str
    words: str


@dataclass(frozen=True)
class Workspace:
    """All that needs somebody; ``items`` after the filter, ``total`` before it."""

    items: Sequence[WorkspaceItem]
    total: int
    kinds: Sequence[tuple[str, str]]
    bodies: Sequence[tuple[str, str]]
    rows: Sequence[BodyRow]
    on: date

    @property
    def sentence(self) -> str:
        """Return in one sentence what is open."""
        if not self.total:
            return _("Nothing needs you now.")
        now = sum(item.due is not None and item.due <= self.on for item in self.items)
        count = len(self.items)
        sentence = ngettext("%(count)s task is open.", "%(count)s tasks are open.", count) % {"count": count}
        if now:
            asks = ngettext("%(now)s asks for you now.", "%(now)s ask for you now.", now)
            sentence = f"{sentence} {asks % {'now': now}}"
        return sentence

    def sections(self, items: Sequence[WorkspaceItem]) -> list[Section]:
        """Return these items by when they ask for somebody, in order of date; empty sections left out."""
        week = self.on + WEEK
        parts = (
            ("nu", gettext_lazy("Now"), lambda day: day is not None and day <= self.on),
            (
                "week",
                gettext_lazy("The coming 7 days"),
                lambda day: day is not None and self.on < day <= week,
            ),
            ("later", gettext_lazy("Later"), lambda day: day is not None and day > week),
            ("zonder-datum", gettext_lazy("Without a date"), lambda day: day is None),
        )
        sections = [
            Section(slug, title, [item for item in items if belongs(item.due)])
            for slug, title, belongs in parts
        ]
        return [section for section in sections if section.items]


def workspace(user: Actor, deal: CityDeal, on: date, kind: str = "", body: str = "") -> Workspace:
    """Return what needs somebody in a deal, for who keeps its register, in order of date.

    ``kind``: the name of a source, and ``body`` the address of a body; empty for all. The queries of the
    check, and three more.
    """
    facts = _facts(user, deal, on)
    rows = _rows(facts)
    found = {name: list(source.collect(facts, rows.get(name, []))) for name, source in SOURCES.items()}
    slugs = {pk: known.slug for pk, known in facts.bodies.items()}
    items = [
        item
        for name, own in found.items()
        for item in own
        if kind in ("", name) and body in ("", slugs.get(item.body_id or 0))
    ]
    return Workspace(
        items=sorted(items, key=lambda item: (item.due is None, item.due or on, item.title)),
        total=sum(len(own) for own in found.values()),
        kinds=[(name, f"{SOURCES[name].label} ({len(own)})") for name, own in found.items() if own],
        bodies=[(known.slug, known.name) for known in facts.open_bodies],
        rows=_body_rows(facts),
        on=on,
    )


def _facts(user: Actor, deal: CityDeal, on: date) -> WorkspaceFacts:
    bodies = {body.pk: body for body in _bodies(deal=deal.pk)}
    return WorkspaceFacts(user, deal, on, bodies, *checked(deal, on, bodies.values()))


@compiled
def _bodies(deal: Any) -> QuerySet[Body]:
    return Body.objects.filter(deal=deal)


def _rows(facts: WorkspaceFacts) -> dict[str, list[Row]]:
    """Return the rows that sources read, by their names. One query."""
    asked = {name: source.rows for name, source in SOURCES.items() if source.rows is not None}
    question = _question(tuple(asked.values()))
    ((*columns,),) = question(deal=facts.deal.pk, on=facts.on, soon=facts.soon)
    return dict(zip(asked, columns, strict=True))


@lru_cache(maxsize=2)
def _question(rows: tuple[Callable[[Any, Any], QuerySet[Any]], ...]) -> Compiled:
    """Compile the question for the rows of these sources: an array of each beside the deal."""

    def question(deal: Any, on: Any, soon: Any) -> QuerySet[Any]:
        arrays = {f"source_{n}": ArraySubquery(source(on, soon)) for n, source in enumerate(rows)}
        return CityDeal.objects.filter(pk=deal).order_by().annotate(**arrays).values_list(*arrays)

    return compiled(question)


def _body_rows(facts: WorkspaceFacts) -> list[BodyRow]:
    """Return the bodies of today with the worst that a rule says of each."""
    states: dict[int, list[FindingState]] = defaultdict(list)
    for finding in facts.findings:
        if not finding.is_of_deal:
            states[finding.scope_id].append(finding.state)
    rows = []
    for body in facts.open_bodies:
        own = states[body.id]
        broken, risk = own.count(FindingState.BROKEN), own.count(FindingState.AT_RISK)
        if broken:
            kind, words = "danger", _("Not met: %(count)s") % {"count": broken}
        elif risk:
            kind, words = "warning", _("Pay attention: %(count)s") % {"count": risk}
        else:
            kind, words = ("safe", _("In order")) if own else ("", "")
        url = address("governance:body_detail", facts.deal.slug, body.slug)
        rows.append(BodyRow(body.name, url, kind, words))
    return rows
