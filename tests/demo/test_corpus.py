"""The rules that the town's postings keep, so that they can serve as evaluation material."""

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import phonenumbers
import pytest
from rapidfuzz import fuzz, process

from adwatch.demo.corpus import COUNTERS, SIGNS, Ad, Lang, load
from adwatch.errors import Trouble
from adwatch.model import DISTRICTS

Corpus = tuple[Ad, ...]

EXPLICIT = re.compile(
    r"\b(sex|sexy|nude|naked|porn|xxx|erotic|blow ?job|hand ?job|intercourse|orgasm|breasts?"
    r"|penis|vagina|anal|fuck\w*|horny|boobs?|virgin)\b",
    re.IGNORECASE,
)
INVENTED_NUMBER = re.compile(
    r"\+91[6-9]\d{3}000\d{3}"  # an Indian mobile
    r"|\+91\d{3}2000\d{3}|\+91\d{4}2000\d{2}"  # an Indian landline
    r"|\+(?!91)\d*000\d*"  # a foreign number
)
EXPLOITATIVE = {"youth", "coded_language", "risky_services", "front_business", "recruits_for_adult"}


def words(ad: Ad) -> str:
    return f"{ad.title}\n{ad.text}"


def test_there_are_enough_and_about_one_in_eight_is_of_concern(corpus: Corpus) -> None:
    concern = sum(ad.concern for ad in corpus)
    assert len(corpus) >= 420
    assert 0.10 <= concern / len(corpus) <= 0.15


@pytest.mark.parametrize("lang", get_args(Lang))
def test_every_language_has_ordinary_postings_and_some_of_concern(
    corpus: Corpus, lang: Lang
) -> None:
    own = [ad for ad in corpus if ad.lang == lang]
    assert len(own) >= 30
    assert sum(ad.concern for ad in own) >= 5


@pytest.mark.parametrize("site", ["ads", "bazaar", "social"])
def test_every_site_is_busy(corpus: Corpus, site: str) -> None:
    assert sum(ad.site == site for ad in corpus) >= 100


@pytest.mark.parametrize("district", DISTRICTS)
def test_every_district_appears(corpus: Corpus, district: str) -> None:
    assert sum(ad.district == district for ad in corpus) >= 10


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_is_shown_by_two_postings_in_two_wordings(corpus: Corpus, sign: str) -> None:
    originals = [ad for ad in corpus if sign in ad.indicators and not ad.copy_of]
    assert len(originals) >= 2


def test_ordinary_postings_show_signs_too(corpus: Corpus) -> None:
    """A sign is not yet concern: a bike seller may write a number in words."""
    ordinary = Counter(sign for ad in corpus if not ad.concern for sign in ad.indicators)
    assert ordinary["obfuscated_contact"] >= 5
    assert ordinary["licensed_recruiter"] >= 5
    assert ordinary["safety_practice"] >= 2


def test_copies_repeat_words_under_another_name_place_or_number(corpus: Corpus) -> None:
    by_id = {ad.id: ad for ad in corpus}
    copies = [(ad, by_id[ad.copy_of]) for ad in corpus if ad.copy_of]
    assert len(copies) >= 12
    for copy, original in copies:
        assert fuzz.token_sort_ratio(copy.text, original.text) > 70, copy.id
        assert copy.author != original.author, copy.id
        assert (copy.concern, copy.category) == (True, original.category), copy.id
        shown, other = set(copy.indicators), set(original.indicators)
        assert shown == other, (copy.id, shown ^ other)


def test_some_copies_share_their_number_and_some_do_not(corpus: Corpus) -> None:
    owners = Counter(number for ad in corpus for number in {*ad.phones, ad.contact} - {""})
    shared = [number for number, count in owners.items() if count > 1]
    assert len(shared) >= 4
    assert max(owners.values()) >= 3, "one contact is posted in three districts"


def test_no_two_other_postings_are_alike(corpus: Corpus) -> None:
    """They are written one by one: no template with slots."""
    texts = [ad.text for ad in corpus if not ad.copy_of and len(ad.text) > 60]
    likeness = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=75)
    assert (likeness > 0).sum() == len(texts)


def test_numbers_are_valid_in_form_and_recognisably_invented(corpus: Corpus) -> None:
    for ad in corpus:
        for number in {*ad.phones, ad.contact} - {""}:
            assert phonenumbers.is_valid_number(phonenumbers.parse(number)), (ad.id, number)
            assert INVENTED_NUMBER.fullmatch(number), (ad.id, number)


def test_every_number_that_a_library_finds_is_labelled(corpus: Corpus) -> None:
    for ad in corpus:
        for match in phonenumbers.PhoneNumberMatcher(words(ad), "IN"):
            number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            assert number in ad.phones, (ad.id, number)


def test_every_labelled_number_that_is_not_disguised_stands_in_the_words(corpus: Corpus) -> None:
    for ad in corpus:
        digits = re.sub(r"\D", "", words(ad))
        if "obfuscated_contact" not in ad.indicators:
            for number in ad.phones:
                assert number.removeprefix("+91").removeprefix("+") in digits, (ad.id, number)


def test_a_disguised_number_is_labelled_with_what_it_hides(corpus: Corpus) -> None:
    for ad in corpus:
        if "obfuscated_contact" in ad.indicators:
            assert ad.phones, ad.id


def test_numbers_stand_in_order_of_appearance(corpus: Corpus) -> None:
    for ad in corpus:
        digits = re.sub(r"\D", "", words(ad))
        places = [digits.find(n.removeprefix("+91").removeprefix("+")) for n in ad.phones]
        assert places == sorted(places), ad.id


@pytest.mark.parametrize(
    ("what", "pattern", "invented"),
    [
        ("mail address", r"[\w.+-]+@[\w-]+\.[\w.]+", r".*\.example"),
        ("UPI name", r"[\w.-]+@(?:upi|ybl|ok\w+)\b(?!\.)", r".*000.*"),
        ("WhatsApp link", r"wa\.me/\d+", r"wa\.me/91\d{4}000\d{3}"),
        ("Telegram link", r"t\.me/\w+", r".*000.*"),
        ("web address", r"https?://\S+", r"https?://[\w.-]+\.example\b.*"),
        ("licence", r"\bB-\d+/KER\S+", r"B-000\d/.*"),
    ],
)
def test_contacts_are_invented(corpus: Corpus, what: str, pattern: str, invented: str) -> None:
    for ad in corpus:
        for found in re.findall(pattern, words(ad)):
            assert re.fullmatch(invented, found), (ad.id, what, found)


def test_nothing_is_explicit(corpus: Corpus) -> None:
    assert [ad.id for ad in corpus if EXPLICIT.search(words(ad))] == []


def test_a_child_is_never_sexualised(corpus: Corpus) -> None:
    """Postings about a child speak of work, begging or adoption in neutral words."""
    for ad in corpus:
        if "minor" in ad.indicators:
            assert ad.category in {"job_domestic", "job_other", "adoption"}, ad.id
            assert not EXPLOITATIVE & set(ad.indicators), ad.id


def test_every_overseas_offer_of_concern_lacks_a_licence(corpus: Corpus) -> None:
    for ad in corpus:
        if ad.category == "job_overseas":
            licensed = "licensed_recruiter" in ad.indicators
            assert licensed != ad.concern, ad.id
            assert ("unlicensed_recruiter" in ad.indicators) == ad.concern, ad.id


def test_counter_signs_stand_on_ordinary_postings(corpus: Corpus) -> None:
    assert [ad.id for ad in corpus if ad.concern and COUNTERS & set(ad.indicators)] == []


def test_first_edition_lies_before_the_reference_date(corpus: Corpus) -> None:
    for ad in corpus:
        assert ad.posted.startswith("-") == (ad.edition == 1), ad.id


GOOD = """\
provenance: invented
postings:
  - id: a101
    site: ads
    section: rooms
    lang: en
    posted: "-1 10:00"
    author: Saji
    title: Room
    text: A room.
    category: goods_or_property
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: a101", "id: x1", "bad.yml:3: postings.0.id"),
        ('posted: "-1 10:00"', "posted: yesterday", "bad.yml:7: postings.0.posted"),
        ("site: ads", "site: social", "begins with s"),
        ("    title: Room\n", "", "an ad has a title"),
        ("author: Saji", "author: Saji\n    concern: true", "shows at least one indicator"),
        ("author: Saji", "author: Saji\n    indicators: [greed]", "postings.0.indicators.0"),
        ("author: Saji", "author: Saji\n    phones: ['12']", "postings.0.phones"),
        ("author: Saji", "author: Saji\n    copy_of: a999", "copy of a999, which is no ad"),
    ],
)
def test_a_bad_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    (tmp_path / "bad.yml").write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(Trouble) as caught:
        load(tmp_path)
    assert said in caught.value.what


def test_an_id_is_used_once(tmp_path: Path) -> None:
    for name in ("one.yml", "two.yml"):
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    with pytest.raises(Trouble, match=r"two.yml: the id a101 is used twice"):
        load(tmp_path)
