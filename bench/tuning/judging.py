"""Judges what heads say by itself, without listed words and rules; intervals draw families anew.

Pure. Log-odds stand in the order of the linear model: concern, categories, indicators.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, precision_recall_curve
from sklearn.model_selection import GroupKFold

from adwatch.labelled import Labelled
from classifiers.evaluate import PRECISION
from classifiers.indicator import load_indicators
from classifiers.learned.features import Floats
from classifiers.learned.model import CATEGORIES
from classifiers.measures import RESAMPLES

FIRST = 1 + len(CATEGORIES)
"""The column of the first indicator."""
NEVER = 20.0
"""Log-odds that no head reaches."""
Rows = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Truth:
    """Labels as rows; `strong` are the places of the strong indicators among those with a head.

    `families` are the names by which postings are drawn together.
    """

    concern: Bools
    category: Rows
    signs: Bools
    strong: Rows
    families: Sequence[str]

    def part(self, rows: Rows) -> "Truth":
        """Return the labels of some rows."""
        names = [self.families[row] for row in rows]
        return Truth(self.concern[rows], self.category[rows], self.signs[rows], self.strong, names)


def truth_of(rows: Sequence[Labelled], families: Sequence[str], codes: Sequence[str]) -> Truth:
    """Return the labels of postings that carry all of them."""
    known = load_indicators()
    return Truth(
        np.array([bool(row.concern) for row in rows]),
        np.array([CATEGORIES.index(row.category) for row in rows if row.category]),
        np.array([[code in (row.indicators or ()) for code in codes] for row in rows]),
        np.array([n for n, code in enumerate(codes) if known[code].strength == "strong"]),
        families,
    )


Measure = Callable[[Truth, Floats, Rows], float]
Figures = dict[str, dict[str, dict[str, list[float]]]]
"""By contestant and measure: its figure, and how far it is above another's."""


def concern(truth: Truth, raw: Floats, rows: Rows) -> float:
    """Return the average precision of concern."""
    return float(average_precision_score(truth.concern[rows], raw[rows, 0]))


def recall(truth: Truth, raw: Floats, rows: Rows) -> float:
    """Return concern's highest recall at a precision of at least `PRECISION`."""
    precisions, recalls, _ = precision_recall_curve(truth.concern[rows], raw[rows, 0])
    return float(max(recalls[precisions >= PRECISION], default=0.0))


def category(truth: Truth, raw: Floats, rows: Rows) -> float:
    """Return the mean F1 of the categories that occur."""
    every = np.arange(len(CATEGORIES))
    said = raw[rows, 1:FIRST].argmax(axis=1)
    return _f1(truth.category[rows, None] == every, said[:, None] == every)


def strong(truth: Truth, raw: Floats, rows: Rows) -> float:
    """Return the mean F1 of the strong indicators that occur; a head speaks above 0."""
    return _f1(truth.signs[np.ix_(rows, truth.strong)], raw[np.ix_(rows, FIRST + truth.strong)] > 0)


def _f1(expected: Bools, said: Bools) -> float:
    """Return the mean F1 of the columns that occur."""
    right, both = (expected & said).sum(axis=0), expected.sum(axis=0) + said.sum(axis=0)
    occurs = expected.any(axis=0)
    return float(np.mean(2 * right[occurs] / both[occurs]))


MEASURES: dict[str, Measure] = {
    "concern, average precision": concern,
    f"concern, recall at precision {PRECISION:.2f}": recall,
    "categories, macro F1": category,
    "strong indicators, macro F1": strong,
}


def drawn(families: Sequence[str]) -> list[Rows]:
    """Return all rows, then the rows of each drawing of families (Efron 1979)."""
    names, of = np.unique(families, return_inverse=True)
    rows = [np.flatnonzero(of == name) for name in range(len(names))]
    picked = np.random.default_rng(0).integers(0, len(names), (RESAMPLES, len(names)))
    return [np.arange(len(of)), *(np.concatenate([rows[n] for n in each]) for each in picked)]


def figures(truth: Truth, said: dict[str, Floats], beside: str) -> Figures:
    """Return each contestant's figures, and how far it is above the one named `beside`.

    Each is a value, and the ends of its 95 % interval; both contestants meet the same drawings.
    """
    draws = drawn(truth.families)
    found = {
        name: {
            what: np.array([measure(truth, raw, rows) for rows in draws])
            for what, measure in MEASURES.items()
        }
        for name, raw in said.items()
    }
    return {
        name: {
            what: {
                "figure": interval(values),
                f"above {beside}": interval(values - found[beside][what]),
            }
            for what, values in each.items()
        }
        for name, each in found.items()
    }


def interval(values: NDArray[np.float64]) -> list[float]:
    """Return the first of the values and the 95 % interval of the others."""
    return [round(float(each), 3) for each in (values[0], *np.quantile(values[1:], (0.025, 0.975)))]


def levelled(raw: Floats, thresholds: Floats) -> Floats:
    """Return log-odds with each indicator's threshold moved to 0."""
    moved = raw.copy()
    moved[:, FIRST:] -= thresholds
    return moved


def crossed(truth: Truth, raw: Floats) -> Floats:
    """Return log-odds levelled in each half of the families by the thresholds of the other."""
    found = raw.copy()
    for one, other in GroupKFold(2).split(raw, groups=truth.families):
        found[other] = levelled(raw[other], thresholds(truth.part(one), raw[one]))
    return found


def thresholds(truth: Truth, raw: Floats) -> Floats:
    """Return for each indicator the log-odds with the best F1; none does where none is shown."""
    columns = zip(truth.signs.T, raw[:, FIRST:].T, strict=True)
    return np.array([_threshold(*each) for each in columns], dtype=np.float32)


def _threshold(shown: Bools, logits: Floats) -> float:
    if not shown.any():
        return NEVER
    precisions, recalls, levels = precision_recall_curve(shown, logits)
    f1 = 2 * precisions * recalls / np.maximum(precisions + recalls, 1e-9)
    level = levels[f1[:-1].argmax()]
    below = logits[logits < level]
    return float((level + below.max()) / 2 if below.size else level - 1)
