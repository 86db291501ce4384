"""Linked and similar postings on a real index."""

import base64

import numpy as np
import pytest

from search.query import Access
from search.related import alike, linked
from tests.search.alerts.samples import mention, overseas, posting

pytestmark = pytest.mark.slow

ALL = Access(districts=None)
WORDS = "Urgent: helpers wanted for a hotel kitchen in Muscat, ticket and food given by the office"
OTHER_WORDS = "Cupboard and two chairs for sale, collect from the house before Sunday evening"


def pointing(*numbers: float) -> str:
    """Return the embedding whose first numbers are these, of length one."""
    vector = np.zeros(384)
    vector[: len(numbers)] = numbers
    return base64.b64encode((vector / np.linalg.norm(vector)).astype("<f2").tobytes()).decode()


def ids(hits) -> list[int]:
    return [int(hit.posting.id, 16) for hit in hits]


def test_postings_with_a_shared_contact_are_linked(index):
    upi = mention(WORDS, "hotel", "upi", "hotel@upi")
    index.deliver(
        overseas(1),
        overseas(2, district="Kollam"),
        overseas(3, phone="+919847000303"),
        posting(4, text=WORDS, mentions=(upi,)),
        run="1",
    )
    found = linked(index.client, index.prefix, overseas(1), ALL)
    assert (found.total, ids(found.hits)) == (1, [2])
    both = overseas(9, mentions=(*overseas(3, phone="+919847000303").mentions, upi))
    assert ids(linked(index.client, index.prefix, both, ALL).hits) == [3, 4]


def test_what_may_not_be_seen_is_not_linked(index):
    index.deliver(overseas(1), overseas(2, district="Kollam"), run="1")
    only = Access(districts=("Ernakulam",))
    assert linked(index.client, index.prefix, overseas(1), only).total == 0


def test_a_posting_without_a_contact_is_linked_to_nothing(index):
    index.deliver(overseas(1), run="1")
    assert linked(index.client, index.prefix, posting(2), ALL).total == 0


def test_the_same_words_are_alike_and_others_are_not(index):
    nearly = WORDS.replace("Muscat", "Salalah").replace("Urgent", "Needed now")
    index.deliver(
        posting(1, text=WORDS),
        posting(2, text=nearly),
        posting(3, text=OTHER_WORDS, title="Furniture"),
        posting(4, text=WORDS, district="Kollam"),
        run="1",
    )
    here = Access(districts=("Ernakulam",))
    assert ids(alike(index.client, index.prefix, posting(1, text=WORDS), here)) == [2]


def test_the_same_meaning_is_alike_in_other_words(index):
    index.deliver(
        posting(1, text=WORDS, embedding=pointing(1, 0.1)),
        posting(2, text=OTHER_WORDS, title="x", embedding=pointing(1, 0.2)),
        posting(3, text="nothing of it", title="y", embedding=pointing(0, 1)),
        run="1",
    )
    assert ids(alike(index.client, index.prefix, posting(1, text=WORDS), ALL)) == [2]
