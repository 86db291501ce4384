"""A child's identity stays out of mails."""

import pytest

from search.protect import is_protected, masked_words
from tests.search.alerts.samples import finding, mention, posting

TEXT = (
    "Boy of 14, fair, slim, 5 ft 2, for shop work. "
    "Ask Example Nair 98470 00103 or shop@work.example"
)
NAME = mention(TEXT, "Example Nair", "name", "Example Nair")
PHONE = mention(TEXT, "98470 00103", "phone", "+919847000103")
MAIL = mention(TEXT, "shop@work.example", "email", "shop@work.example")
FAIR = mention(TEXT, "fair", "feature", "complexion:fair")
TALL = mention(TEXT, "5 ft 2", "height", "157")
SLIM = mention(TEXT, "slim", "feature", "build:slim")
AGE = mention(TEXT, "14", "age", "14")
CASES = [
    ("Boy of 14", "Boy of 14", "the age is why it is listed"),
    ("Ask Example Nair 98470", "Ask •••••••••••• •••••", "a name, and the part of a phone"),
    ("98470 00103", "•••••••••••", "the whole contact"),
    ("Boy of 14, fair, slim, 5 ft 2", "Boy of 14, ••••, ••••, ••••••", "how somebody looks"),
    ("00103 or shop@", "••••• or •••••", "parts of two contacts"),
]


@pytest.mark.parametrize(("words", "masked", "why"), CASES, ids=[why for *_, why in CASES])
def test_names_contacts_and_looks_in_the_words_are_masked(words, masked, why):
    sign = finding(TEXT, words, "minor")
    child = posting(
        text=TEXT, findings=(sign,), mentions=(NAME, PHONE, MAIL, FAIR, SLIM, TALL, AGE)
    )
    assert masked_words(child, sign) == masked


def test_a_mention_in_the_title_masks_nothing_in_the_text():
    sign = finding(TEXT, "Boy of 14", "minor")
    in_title = mention("Boy of", "Boy of", "name", "x", field="title")
    assert masked_words(posting(text=TEXT, findings=(sign,), mentions=(in_title,)), sign) == (
        "Boy of 14"
    )


def test_only_the_indicator_minor_protects():
    assert is_protected(posting(text=TEXT, findings=(finding(TEXT, "Boy", "minor"),)))
    assert not is_protected(posting(text=TEXT, findings=(finding(TEXT, "Boy", "youth"),)))
    assert not is_protected(posting(text=TEXT))
