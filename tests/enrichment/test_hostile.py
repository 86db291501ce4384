"""Hostile texts: time grows with the length and no faster, and stays small."""

import importlib
import re
import time
from functools import lru_cache

import pytest

from adwatch.model import Posting
from enrichment import LONGEST_TEXT, enrich, extractors
from enrichment.context import contexts

HOSTILE = {
    "one letter": "a",
    "digits": "9",
    "spaced digits": "9 ",
    "digit words": "nine ",
    "joined digit words": "onpathettu",
    "mail without an end": "a.",
    "signs": "@",
    "mails": "a@a.",
    "at and dot": "a at gmail dot ",
    "slashes": "/a",
    "dots": ".",
    "brackets": "((",
    "prices": "1,00,",
    "ranges": "1-2-",
    "ages": "age 2 ",
    "places": "Kochi ",
    "endings": "ിൽ",
    "Malayalam": "കൊച്ചിയിലേക്ക്",
    "hashtags": "#kochi",
    "masks": "9847x",
    "spaces": " ",
    "lines": "\n",
    "hex": "0xabcdef",
    "licences": "B-012/KER/",
    "base58": "1A1zP1eP5QGefi2DMPTfTL5SLmv7",
    "urls": "http://a.b/",
    "marks": "a\u0301",
    "keycaps": "9️⃣",
    "names": "Riya Nair ",
    "platform": "telegram: ",
    "heights": "5'4",
    "working hours": "9am to 6pm ",
    "amounts in words": "one lakh ",
    "combining marks": "a\u0300\u0301\u0302",
    "nested brackets": "([{<",
    "underscores": "a_",
    "numbers with points": "1.",
}
SHARED = ("agecues", "amounts", "digits", "manner", "routing")
MOST_GROWTH = 3.2  # twice the text, with room for a noisy machine; quadratic would be 4
CLEARLY_QUICK = 0.01
LONG = LONGEST_TEXT // 2
ROUNDS = 4  # a slow measurement is repeated: other work on the machine adds time, nothing takes it
YARDSTICK = re.compile(r"(?s).")  # one match a character: 8 ms for 100,000 on a quiet machine
MOST_YARDSTICKS = 6.25  # 50 ms for 100,000 characters


@lru_cache(maxsize=256)
def _context(text):
    context = contexts({"text": text})[0]
    context.vocabulary  # noqa: B018 - splitting into words is timed on its own
    return context


def _seconds(extract, text):
    context = _context(text)
    began = time.process_time()
    extract(text, context)
    return time.process_time() - began


@pytest.mark.parametrize("name", extractors.ALL)
@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_linear(name, unit):
    extract = extractors.ALL[name]
    text = (unit * LONG)[:LONG]
    whole = half = 9.0
    for _ in range(ROUNDS):
        whole = min(whole, _seconds(extract, text))
        if whole < CLEARLY_QUICK:
            return
        half = min(half, _seconds(extract, text[: LONG // 2]))
        if whole < half * MOST_GROWTH:
            return
    pytest.fail(f"{half:.3f} s for half of the text, {whole:.3f} s for the whole")


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_whole_of_a_hostile_posting_is_quick(unit):
    text = (unit * LONGEST_TEXT)[:LONGEST_TEXT]
    began = time.process_time()
    enrich(Posting(id="1", title=text[:300], text=text))
    assert time.process_time() - began < 1


def _patterns():
    """Yield the patterns that are run over whole texts; one that ends in `$` reads a few words."""
    modules = {each.__module__ for each in extractors.ALL.values()}
    for module in sorted(modules | {f"enrichment.{name}" for name in SHARED}):
        for name, value in vars(importlib.import_module(module)).items():
            if isinstance(value, re.Pattern) and not value.pattern.rstrip(")").endswith("$"):
                yield pytest.param(value, id=f"{module.rsplit('.')[-1]}.{name}")


def _spent(pattern, text):
    began = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - began


@lru_cache(maxsize=64)
def _yardstick(text):
    return min(_spent(YARDSTICK, text) for _ in range(ROUNDS))


def _yardsticks(pattern, text):
    """Return how many times as long as the yardstick the pattern takes.

    One that seems slow is measured again with the yardstick beside it.
    """
    times = _spent(pattern, text) / _yardstick(text)
    if times < MOST_YARDSTICKS:
        return times
    least = [9.0, 9.0]
    for _ in range(ROUNDS):
        least = [
            min(before, _spent(each, text))
            for before, each in zip(least, (pattern, YARDSTICK), strict=True)
        ]
        if least[0] < MOST_YARDSTICKS * least[1]:
            break
    return least[0] / least[1]


@pytest.mark.parametrize("pattern", list(_patterns()))
def test_no_pattern_takes_long_or_grows_faster_than_its_text(pattern):
    """The yardstick grows as its text does, so a pattern that grows faster fails as well."""
    slow = {}
    for name, unit in HOSTILE.items():
        times = _yardsticks(pattern, (unit * LONG)[:LONG])
        if times >= MOST_YARDSTICKS:
            slow[name] = round(times, 1)
    assert not slow


def test_the_yardstick_finds_a_pattern_that_is_slow():
    assert _yardsticks(re.compile(r"a*b"), "a" * 8_000) > MOST_YARDSTICKS


def test_a_longer_text_is_kept_but_not_read():
    text = "x" * LONGEST_TEXT + " 9847012345"
    found = enrich(Posting(id="1", text=text))
    assert found.text == text
    assert not found.mentions
