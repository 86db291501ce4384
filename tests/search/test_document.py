import base64

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.model import Picture, Posting
from search.document import LEAST_TWIN, document, posting_of, vector
from search.mapping import DERIVED, DIMENSIONS, POSTING, POSTINGS_PROPERTIES, REVIEW, SEEN
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


def embedding(seed=1):
    row = np.random.default_rng(seed).normal(size=DIMENSIONS)
    return base64.b64encode((row / np.linalg.norm(row)).astype("<f2").tobytes()).decode()


def test_the_index_holds_the_numbers_of_an_embedding_and_a_hit_has_none():
    made = posting(embedding=embedding())
    fields = document(made)
    assert len(fields["embedding"]) == DIMENSIONS
    assert np.linalg.norm(fields["embedding"]) == pytest.approx(1, abs=0.01)
    assert posting_of(fields) == posting()
    assert vector("") is None


def test_what_a_picture_says_can_be_found():
    said = "CALL 98470 00102"
    picture = Picture(sha256="ab" * 32, phash="c" * 64, text=said)
    told = mention(said, "98470 00102", "phone", "+919847000102", "pictured")
    mentions = (*FULL.mentions, told)
    made = posting(1, mentions=mentions, pictures=(picture, Picture(sha256="00" * 32)))
    fields = document(made)
    assert fields["contact"] == ["phone:+919847000101", "phone:+919847000102"]
    assert "98470 00102" in fields["folded_facts"]
    assert (fields["picture"], fields["phash"]) == (["ab" * 32, "00" * 32], ["c" * 64])
    assert posting_of(fields) == made


AD = "Room for rent near the temple tank, two bedrooms, ground floor, water and parking. "


def key(made):
    return document(made)["twin"]


def ad(text, *, phone=""):
    contacts = (mention(text, phone, "phone", phone),) if phone else ()
    return posting(text=text, mentions=contacts)


@pytest.mark.parametrize(
    ("text", "phone", "why"),
    [
        (AD, "", "the same words"),
        (AD.upper() + "!!!", "", "louder"),
        (AD + "Rs 12,500", "", "with a price: but its letters count"),
        (AD + "98470 00101", "98470 00101", "with a number"),
        (AD + "nine eight four seven", "nine eight four seven", "with a number in words"),
        ("★ " + AD.replace(" ", "  "), "", "decorated"),
        (AD.replace("e", "е"), "", "with Cyrillic letters that look the same"),
    ],
)
def test_near_identical_postings_share_a_key(text, phone, why):
    same = key(ad(text, phone=phone)) == key(ad(AD))
    assert same is (not why.endswith("count"))


@pytest.mark.parametrize(
    "text", [AD.replace("two", "three"), AD + "No agents.", AD[:LEAST_TWIN], "", "98470 00101"]
)
def test_other_words_have_another_key(text):
    assert key(ad(text)) != key(ad(AD))


def test_short_texts_are_never_taken_for_copies():
    assert {key(posting(n, text="Call me")) for n in (1, 2)} == {posting(1).id, posting(2).id}


@given(text=TEXT)
def test_every_posting_has_a_key(text):
    assert key(Posting(id="1", text=text))
