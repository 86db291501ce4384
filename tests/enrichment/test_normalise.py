"""The plain and the folded view: what hostile spelling becomes, and where it stood."""

import pytest

from enrichment.normalise import fold, folded, plain
from enrichment.sounds import key

PLAIN = {
    "CALL Now": "call now",
    "൯൮൪൭": "9847",
    "९८४७": "9847",
    "௯௮௪௭": "9847",
    "٩٨٤٧": "9847",
    "９８４７": "9847",
    "❾❽④⑦": "9847",
    "9️⃣8️⃣": "98",
    "🔟": "10",
    "98\u200b47": "9847",
    "Сall": "call",  # Cyrillic С
    "café": "cafe",
    "cafe\u0301": "cafe",
    "ｆｕｌｌ": "full",
    "🅰🅱": "ab",
    "98–47": "98-47",
    "അവന്‍": "അവൻ",
    "കൊച്ചി": "കൊച്ചി",
    "क़लम": "कलम",
    "❤️": "❤",
}
FOLDED = {
    "കൊച്ചി": "kochi",
    "പട്ടണം": "pattanam",
    "ആലപ്പുഴ": "alappuzha",
    "രണ്ട്": "randu",
    "മസാജ്": "masaju",
    "पटना": "patna",
    "दिल्ली": "dilli",
    "लखनऊ": "lakhnau",
    "नौकरी": "naukri",
    "लड़की": "ladki",
    "கோவை": "kovai",
    "மதுரை": "mathurai",
    "Kochi കൊച്ചി 98": "kochi kochi 98",
}


@pytest.mark.parametrize(("text", "expected"), PLAIN.items())
def test_plain(text, expected):
    assert plain(text).text == expected


@pytest.mark.parametrize(("text", "expected"), FOLDED.items())
def test_folded(text, expected):
    assert folded(text) == expected


def test_a_span_of_the_view_leads_to_the_stored_text():
    text = "ph ൯൮‌൪൭, കൊച്ചി"
    view = plain(text)
    start = view.text.index("9847")
    first, last = view.span(start, start + 4)
    assert text[first:last] == "൯൮‌൪൭"
    latin = fold(text)
    start = latin.text.index("kochi")
    first, last = latin.span(start, start + 5)
    assert text[first:last] == "കൊച്ചി"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ayyanthole", "അയ്യന്തോൾ"),
        ("nedumkandam", "നെടുങ്കണ്ടം"),
        ("devikulam", "தேவிகுளம்"),
        ("kanjikode", "कांजीकोड"),
        ("perumbavoor", "പെരുമ്പാവൂർ"),
        ("kodungallur", "kodungaloor"),
    ],
)
def test_names_that_sound_alike_have_one_key(one, other):
    assert key(one) == key(folded(other))


@pytest.mark.parametrize(
    ("one", "other"), [("kollam", "kulam"), ("mala", "mele"), ("pala", "pola")]
)
def test_names_that_sound_apart_do_not(one, other):
    assert key(one) != key(other)
