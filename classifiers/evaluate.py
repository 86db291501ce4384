"""Scores `assess` on labelled postings and says how sure the figures are.

What a posting does not label (`concern`, `indicators`, `category`) is not judged.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from adwatch.labelled import Labelled
from adwatch.model import FLAGGED, Frozen, Posting
from classifiers.indicator import load_indicators
from classifiers.measures import (
    Bin,
    Counts,
    Interval,
    average_precision,
    brier,
    macro_f1,
    recall_at,
    reliability,
    share,
)

PRECISION = 0.80
"""The precision at which recall is reported."""


class Miss(Frozen):
    """One difference between what was expected and what was said."""

    id: str
    what: str
    expected: str
    said: str


class Concern(Frozen):
    """How well postings of concern are told from ordinary ones."""

    postings: int
    of_concern: int
    flagged: Counts
    average_precision: Interval
    recall_at_precision: Interval
    false_alarms: Interval
    brier: Interval


class Report(Frozen):
    """All figures of one evaluation."""

    postings: int
    concern: Concern
    reliability: tuple[Bin, ...]
    by_language: dict[str, Concern]
    by_indicator: dict[str, Counts]
    strong_macro_f1: Interval
    by_category: dict[str, Counts]
    category_macro_f1: Interval
    confusion: dict[str, dict[str, int]]
    misses: tuple[Miss, ...]


Pair = tuple[Labelled, Posting]
Judgements = Sequence[tuple[set[str], set[str]]]
"""What was expected and what was said, a pair a posting."""


def evaluate(rows: Iterable[Labelled], assess: Callable[[Posting], Posting]) -> Report:
    """Return the figures of an assessment (`assess`, with all that has to run before it)."""
    return report_of([(row, assess(row.posting)) for row in rows])


def report_of(pairs: Sequence[Pair]) -> Report:
    """Return the figures of labelled postings and what was said of them."""
    signs, categories = _signs(pairs), _categories(pairs)
    strong = sorted(code for code, i in load_indicators().items() if i.strength == "strong")
    named = sorted(set().union(*(expected for expected, _ in categories)))
    truth, scores = _judged(pairs)
    return Report(
        postings=len(pairs),
        concern=_concern(pairs),
        reliability=reliability(truth, scores),
        by_language={lang: _concern(own) for lang, own in sorted(_by_language(pairs).items())},
        by_indicator=_counted(signs, sorted(set().union(*(e | s for e, s in signs)))),
        strong_macro_f1=_macro(signs, strong),
        by_category=_counted(categories, named),
        category_macro_f1=_macro(categories, named),
        confusion=_confusion(pairs),
        misses=tuple(_misses(pairs)),
    )


def _judged(pairs: Sequence[Pair]) -> tuple[list[bool], list[float]]:
    judged = [(row.concern, p.score) for row, p in pairs if row.concern is not None]
    return [bool(concern) for concern, _ in judged], [score for _, score in judged]


def _concern(pairs: Sequence[Pair]) -> Concern:
    truth, scores = _judged(pairs)
    flags = [p.band in FLAGGED for row, p in pairs if row.concern is not None]
    outcomes = Counter(zip(truth, flags, strict=True))
    return Concern(
        postings=len(truth),
        of_concern=sum(truth),
        flagged=Counts(
            right=outcomes[True, True],
            wrong=outcomes[False, True],
            missed=outcomes[True, False],
            judged=len(truth),
        ),
        average_precision=average_precision(truth, scores),
        recall_at_precision=recall_at(PRECISION, truth, scores),
        false_alarms=share(outcomes[False, True], len(truth) - sum(truth)),
        brier=brier(truth, scores),
    )


def _by_language(pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    groups: dict[str, list[Pair]] = {}
    for row, posting in pairs:
        lang = row.lang or posting.lang or "unknown"
        groups.setdefault(lang, []).append((row, posting))
    return groups


def _signs(pairs: Sequence[Pair]) -> Judgements:
    return [
        (set(row.indicators), {f.indicator for f in posting.findings})
        for row, posting in pairs
        if row.indicators is not None
    ]


def _categories(pairs: Sequence[Pair]) -> Judgements:
    return [({str(r.category)}, {str(p.category)}) for r, p in pairs if r.category]


def _counted(judged: Judgements, classes: Sequence[str]) -> dict[str, Counts]:
    return {c: _counts([(c in expected, c in said) for expected, said in judged]) for c in classes}


def _counts(judgements: Sequence[tuple[bool, bool]]) -> Counts:
    tally = Counter(judgements)
    right, wrong, missed = tally[True, True], tally[False, True], tally[True, False]
    return Counts(right=right, wrong=wrong, missed=missed, judged=len(judgements))


def _macro(judged: Judgements, classes: Sequence[str]) -> Interval:
    expected, said = (
        np.array([[c in row[side] for c in classes] for row in judged], dtype=bool)
        for side in (0, 1)
    )
    return macro_f1(expected, said)


def _confusion(pairs: Sequence[Pair]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for row, posting in pairs:
        if row.category:
            said = table.setdefault(row.category, {})
            said[str(posting.category)] = said.get(str(posting.category), 0) + 1
    return table


def _misses(pairs: Sequence[Pair]) -> Iterable[Miss]:
    for row, posting in pairs:
        for what, expected, said in _differences(row, posting):
            yield Miss(id=row.id, what=what, expected=expected, said=said)


def _differences(expected: Labelled, posting: Posting) -> Iterable[tuple[str, str, str]]:
    if expected.concern is not None and expected.concern != (posting.band in FLAGGED):
        yield "concern", str(expected.concern), f"{posting.band} {posting.score:.2f}"
    if expected.category and expected.category != posting.category:
        yield "category", expected.category, str(posting.category)
    if expected.indicators is not None:
        found: dict[str, Any] = {f.indicator: f.raw for f in posting.findings}
        for code in sorted(set(expected.indicators) - found.keys()):
            yield "indicator", code, ""
        for code in sorted(found.keys() - set(expected.indicators)):
            yield "indicator", "", f"{code}: {found[code]}"
