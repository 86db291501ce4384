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
PATTERNS_MOST_GROWTH = 2.5
SHARED = ("agecues", "amounts", "digits", "manner", "routing")
MOST_GROWTH = 3.2  # twice the text, with room for a noisy machine; quadratic would be 4
MOST_SECONDS = 0.05
NOISE = 4  # other work on the machine


@lru_cache(maxsize=256)
def _context(text):
    context = contexts("", text)[1]
    context.vocabulary  # noqa: B018 - splitting into words is timed on its own
    return context


def _seconds(extract, text, rounds=2):
    best = 9.0
    context = _context(text)
    for _ in range(rounds):
        began = time.process_time()
        extract(text, context)
        best = min(best, time.process_time() - began)
    return best


@pytest.mark.parametrize("name", extractors.ALL)
@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_linear(name, unit):
    extract = extractors.ALL[name]
    text = (unit * LONGEST_TEXT)[:LONGEST_TEXT]
    if _seconds(extract, text, rounds=1) < MOST_SECONDS / 5:
        return
    long = _seconds(extract, text)
    half = _seconds(extract, text[: LONGEST_TEXT // 2])
    assert long < half * MOST_GROWTH


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE.keys())
def test_whole_of_a_hostile_posting_is_quick(unit):
    text = (unit * LONGEST_TEXT)[:LONGEST_TEXT]
    began = time.process_time()
    enrich(Posting(id="1", title=text, text=text))
    assert time.process_time() - began < 2


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


@pytest.mark.parametrize("pattern", list(_patterns()))
def test_no_pattern_takes_long_or_grows_faster_than_its_text(pattern):
    slow = {}
    for name, unit in HOSTILE.items():
        text = (unit * 100_000)[:100_000]
        spent = _spent(pattern, text)
        if spent < MOST_SECONDS:
            continue
        whole = min(spent, _spent(pattern, text))
        half = min(_spent(pattern, text[:50_000]) for _ in range(2))
        if whole > NOISE * MOST_SECONDS or whole > PATTERNS_MOST_GROWTH * half:
            slow[name] = (round(half, 3), round(whole, 3))
    assert not slow


def test_a_longer_text_is_kept_but_not_read():
    text = "x" * LONGEST_TEXT + " 9847012345"
    found = enrich(Posting(id="1", text=text))
    assert found.text == text
    assert not found.mentions
