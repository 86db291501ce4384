"""What the learned models read of a posting: no community, one spelling for one word.

Words for nationality, religion, caste and region are left out before anything is learned or said
(vocabulary class `community`), so that they cannot count. Romanised words stand in native script
for the encoder; for n-grams every word stands as it sounds, the same in all scripts.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from classifiers.learned.native import native
from classifiers.reading import Page, Reading

COMMUNITY = "community"
ARTICLES = ("a", "an")
LONGEST_NUMBER = 2
"""Digits of the longest number that is read as it stands: an age, a day, but no telephone."""
LONGEST_SENTENCE = 16
"""Words; what is longer is cut at its commas."""
SHORTEST_SENTENCE = 3


@dataclass(frozen=True, slots=True)
class View:
    """A posting, or a sentence of it, as the models read it."""

    text: str
    sounds: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its place: the words `first` to `last` (not included) of a page."""

    page: Page
    first: int
    last: int
    view: View


def view_of(reading: Reading, community: int) -> View:
    """Return the whole posting's view; `community` is the number of that term in the lexicon."""
    views = [
        _view(page, 0, len(page.words), _hidden(page, community), reading.posting.lang)
        for page in reading.pages
        if len(page.words)
    ]
    return View("\n".join(v.text for v in views), " ".join(v.sounds for v in views))


def sentences_of(reading: Reading, community: int) -> Iterator[Sentence]:
    """Yield the sentences that are long enough to say something."""
    for page in reading.pages:
        hidden = _hidden(page, community)
        for first, last in _sentences(page):
            view = _view(page, first, last, hidden, reading.posting.lang)
            yield Sentence(page, first, last, view)


def _hidden(page: Page, community: int) -> frozenset[int]:
    """Return the places of words for a community, with the article before them."""
    words = {w for span in page.occurrences[community] for w in range(*span)}
    articles = {w - 1 for w in words if w and page.words.forms[w - 1].plain[0] in ARTICLES}
    return frozenset(words | articles)


def _view(page: Page, first: int, last: int, hidden: frozenset[int], lang: str) -> View:
    words, parts, sounds = page.words, [], []
    position = 0 if first == 0 else words.starts[first]
    for word in range(first, last):
        if word not in hidden:
            parts += [words.text[position : words.starts[word]], native(_raw(page, word), lang)]
            sounds.append(_sound(page, word))
        position = words.ends[word]
    if last == len(words):
        parts.append(words.text[position:])
    return View(" ".join("".join(parts).split()), " ".join(sounds))


def _raw(page: Page, word: int) -> str:
    return page.words.text[page.words.starts[word] : page.words.ends[word]]


def _sound(page: Page, word: int) -> str:
    form = page.words.forms[word]
    long_number = form.plain[0][0].isdecimal() and len(form.plain[0]) > LONGEST_NUMBER
    return "0" * len(form.plain[0]) if long_number else form.sound


def _sentences(page: Page) -> Iterator[tuple[int, int]]:
    for first, last in _runs(page.words.sentences, 0, len(page.words)):
        if last - first <= LONGEST_SENTENCE:
            parts = [(first, last)]
        else:
            parts = list(_runs(page.words.clauses, first, last))
        yield from (part for part in parts if part[1] - part[0] >= SHORTEST_SENTENCE)


def _runs(numbers: list[int], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of equal numbers."""
    start = first
    for place in range(first + 1, last + 1):
        if place == last or numbers[place] != numbers[start]:
            yield start, place
            start = place
