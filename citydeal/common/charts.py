"""A chart as data, and where its marks stand: no colour, no markup, no framework.

``chart_drawing`` draws it for the page and for paper. What a chart shows stands in a table beside it too,
made from the same labels and series.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import ClassVar, Literal

Amount = int | float | Decimal
Kind = Literal["columns", "lines", "bars"]


@dataclass(frozen=True)
class Series:
    """The values of a chart, one per label of its axis; None where nothing is known."""

    name: str
    values: Sequence[Amount | None]


@dataclass(frozen=True)
class Chart:
    """A chart as data over ``labels``; ``description`` says what it shows, in a sentence.

    ``kind``:

    - ``columns``: moments beside each other, a column per series; the first series is solid;
    - ``lines``: a course in time; the first series is what happened, the others (dashed, dotted) what it is
      compared with;
    - ``bars``: one row per label, in the order that they come in. One series is a solid bar. Of two, the
      first is the whole (an outline: pledged) and the second what is there of it (solid: delivered); a third
      is a tick (expected by now). Where the second is None, nothing is known yet: a dashed outline.

    ``unit``: behind a value, such as "uur"; "€" stands before it, "%" right behind. ``notes``: what stands at
    the end of each row of bars; empty: made from the values. ``absent``: the words for None.
    """

    shape: ClassVar[str] = "chart"

    kind: Kind
    title: str
    description: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""
    notes: Sequence[str] = field(default_factory=tuple)
    absent: str = ""


@dataclass(frozen=True)
class Scale:
    """An axis of numbers: from ``low`` (zero, or below) to ``high``, with a line per ``step``."""

    low: float
    high: float
    step: float

    @property
    def marks(self) -> list[float]:
        """Return where the lines stand, from low to high."""
        return [
            self.low + place * self.step for place in range(round((self.high - self.low) / self.step) + 1)
        ]

    def share(self, value: Amount) -> float:
        """Return where a value stands between low (0) and high (1)."""
        return (float(value) - self.low) / (self.high - self.low)


def known(chart: Chart) -> list[float]:
    """Return every value that is known."""
    return [float(value) for series in chart.series for value in series.values if value is not None]


def scale_of(values: Sequence[float], most: int = 5) -> Scale:
    """Return an axis from zero that holds all values, in at most ``most`` round steps."""
    top, bottom = max([0.0, *values]), min([0.0, *values])
    step = _round_up((top - bottom) / most) if top > bottom else 1.0
    high = step * max(math.ceil(round(top / step, 6)), 0 if bottom < 0 else 1)
    return Scale(low=step * math.floor(round(bottom / step, 6)), high=high, step=step)


def _round_up(raw: float) -> float:
    """Return the smallest 1, 2 or 5 times a power of ten that is not below ``raw``; whole above one half."""
    power = 10.0 ** math.floor(math.log10(raw))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= raw * 0.999999)


def apart(places: Sequence[float], least: float) -> list[float]:
    """Return places of labels on a vertical axis, moved down so that no two stand closer than ``least``."""
    moved = list(places)
    order = sorted(range(len(moved)), key=moved.__getitem__)
    for above, below in pairwise(order):
        moved[below] = max(moved[below], moved[above] + least)
    return moved


def pieces(chart: Chart, most: int) -> list[Chart]:
    """Return the chart in pieces of at most ``most`` labels, for paper."""
    if len(chart.labels) <= most:
        return [chart]
    return [
        Chart(
            kind=chart.kind,
            title=chart.title,
            description=chart.description,
            labels=chart.labels[start : start + most],
            series=[Series(each.name, each.values[start : start + most]) for each in chart.series],
            unit=chart.unit,
            notes=chart.notes[start : start + most],
            absent=chart.absent,
        )
        for start in range(0, len(chart.labels), most)
    ]
