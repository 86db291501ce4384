"""Scores `assess` on labelled postings and says how sure the figures are.

What a posting does not label (`concern`, `indicators`, `category`) is not judged.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from adwatch.labelled import Labelled, Score
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
    recall_at_precision: float
    false_alarms: Interval
    brier: float


class Report(Frozen):
    """All figures of one evaluation."""

    postings: int
    concern: Concern
    reliability: tuple[Bin, ...]
    by_language: dict[str, Concern]
    by_indicator: dict[str, Counts]
    strong_macro_f1: float
    by_category: dict[str, Counts]
    category_macro_f1: float
    confusion: dict[str, dict[str, int]]
    misses: tuple[Miss, ...]


class Measured(Frozen):
    """A figure with its 95 % interval, as `adwatch evaluate` prints it."""

    table: str
    name: str
    value: float
    low: float
    high: float


Pair = tuple[Labelled, Posting]


def evaluate(rows: Iterable[Labelled], assess: Callable[[Posting], Posting]) -> Report:
    """Return the figures of an assessment (`assess`, with all that has to run before it)."""
    return report_of([(row, assess(row.posting)) for row in rows])


def report_of(pairs: Sequence[Pair]) -> Report:
    """Return the figures of labelled postings and what was said of them."""
    indicators = _by_indicator(pairs)
    categories = _by_category(pairs)
    strong = {code for code, i in load_indicators().items() if i.strength == "strong"}
    truth, scores = _judged(pairs)
    return Report(
        postings=len(pairs),
        concern=_concern(pairs),
        reliability=reliability(truth, scores),
        by_language={lang: _concern(own) for lang, own in sorted(_by_language(pairs).items())},
        by_indicator=indicators,
        strong_macro_f1=macro_f1(c for code, c in indicators.items() if code in strong),
        by_category=categories,
        category_macro_f1=macro_f1(categories.values()),
        confusion=_confusion(pairs),
        misses=tuple(_misses(pairs)),
    )


def tables(report: Report) -> dict[str, dict[str, Score]]:
    """Return what was judged, under its headings, as `adwatch evaluate` prints it."""
    flagged = {"flagged": report.concern.flagged} if report.concern.postings else {}
    counted = {
        "concern": flagged,
        "indicators": report.by_indicator,
        "categories": report.by_category,
    }
    return {
        table: {name: Score(**counts.model_dump()) for name, counts in group.items()}
        for table, group in counted.items()
    }


def measures(report: Report) -> list[Measured]:
    """Return what has no counts to print: of all postings, then of each language."""
    if not report.concern.postings:
        return []
    groups = {"all": report.concern, **report.by_language}
    return [
        Measured(table=f"concern, {group}", name=name, **interval.model_dump())
        for group, concern in groups.items()
        for name, interval in _intervals(concern)
        if not math.isnan(interval.value)
    ]


def _intervals(concern: Concern) -> Iterator[tuple[str, Interval]]:
    yield "average precision", concern.average_precision
    yield "precision", concern.flagged.precision
    yield "recall", concern.flagged.recall
    thousand = {name: 1000 * value for name, value in concern.false_alarms.model_dump().items()}
    yield "false alarms in 1,000 ordinary postings", Interval(**thousand)
    for name, value in (
        (f"recall at precision {PRECISION:.2f}", concern.recall_at_precision),
        ("Brier score", concern.brier),
    ):
        yield name, Interval(value=value, low=value, high=value)


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
            right=outcomes[True, True], wrong=outcomes[False, True], missed=outcomes[True, False]
        ),
        average_precision=average_precision(truth, scores),
        recall_at_precision=recall_at(PRECISION, truth, scores),
        false_alarms=share(outcomes[False, True], len(truth) - sum(truth)),
        brier=brier(truth, scores) if truth else 0.0,
    )


def _by_language(pairs: Sequence[Pair]) -> dict[str, list[Pair]]:
    groups: dict[str, list[Pair]] = {}
    for row, posting in pairs:
        lang = row.lang or posting.lang or "unknown"
        groups.setdefault(lang, []).append((row, posting))
    return groups


def _by_indicator(pairs: Sequence[Pair]) -> dict[str, Counts]:
    judged = [
        (set(row.indicators), {f.indicator for f in posting.findings})
        for row, posting in pairs
        if row.indicators is not None
    ]
    codes = sorted(set().union(*(expected | found for expected, found in judged)))
    return {code: _counts([(code in e, code in f) for e, f in judged]) for code in codes}


def _by_category(pairs: Sequence[Pair]) -> dict[str, Counts]:
    judged = [(r.category, p.category) for r, p in pairs if r.category]
    categories = sorted({category for category, _ in judged})
    return {c: _counts([(e == c, f == c) for e, f in judged]) for c in categories}


def _counts(judgements: Sequence[tuple[bool, bool]]) -> Counts:
    tally = Counter(judgements)
    return Counts(right=tally[True, True], wrong=tally[False, True], missed=tally[True, False])


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
