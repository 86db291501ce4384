"""Measures of yes-or-no judgements with 95 % intervals, as pure functions and frozen types."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve

from adwatch.model import Frozen

Z = 1.959964
"""The 0.975 quantile of the normal distribution."""
RESAMPLES = 300
BINS = 5


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
    """How often a judgement was right, wrong (said yes) and missing (said no)."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> Interval:
        """Share of the yeses that are right."""
        return share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> Interval:
        """Share of what was to be found that was found."""
        return share(self.right, self.right + self.missed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 0 where nothing is right."""
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)


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
    """Return the average precision with a bootstrap interval (300 resamples, fixed seed)."""
    y, s = np.asarray(truth, dtype=bool), np.asarray(scores, dtype=float)
    if not y.any():
        return Interval(value=math.nan, low=math.nan, high=math.nan)
    drawn = np.random.default_rng(0).integers(0, len(y), (RESAMPLES, len(y)))
    resampled = [average_precision_score(y[rows], s[rows]) for rows in drawn if y[rows].any()]
    low, high = np.quantile(resampled, (0.025, 0.975))
    return Interval(value=float(average_precision_score(y, s)), low=float(low), high=float(high))


def recall_at(precision: float, truth: Sequence[bool], scores: Sequence[float]) -> float:
    """Return the highest recall that some threshold reaches with at least that precision."""
    if not any(truth):
        return math.nan
    precisions, recalls, _ = precision_recall_curve(truth, scores)
    return float(max(recalls[precisions >= precision], default=0.0))


def brier(truth: Sequence[bool], scores: Sequence[float]) -> float:
    """Return the mean squared distance of scores and truth (Brier 1950)."""
    return float(np.mean((np.asarray(scores) - np.asarray(truth, dtype=float)) ** 2))


def reliability(truth: Sequence[bool], scores: Sequence[float]) -> tuple[Bin, ...]:
    """Return the bins of a reliability diagram, empty ones left out."""
    y, s = np.asarray(truth, dtype=float), np.asarray(scores, dtype=float)
    at = np.minimum((s * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(postings=int(rows.sum()), score=float(s[rows].mean()), share=float(y[rows].mean()))
        for rows in (at == number for number in range(BINS))
        if rows.any()
    )


def macro_f1(counts: Iterable[Counts]) -> float:
    """Return the mean F1 of classes that occur."""
    scores = [c.f1 for c in counts if c.right + c.missed]
    return sum(scores) / len(scores) if scores else math.nan
