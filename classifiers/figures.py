"""What an evaluation found, as `adwatch evaluate` prints it: counts, intervals, mistakes."""

import math
from collections.abc import Iterator

from adwatch.labelled import Score
from adwatch.model import Frozen
from classifiers.evaluate import PRECISION, Concern, Report
from classifiers.measures import Counts, Interval


class Measured(Frozen):
    """A figure with its 95 % interval, as `adwatch evaluate` prints it."""

    table: str
    name: str
    value: float
    low: float
    high: float

    @property
    def group(self) -> str:
        """What is measured, without saying of which language, sign or category."""
        return self.table.partition(", ")[0]


class Mistaken(Frozen):
    """How often one category was taken for another."""

    table: str = "categories mistaken"
    expected: str
    said: str
    postings: int


def tables(report: Report) -> dict[str, dict[str, Score]]:
    """Return what was judged, under its headings, as `adwatch evaluate` prints it."""
    flagged = {"flagged": report.concern.flagged} if report.concern.postings else {}
    counted = {
        "concern": flagged,
        "indicators": report.by_indicator,
        "categories": report.by_category,
    }
    return {
        table: {name: Score(**c.model_dump(exclude={"judged"})) for name, c in group.items()}
        for table, group in counted.items()
    }


def measures(report: Report) -> list[Measured]:
    """Return figures with intervals: of concern, of each language, sign and category."""
    groups = {"all": report.concern, **report.by_language} if report.concern.postings else {}
    found = [
        *((f"concern, {group}", *each) for group, c in groups.items() for each in _intervals(c)),
        *_of_each("indicators", report.by_indicator),
        ("indicators, mean of the strong", "F1", report.strong_macro_f1),
        *_of_each("categories", report.by_category),
        ("categories, mean", "F1", report.category_macro_f1),
    ]
    return [
        Measured(table=table, name=name, **interval.model_dump())
        for table, name, interval in found
        if not math.isnan(interval.value)
    ]


def _of_each(table: str, counted: dict[str, Counts]) -> Iterator[tuple[str, str, Interval]]:
    for name, counts in counted.items():
        for what, interval in _shares(counts):
            yield f"{table}, {name}", what, interval


def _shares(counts: Counts) -> Iterator[tuple[str, Interval]]:
    yield "precision", counts.precision
    yield "recall", counts.recall
    yield "F1", counts.f1


def _intervals(concern: Concern) -> Iterator[tuple[str, Interval]]:
    yield "average precision", concern.average_precision
    yield from _shares(concern.flagged)
    thousand = {name: 1000 * value for name, value in concern.false_alarms.model_dump().items()}
    yield "false alarms in 1,000 ordinary postings", Interval(**thousand)
    yield f"recall at precision {PRECISION:.2f}", concern.recall_at_precision
    yield "Brier score", concern.brier


def mistaken(report: Report) -> list[Mistaken]:
    """Return which category was taken for which."""
    return [
        Mistaken(expected=expected, said=said, postings=count)
        for expected, row in sorted(report.confusion.items())
        for said, count in sorted(row.items())
        if said != expected
    ]
