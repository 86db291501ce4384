"""Lists of many makes, read without a selector: the next page and the entries."""

from pathlib import Path

import pytest
import yaml

from crawlers.reading import listing, paging
from crawlers.reading.address import canonical
from crawlers.reading.markup import document

FOLDER = Path(__file__).parent / "lists"
PAGES = yaml.safe_load((FOLDER / "truth.yml").read_text(encoding="utf-8"))["pages"]


def page(name: str):
    return document((FOLDER / f"{name}.html").read_text(encoding="utf-8"))


def same(address: str) -> str:
    return canonical(address) if address else ""


def test_the_next_page_is_found_on_nine_lists_in_ten():
    found = {name: paging.next_page(page(name), told["url"]) for name, told in PAGES.items()}
    right = [
        name
        for name, told in PAGES.items()
        if told["next"] and same(found[name]) == same(told["next"])
    ]
    wrong = {name: found[name] for name in found if found[name] and name not in right}
    missed = [name for name, told in PAGES.items() if told["next"] and name not in right]
    precision = len(right) / (len(right) + len(wrong))
    recall = len(right) / (len(right) + len(missed))
    assert (precision >= 0.9, recall >= 0.9) == (True, True), (precision, recall, wrong, missed)


def test_the_entries_are_found_on_nine_lists_in_ten():
    wrong = {}
    for name, told in PAGES.items():
        cards = {card.url for card in listing.cards(page(name), told["url"])}
        if cards != {canonical(url) for url in told["cards"]}:
            wrong[name] = sorted(cards)
    assert len(wrong) <= len(PAGES) / 10, wrong


def test_an_entry_s_words_are_its_own():
    cards = listing.cards(page("numbers-first"), PAGES["numbers-first"]["url"])
    assert len({card.fingerprint for card in cards}) == len(cards) == 3


@pytest.mark.parametrize("name", PAGES)
def test_each_page_has_its_truth(name):
    assert (FOLDER / f"{name}.html").exists()
    assert len(list(FOLDER.glob("*.html"))) == len(PAGES) >= 20
