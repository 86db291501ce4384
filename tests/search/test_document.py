from hypothesis import given
from hypothesis import strategies as st

from adwatch.model import Posting
from search.document import document, posting_of
from search.mapping import DERIVED, POSTING, POSTINGS_PROPERTIES, REVIEW, SEEN
from tests.search.alerts.samples import ADVERT, NOW, finding, mention, posting

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)

FULL = posting(
    captured_at=NOW,
    mentions=(
        mention(ADVERT, "98470 00101", "phone", "+919847000101"),
        mention(ADVERT, "Overseas", "place", "Kochi").model_copy(
            update={"attributes": {"lat": 9.97, "lon": 76.28, "district": "Ernakulam"}}
        ),
        mention(ADVERT, "women", "age", "24"),
    ),
    findings=(finding(ADVERT, "passport kept", "document_retention"),),
)


def test_each_field_of_a_posting_is_mapped_and_no_other():
    assert POSTING.keys() == Posting.model_fields.keys()


def test_the_parts_of_the_mapping_do_not_overlap():
    parts = [POSTING, DERIVED, SEEN, REVIEW]
    assert len(POSTINGS_PROPERTIES) == sum(len(part) for part in parts)


def test_a_document_has_mapped_fields_alone_and_none_of_the_officers():
    fields = document(FULL).keys()
    assert fields == POSTING.keys() | DERIVED.keys()
    assert document(FULL)["found"].keys() == DERIVED["found"]["properties"].keys()


def test_what_comes_back_is_what_was_delivered():
    assert posting_of(document(FULL)) == FULL


@given(title=TEXT, text=TEXT, author=TEXT, district=st.sampled_from(["", "Kollam"]))
def test_any_words_come_back(title, text, author, district):
    given_posting = Posting(id="1", title=title, text=text, author=author, district=district)
    assert posting_of(document(given_posting)) == given_posting


def test_contacts_and_values_are_named_once():
    twice = FULL.model_copy(update={"mentions": FULL.mentions * 2})
    assert document(twice)["contact"] == ["phone:+919847000101"]
    assert document(twice)["found"]["age"] == ["24"]
    assert document(twice)["point"] == [{"lat": 9.97, "lon": 76.28}]


def test_a_place_without_coordinates_has_no_point():
    assert document(posting(mentions=(mention(ADVERT, "visa", "place", "Kochi"),)))["point"] == []


def test_an_empty_field_is_absent_so_that_it_can_be_asked_for():
    assert document(Posting(id="1"))["district"] is None


def test_the_facts_let_an_alias_find_its_place():
    facts = document(posting(1, mentions=FULL.mentions))["folded_facts"]
    assert "kochi" in facts.split()
