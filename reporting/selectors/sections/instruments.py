"""The sections about instruments by state, and about field tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citydeal.common.dates import in_words
from governance.models import CityDeal
from reporting.rules.changes import Change, States, item_changes
from reporting.rules.document import Block, Chart, Paragraph, Series, Table
from reporting.selectors.sections.base import Data, Period, Section
from reporting.selectors.sections.common import LEVELS, iso, open_bodies
from workgroups.enums import InstrumentState, TestState
from workgroups.models import FieldTest, FieldTestStatus, Instrument, InstrumentStatus

INSTRUMENT_STATES = States(
    done=frozenset({InstrumentState.READY, InstrumentState.IN_USE, InstrumentState.EMBEDDED}),
    dropped=frozenset({InstrumentState.DROPPED.value}),
)
TEST_STATES = States(done=frozenset({TestState.DONE.value}), dropped=frozenset({TestState.STOPPED.value}))


def _readable(path: str = "") -> Q:
    """Return the condition "an instrument that everybody in the deal reads"."""
    return Q(**{f"{path}access__in": LEVELS})


def collect_instruments(deal: CityDeal, period: Period) -> Data:
    """Return the instruments of a deal with their state. Two queries."""
    told = InstrumentStatus.objects.filter(
        instrument__deal=deal, on__gte=period.start, on__lte=period.on
    ).exclude(reason="")
    why = dict(told.order_by("on", "pk").values_list("instrument", "reason"))
    found = Instrument.objects.filter(_readable(), deal=deal).select_related("group__body")
    return {
        "instruments": [
            {
                "id": each.pk,
                "title": each.title,
                "state": each.state,
                # Of a closed group also the name stays inside, where its instrument is for everybody.
                "part": each.group.body.name if each.group and each.group.body.access in LEVELS else "",
                "next": each.next_step,
                "why": why.get(each.pk, ""),
            }
            for each in found.order_by("title", "pk")
        ]
    }


def instrument_changes(old: Data, new: Data) -> list[Change]:
    """Return what became of instruments."""
    return item_changes(old["instruments"], new["instruments"], INSTRUMENT_STATES)


def instrument_blocks(data: Data) -> Sequence[Block]:
    """Return how many instruments stand in each state, and which they are."""
    rows = data["instruments"]
    if not rows:
        return [Paragraph(_("The deal has no instruments yet."))]
    counted = Counter(row["state"] for row in rows)
    states = [state for state in InstrumentState if counted[state.value]]
    chart = Chart(
        "columns",
        _("Instruments by state"),
        _("How many instruments stand in each state."),
        [str(state.label) for state in states],
        [Series(_("Instruments"), [counted[state.value] for state in states])],
    )
    order = {state.value: place for place, state in enumerate(InstrumentState)}
    table = Table(
        _("Instruments"),
        [_("Instrument"), _("State"), _("Working group"), _("Next step")],
        [
            [row["title"], str(InstrumentState(row["state"]).label), row["part"], row["next"]]
            for row in sorted(rows, key=lambda row: order[row["state"]])
        ],
    )
    return [chart, table]


def collect_tests(deal: CityDeal, _period: Period) -> Data:
    """Return the field tests of a deal with their state. Two queries."""
    ours = Q(version__instrument__deal=deal) & _readable("version__instrument__")
    ours &= Q(alliance__isnull=True) | open_bodies("alliance__body")
    tests = FieldTest.objects.filter(ours).select_related(
        "version__instrument", "party__organization", "alliance__body"
    )
    told = FieldTestStatus.objects.filter(test__version__instrument__deal=deal).exclude(reason="")
    why = dict(told.order_by("on", "pk").values_list("test", "reason"))
    return {
        "tests": [_test(test, why.get(test.pk, "")) for test in tests.order_by("planned_start", "pk")],
    }


def _test(test: FieldTest, why: str) -> dict[str, Any]:
    where = str(test.party) if test.party else str(test.alliance)
    return {
        "id": test.pk,
        "title": _("%(instrument)s in %(where)s")
        % {"instrument": test.version.instrument.title, "where": where},
        "instrument": test.version.instrument.title,
        "where": where,
        "state": test.state,
        "end": iso(test.planned_end),
        "planned": in_words(test.planned_end),
        "why": why,
    }


def test_changes(old: Data, new: Data) -> list[Change]:
    """Return what became of field tests."""
    return item_changes(old["tests"], new["tests"], TEST_STATES)


def test_blocks(data: Data) -> Sequence[Block]:
    """Return the field tests as a table."""
    rows = data["tests"]
    if not rows:
        return [Paragraph(_("There are no field tests yet."))]
    return [
        Table(
            _("Field tests"),
            [_("Instrument"), _("Where"), _("State"), _("Planned until")],
            [
                [row["instrument"], row["where"], str(TestState(row["state"]).label), row["planned"]]
                for row in rows
            ],
        )
    ]


INSTRUMENTS = Section(
    "instruments",
    gettext_lazy("Instruments"),
    30,
    collect_instruments,
    instrument_blocks,
    instrument_changes,
)
TESTS = Section("tests", gettext_lazy("Field tests"), 40, collect_tests, test_blocks, test_changes)
