"""A posting as patterns see it: the words of its title and text, and where each term stands."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, TypeVar

from adwatch.model import TEXT_FIELDS, Mention, Posting, TextField
from classifiers.lexicon import Lexicon, Occurrences, Span
from classifiers.pattern import Group, Pattern
from classifiers.words import Words, words_of

T = TypeVar("T")
NEAR = 6
"""Most words between two parts of a pattern that are to stand near each other."""


@dataclass(frozen=True, slots=True)
class Move:
    """A compiled step: a term's number, the gap before it, whether it may be missing."""

    term: int
    gap: int
    optional: bool


Moves = tuple[Move, ...]
Near = tuple[Moves, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pattern whose terms are numbers of one lexicon; it cannot match without all `needs`."""

    source: str
    found: Near
    present: tuple[Near, ...]
    absent: tuple[Near, ...]
    needs: frozenset[int]


def compile_pattern(pattern: Pattern, lexicon: Lexicon) -> Compiled:
    """Enter a pattern's terms into the lexicon."""
    found = _near(pattern.found, lexicon)
    present = tuple(_near(group, lexicon) for group in pattern.present)
    absent = tuple(_near(group, lexicon) for group in pattern.absent)
    needs = {
        m.term for near in (found, *present) for moves in near for m in moves if not m.optional
    }
    return Compiled(pattern.source, found, present, absent, frozenset(needs))


def _near(group: Group, lexicon: Lexicon) -> Near:
    return tuple(
        tuple(Move(lexicon.add(step.term), step.gap, step.optional) for step in sequence)
        for sequence in group
    )


class Sieve(Generic[T]):
    """Things by a term that their pattern cannot do without, so that most are never looked at."""

    def __init__(self, things: Iterable[tuple[Compiled, T]]) -> None:
        """Sort the things."""
        pairs = tuple(things)
        usual = Counter(need for pattern, _ in pairs for need in pattern.needs)
        self._by_need: dict[int, list[tuple[frozenset[int], T]]] = {}
        for pattern, thing in pairs:
            rarest = min(pattern.needs, key=lambda need: (usual[need], need))
            self._by_need.setdefault(rarest, []).append((pattern.needs, thing))
        self._rarest = frozenset(self._by_need)

    def left(self, terms: frozenset[int]) -> Iterator[T]:
        """Yield the things whose patterns may stand in a posting with these terms."""
        for need in self._rarest & terms:
            for needs, thing in self._by_need[need]:
                if needs <= terms:
                    yield thing


@dataclass(frozen=True)
class Page:
    """One text field: its words, and where each term stands among them."""

    field: TextField
    words: Words
    occurrences: Occurrences

    def spans(self, near: Near) -> list[Span]:
        """Return where sequences stand near each other, the first words first."""
        found = self._sequence(near[0])
        for moves in near[1:]:
            found = self._close(found, self._sequence(moves)) if found else found
        return found

    def covers(self, terms: Iterable[int], place: Span, within: Span) -> bool:
        """Say whether a place is part of one of the terms, as it stands within a span."""
        return any(
            within[0] <= start <= place[0] and place[1] <= end <= within[1]
            for term in terms
            for start, end in self.occurrences[term]
            if (term, (start, end)) not in self.occurrences.loose
        )

    def _sequence(self, moves: Moves) -> list[Span]:
        spans = list(self.occurrences[moves[0].term])
        for move in moves[1:]:
            if not spans:
                break
            spans = self._extended(spans, move)
        return spans

    def _extended(self, spans: list[Span], move: Move) -> list[Span]:
        places = self.occurrences[move.term]
        found = list(spans) if move.optional else []
        for start, end in spans:
            at = bisect_left(places, (end, 0))
            while at < len(places) and places[at][0] <= end + move.gap:
                if self.words.sentences[places[at][0]] == self.words.sentences[start]:
                    found.append((start, places[at][1]))
                at += 1
        return sorted(set(found))

    def _close(self, left: list[Span], right: list[Span]) -> list[Span]:
        found = []
        for start, end in left:
            at = bisect_left(right, (start - NEAR - 8, 0))
            while at < len(right) and right[at][0] <= end + NEAR:
                other = right[at]
                at += 1
                apart = max(other[0] - end, start - other[1])
                if 0 <= apart <= NEAR and self._same_sentence(start, other[0]):
                    found.append((min(start, other[0]), max(end, other[1])))
        return sorted(set(found))

    def _same_sentence(self, one: int, other: int) -> bool:
        return self.words.sentences[one] == self.words.sentences[other]

    def raw(self, span: Span) -> tuple[int, int]:
        """Return a span's place in the text, in code points."""
        return self.words.starts[span[0]], self.words.ends[span[1] - 1]


Patterns = Sieve[Compiled]
Place = tuple[Page, Span]
Meant = Callable[[Page, Span, Iterable[int]], bool]
"""Whether the words of a span, found as these terms, are to be taken as they stand."""


def always(page: Page, span: Span, terms: Iterable[int]) -> bool:
    """Take all words as they stand."""
    return True


def apart(one: Place, other: Place) -> int | None:
    """Return how many words stand between two places; None when in different sentences."""
    (page, a), (page_of_other, b) = one, other
    sentences = page.words.sentences
    if page is not page_of_other or sentences[a[0]] != sentences[b[0]]:
        return None
    return max(a[0] - b[1], b[0] - a[1], 0)


@dataclass(frozen=True)
class Reading:
    """All pages of a posting."""

    posting: Posting
    pages: tuple[Page, ...]

    @cached_property
    def terms(self) -> frozenset[int]:
        """The numbers of the terms that stand anywhere in the posting."""
        return frozenset().union(*(page.occurrences.spans for page in self.pages))

    def matches(self, pattern: Compiled, meant: Meant = always) -> Iterator[Place]:
        """Yield where a pattern stands; only words that are `meant` count."""
        if not pattern.needs <= self.terms:
            return
        if not all(any(self._places(near, meant)) for near in pattern.present):
            return
        if any(any(self._places(near, meant)) for near in pattern.absent):
            return
        yield from self._places(pattern.found, meant)

    def any_of(self, patterns: Patterns, meant: Meant = always) -> Iterator[Place]:
        """Yield where any of the patterns stands, in no order."""
        for pattern in patterns.left(self.terms):
            yield from self.matches(pattern, meant)

    def place_of(self, mention: Mention) -> Iterator[Place]:
        """Yield the words of a mention; nothing when it stands outside of all words."""
        for page in self.pages:
            first = bisect_right(page.words.ends, mention.start)
            last = bisect_left(page.words.starts, mention.end)
            if page.field == mention.field and first < last:
                yield page, (first, last)

    def _places(self, near: Near, meant: Meant) -> Iterator[Place]:
        terms = {move.term for moves in near for move in moves}
        for page in self.pages:
            yield from ((page, span) for span in page.spans(near) if meant(page, span, terms))


def read(posting: Posting, lexicon: Lexicon) -> Reading:
    """Return a posting's reading."""
    pages = []
    for field in TEXT_FIELDS:
        words = words_of(getattr(posting, field))
        pages.append(Page(field, words, lexicon.occurrences(words)))
    return Reading(posting, tuple(pages))
