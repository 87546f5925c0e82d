"""What scores on a framework come to: points per assessor, their mean and their spread (rule 50)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from statistics import fmean

# From this distance between the lowest and the highest, in points of 100, people talk about it first.
WIDE_SPREAD = 40
ALL = Decimal(100)


@dataclass(frozen=True)
class Scale:
    """The scale of a criterion, both ends included; ``weight`` in percent, None: all count the same."""

    id: int
    lowest: int
    highest: int
    weight: Decimal | None = None

    def holds(self, value: int) -> bool:
        """Whether a score lies on the scale."""
        return self.lowest <= value <= self.highest


@dataclass(frozen=True)
class Spread:
    """Numbers of several assessors: their mean, the lowest and the highest."""

    values: tuple[float, ...]

    @cached_property
    def mean(self) -> float:
        """Return the mean."""
        return fmean(self.values)

    @property
    def lowest(self) -> float:
        """Return the lowest."""
        return min(self.values)

    @property
    def highest(self) -> float:
        """Return the highest."""
        return max(self.values)


@dataclass(frozen=True)
class Summary:
    """What assessors together find of a candidate: points (0 to 100) and scores per criterion.

    ``by_assessor``: id of the assessor → points; ``given``: of each, ids of criteria beside its scores.
    """

    by_assessor: Mapping[int, float]
    given: Sequence[tuple[Sequence[int], Sequence[int]]] = ()

    @cached_property
    def by_criterion(self) -> Mapping[int, Spread]:
        """Return the scores of all assessors: id of the criterion → its scores. A list asks for none."""
        found: dict[int, list[float]] = defaultdict(list)
        for criteria, values in self.given:
            for criterion, value in zip(criteria, values, strict=True):
                found[criterion].append(value)
        return {criterion: Spread(tuple(scores)) for criterion, scores in found.items()}

    @cached_property
    def points(self) -> Spread:
        """Return the points of all assessors."""
        return Spread(tuple(self.by_assessor.values()))

    @property
    def is_divided(self) -> bool:
        """Whether the assessors lie far apart."""
        return self.points.highest - self.points.lowest >= WIDE_SPREAD


def weights_total(weights: Iterable[Decimal | None]) -> Decimal:
    """Return what the weights add to, in percent; what has none counts as nothing."""
    return sum((weight for weight in weights if weight is not None), Decimal(0))


def weights_fit(weights: Sequence[Decimal | None]) -> bool:
    """Whether all criteria have a weight and these add to 100, or none has one."""
    given = [weight for weight in weights if weight is not None]
    return not given or (len(given) == len(weights) and weights_total(given) == ALL)


def points(scores: Mapping[int, int], scales: Sequence[Scale]) -> float:
    """Return the points, 0 to 100, of one assessor who scored all criteria.

    Each score counts as far as it is on the way from the lowest to the highest of its scale, times its
    weight; without weights all count the same.
    """
    return _points(scores, scales, _weights(scales))


def _weights(scales: Sequence[Scale]) -> list[float]:
    return [float(scale.weight) if scale.weight is not None else 1.0 for scale in scales]


def _points(scores: Mapping[int, int], scales: Sequence[Scale], weights: Sequence[float]) -> float:
    # How far each score is on the way from the lowest (0) to the highest (1).
    parts = [
        (scores[scale.id] - scale.lowest) / (scale.highest - scale.lowest) * weight
        for scale, weight in zip(scales, weights, strict=True)
    ]
    return 100 * sum(parts) / sum(weights)


def summaries(
    rows: Iterable[tuple[int, int, Sequence[int], Sequence[int]]], scales: Sequence[Scale]
) -> dict[int, Summary]:
    """Return what was found per candidate: id → summary.

    ``rows``: per assessment that was handed in without a conflict of interest: candidate, assessor, and the
    ids of the criteria beside the scores.
    """
    weights = _weights(scales)
    totals: dict[int, dict[int, float]] = defaultdict(dict)
    scored: dict[int, list[tuple[Sequence[int], Sequence[int]]]] = defaultdict(list)
    for candidate, assessor, criteria, values in rows:
        given = dict(zip(criteria, values, strict=True))
        totals[candidate][assessor] = _points(given, scales, weights)
        scored[candidate].append((criteria, values))
    return {candidate: Summary(by_assessor, scored[candidate]) for candidate, by_assessor in totals.items()}
