"""The difference between two versions, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.versions import Version
from search.web.changes import MOST_WORDS, changes, revisions

WORDS = st.text(st.sampled_from("ab \nമ"), max_size=30)


def side(made, gone):
    return "".join(change.text for change in made if change.kind != gone)


@given(old=WORDS, new=WORDS)
def test_both_texts_are_in_the_difference(old, new):
    made = changes(old, new)
    assert (side(made, "new"), side(made, "old")) == (old, new)
    assert all(change.text for change in made)


@pytest.mark.parametrize(
    ("old", "new", "went", "came", "why"),
    [
        ("age 18 call", "age 21 call", " 18", " 21", "a number"),
        ("call now", "call now please", "", " please", "added at the end"),
        ("ജോലി ഒഴിവ് ഉണ്ട്", "ജോലി ഉണ്ട്", " ഒഴിവ്", "", "a word of Malayalam"),
        ("same", "same", "", "", "nothing"),
        ("", "first", "", "first", "from nothing"),
    ],
)
def test_the_words_that_changed_are_marked(old, new, went, came, why):
    made = changes(old, new)
    assert "".join(c.text for c in made if c.kind == "old") == went, why
    assert "".join(c.text for c in made if c.kind == "new") == came, why


def test_a_very_long_text_is_not_compared_word_by_word():
    old = "a b " * MOST_WORDS
    assert [c.kind for c in changes(old, old + "c")] == ["old", "new"]
    assert [c.kind for c in changes(old, old)] == ["same"]


def test_the_newest_change_is_first():
    three = [Version(version=text, text=text) for text in ("one", "two", "three")]
    assert [side(r.text, "old") for r in revisions(three)] == ["three", "two"]
    assert revisions(three[:1]) == []
