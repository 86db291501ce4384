"""What is kept of the words that a posting had, whatever the order in which they arrive."""

from datetime import timedelta
from itertools import permutations

import pytest

from search.document import document, rebuilt
from search.merge import SEEN_FIELDS, action, stored_of
from search.versions import MOST_VERSIONS, joined, version_of, versions_in
from tests.search.alerts.samples import NOW, finding, posting

HOUR = timedelta(hours=1)
CHILD = "Boy of 14 for shop work"


def fetched(text, hours, **more):
    at = NOW + hours * HOUR
    return posting(1, text=text, captured_at=at, first_seen=NOW, **more)


def delivered(*postings):
    """Return the stored document after these deliveries, as the index would keep it."""
    source = action(postings[0], None, "x")["_source"]
    for each in postings[1:]:
        known = {name: source.get(name) for name in SEEN_FIELDS}
        hit = {"_index": "x", "_seq_no": 1, "_primary_term": 1, "_source": known}
        source = source | action(each, stored_of(hit), "x")["doc"]
    return source


def texts(source):
    return [each.text for each in versions_in(source)]


def test_words_that_never_changed_are_said_once():
    source = delivered(fetched("one", 0), fetched("one", 1), fetched("one", 2))
    assert "versions" not in source
    assert versions_in(source)[0].captured_at == NOW


@pytest.mark.parametrize("order", list(permutations((0, 1, 2))))
def test_all_words_are_kept_in_their_order_whenever_they_arrive(order):
    captured = [fetched(text, hours) for hours, text in enumerate(("one", "two", "three"))]
    source = delivered(*(captured[number] for number in order))
    assert texts(source)[-1] == "three" == source["text"]
    assert texts(source) == ["one", "two", "three"]
    again = delivered(*(captured[number] for number in (*order, *order)))
    assert again["versions"] == source["versions"]


def test_a_version_keeps_when_it_was_first_captured():
    source = delivered(fetched("one", 0), fetched("one", 5), fetched("two", 6), fetched("two", 9))
    assert [v.captured_at for v in versions_in(source)] == [NOW, NOW + 6 * HOUR]


def test_words_that_come_back_are_not_said_twice():
    source = delivered(fetched("one", 0), fetched("two", 1), fetched("one", 2))
    assert texts(source) == ["one", "two"]
    assert source["text"] == "one"


def test_the_oldest_go_when_there_are_too_many():
    source = delivered(*(fetched(f"words {n}", n) for n in range(MOST_VERSIONS + 3)))
    assert texts(source) == [f"words {n}" for n in range(3, MOST_VERSIONS + 3)]


def test_what_may_concern_a_child_stays_marked_when_the_sign_is_taken_out():
    signs = (finding(CHILD, "Boy of 14", "minor"),)
    source = delivered(fetched(CHILD, 0, findings=signs), fetched("Helper for shop work", 1))
    assert [v.protected for v in versions_in(source)] == [True, False]


def test_a_sign_that_was_read_later_marks_the_words_that_were_known():
    later = fetched(CHILD, 1, findings=(finding(CHILD, "Boy of 14", "minor"),))
    (kept,) = joined([version_of(fetched(CHILD, 0))], version_of(later))
    assert (kept.captured_at, kept.protected) == (NOW, True)


def test_an_index_built_anew_keeps_them():
    source = delivered(fetched("one", 0), fetched("two", 1))
    assert rebuilt(source)["versions"] == source["versions"]
    assert "versions" not in document(fetched("one", 0))
