"""Near-copies fill one entry."""

from hypothesis import given
from hypothesis import strategies as st

from search.alerts.grouping import grouped
from tests.search.alerts.samples import mention, posting


def numbers(groups):
    return [[int(p.id, 16) for p in group] for group in groups]


def with_phone(number, phone, text=None, score=0.5):
    text = text or f"advert {number}, call {phone}"
    found = (mention(text, phone, "phone", phone),)
    return posting(number, text=text, mentions=found, score=score)


def test_unlike_postings_stay_apart_highest_score_first():
    postings = [posting(1, text="a", score=0.6), posting(2, text="b", score=0.8)]
    assert numbers(grouped(postings)) == [[2], [1]]


def test_the_same_words_belong_together():
    postings = [posting(n, title="t", text=text) for n, text in ((1, "a"), (2, "a"), (3, "b"))]
    assert numbers(grouped(postings)) == [[1, 2], [3]]


def test_the_same_phone_belongs_together():
    postings = [with_phone(1, "98470"), with_phone(2, "98470", score=0.9), with_phone(3, "99999")]
    assert numbers(grouped(postings)) == [[2, 1], [3]]


def test_belonging_goes_over_several_steps():
    postings = [
        with_phone(1, "111", text="111 or 222"),
        with_phone(2, "222"),
        with_phone(3, "111", text="111 or 222", score=0.4),
    ]
    both = mention("111 or 222", "222", "phone", "222")
    postings[2] = postings[2].model_copy(update={"mentions": (*postings[2].mentions, both)})
    assert numbers(grouped(postings)) == [[1, 2, 3]]


def test_a_shared_price_or_place_is_nothing_in_common():
    postings = [
        posting(n, text=f"room {n} Kochi", mentions=(mention("Kochi", "Kochi", "place", "Kochi"),))
        for n in (1, 2)
    ]
    assert numbers(grouped(postings)) == [[1], [2]]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=12))
def test_no_posting_is_lost_or_doubled(traits):
    postings = [
        with_phone(number, f"9{phone}", text=f"words {words} 9{phone}")
        for number, (words, phone) in enumerate(traits)
    ]
    listed = sorted(p.id for group in grouped(postings) for p in group)
    assert listed == sorted(p.id for p in postings)
    phones = [{m.value for p in group for m in p.mentions} for group in grouped(postings)]
    assert sum(map(len, phones)) == len(set().union(*phones)), "one phone, one group"
