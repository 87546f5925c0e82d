"""One line: from process question to use, what happened to an instrument and when.

Own parts are read here. What a higher app adds, such as advice and feedback, it registers as a part of the
page "instrument_thread" (``citydeal.common.slots``), whose data is a ``ThreadSource``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from citydeal.common.addresses import address
from citydeal.common.compiled import compiled
from citydeal.common.slots import parts_of
from citydeal.common.text import Text
from governance.models import CityDeal
from governance.permissions import Actor, can_view_body, takes_part
from governance.permissions_reports import may_name_decision
from workgroups.enums import TestState
from workgroups.models import (
    FieldTest,
    Instrument,
    InstrumentStatus,
    InstrumentUse,
    InstrumentVersion,
)

PAGE = "instrument_thread"


class Stage(IntEnum):
    """The parts of the line, in order; advice and feedback come from a higher app."""

    QUESTION = 10
    STEP = 20
    VERSION = 30
    ADVICE = 40
    FEEDBACK = 50
    TEST = 60
    DECISION = 70
    USE = 80


_NAMES: dict[int, Text] = {
    Stage.QUESTION: gettext_lazy("Process question"),
    Stage.STEP: pgettext_lazy("thread", "Step"),
    Stage.VERSION: pgettext_lazy("thread", "Version"),
    Stage.ADVICE: pgettext_lazy("thread", "Advice"),
    Stage.FEEDBACK: pgettext_lazy("thread", "Feedback"),
    Stage.TEST: pgettext_lazy("thread", "Test"),
    Stage.DECISION: pgettext_lazy("thread", "Decision"),
    Stage.USE: pgettext_lazy("thread", "Use"),
}
_PHASE = 90  # after every stage of the same day
_OWN = (Stage.QUESTION, Stage.STEP, Stage.VERSION, Stage.TEST, Stage.DECISION, Stage.USE)


@dataclass(frozen=True)
class ThreadEntry:
    """What happened on a day; ``stage`` None: the instrument came in another phase.

    ``is_sequel``: something that stands in the line already went on or ended; ``is_planned``: it did not
    happen yet, and is planned on that day.
    """

    on: date
    title: str
    stage: Stage | None = None
    text: str = ""
    url: str = ""
    is_sequel: bool = False
    is_planned: bool = False

    @property
    def kind(self) -> Text:
        """Return of which part of the line it is, in words, and whether it is only planned."""
        name = _NAMES[self.stage] if self.stage is not None else pgettext_lazy("thread", "Phase")
        return _("%(part)s, planned") % {"part": name} if self.is_planned else name


@dataclass(frozen=True)
class ThreadSource:
    """What a higher app adds to the line: a stage, and what happened."""

    stage: Stage
    entries: Sequence[ThreadEntry] = ()


@dataclass(frozen=True)
class StageLine:
    """A part of the line at a glance; ``when``: since when it is there, in words; empty: not yet.

    ``is_there``: it happened, and is not only planned.
    """

    label: Text
    when: str = ""
    count: int = 0
    is_there: bool = False


@dataclass(frozen=True)
class Thread:
    """The line of an instrument: its parts at a glance, and all that happened, the oldest first."""

    stages: Sequence[StageLine]
    entries: Sequence[ThreadEntry]


@dataclass(frozen=True)
class ThreadRecords:
    """What the page of an instrument has read already."""

    versions: Sequence[InstrumentVersion]
    uses: Sequence[InstrumentUse]
    statuses: Sequence[InstrumentStatus] = field(default_factory=list)


def thread_of(user: Actor, deal: CityDeal, instrument: Instrument, records: ThreadRecords) -> Thread:
    """Return the line of an instrument, as far as this account (or nobody) may read it.

    One query for the tests, and those of what higher apps add. Needs question, step, its group and body
    loaded on the instrument.
    """
    added: list[ThreadSource] = [
        part.data for part in parts_of(PAGE, user=user, deal=deal, instrument=instrument)
    ]
    inside = takes_part(user, deal)
    found = [
        *_origin(user, deal, instrument),
        *_versions(records.versions),
        *_tests(user, instrument, inside=inside),
        *_statuses(user, records.statuses, inside=inside),
        *_uses(records.uses),
        *(entry for source in added for entry in source.entries),
    ]
    shown = sorted({*_OWN, *(source.stage for source in added)})
    # A phase follows what brought it there.
    entries = sorted(found, key=lambda entry: (entry.on, entry.stage or _PHASE))
    return Thread([_glance(stage, entries) for stage in shown], entries)


def _glance(stage: int, entries: Sequence[ThreadEntry]) -> StageLine:
    mine = [entry for entry in entries if entry.stage == stage and not entry.is_sequel]
    if not mine:
        return StageLine(_NAMES[stage])
    there = [entry for entry in mine if not entry.is_planned]
    if there:
        return StageLine(_NAMES[stage], date_format(there[0].on, "F Y"), len(there), is_there=True)
    words = {"when": date_format(mine[0].on, "F Y")}
    return StageLine(_NAMES[stage], _("planned: %(when)s") % words, len(mine))


def _origin(user: Actor, deal: CityDeal, instrument: Instrument) -> Iterable[ThreadEntry]:
    question, step = instrument.question, instrument.step
    if question is not None:
        url = f"{address('workgroups:question_list', deal.slug)}#vraag-{question.pk}"
        yield ThreadEntry(question.start, question.text, Stage.QUESTION, url=url)
    if step is None:
        return
    body = step.group.body
    body.deal = deal
    if can_view_body(user, body):
        began = step.actual_start or step.planned_start
        words = _("%(group)s: %(result)s") if step.result else "%(group)s"
        text = words % {"group": body.name, "result": step.result}
        url = address("workgroups:group_detail", deal.slug, body.slug)
        planned = step.actual_start is None
        yield ThreadEntry(began, step.title, Stage.STEP, text, url, is_planned=planned)


def _versions(versions: Iterable[InstrumentVersion]) -> Iterable[ThreadEntry]:
    for version in versions:
        number = {"number": version.number}
        yield ThreadEntry(version.made_on, _("Version %(number)s") % number, Stage.VERSION, version.text)
        if version.frozen_on is not None:
            words = {**number, "purpose": version.get_frozen_for_display()}
            title = _("Version %(number)s offered %(purpose)s") % words
            yield ThreadEntry(version.frozen_on, title, Stage.VERSION, is_sequel=True)
        if version.withdrawn_on is not None:
            title = _("Version %(number)s withdrawn") % number
            reason = version.withdrawn_reason
            yield ThreadEntry(version.withdrawn_on, title, Stage.VERSION, reason, is_sequel=True)


def _tests(user: Actor, instrument: Instrument, *, inside: bool) -> Iterable[ThreadEntry]:
    """Return that and where it was tested; what came of it is for who takes part."""
    deal = instrument.deal
    for test in _tests_of(instrument=instrument.pk):
        words = {"number": test.version.number, "where": _tester(user, deal, test)}
        state = str(TestState(test.state).label)
        yield ThreadEntry(
            test.actual_start or test.planned_start,
            _("Test of version %(number)s: %(where)s") % words,
            Stage.TEST,
            f"{state}. {test.result}" if test.result and inside else state,
            address("workgroups:test_detail", deal.slug, test.pk) if inside else "",
            is_planned=test.actual_start is None,
        )


def _tester(user: Actor, deal: CityDeal, test: FieldTest) -> str:
    if test.party is not None:
        return test.party.organization.name
    alliance: Any = test.alliance
    alliance.body.deal = deal
    return alliance.body.name if can_view_body(user, alliance.body) else _("a regional alliance")


@compiled
def _tests_of(instrument: Any) -> QuerySet[FieldTest]:
    found = FieldTest.objects.filter(version__instrument=instrument)
    return found.select_related("version", "party__organization", "alliance__body").order_by("pk")


def _statuses(user: Actor, statuses: Iterable[InstrumentStatus], *, inside: bool) -> Iterable[ThreadEntry]:
    """Return the phases. Why is for who takes part; a decision is named where it may be read."""
    for status in statuses:
        state, reason = str(status.get_state_display()), status.reason if inside else ""
        decision = status.decision
        if decision is None:
            yield ThreadEntry(status.on, state, None, reason)
            continue
        if can_view_body(user, decision.body) and may_name_decision(user, decision):
            body = decision.body
            url = address("governance:decision_detail", body.deal.slug, body.slug, decision.pk)
            text = f"{body.name}, {decision.label}: {decision.title}"
            yield ThreadEntry(decision.taken_on, text, Stage.DECISION, reason, url)
        else:
            yield ThreadEntry(decision.taken_on, _("Decision of a body"), Stage.DECISION, reason)
        yield ThreadEntry(status.on, state)


def _uses(uses: Iterable[InstrumentUse]) -> Iterable[ThreadEntry]:
    for use in uses:
        words = {"party": use.party.organization.name, "number": use.version.number}
        title = _("%(party)s uses version %(number)s") % words
        yield ThreadEntry(use.start, title, Stage.USE, use.where)
        if use.end is not None:
            title = _("%(party)s stops using version %(number)s") % words
            yield ThreadEntry(use.end, title, Stage.USE, use.where, is_sequel=True)
