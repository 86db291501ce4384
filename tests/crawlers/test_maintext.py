"""The words that a page is about, on saved pages of many makes."""

from collections import Counter
from pathlib import Path
from statistics import mean

import pytest
import yaml

from crawlers.reading import maintext
from crawlers.reading.markup import document, text_of

FOLDER = Path(__file__).parent / "texts"
TRUTH = yaml.safe_load((FOLDER / "truth.yml").read_text(encoding="utf-8"))["pages"]
FLOOR = 0.93
"""It may rise. trafilatura 2.3.1 reaches 0.82 on the same pages (`bench/maintext.py`)."""


def read(name: str) -> str:
    page = document((FOLDER / f"{name}.html").read_text(encoding="utf-8"))
    return maintext.read(page, "https://ads.example/x").text


def f1(found: str, wanted: str) -> float:
    ours, theirs = Counter(found.split()), Counter(wanted.split())
    both = (ours & theirs).total()
    return 2 * both / (ours.total() + theirs.total())


def test_the_main_text_is_found_with_little_else():
    shares = {name: f1(read(name), "\n".join(lines)) for name, lines in TRUTH.items()}
    assert mean(shares.values()) >= FLOOR, shares


@pytest.mark.parametrize("name", TRUTH)
def test_none_of_the_ad_s_own_words_is_lost(name):
    found = Counter(read(name).split())
    lost = Counter(" ".join(TRUTH[name]).split()) - found
    assert lost.total() <= 4, lost  # two words that stand against each other count as lost


def test_each_page_has_its_truth():
    assert {path.stem for path in FOLDER.glob("*.html")} == set(TRUTH)


APART = [
    ("<span>Kochi</span><span>2 hours ago</span>", "Kochi 2 hours ago"),
    ("<a href=1>Home</a><a href=2>Jobs</a>", "Home Jobs"),
    ("<span>K</span>ochi", "Kochi"),
    ("<b>98</b><b>470</b>", "98470"),
    ("<span>98470</span> <span>00999</span>", "98470 00999"),
    ("9<span></span>8", "98"),
]


@pytest.mark.parametrize(("body", "words"), APART)
def test_what_style_sheets_set_apart_is_set_apart(body, words):
    page = document(f"<html><body><p>{body}</p></body></html>")
    assert text_of(page) == words
    assert maintext.read(page, "").text in (words, "")  # links alone are no main text
