"""What the words alone find, without the learned model: disguises, other senses, logic."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adwatch.model import Posting
from classifiers.book import load_book
from classifiers.category import plausible, points_of
from classifiers.context import setting_of
from classifiers.findings import findings_of
from classifiers.indicator import load_indicators
from classifiers.reading import read
from classifiers.words import words_of
from enrichment import enrich

LANGUAGES = {"en", "ml", "hi", "ta", "ml-Latn", "hi-Latn"}
INDICATORS = [i for i in load_indicators().values() if i.scope == "posting"]


def findings(text):
    book = load_book()
    reading = read(enrich(Posting(id="1", text=text)), book.lexicon)
    setting = setting_of(reading, book.context)
    categories = plausible(points_of(reading, book.cues, setting.asserted))
    return findings_of(reading, book.detectors, categories, setting)


def found(text):
    return {finding.indicator for finding in findings(text)}


def words_for(code, text):
    return [finding.raw for finding in findings(text) if finding.indicator == code]


@pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.code)
def test_an_indicator_is_looked_for_in_every_language(indicator):
    logic = {detector.indicator.code for detector in load_book().detectors if detector.find}
    has_words = "any" in indicator.patterns or set(indicator.patterns) >= LANGUAGES
    assert has_words or indicator.code in logic


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("f r e e v i s a Kuwait jobs, fly now", "wrong_visa"),
        ("fr33 visa Kuwait jobs", "wrong_visa"),
        ("Housemaid for Kuwait, passportt to be given to agent", "document_retention"),
        ("Housemaid for Kuwait, p@ssp0rt kept by agent", "document_retention"),
        ("H o u s e m a i d for Kuwait, salary good", "gulf_domestic"),
        ("d4ta entry jobs in C4mbodia", "scam_compound"),
        ("data-entry jobs in Cambodia", "scam_compound"),
        ("k!dney for sale, 10 lakh", "organ_sale"),
        ("K.I.D.N.E.Y for saale, 10 lakh", "organ_sale"),
        ("esc0rt service, our g1rls, call mad@m", "third_party_control"),
        ("visit visayil Dubai joli, passport agent sookshikkum", "document_retention"),
        ("Dubai job, salaryil ninnu advance pidikkum", "debt_bondage"),
        ("kidny kodukkan thayyar, 10 laksham", "organ_sale"),
    ],
)
def test_disguised_and_mixed_writing_is_read(text, code):
    assert code in found(text)


@given(st.sampled_from(" .-_*"), st.sampled_from(["kidney", "visa", "passport", "girls"]))
def test_letters_set_apart_are_the_word(separator, word):
    apart = separator.join(word)
    (form,) = words_of(f"xy {apart} xy").forms[1:-1]
    assert word in form.plain


@given(st.text(alphabet="ab c.-!1@😀ക", max_size=40))
@settings(max_examples=200)
def test_words_never_overlap_and_keep_their_place(text):
    words = words_of(text)
    assert all(a <= b for a, b in zip(words.ends, words.starts[1:], strict=False))
    assert all(0 <= a < b <= len(text) for a, b in zip(words.starts, words.ends, strict=True))


def test_letters_set_apart_may_be_several_words():
    words = words_of("f r e e v i s a")
    assert [words.text[a:b] for a, b in zip(words.starts, words.ends, strict=True)] == [
        "f r e e",
        "v i s a",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "No advance, no fee. Hotel job in Munnar, salary 15000.",
        "We do not keep your passport and we do not deduct any advance from wages. Driver job.",
        "Passport is never kept by the company. Driver job in Kochi.",
        "ഹോട്ടൽ ജോലി, പാസ്പോർട്ട് വാങ്ങില്ല, മുൻകൂർ പണം വേണ്ട, ശമ്പളം 15000.",
        "होटल की नौकरी, पासपोर्ट जमा नहीं करना, एडवांस नहीं कटेगा, वेतन 15000।",
        "ஹோட்டல் வேலை, பாஸ்போர்ட் வாங்க மாட்டோம், முன்பணம் பிடிக்க மாட்டோம், சம்பளம் 15000.",
        "hotel joli, passport vangilla, advance pidikkilla, salary 15000",
        "hotel job, passport jama nahi karna, advance nahi katega, salary 15000",
    ],
)
def test_what_is_denied_is_not_found(text):
    assert found(text) == set()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Reborn doll baby for sale", "a doll"),
        ("Brides and grooms: free registration for widows", "a marriage bureau"),
        ("1998 Ford Escort, new brakes, cash on collection", "a car"),
        ("Escort vehicle driver for oversize loads", "a vehicle"),
        ("Massage chair, like new, 22000", "a chair"),
        ("Church organ, two manuals, buyer collects", "an instrument"),
        ("Ladies tailor wanted, blouse work, piece rate", "sewing"),
        ("പെൺകുട്ടികൾക്ക് പിജി, രാത്രി പത്തിന് ഗേറ്റ് അടയ്ക്കും", "a hostel"),
        ("ഫ്രഷ് സ്റ്റോക്ക് എത്തി, അയലയും മത്തിയും", "fish"),
        ("लड़कियों के लिए पीजी, खाना साथ में", "a hostel"),
        ("पिल्ले गोद लें, टीका लगा हुआ", "dogs"),
        ("நாய்க்குட்டிகள் தத்து, தடுப்பூசி போட்டது", "dogs"),
        ("உறுப்பு தான முகாம், ஞாயிறு", "a camp"),
        ("puppies free adoption, nalla veedukalkku", "dogs"),
        ("Is this offer genuine? The agent wants my passport and 2 lakh for Dubai.", "a question"),
        ("visa thattippu agent arrestil, passport kandeduthu", "news"),
        ("Families freed from kiln, unpaid advance, the labour officer said", "news"),
        ("I will pay back from my salary till it's cleared, thanks", "a friend's loan"),
    ],
)
def test_other_senses_stay_quiet(text, why):
    strong = {code for code in found(text) if load_indicators()[code].strength == "strong"}
    assert not strong, why


COMMUNITIES = {
    "en": "Hindu Muslim Christian Nair Dalit Nepali Bengali Russian Malayali Tamil Kannada",
    "ml": "ഹിന്ദു മുസ്ലിം ക്രിസ്ത്യൻ നായർ ദളിത് നേപ്പാളി ബംഗാളി റഷ്യൻ മലയാളി തമിഴ്",
    "hi": "हिंदू मुस्लिम ईसाई ब्राह्मण दलित नेपाली बंगाली रूसी मलयाली तमिल",
    "ta": "இந்து முஸ்லிம் கிறிஸ்தவ பிராமண தலித் நேபாள வங்காள ரஷ்ய மலையாள தமிழ்",
    "ml-Latn": "hindu muslim christian nair dalit nepali bengali russian malayali tamil",
    "hi-Latn": "hindu muslim isai brahmin dalit nepali bangali russian malayali tamil",
}
ORDINARY = {
    "en": ["{} girl, 24, seeks a room near Infopark.", "Cook wanted in a {} house, salary 15000."],
    "ml": ["{} പെൺകുട്ടി, 24, മുറി തേടുന്നു.", "{} വീട്ടിൽ പാചകത്തിന് ആളെ വേണം, ശമ്പളം 15000."],
    "hi": ["{} लड़की, 24, कमरा ढूंढ रही है।", "{} घर में खाना बनाने वाली चाहिए, वेतन 15000।"],
    "ta": ["{} பெண், 24, அறை தேடுகிறார்.", "{} வீட்டில் சமையல் செய்ய ஆள் தேவை, சம்பளம் 15000."],
    "ml-Latn": ["{} penkutti, 24, room thedunnu.", "{} veettil pachakathinu aale venam, 15000."],
    "hi-Latn": ["{} ladki, 24, kamra dhund rahi.", "{} ghar me khana banane wali chahiye, 15000."],
}


@pytest.mark.parametrize("lang", sorted(LANGUAGES))
def test_a_community_alone_is_no_sign_in_any_language(lang):
    for text in ORDINARY[lang]:
        for word in COMMUNITIES[lang].split():
            assert found(text.replace("{}", word)) == set(), word


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Poland job, total 4.5 lakh, half now.", "4.5 lakh"),
        ("Helper jobs in Serbia. Service charge Rs 1,80,000.", "Rs 1,80,000"),
        ("UK care visa, sponsorship costs 14,000 pounds, job sure.", "14,000 pounds"),
        ("കാനഡയിൽ ജോലി, ആകെ നാലു ലക്ഷം തരണം.", "നാലു ലക്ഷം"),
        ("canada joli, motham 4 laksham, pakuthi ippo", "4 laksham"),
    ],
)
def test_a_sum_above_the_legal_ceiling_is_a_fee(text, words):
    assert any(words in raw for raw in words_for("excess_fee", text))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Service charge Rs 30,000 plus GST, jobs in Oman, RA licensed.", "the legal limit"),
        ("Accountant wanted in Dubai, salary 1.2 lakh, visa by the company.", "pay"),
        ("Nurse job in Qatar, total salary 95000 a month.", "pay"),
        ("House for rent in Kochi, advance 2 lakh in all.", "a house"),
        ("Welder for Oman, earn 90,000 monthly, no charge.", "earnings"),
    ],
)
def test_other_sums_are_no_fee(text, why):
    assert "excess_fee" not in found(text), why


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Escort, 19, hotel visit, full night", True),
        ("എസ്കോർട്ട്, പത്തൊൻപത് വയസ്സ്, ഹോട്ടലിൽ", True),
        ("Escort girls 18-25, hotel visit, full night", True),
        ("Escort, 38, clients over 20 only", False),
        ("Escort, mature, strictly 18+ clients", False),
    ],
)
def test_an_age_below_21_of_the_person_on_offer(text, expected):
    assert ("youth" in found(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Helper jobs in Serbia, apply now.", True),
        ("ഖത്തറിൽ വെൽഡർ ജോലി, ഉടൻ പോകാം.", True),
        ("Helper jobs in Serbia, RA No. B-0001/KER/PER/1000+/5/8888/2010.", False),
        ("Returned from Kuwait, I look for a driver job in Tirur.", False),
        ("Riders in Sharjah, own visa needed, UAE licence.", False),
        ("Nurse in UK, 25, parents invite proposals from settled boys.", False),
    ],
)
def test_work_abroad_without_a_licence(text, expected):
    assert ("unlicensed_recruiter" in found(text)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Escorts tonight: Neha and Riya, incall and outcall", "Neha and Riya"),
        ("Escort, ask for Neha, incall only", None),
        ("Neha and Riya teach yoga at the temple hall", None),
    ],
)
def test_several_names_in_one_offer(text, expected):
    assert (expected in words_for("multiple_persons", text)) is (expected is not None)


@pytest.mark.parametrize("verb", ["പിടിച്ചു വയ്ക്കും", "പിടിച്ചു വയ്ക്കുന്നു", "പിടിച്ചു വയ്ക്കുമെന്ന്"])
def test_a_malayalam_verb_is_found_in_its_other_forms(verb):
    """The pattern is "പിടിച്ചു വയ്ക്ക*"."""
    assert "document_retention" in found(f"ഒമാനിൽ ജോലി, പാസ്പോർട്ട് കമ്പനി {verb}")


@pytest.mark.parametrize("word", ["at", "with", "by", "men", "came", "customer", "bike", "see"])
def test_an_english_word_is_not_read_as_a_romanised_one(word):
    """By sound these are aath, veettu, bhi, menu, kaam, khush, bheek and si."""
    lexicon = load_book().lexicon
    for romanised in ("aath", "veettu", "bhi", "menu", "kaam", "khush", "bheek", "si"):
        here = set(read(Posting(id="1", text=word), lexicon).terms)
        there = set(read(Posting(id="1", text=romanised), lexicon).terms)
        assert word == romanised or not (here and here == there)


def test_a_posting_is_read_in_the_sense_of_every_category_that_is_half_likely():
    points = {"other": 2, "sexual_services": 4, "goods_or_property": 6, "marriage": 3}
    assert plausible(points) == {"sexual_services", "goods_or_property"}
    assert plausible({"other": 2}) == {"other"}
