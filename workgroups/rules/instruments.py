"""Rules 22, 58 and 59: what a group yields, how instruments are handed on, who takes part (000 and 003)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from citydeal.common.findings import Finding, FindingFact, Outcome, Remedy, Support
from governance.enums import BodyKind
from governance.rules.base import DEAL, Rule, Words, asked_of
from governance.rules.facts import BodyFacts, DealFacts, Period
from governance.rules.shared import failing, listed, loses, since, subjects
from workgroups.enums import InstrumentState, SharingKind

INSTRUMENTS = "instruments"
# Before these states a body chose nothing yet; what is dropped is no output.
_NOT_CHOSEN = frozenset({"", InstrumentState.IDEA, InstrumentState.LONGLIST, InstrumentState.DROPPED})
_NOT_THERE = frozenset({"", InstrumentState.DROPPED})


@dataclass(frozen=True)
class InvolvedFact(Period):
    """That an organisation is involved in an instrument; a test counts from the day it began."""

    organization: int


@dataclass(frozen=True)
class SharedFact:
    """That an instrument was handed on (SharingKind) on a day."""

    on: date
    kind: str


@dataclass(frozen=True)
class InstrumentFact:
    """An instrument with its dated states. ``group``: the id of the body of the group that makes it."""

    id: int
    slug: str
    title: str
    group: int | None = None
    states: tuple[tuple[date, str], ...] = ()
    shared: tuple[SharedFact, ...] = ()
    involved: tuple[InvolvedFact, ...] = ()

    def state(self, on: date) -> str:
        """Return its state on a day; empty: not there yet."""
        return next((state for day, state in reversed(self.states) if day <= on), "")

    def is_handed_on(self, on: date) -> bool:
        """Whether there was a training and it was shared with others, on that day at the latest (rule 58)."""
        kinds = {shared.kind for shared in self.shared if shared.on <= on}
        return SharingKind.TRAINING in kinds and bool(kinds - {SharingKind.TRAINING})


@dataclass(frozen=True)
class InstrumentFacts:
    """The instruments of a deal with their whole history."""

    instruments: tuple[InstrumentFact, ...] = ()

    def changes(self) -> Iterable[date]:
        """Return the days on which a state, a training or who is involved differs from the day before."""
        for instrument in self.instruments:
            yield from (day for day, _state in instrument.states)
            yield from (shared.on for shared in instrument.shared)
            for involved in instrument.involved:
                yield from involved.changes()

    def chosen(self, on: date) -> list[InstrumentFact]:
        """Return the instruments that were chosen, and not dropped, on that day."""
        return [one for one in self.instruments if one.state(on) not in _NOT_CHOSEN]

    def of_group(self, body: int, on: date) -> list[InstrumentFact]:
        """Return what the group of a body has on that day, from the first idea; not what is dropped."""
        return [one for one in self.instruments if one.group == body and one.state(on) not in _NOT_THERE]

    def involved(self, on: date) -> frozenset[int]:
        """Return the organisations that are involved in an instrument on that day."""
        return frozenset(
            involved.organization
            for one in self.instruments
            for involved in one.involved
            if involved.holds(on)
        )


def yields_instruments(deal: DealFacts, body: BodyFacts, on: date, _parameters: Mapping[str, Any]) -> Outcome:
    """Rule 22: a working group yields instruments. It is a target: what is not there yet is no breach."""
    part: InstrumentFacts = deal.parts[INSTRUMENTS]
    found = part.of_group(body.id, on)
    if found:
        return Outcome(True, counts={"count": len(found)})
    return Outcome(False, remedy=_see_instruments, counts={"count": 0})


def _see_instruments() -> Remedy:
    return Remedy(_("See the instruments"), "workgroups:instrument_list")


def handed_on(deal: DealFacts, on: date, _parameters: Mapping[str, Any]) -> Outcome:
    """Rule 58: for every instrument that is embedded there is a training, and it is shared with others."""
    part: InstrumentFacts = deal.parts[INSTRUMENTS]
    embedded = [one for one in part.instruments if one.state(on) == InstrumentState.EMBEDDED]
    if not embedded:
        return Outcome(True, not_applicable=_("No instrument is embedded on this day."))
    lacking = [one for one in embedded if not one.is_handed_on(on)]
    if not lacking:
        return Outcome(True, counts={"count": len(embedded)})
    first = lacking[0]
    remedy = Remedy(
        _("Add a training or sharing to %(instrument)s") % {"instrument": first.title},
        "workgroups:sharing_create",
        (first.slug,),
    )
    facts = tuple(FindingFact(Support.FAILS, subject=one.title) for one in lacking)
    return Outcome(False, facts, remedy, counts={"count": len(lacking)})


def every_party_takes_part(deal: DealFacts, on: date, _parameters: Mapping[str, Any]) -> Outcome:
    """Rule 59: every party is involved in at least one instrument: it develops, tests, implements or uses it.

    Asked as soon as an instrument is chosen; who has not signed yet is not asked.
    """
    part: InstrumentFacts = deal.parts[INSTRUMENTS]
    if not part.chosen(on):
        return Outcome(True, not_applicable=_("No instrument is chosen on this day."))
    parties = [one for one in deal.organizations.values() if one.is_party(on)]
    involved = part.involved(on)
    outside = sorted((one for one in parties if one.id not in involved), key=lambda one: one.name)
    counts = {"count": len(parties), "outside": len(outside)}
    if not outside:
        return Outcome(True, counts=counts)
    facts = tuple(
        FindingFact(Support.FAILS, organization=one.name, organization_id=one.id, subject=one.name)
        for one in outside
    )
    return Outcome(False, facts, _see_instruments, counts=counts)


# --- Words ---------------------------------------------------------------------------------


def _no_output(finding: Finding) -> str:
    return _("Since %(since)s %(body)s has no instrument.") % since(finding)


def _output(finding: Finding) -> str:
    return ngettext("%(count)s instrument.", "%(count)s instruments.", finding.counts["count"]) % dict(
        finding.counts
    )


def _not_handed_on(finding: Finding) -> str:
    return ngettext(
        "Since %(since)s there is no training, or no sharing with others, for: %(subjects)s.",
        "Since %(since)s there is no training, or no sharing with others, for these: %(subjects)s.",
        finding.counts["count"],
    ) % {**since(finding), "subjects": subjects(failing(finding))}


def _all_handed_on(finding: Finding) -> str:
    return _("There is a training for all %(count)s embedded instruments, and they are shared.") % dict(
        finding.counts
    )


def _outside(finding: Finding) -> str:
    return ngettext(
        "Since %(since)s this party is involved in no instrument: %(names)s.",
        "Since %(since)s these parties are involved in no instrument: %(names)s.",
        finding.counts["outside"],
    ) % {**since(finding), "names": listed([fact.subject for fact in failing(finding)])}


def _all_involved(finding: Finding) -> str:
    return _("All %(count)s parties are involved in an instrument.") % dict(finding.counts)


INSTRUMENT_RULES = (
    Rule(
        number=22,
        scope=BodyKind.WORKING_GROUP,
        name=gettext_lazy("A working group yields instruments"),
        explanation=gettext_lazy(
            "An instrument counts from the first idea until it is dropped. A group that has none yet is"
            " “pay attention”, never “not met”."
        ),
        default_text=gettext_lazy(
            "In the working group the process question is solved step by step, and instruments are developed."
        ),
        ask=yields_instruments,
        words=Words(
            _no_output,
            loses(gettext_lazy("Then from %(day)s %(body)s has no instrument.")),
            _output,
        ),
        parameters=(asked_of(BodyKind.WORKING_GROUP),),
        is_target=True,
        reads_members=False,
        part=INSTRUMENTS,
    ),
    Rule(
        number=58,
        scope=DEAL,
        name=gettext_lazy("Trainings for instruments, and sharing with others"),
        explanation=gettext_lazy(
            "For every instrument that is embedded there is at least one training, and at least one"
            " publication or moment of sharing with others."
        ),
        default_text=gettext_lazy(
            "For each instrument there is a training, and it is shared with other municipalities."
        ),
        ask=handed_on,
        words=Words(
            _not_handed_on,
            loses(gettext_lazy("Then from %(day)s an instrument has no training or is not shared.")),
            _all_handed_on,
        ),
        part=INSTRUMENTS,
    ),
    Rule(
        number=59,
        scope=DEAL,
        name=gettext_lazy("Every party takes part in an instrument"),
        explanation=gettext_lazy(
            "A party counts while it develops, tests, implements or uses an instrument, and after it tested"
            " one. The rule is asked as soon as an instrument is chosen."
        ),
        default_text=gettext_lazy(
            "Each partner is actively involved in one or more instruments: in developing, testing or"
            " implementing it."
        ),
        ask=every_party_takes_part,
        words=Words(
            _outside,
            loses(gettext_lazy("Then from %(day)s a party is involved in no instrument.")),
            _all_involved,
        ),
        part=INSTRUMENTS,
    ),
)
