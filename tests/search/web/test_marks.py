from hypothesis import given
from hypothesis import strategies as st

from search.types import Highlight
from search.web.marks import Span, contact_address, pieces, spans
from tests.search.alerts.samples import ADVERT, overseas

TEXT = st.text(max_size=60)
SPANS = st.lists(
    st.tuples(st.integers(-5, 70), st.integers(-5, 70), st.sampled_from("abc")), max_size=8
)


@given(TEXT, SPANS, st.integers(0, 70), st.integers(0, 70))
def test_the_pieces_join_to_the_text_whatever_the_spans(text, raw, start, end):
    made = [Span(a, b, kind) for a, b, kind in raw]
    assert "".join(piece.text for piece in pieces(text, made)) == text
    if start <= min(end, len(text)):
        assert "".join(p.text for p in pieces(text, made, start, end)) == text[start:end]


@given(TEXT.filter(len), SPANS)
def test_each_letter_has_the_marks_that_lie_over_it(text, raw):
    made = [Span(a, b, kind) for a, b, kind in raw]
    position = 0
    for piece in pieces(text, made):
        for offset in range(position, position + len(piece.text)):
            over = {s.kind for s in made if max(s.start, 0) <= offset < s.end}
            assert set(piece.kinds.split()) == over
        position += len(piece.text)


def test_a_finding_leads_to_its_reason_and_a_contact_to_its_postings():
    posting = overseas()
    found = pieces(ADVERT, spans(posting, "text", [Highlight(field="text", start=0, end=8)]))
    by_text = {piece.text: piece for piece in found}
    assert by_text["Overseas"].kinds == "match"
    assert by_text["passport kept by office"].target == "#why-1"
    assert by_text["passport kept by office"].note == "why document_retention"
    assert by_text["98470 00101"].target == contact_address("phone", "+919847000101")


def test_overlapping_marks_keep_both_notes():
    (_, both, _) = pieces("abcdef", [Span(0, 4, "x", "one", "#1"), Span(2, 6, "y", "two", "#2")])
    assert (both.text, both.kinds, both.note, both.target) == ("cd", "x y", "one; two", "#1")


def test_a_contacts_address_survives_any_value():
    assert contact_address("phone", "+91") == "/contact/phone/%2B91"
    assert contact_address("handle", "a/../b?c#d") == "/contact/handle/a%2F..%2Fb%3Fc%23d"
