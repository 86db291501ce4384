"""Crawled words become one harmless line."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.alerts.plain import MARKS_IN_A_ROW, defanged, one_line

HOSTILE = [
    ("Bcc: all@police.example\r\nSubject: x", "Bcc: all@police.example Subject: x", "header lines"),
    ("a\x00b\x1b[31mred\x07", "a b [31mred", "terminal commands"),
    ("pay \u202etxt.exe", "pay txt.exe", "right-to-left override"),
    ("\u2066hidden\u2069", "hidden", "isolates"),
    ("\u200fright mark\u061c", "right mark", "direction marks"),
    ("ca\u200bll m\u2060e\ufeff", "call me", "zero-width characters inside words"),
    ("so\u00adft", "soft", "soft hyphen"),
    ("tag\U000e0041\U000e007f", "tag", "invisible tag characters"),
    ("one\u2028two\u2029three\x85four", "one two three four", "Unicode's own line ends"),
    ("Z" + "\u0301" * 50 + "algo", "Z" + "\u0301" * MARKS_IN_A_ROW + "algo", "pile of marks"),
    ("Z" + "\u0301\u200b" * 50, "Z" + "\u0301" * MARKS_IN_A_ROW, "pile with joints between"),
    ("emoji 👩\u200d👧 kept", "emoji 👩👧 kept", "joined emoji come apart and stay visible"),
    ("lone \ud800 surrogate", "lone surrogate", "half a character"),
    ("  many \n\n  spaces\t", "many spaces", "layout"),
    ("\u200b" * 5000 + "after the padding", "after the padding", "words pushed out of sight"),
    ("private \ue000 use", "private use", "characters with no meaning"),
]
KEPT = [
    ("കൊച്ചിയിൽ ജോലി", "Malayalam"),
    ("ന്\u200d അവന്\u200d", "chillu written with a zero-width joiner"),
    ("क्\u200cष", "Hindi with a zero-width non-joiner"),
    ("தமிழ் வேலை", "Tamil"),
    ("<b>&amp; 'quoted'", "markup is the template's business"),
]
ADDRESSES = [
    ("https://spa.example/a?b=1", "https[:]//spa[.]example/a?b=1", "web address"),
    ("www.spa.example", "www[.]spa[.]example", "no scheme"),
    ("mail.me@spa.example", "mail[.]me[at]spa[.]example", "mail address"),
    ("javascript://x", "javascript[:]//x", "any scheme"),
    ("сайт.рф", "сайт[.]рф", "address in another script"),
    ("name@okupi", "name[at]okupi", "UPI id"),
]
NOT_ADDRESSES = [
    "Rs. 15,000 at 9.30 or 1.5 lakh",
    "+919847000101",
    "@handle and telegram:name",
    "End. Begin again... and so on.",
]


@pytest.mark.parametrize(("text", "line", "why"), HOSTILE, ids=[why for *_, why in HOSTILE])
def test_hostile_text_is_neutralised(text, line, why):
    assert one_line(text, 100) == line


@pytest.mark.parametrize(("text", "why"), KEPT, ids=[why for _, why in KEPT])
def test_honest_text_stays_as_it_is(text, why):
    assert one_line(text, 100) == text


def test_a_long_text_is_cut_and_says_so():
    line = one_line("word " * 1_000_000, 20)
    assert line == "word word word word…"


@given(st.text(st.characters(exclude_categories=[]), max_size=300), st.integers(2, 80))
def test_always_one_short_line_without_commands(text, limit):
    line = one_line(text, limit)
    assert len(line) <= limit
    assert not [c for c in line if unicodedata.category(c)[0] == "C" and c not in "\u200c\u200d"]
    assert one_line(line, limit) == line


@pytest.mark.parametrize(("text", "safe", "why"), ADDRESSES, ids=[why for *_, why in ADDRESSES])
def test_addresses_are_readable_but_no_links(text, safe, why):
    assert defanged(text) == safe


@pytest.mark.parametrize("text", NOT_ADDRESSES)
def test_other_text_is_not_defanged(text):
    assert defanged(text) == text
