from datetime import timedelta

import pytest

from adwatch.model import Posting, Sighting
from search.mapping import REVIEW
from search.merge import Stored, action, monthly_index
from tests.search.alerts.samples import NOW

HOUR = timedelta(hours=1)


def stored(captured=NOW, first=NOW, last=NOW, gone=False):
    return Stored("x-postings-2026.11", 7, 1, captured, first, last, gone)


def fetched(at=NOW, **more):
    return Posting(id="1", title="new words", captured_at=at, first_seen=at, **more)


def test_a_new_posting_goes_to_the_month_it_was_first_seen_in():
    made = action(fetched(), None, "x-postings")
    assert made["_op_type"] == "create"
    assert made["_index"] == "x-postings-2026.11"
    assert made["_source"]["last_seen"] == "2026-11-24T04:30:00Z"
    assert made["_source"]["gone"] is False


def test_a_posting_with_no_time_goes_to_the_undated():
    assert monthly_index("x-postings", None) == "x-postings-undated"


@pytest.mark.parametrize(
    ("captured", "words_win", "first_seen", "last_seen"),
    [
        (NOW + HOUR, True, NOW, NOW + HOUR),
        (NOW, True, NOW, NOW),  # processed anew, with better extractors
        (NOW - HOUR, False, NOW - HOUR, NOW),  # a late partition
    ],
)
def test_the_newest_words_win_whatever_the_order(captured, words_win, first_seen, last_seen):
    changed = action(fetched(captured), stored(), "x-postings")["doc"]
    assert ("title" in changed) is words_win
    assert changed["first_seen"] == first_seen.isoformat().replace("+00:00", "Z")
    assert changed["last_seen"] == last_seen.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize(
    ("at", "gone", "then"),
    [
        (NOW + HOUR, True, True),
        (NOW + HOUR, False, False),
        (NOW - HOUR, True, False),  # an old sighting says nothing about today
    ],
)
def test_a_sighting_moves_last_seen_forward_only(at, gone, then):
    sighting = Sighting(id="1", source="s", seen_at=at, gone=gone)
    changed = action(sighting, stored(), "x-postings")["doc"]
    assert changed == {
        "last_seen": max(at, NOW).isoformat().replace("+00:00", "Z"),
        "gone": then,
    }


def test_a_posting_that_is_met_again_is_no_longer_gone():
    assert action(fetched(NOW + HOUR), stored(gone=True), "x")["doc"]["gone"] is False


def test_a_sighting_of_what_is_not_indexed_is_no_action():
    assert action(Sighting(id="1", source="s", seen_at=NOW), None, "x") is None


@pytest.mark.parametrize("record", [fetched(), Sighting(id="1", source="s", seen_at=NOW)])
@pytest.mark.parametrize("known", [stored(), None])
def test_no_action_touches_what_officers_own(record, known):
    made = action(record, known, "x-postings") or {}
    written = made.get("doc", made.get("_source", {}))
    assert not written.keys() & REVIEW.keys()


def test_an_update_is_refused_when_somebody_wrote_in_between():
    made = action(fetched(), stored(), "x-postings")
    assert (made["if_seq_no"], made["if_primary_term"]) == (7, 1)
