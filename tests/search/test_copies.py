"""Which texts are near copies: pairs that must join, and look-alikes that must not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adwatch.demo.corpus import load
from adwatch.model import Mention
from enrichment.normalise import folded
from search.copies import ALIKE, BANDS, LEAST_WORDS, bands, hidden_in, likeness, shingles

HOUSE = (
    "Housemaid wanted for a family in Kuwait. Free visa and ticket, food and room given by the "
    "family. Salary 90 KD. Passport stays with the office. Call 98470 00101"
)
ROOM = (
    "Room for rent near the temple tank, two bedrooms, ground floor, water and parking. "
    "Family or working women. Deposit two months. 98470 00102"
)
SPA = (
    "New spa opened near the bus stand, experienced staff, full body massage and steam. "
    "Open all days from ten to ten. Ask for Riya"
)
ML = (
    "കുവൈറ്റിൽ വീട്ടുജോലിക്ക് സ്ത്രീകളെ ആവശ്യമുണ്ട്. വിസയും ടിക്കറ്റും സൗജന്യം. താമസവും ഭക്ഷണവും കമ്പനി നൽകും. "
    "പാസ്പോർട്ട് ഓഫീസിൽ സൂക്ഷിക്കും. ഉടൻ വിളിക്കുക 98470 00103"
)
HI = (
    "कुवैत में घर के काम के लिए महिला चाहिए। वीज़ा और टिकट फ्री, खाना और कमरा मालिक देगा। "
    "पासपोर्ट दफ़्तर में रहेगा। तुरंत फोन करें 98470 00104"
)
TA = (
    "குவைத்தில் வீட்டு வேலைக்கு பெண்கள் தேவை. விசா மற்றும் டிக்கெட் இலவசம். உணவும் தங்கும் இடமும் உண்டு. "
    "பாஸ்போர்ட் அலுவலகத்தில் இருக்கும். உடனே அழைக்கவும் 98470 00105"
)
ML_LATN = (
    "Kuwait il veettu jolikku pennungale venam, visa um ticket um free aanu. Thamasavum "
    "bhakshanavum company tharum. Passport office il irikkum. Udane vilikku 98470 00106"
)
HI_LATN = (
    "Kuwait mein ghar ke kaam ke liye mahila chahiye, visa aur ticket free. Khana aur kamra malik "
    "dega. Passport daftar mein rahega. Turant phone karein 98470 00107"
)
SIX = {"en": HOUSE, "ml": ML, "hi": HI, "ta": TA, "ml-Latn": ML_LATN, "hi-Latn": HI_LATN}

JOIN = [
    *(
        (text, text.replace("98470", "94470"), f"{lang}: another number")
        for lang, text in SIX.items()
    ),
    *((text, f"🔥🔥 {text} 💃", f"{lang}: emoji around it") for lang, text in SIX.items()),
    *((text, f"{text} ₹ 25,000 /-", f"{lang}: a price at its end") for lang, text in SIX.items()),
    *((text, folded(text), f"{lang}: in Latin letters") for lang, text in SIX.items()),
    (HOUSE, HOUSE.replace("90 KD", "110 KD"), "another wage"),
    (HOUSE, HOUSE.replace("Kuwait", "Muscat"), "another place, one word"),
    (HOUSE, HOUSE.replace("given", "provided").replace("stays", "remains"), "two words reworded"),
    (HOUSE, HOUSE.upper().replace(".", " !!! "), "louder"),
    (HOUSE, HOUSE.replace("a", "а").replace("e", "е"), "Cyrillic letters that look the same"),
    (HOUSE, "Urgent urgent! " + HOUSE, "with a call in front"),
    (ROOM, ROOM.replace("two bedrooms", "three bedrooms"), "a number in words"),
    (ROOM, ROOM + " No agents.", "two words more"),
    (
        ROOM,
        "Family or working women. Room for rent near the temple tank, two bedrooms, ground floor, "
        "water and parking. Deposit two months. 98470 00102",
        "a sentence at another place",
    ),
    (
        SPA,
        SPA.replace("experienced", "expirienced").replace("massage", "massaj"),
        "typing mistakes",
    ),
    (HI, HI_LATN, "the same words in Devanagari and in Latin letters"),
    (ML, ML.replace("ഉടൻ വിളിക്കുക", "വേഗം വിളിക്കൂ"), "two words of Malayalam reworded"),
    (ML, ML.replace("ൽ", "ല്‍").replace("ൻ", "ന്‍"), "chillu letters as they were written before 2008"),
    (HI, HI.replace("महिला", "औरत"), "one word of Hindi reworded"),
    (TA, TA.replace("உடனே ", ""), "one word of Tamil left out"),
    (
        ML_LATN,
        ML_LATN.replace("veettu", "veetu").replace("tharum", "tarum").replace("irikkum", "irikum"),
        "Malayalam in Latin letters, spelt by somebody else",
    ),
    (
        HI_LATN,
        HI_LATN.replace("mahila", "maheela").replace("kamra", "kamraa").replace("dega", "degaa"),
        "Hindi in Latin letters, spelt by somebody else",
    ),
]

APART = [
    (HOUSE, ROOM, "nothing in common"),
    (HOUSE, ML_LATN, "the same offer in another language"),
    ("Driver wanted in Kochi, call after six", "Nurse wanted in Kochi, call after six", "short"),
    (
        "Two bedroom flat for rent in Aluva, ground floor, call owner",
        "Two bedroom flat for rent in Kalady, ground floor, call owner",
        "eleven words: another town is another flat",
    ),
    ("Girl missing since Monday, please call", "Girl found since Monday, please call", "short"),
    (
        "Bride wanted, nurse, Kottayam, simple family",
        "Bride wanted, teacher, Kottayam, simple family",
        "short",
    ),
    ("വീട് വാടകയ്ക്ക്, രണ്ട് മുറി, ആലുവ", "കട വാടകയ്ക്ക്, രണ്ട് മുറി, ആലുവ", "short, Malayalam"),
    ("ड्राइवर चाहिए, कोच्चि, शाम को फोन करें", "नर्स चाहिए, कोच्चि, शाम को फोन करें", "short, Hindi"),
    ("வீடு வாடகைக்கு, இரண்டு அறை, கோவை", "கடை வாடகைக்கு, இரண்டு அறை, கோவை", "short, Tamil"),
    (
        "Kochi il driver venam, udane vilikku",
        "Kochi il nurse venam, udane vilikku",
        "short, Manglish",
    ),
    (
        "Kochi mein driver chahiye, phone karein",
        "Kochi mein nurse chahiye, phone karein",
        "short, Hinglish",
    ),
    (
        HOUSE,
        "Cook wanted for a hotel in Kuwait. Visa and ticket by the company, ten hours a day, "
        "one day off. Salary 90 KD after two months. Interview at the licensed office on Monday",
        "the same trade, another offer",
    ),
    (
        SPA,
        "New bakery opened near the bus stand, experienced staff, fresh bread and cakes. "
        "Every morning. Open all days from six to ten. Ask for Biju",
        "the same way to advertise something else",
    ),
    (ROOM, ROOM + " " + HOUSE, "one inside another"),
    ("98470 00101", "98470 00101", "a number alone: too short to be taken for a copy"),
    ("", "", "nothing"),
]


def read(text):
    return shingles(folded(text), ())


def alike(one, other):
    return likeness(read(one), read(other)) >= ALIKE


@pytest.mark.parametrize(("one", "other", "why"), JOIN)
def test_near_copies_are_alike_and_meet(one, other, why):
    assert alike(one, other), (why, likeness(read(one), read(other)))
    assert set(bands(read(one))) & set(bands(read(other))), why


@pytest.mark.parametrize(("one", "other", "why"), APART)
def test_look_alikes_are_not_alike(one, other, why):
    assert not alike(one, other), (why, likeness(read(one), read(other)))


def test_names_and_contacts_in_words_do_not_count():
    one = SPA + ", call nine eight four seven zero zero"
    other = SPA.replace("Riya", "Meera") + ", call seven seven one two zero one"
    raws = {
        one: ("Riya", "nine eight four seven zero zero"),
        other: ("Meera", "seven seven one two zero one"),
    }
    left_out = [
        shingles(folded(text), hidden_in(_mentions(text, *raws[text]))).tolist() for text in raws
    ]
    assert left_out[0] == left_out[1]


def _mentions(text, name, phone):
    for kind, raw in (("name", name), ("phone", phone)):
        start = text.index(raw)
        yield Mention(
            kind=kind, value="x", raw=raw, field="text", start=start, end=start + len(raw), by="t"
        ).model_dump()


def test_a_name_is_left_out_as_a_word_only():
    text = f"{SPA}, Anu speaks of manual work"
    found = shingles(folded(text), ("Anu",))
    assert found.tolist() == read(text.replace("Anu ", "")).tolist()
    assert found.tolist() != read(text.replace("Anu ", "").replace("manual", "mal")).tolist()


def test_of_the_demo_towns_postings_three_pairs_are_copies():
    found = [read(ad.text) for ad in load()]
    long = [each for each in found if each.size]
    pairs = [
        (one, other)
        for number, one in enumerate(long)
        for other in long[number + 1 :]
        if likeness(one, other) >= ALIKE
    ]
    assert len(long) > 300
    assert len(pairs) == 3, "an offer of a child, of work on a boat, of a scam's office: each twice"
    assert all(set(bands(one)) & set(bands(other)) for one, other in pairs)


@given(text=st.text(max_size=300))
def test_any_text_is_like_itself_or_too_short(text):
    found = read(text)
    assert likeness(found, found) == (1 if found.size else 0)
    assert len(bands(found)) == (BANDS if found.size else 0)


def test_the_least_length():
    words = "one boat house river hill cloud stone bread chair table lamp window".split()
    assert len(words) == LEAST_WORDS
    assert read(" ".join(words)).size
    assert not read(" ".join(words[1:])).size
