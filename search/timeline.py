"""Counts by day as few bars of equal width: pure functions."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

WIDTHS = (1, 7, 28, 91, 364)
"""Days that a bar may cover: whole weeks, so that weekends weigh the same in each."""
MOST_BARS = 45


class Bar(NamedTuple):
    """How many postings were first seen from one day to another, both inclusive."""

    first: date
    last: date
    postings: int


def bars(days: Mapping[str, int], most: int = MOST_BARS) -> list[Bar]:
    """Return bars over all days from the first to the last (`2026-11-24`), empty ones too."""
    if not days:
        return []
    counted = {date.fromisoformat(day): count for day, count in days.items()}
    start, end = min(counted), max(counted)
    width = next((w for w in WIDTHS if (end - start).days < w * most), WIDTHS[-1])
    if width > 1:
        start -= timedelta(days=start.weekday())
    totals = [0] * ((end - start).days // width + 1)
    for day, count in counted.items():
        totals[(day - start).days // width] += count
    firsts = [start + timedelta(days=width * number) for number in range(len(totals))]
    span = timedelta(days=width - 1)
    return [Bar(first, first + span, count) for first, count in zip(firsts, totals, strict=True)]
