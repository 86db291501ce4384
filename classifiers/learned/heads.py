"""Fits the model's heads: logistic regressions over the same numbers, one set of rows each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from classifiers.learned.features import GRAMS, Floats
from classifiers.learned.model import CATEGORIES
from classifiers.learned.table import Sample, Table

GRAMS_LENGTH = 6.0
"""How long a row's part is, beside the others: regularisation presses on the short ones more."""
RARE = 5
"""How much a posting that shows an indicator counts beside one that does not."""
FEWEST = 8
"""Postings of a class without which its head stays silent."""
SILENT = -20.0
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Heads:
    """Linear maps, one column a head: concern, categories, indicators."""

    vector: Floats
    points: Floats
    grams: Floats
    bias: Floats

    def raw(self, table: Table, rows: Rows) -> Floats:
        """Return log-odds of some rows of a table."""
        return np.asarray(
            table.vectors[rows] @ self.vector
            + table.points[rows] @ self.points
            + table.grams[rows] @ self.grams
            + self.bias,
            dtype=np.float32,
        )


@dataclass(frozen=True)
class _Task:
    """One column (or the categories' columns) to fit; a label of None is unknown.

    `vector` and `points` are the lengths of these parts. Only the categories see points: signs are
    counted by themselves, and must not be counted a second time by the other heads. `rarity`: an
    n-gram counts more the fewer postings hold it, as the words for one category are rare ones.
    """

    labels: Sequence[object]
    classes: tuple[object, ...]
    weights: dict[int, float] | str
    vector: float = 3.0
    points: float = 0.0
    rarity: bool = False


def fit(table: Table, rows: Rows, codes: Sequence[str], jobs: int) -> Heads:
    """Return heads fitted to some rows of a table, for concern, all categories and `codes`."""
    mean = table.vectors[rows].mean(axis=0)
    spread = table.vectors[rows].std() * np.sqrt(table.vectors.shape[1])
    numbers = csr_matrix(hstack([(table.vectors - mean) / spread, table.points, table.grams]))
    tasks = _tasks(table.samples, codes)
    columns = Parallel(jobs)(delayed(_column)(task, numbers, rows) for task in tasks)
    coefficients = np.concatenate([c for c, _ in columns]).T
    bias = np.concatenate([b for _, b in columns])
    vector = coefficients[: -GRAMS - len(CATEGORIES)] / spread
    return Heads(
        vector.astype(np.float32),
        coefficients[-GRAMS - len(CATEGORIES) : -GRAMS],
        coefficients[-GRAMS:],
        (bias - mean @ vector).astype(np.float32),
    )


def _tasks(samples: Sequence[Sample], codes: Sequence[str]) -> list[_Task]:
    labels = [sample.row for sample in samples]
    concern = _Task([row.concern for row in labels], (True,), "balanced")
    category = _Task(
        [row.category for row in labels], CATEGORIES, "balanced", 5.0, 1.0, rarity=True
    )
    signs = [
        _Task([_shows(row.indicators, code) for row in labels], (True,), {0: 1, 1: RARE})
        for code in codes
    ]
    return [concern, category, *signs]


def _shows(indicators: Sequence[str] | None, code: str) -> bool | None:
    return None if indicators is None else code in indicators


def _column(task: _Task, numbers: csr_matrix, rows: Rows) -> tuple[Floats, Floats]:
    """Return coefficients (classes x numbers) and biases; a class too rare to learn is silent."""
    known = [row for row in rows if task.labels[row] is not None]
    labels = np.array([task.labels[row] for row in known])
    coefficients = np.zeros((len(task.classes), numbers.shape[1]), dtype=np.float32)
    bias = np.full(len(task.classes), SILENT, dtype=np.float32)
    counts = {each: int((labels == each).sum()) for each in task.classes}
    if len(set(labels.tolist())) < 2 or max(counts.values()) < FEWEST:
        return coefficients, bias
    given = numbers[known]
    lengths = _lengths(task, given)
    model = LogisticRegression(C=1.0, max_iter=300, class_weight=task.weights)
    model.fit(csr_matrix(given.multiply(lengths)), labels)
    columns = model.classes_.tolist() if len(task.classes) > 1 else [True]
    for number, each in enumerate(columns):
        coefficients[task.classes.index(each)] = model.coef_[number] * lengths
        bias[task.classes.index(each)] = model.intercept_[number]
    return coefficients, bias


def _lengths(task: _Task, numbers: csr_matrix) -> Floats:
    """Return how much each number counts in a task's fit."""
    lengths = np.full(numbers.shape[1], GRAMS_LENGTH, dtype=np.float32)
    lengths[:-GRAMS] = task.vector
    lengths[-GRAMS - len(CATEGORIES) : -GRAMS] = task.points
    if task.rarity:
        lengths[-GRAMS:] *= _rarity(numbers[:, -GRAMS:])
    return lengths


def _rarity(grams: csr_matrix) -> Floats:
    """Return the inverse document frequency of each n-gram; a row keeps its mean length."""
    holders = grams.getnnz(axis=0)
    rarity = np.log((1 + grams.shape[0]) / (1 + holders)) + 1
    squares = np.asarray(grams.multiply(grams).sum(axis=0)).ravel()
    mean = np.sqrt((squares @ rarity**2) / squares.sum())
    return np.asarray(rarity / mean, dtype=np.float32)
