"""Promises: what a source said it would yield, held against what was met."""

import pytest

from adwatch.model import Posting
from crawlers.parts import Expect
from crawlers.report import DEFECT, Tally, has_contact


def tally(met: int, texts: list[str], resumed: bool = False) -> Tally:
    counted = Tally(met={str(number) for number in range(met)}, resumed=resumed)
    for text in texts:
        counted.count_read(Posting(id="1", text=text))
    return counted


CONTACTS = [
    ("call 98470 00999", True),
    ("call 9847000999 now", True),
    ("+91-98470-00999", True),
    ("0484 240 0123", True),
    ("൯൮൪൭൦ ൦൦൯൯൯", True),
    ("mail to saji@shop.example", True),
    ("telegram @saji_shop", True),
    ("wa.me/919847000999", True),
    ("rent 9500, deposit 20000", False),
    ("pin 682017", False),
    ("2 bhk, 900 sqft, 3rd floor", False),
    ("", False),
]


@pytest.mark.parametrize(("text", "has"), CONTACTS)
def test_what_counts_as_a_contact(text, has):
    assert has_contact("", text) is has


PROMISES = [
    # met, texts read, resumed, on offer, expected, broken
    (10, ["x"] * 10, False, 10, Expect(postings=10, with_text=1), []),
    (9, ["x"] * 9, False, 50, Expect(postings=10), ["9 posting(s) met, 10 promised"]),
    (0, [], False, 50, Expect(postings=1), ["0 posting(s) met, 1 promised"]),
    (0, [], True, 50, Expect(postings=10), []),  # nothing new on a timeline is no failure
    (0, [], True, 5, Expect(postings=10), ["5 posting(s) met, 10 promised"]),
    (
        10,
        ["x"] * 6 + [""] * 4,
        False,
        10,
        Expect(with_text=0.9),
        ["60% of 10 posting(s) with text, 90% promised"],
    ),
    (4, ["x", "", "", ""], False, 4, Expect(with_text=0.9), []),  # too few to judge
    (
        5,
        ["call 98470 00999"] + ["x"] * 4,
        False,
        5,
        Expect(with_contact=0.5),
        ["20% of 5 posting(s) with a contact, 50% promised"],
    ),
]


@pytest.mark.parametrize(("met", "texts", "resumed", "on_offer", "expect", "broken"), PROMISES)
def test_promises(met, texts, resumed, on_offer, expect, broken):
    assert tally(met, texts, resumed).broken(expect, on_offer) == broken


def test_a_defect_is_never_passed_over():
    counted = tally(5, ["x"])
    counted.errors[DEFECT] = 2
    assert counted.broken(Expect(), 5) == ["adwatch itself broke on 2 page(s); its log says how"]
