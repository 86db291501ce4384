"""What the race of the fine-tuned encoder computes by itself; its training needs torch."""

import numpy as np
import pytest

from adwatch.labelled import Labelled
from bench.tuning.judging import (
    FIRST,
    NEVER,
    Measure,
    Truth,
    category,
    concern,
    crossed,
    drawn,
    figures,
    levelled,
    recall,
    strong,
    thresholds,
    truth_of,
)
from classifiers.learned.model import CATEGORIES

CODES = ("minor", "urgency_pressure", "excess_fee", "organ_sale")
LABELS = [
    (True, "job_overseas", ("minor", "urgency_pressure")),
    (True, "job_overseas", ("excess_fee",)),
    (False, "job_other", ("urgency_pressure",)),
    (False, "goods_or_property", ()),
]
FAMILIES = ("a", "a", "b", "c")


@pytest.fixture
def truth() -> Truth:
    rows = [
        Labelled.model_validate(
            {"id": str(n), "text": "x", "concern": sure, "category": what, "indicators": signs}
        )
        for n, (sure, what, signs) in enumerate(LABELS)
    ]
    return truth_of(rows, FAMILIES, CODES)


def perfect(truth: Truth) -> np.ndarray:
    raw = np.full((len(LABELS), FIRST + len(CODES)), -1.0)
    raw[:, 0] = np.where(truth.concern, 1, -1)
    raw[np.arange(len(LABELS)), 1 + truth.category] = 1
    raw[:, FIRST:] = np.where(truth.signs, 1, -1)
    return raw


def twenty_times(truth: Truth) -> Truth:
    return Truth(
        np.tile(truth.concern, 20),
        np.tile(truth.category, 20),
        np.tile(truth.signs, (20, 1)),
        truth.strong,
        [str(n) for n in range(80)],
    )


def test_truth_holds_the_places_of_strong_indicators_alone(truth: Truth) -> None:
    assert [CODES[place] for place in truth.strong] == ["minor", "excess_fee", "organ_sale"]
    assert truth.signs.sum() == 4


def test_who_is_always_right_has_ones(truth: Truth) -> None:
    raw, rows = perfect(truth), np.arange(len(LABELS))
    measures = (concern, recall, category, strong)
    assert [measure(truth, raw, rows) for measure in measures] == [1.0] * 4


@pytest.mark.parametrize(
    ("column", "measure", "expected", "reason"),
    [
        (0, concern, 0.5, "all four must be taken to have one of concern, and two are"),
        (0, recall, 0.0, "no threshold reaches the precision"),
        (FIRST, strong, 0.5, "one of two strong ones is always wrong; the third does not occur"),
        (FIRST + 1, strong, 1.0, "the second is no strong one"),
        (FIRST + 3, strong, 1.0, "what occurs nowhere is not judged"),
    ],
)
def test_a_head_that_says_the_opposite(
    truth: Truth, column: int, measure: Measure, expected: float, reason: str
) -> None:
    raw = perfect(truth)
    raw[:, column] *= -1
    assert measure(truth, raw, np.arange(len(LABELS))) == pytest.approx(expected), reason


def test_a_category_that_occurs_nowhere_is_not_judged(truth: Truth) -> None:
    raw = perfect(truth)
    raw[3, 1 + CATEGORIES.index("organ")] = 9
    assert category(truth, raw, np.arange(4)) == pytest.approx(2 / 3)
    assert category(truth, raw, np.arange(3)) == 1.0


def test_families_are_drawn_whole() -> None:
    everything, *draws = drawn(FAMILIES)
    assert everything.tolist() == [0, 1, 2, 3]
    assert all((rows == 0).sum() == (rows == 1).sum() for rows in draws)
    assert len({tuple(rows) for rows in draws}) > 1


def test_thresholds_lie_between_the_shown_and_the_others(truth: Truth) -> None:
    raw = perfect(truth)
    raw[:, FIRST] = [-3.0, -4.0, -6.0, -7.0]
    raw[:, FIRST + 1] = [5.0, 2.0, 4.0, 1.0]
    found = thresholds(truth, raw)
    assert found.tolist() == [-3.5, 3.0, 0.0, NEVER]
    assert (levelled(raw, found)[:, FIRST:] > 0).tolist() == truth.signs.tolist()


def test_thresholds_of_one_half_of_the_families_serve_the_other() -> None:
    shown = np.array([[True], [False]] * 4)
    truth = Truth(shown[:, 0], np.zeros(8, int), shown, np.array([0]), list("aabbccdd"))
    raw = np.zeros((8, FIRST + 1), dtype=np.float32)
    raw[:, FIRST] = np.where(shown[:, 0], 5, 3)
    assert (crossed(truth, raw)[:, FIRST] > 0).tolist() == shown[:, 0].tolist()
    raw[4:, FIRST] += 10
    assert (crossed(truth, raw)[:, FIRST] > 0).tolist() != shown[:, 0].tolist()


def test_the_worse_one_is_below_zero_beside_the_better(truth: Truth) -> None:
    better = np.tile(perfect(truth), (20, 1))
    worse = better.copy()
    worse[:, 0] *= -1
    told = figures(twenty_times(truth), {"better": better, "worse": worse}, beside="better")
    name = "concern, average precision"
    assert told["better"][name]["above better"] == [0.0, 0.0, 0.0]
    assert told["worse"][name]["figure"][0] == 0.5
    value, low, high = told["worse"][name]["above better"]
    assert low <= value <= high <= 0
