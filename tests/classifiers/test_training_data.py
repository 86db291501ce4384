"""The rules that the hand-written training postings keep."""

import re
from collections import Counter
from pathlib import Path
from typing import get_args

import phonenumbers
import pytest
import yaml

from adwatch import yamlfile
from adwatch.demo import corpus as demo
from adwatch.model import Category
from classifiers.corpus import FOLDER, Family, TrainingFile
from enrichment.normalise import folded, plain

FILES = sorted((FOLDER / "training").glob("*.yml"))
FIELDS = {"id", "family", "lang", "title", "text", "concern", "indicators", "words", "category"}
INVENTED_NUMBER = re.compile(
    r"\+91[6-9]\d{3}000\d{3}"  # an Indian mobile
    r"|\+91\d{3}2000\d{3}|\+91\d{4}2000\d{2}"  # an Indian landline
    r"|\+(?!91)\d*000\d*"  # a foreign number
    r"|\+911800000\d{4}"  # a toll-free number
)
EXPLICIT = re.compile(
    r"\b(sexy?|nude|naked|porn|xxx|erotic|intercourse|breasts?|anal|fuck\w*|horny|boobs?|virgin"
    r"|blow ?job|hand ?job|bareback|orgasm|school ?girls?)\b",
    re.IGNORECASE,
)
SEXUAL = {"sexual_services", "massage_spa", "escort_agency", "dating"}
SEXUAL_SIGNS = {
    "youth",
    "coded_language",
    "risky_services",
    "front_business",
    "recruits_for_adult",
    "client_restriction",
}


def _read(path: Path) -> tuple[Family, ...]:
    return yamlfile.load(path, TrainingFile).postings


def words(posting: Family) -> str:
    return f"{posting.title}\n{posting.text}"


def key(text: str) -> str:
    """Return the words alone, so that spacing and punctuation make no second posting."""
    return " ".join(re.findall(r"\w+", folded(text)))


POSTINGS = tuple(posting for path in FILES for posting in _read(path))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_says_where_it_comes_from_and_holds_one_language(path: Path) -> None:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert "invented" in data["provenance"]
    for row in data["postings"]:
        assert set(row) <= FIELDS, row["id"]
        assert path.stem.startswith(f"{row['lang']}-"), row["id"]
        assert re.fullmatch(rf"{row['lang']}-\d{{4}}", row["id"])
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["family"]), row["id"]


def test_an_id_is_used_once() -> None:
    assert [i for i, n in Counter(p.id for p in POSTINGS).items() if n > 1] == []


def test_languages_are_known_and_have_enough() -> None:
    assert len(POSTINGS) >= 1_500
    count = Counter(posting.lang for posting in POSTINGS)
    assert set(count) <= set(get_args(demo.Lang))
    for lang, least in {
        "en": 800,
        "hi": 230,
        "hi-Latn": 230,
        "ml": 150,
        "ml-Latn": 150,
        "ta": 150,
    }.items():
        assert count[lang] >= least, lang


@pytest.mark.parametrize("lang", sorted({posting.lang for posting in POSTINGS}))
def test_most_are_ordinary(lang: str) -> None:
    own = [posting.concern for posting in POSTINGS if posting.lang == lang]
    assert 0.25 <= sum(own) / len(own) <= 0.5


def test_codes_are_known() -> None:
    for posting in POSTINGS:
        assert set(posting.indicators) <= set(demo.SIGNS), posting.id
        assert len(set(posting.indicators)) == len(posting.indicators), posting.id


@pytest.mark.parametrize("sign", demo.SIGNS)
def test_every_indicator_is_shown_often_and_in_several_ways(sign: str) -> None:
    own = [posting for posting in POSTINGS if sign in posting.indicators]
    assert len(own) >= 12
    assert len({posting.family for posting in own}) >= 5


@pytest.mark.parametrize("sign", demo.SIGNS)
@pytest.mark.parametrize("lang", get_args(demo.Lang))
def test_every_indicator_is_shown_in_every_language(sign: str, lang: str) -> None:
    own = [p for p in POSTINGS if sign in p.indicators and p.lang == lang]
    assert len(own) >= 2


@pytest.mark.parametrize("category", get_args(Category))
def test_every_category_appears(category: str) -> None:
    assert sum(posting.category == category for posting in POSTINGS) >= 10


def test_concern_and_indicators_agree() -> None:
    """Ordinary postings may show a disguised number or work in a Gulf home, and counter-signs."""
    for posting in POSTINGS:
        signs = set(posting.indicators)
        if posting.concern:
            assert signs - demo.COUNTERS, posting.id
            assert not signs & demo.COUNTERS, posting.id
        else:
            assert signs <= demo.COUNTERS | {"obfuscated_contact", "gulf_domestic"}, posting.id


def test_marked_words_stand_in_the_posting_and_belong_to_its_indicators() -> None:
    for posting in POSTINGS:
        assert set(posting.words) <= set(posting.indicators), posting.id
        for code, marked in posting.words.items():
            assert marked in posting.title or marked in posting.text, (posting.id, code)


def test_work_abroad_does_not_both_name_a_licence_and_lack_one() -> None:
    """An employer who hires for its own shop shows neither."""
    for posting in POSTINGS:
        if posting.category == "job_overseas":
            signs = set(posting.indicators)
            assert len(signs & {"licensed_recruiter", "unlicensed_recruiter"}) <= 1, posting.id


def test_no_posting_stands_twice_here_or_in_the_demo() -> None:
    count = Counter(key(words(posting)) for posting in POSTINGS)
    count.update({key(f"{ad.title}\n{ad.text}") for ad in demo.load()})
    assert [text for text, n in count.items() if n > 1] == []


def test_no_text_stands_twice() -> None:
    count = Counter(key(posting.text) for posting in POSTINGS)
    assert [text for text, n in count.items() if n > 1] == []


def test_lengths_vary() -> None:
    lengths = sorted(len(words(posting).split()) for posting in POSTINGS)
    assert lengths[0] >= 3
    assert lengths[-1] <= 120
    assert sum(length >= 60 for length in lengths) >= 25
    assert sum(length <= 10 for length in lengths) >= 60


def test_families_are_small() -> None:
    count = Counter((posting.family, posting.lang) for posting in POSTINGS)
    assert max(count.values()) <= 6
    assert len({posting.family for posting in POSTINGS}) >= 400


def test_a_family_has_one_verdict() -> None:
    verdicts: dict[str, set[bool]] = {}
    for posting in POSTINGS:
        verdicts.setdefault(posting.family, set()).add(posting.concern)
    assert [family for family, seen in verdicts.items() if len(seen) > 1] == []


def test_numbers_are_valid_in_form_and_recognisably_invented() -> None:
    for posting in POSTINGS:
        for match in phonenumbers.PhoneNumberMatcher(plain(words(posting)).text, "IN"):
            number = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            assert INVENTED_NUMBER.fullmatch(number), (posting.id, number)


@pytest.mark.parametrize(
    ("what", "pattern", "invented"),
    [
        ("a mobile", r"\b[6-9]\d{3}[ -]?\d{3}[ -]?\d{3}\b", r"\d{4}[ -]?000[ -]?\d{3}"),
        ("a mail address", r"[\w.+-]+@[\w-]+\.[\w.]+", r".*\.example"),
        ("a handle", r"(?<![\w.])@\w+", r".*000.*"),
        ("a web address", r"\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|in|info)\b", r"none"),
        ("a licence", r"\bB-\d+/[A-Z]{3}\S+", r"B-000\d/.*"),
    ],
)
def test_contacts_are_invented(what: str, pattern: str, invented: str) -> None:
    for posting in POSTINGS:
        for found in re.findall(pattern, words(posting)):
            assert re.fullmatch(invented, found), (posting.id, what, found)


def test_nothing_is_explicit() -> None:
    assert [posting.id for posting in POSTINGS if EXPLICIT.search(words(posting))] == []


def test_a_child_is_never_sexualised() -> None:
    """Postings about a child speak of work, begging, marriage or adoption in neutral words."""
    for posting in POSTINGS:
        if set(posting.indicators) & {"minor", "child_labour"}:
            assert posting.category not in SEXUAL, posting.id
            assert not SEXUAL_SIGNS & set(posting.indicators), posting.id
