"""Days as bars: nothing is lost, gaps are shown, the width fits the stretch."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.timeline import MOST_BARS, Bar, bars

DAYS = st.dictionaries(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)).map(str), st.integers(1, 500), max_size=30
)


@given(DAYS)
def test_every_posting_is_in_one_bar_and_the_bars_join(days):
    drawn = bars(days)
    assert sum(bar.postings for bar in drawn) == sum(days.values())
    for day in days:
        assert sum(str(bar.first) <= day <= str(bar.last) for bar in drawn) == 1
    for before, after in pairwise(drawn):
        assert after.first == before.last + timedelta(days=1)


@pytest.mark.parametrize(
    ("days", "count", "width", "reason"),
    [
        ({}, 0, 0, "nothing was found"),
        ({"2026-11-24": 3}, 1, 1, "one day"),
        ({"2026-11-01": 1, "2026-11-10": 1}, 10, 1, "empty days are bars too"),
        ({"2026-01-01": 1, "2026-06-30": 1}, 27, 7, "half a year by weeks"),
        ({"2020-01-01": 1, "2026-01-01": 1}, 25, 91, "six years by quarters"),
    ],
)
def test_width(days, count, width, reason):
    drawn = bars(days)
    assert len(drawn) == count <= MOST_BARS, reason
    if drawn:
        assert (drawn[0].last - drawn[0].first).days + 1 == width


def test_weeks_begin_on_monday():
    drawn = bars({"2026-11-25": 2, "2026-08-01": 1})
    assert drawn[-1] == Bar(date(2026, 11, 23), date(2026, 11, 29), 2)
