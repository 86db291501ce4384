"""The figures of an assessment, held to cases that can be counted by hand."""

import math

import numpy as np
import pytest

from adwatch.labelled import Labelled
from adwatch.model import Finding, Posting
from classifiers.evaluate import report_of
from classifiers.figures import measures, mistaken
from classifiers.measures import Counts, average_precision, macro_f1, recall_at, reliability, share


def pair(name, concern, score, lang="en", category="other", said="other", signs=(), found=()):
    row = Labelled(
        id=name, text="x", lang=lang, concern=concern, category=category, indicators=signs
    )
    findings = tuple(
        Finding(
            indicator=c, strength="strong", weight=3, why="", field="text", start=0, end=1, raw="x"
        )
        for c in found
    )
    band = "high" if score > 0.5 else "none"
    posting = Posting(id=name, text="x", score=score, band=band, category=said, findings=findings)
    return row, posting


PAIRS = [
    pair(
        "1", True, 0.9, category="organ", said="organ", signs=("organ_sale",), found=("organ_sale",)
    ),
    pair("2", True, 0.2, lang="ml", category="organ", said="other", signs=("organ_sale",)),
    pair("3", False, 0.8, found=("minor",)),
    pair("4", False, 0.1, lang="ml"),
]


def test_what_is_right_wrong_and_missed_is_counted():
    report = report_of(PAIRS)
    assert report.concern.flagged == Counts(right=1, wrong=1, missed=1, judged=4)
    assert report.by_indicator["organ_sale"].f1.value == pytest.approx(2 / 3)
    assert report.by_indicator["minor"].wrong == 1
    assert report.confusion == {"organ": {"organ": 1, "other": 1}, "other": {"other": 2}}
    assert report.strong_macro_f1.value == pytest.approx(2 / 3), "absent signs are not averaged"


def test_figures_stand_with_intervals_for_all_and_for_each_language():
    found = {(m.table, m.name): m for m in measures(report_of(PAIRS))}
    alarms = found["concern, all", "false alarms in 1,000 ordinary postings"]
    assert alarms.value == 500
    assert 0 < alarms.low < alarms.value < alarms.high < 1000
    assert found["concern, all", "average precision"].value == pytest.approx((1 + 2 / 3) / 2)
    assert found["concern, ml", "recall"].value == 0
    assert ("concern, ml", "precision") not in found, "nothing was flagged"
    assert found["indicators, organ_sale", "recall"].value == 0.5
    assert found["categories, organ", "F1"].value == pytest.approx(2 / 3)
    assert found["concern, all", "Brier score"].low < found["concern, all", "Brier score"].high


def test_a_category_taken_for_another_is_named():
    assert [(m.expected, m.said, m.postings) for m in mistaken(report_of(PAIRS))] == [
        ("organ", "other", 1)
    ]


def test_nothing_labelled_gives_no_figure():
    assert measures(report_of([(Labelled(id="1", text="x", lang="en"), Posting(id="1"))])) == []


def test_measures_of_nothing_are_not_numbers():
    assert math.isnan(share(0, 0).value)
    assert math.isnan(average_precision([False], [0.3]).value)
    assert math.isnan(recall_at(0.8, [], []).value)
    assert math.isnan(Counts(judged=9).f1.value)
    assert math.isnan(macro_f1(np.zeros((9, 2), dtype=bool), np.ones((9, 2), dtype=bool)).value)


def test_the_interval_of_wilson():
    interval = share(8, 10)
    assert (round(interval.low, 3), round(interval.high, 3)) == (0.490, 0.943)


def test_recall_at_a_precision_takes_the_best_threshold():
    best = recall_at(0.8, [True, True, False, True], [0.9, 0.8, 0.7, 0.6])
    assert best.value == pytest.approx(2 / 3)


def test_the_interval_of_f1_narrows_with_the_number_of_postings():
    few, many = (Counts(right=8 * n, wrong=2 * n, missed=2 * n, judged=30 * n).f1 for n in (1, 50))
    assert few.value == many.value == pytest.approx(0.8)
    assert few.low < many.low < 0.8 < many.high < few.high
    assert few.high - few.low > 4 * (many.high - many.low), "by the root of 50"


def test_macro_f1_is_the_mean_of_classes_that_occur():
    truth = np.array([[1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 0]], dtype=bool)
    said = np.array([[1, 0, 1], [1, 0, 0], [0, 1, 0], [0, 0, 0]], dtype=bool)
    found = macro_f1(truth, said)
    assert found.value == pytest.approx((1 + 2 / 3) / 2), "the third class never occurs"
    assert found.low <= found.value <= found.high
    assert macro_f1(truth, said) == found, "drawn from a fixed seed"


def test_bins_compare_what_was_said_with_what_was_so():
    low, high = reliability([False, True, True], [0.1, 0.9, 0.95])
    assert (low.postings, low.share, high.postings, high.share) == (1, 0, 2, 1)
