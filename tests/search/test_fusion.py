"""Reciprocal rank fusion by hand-worked sums."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.fusion import fused

RANKINGS = st.lists(st.lists(st.sampled_from("abcdef"), unique=True), max_size=4)


@pytest.mark.parametrize(
    ("rankings", "expected", "reason"),
    [
        ([], "", "nothing was ranked"),
        (["abc"], "abc", "one ranking stands as it is"),
        (["ab", "ba"], "ab", "a tie goes by the id"),
        (["abc", "bcd"], "bcad", "b: 1/62+1/61, c: 1/63+1/62, a: 1/61, d: 1/63"),
        (["aab"], "ab", "a second mention counts nothing"),
        (["xa", "ya", "za"], "axyz", "second in all three beats first in one"),
    ],
)
def test_places_add_up(rankings, expected, reason):
    assert "".join(fused(rankings)) == expected, reason


@given(RANKINGS)
def test_each_id_comes_once_and_none_is_lost(rankings):
    merged = fused(rankings)
    assert sorted(merged) == sorted({key for ranking in rankings for key in ranking})


@given(st.lists(st.sampled_from("abcdef"), unique=True))
def test_rankings_that_agree_change_nothing(ranking):
    assert fused([ranking, ranking]) == ranking
