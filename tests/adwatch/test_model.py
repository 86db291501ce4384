"""The types: ids that depend on the words alone, frozen records, findings that point somewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from adwatch.model import ID_LENGTH, Finding, Posting, stable_id


def test_id_depends_on_where_parts_end():
    assert stable_id("ab", "c") != stable_id("a", "bc")
    assert len(stable_id("x")) == ID_LENGTH


@given(st.text(), st.text())
def test_same_words_same_version(title, text):
    one = Posting(id="1", title=title, text=text, url="http://a.example/1")
    other = Posting(id="2", title=title, text=text, url="http://b.example/9")
    assert one.version == other.version


@given(st.text(), st.text(min_size=1))
def test_other_words_other_version(text, more):
    assert Posting(id="1", text=text).version != Posting(id="1", text=text + more).version


def test_posting_survives_json_unchanged():
    posting = Posting(
        id="1",
        title="കൊച്ചിയിൽ ജോലി",
        text="Call 98470 00000",
        findings=(
            Finding(
                indicator="movement",
                strength="medium",
                weight=1.0,
                why="new in town",
                field="text",
                start=0,
                end=4,
                raw="Call",
            ),
        ),
    )
    assert Posting.model_validate_json(posting.model_dump_json()) == posting


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": "1", "tite": "x"}, "a misspelt field is refused, not dropped"),
        ({"title": "x"}, "a posting without an id cannot be kept"),
        ({"id": "1", "score": 1.2}, "a score is a probability"),
        ({"id": "1", "captured_at": "2026-11-24T10:00:00"}, "a time without zone is ambiguous"),
        ({"id": "1", "category": "crime"}, "categories are a closed list"),
    ],
)
def test_refused(fields, reason):
    with pytest.raises(ValidationError):
        Posting.model_validate(fields)
        pytest.fail(reason)


@pytest.mark.parametrize(
    ("where", "good"),
    [
        ({"field": "text", "start": 0, "end": 3}, True),
        ({"postings": ("a", "b")}, True),
        ({}, False),
        ({"field": "text", "start": 0, "end": 3, "postings": ("a",)}, False),
    ],
)
def test_a_finding_points_at_words_or_at_postings(where, good):
    fields = {"indicator": "movement", "strength": "medium", "weight": 1.0, "why": "w", **where}
    if good:
        Finding.model_validate(fields)
    else:
        with pytest.raises(ValidationError):
            Finding.model_validate(fields)


@pytest.mark.parametrize(
    ("score", "shown"), [(0.0, "0.00"), (0.876, "0.88"), (0.9951, "0.99"), (1.0, "0.99")]
)
def test_no_lead_is_shown_as_certain(score, shown):
    assert Posting(id="1", score=score).shown_score == shown
