"""Measures of yes-or-no judgements with 95 % intervals, as pure functions and frozen types."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, precision_recall_curve

from adwatch.model import Frozen

Z = 1.959964
"""The 0.975 quantile of the normal distribution."""
RESAMPLES = 300
"""Drawings of a bootstrap, from a fixed seed."""
BINS = 5
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Interval(Frozen):
    """A share or score with its 95 % interval; NaN where nothing was there to judge."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return (
            "   -"
            if math.isnan(self.value)
            else f"{self.value:.2f} ({self.low:.2f}-{self.high:.2f})"
        )


class Counts(Frozen):
    """How often a judgement was right, wrong (said yes) and missing (said no), of how many."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    judged: int = 0

    @property
    def precision(self) -> Interval:
        """Share of the yeses that are right."""
        return share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> Interval:
        """Share of what was to be found that was found."""
        return share(self.right, self.right + self.missed)

    @property
    def f1(self) -> Interval:
        """Harmonic mean of precision and recall with a bootstrap interval; 0 if nothing is right.

        Drawing postings anew is drawing these four counts anew.
        """
        there = [self.right, self.wrong, self.missed]
        if not any(there):
            return Interval(value=math.nan, low=math.nan, high=math.nan)
        counts = np.array([*there, self.judged - sum(there)])
        drawn = np.random.default_rng(0).multinomial(self.judged, counts / self.judged, RESAMPLES)
        right, wrong, missed, _ = np.concatenate([counts[None], drawn]).T
        return _interval(_f1(right, wrong, missed))


class Bin(Frozen):
    """Postings whose scores lie in one range: the mean score and the share that is of concern."""

    postings: int
    score: float
    share: float


def share(part: int, whole: int) -> Interval:
    """Return a share with Wilson's score interval (Wilson 1927)."""
    if not whole:
        return Interval(value=math.nan, low=math.nan, high=math.nan)
    p = part / whole
    middle = (p + Z**2 / (2 * whole)) / (1 + Z**2 / whole)
    half = Z * math.sqrt(p * (1 - p) / whole + Z**2 / (4 * whole**2)) / (1 + Z**2 / whole)
    return Interval(value=p, low=max(middle - half, 0.0), high=min(middle + half, 1.0))


def average_precision(truth: Sequence[bool], scores: Sequence[float]) -> Interval:
    """Return the average precision with its interval."""
    return _resampled(average_precision_score, truth, scores)


def recall_at(precision: float, truth: Sequence[bool], scores: Sequence[float]) -> Interval:
    """Return the highest recall that some threshold reaches with at least that precision."""

    def best(y: Bools, s: Floats) -> float:
        precisions, recalls, _ = precision_recall_curve(y, s)
        return float(max(recalls[precisions >= precision], default=0.0))

    return _resampled(best, truth, scores)


def brier(truth: Sequence[bool], scores: Sequence[float]) -> Interval:
    """Return the mean squared distance of scores and truth (Brier 1950)."""
    return _resampled(lambda y, s: float(np.mean((s - y) ** 2)), truth, scores)


def _resampled(
    figure: Callable[[Bools, Floats], float], truth: Sequence[bool], scores: Sequence[float]
) -> Interval:
    """Return a figure with its bootstrap interval (Efron 1979), the same at each call."""
    y, s = np.asarray(truth, dtype=bool), np.asarray(scores, dtype=float)
    if not y.any():
        return Interval(value=math.nan, low=math.nan, high=math.nan)
    drawn = np.random.default_rng(0).integers(0, len(y), (RESAMPLES, len(y)))
    found = [figure(y[rows], s[rows]) for rows in drawn if y[rows].any()]
    return _interval(np.array([figure(y, s), *found]))


def reliability(truth: Sequence[bool], scores: Sequence[float]) -> tuple[Bin, ...]:
    """Return the bins of a reliability diagram, empty ones left out."""
    y, s = np.asarray(truth, dtype=float), np.asarray(scores, dtype=float)
    at = np.minimum((s * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(postings=int(rows.sum()), score=float(s[rows].mean()), share=float(y[rows].mean()))
        for rows in (at == number for number in range(BINS))
        if rows.any()
    )


def macro_f1(truth: Bools, said: Bools) -> Interval:
    """Return the mean F1 of the classes that occur, with a bootstrap interval.

    Rows are postings, columns are classes.
    """
    if not truth.any():
        return Interval(value=math.nan, low=math.nan, high=math.nan)
    count = len(truth)
    drawn = np.random.default_rng(0).multinomial(count, np.full(count, 1 / count), RESAMPLES)
    times = np.concatenate([np.ones((1, count)), drawn])
    right, wrong, missed = (times @ each for each in (truth & said, said & ~truth, truth & ~said))
    f1 = np.where(right + missed > 0, _f1(right, wrong, missed), np.nan)
    return _interval(np.nanmean(f1[(right + missed).any(axis=1)], axis=1))


def _f1(right: Floats, wrong: Floats, missed: Floats) -> Floats:
    return 2 * right / np.maximum(2 * right + wrong + missed, 1)


def _interval(values: Floats) -> Interval:
    """Return the first value with the interval that the others, drawn anew, span."""
    low, high = np.quantile(values[1:], (0.025, 0.975))
    return Interval(value=float(values[0]), low=float(low), high=float(high))
