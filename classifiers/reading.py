"""A posting as patterns see it: the words of its title and text, and where each term stands."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from adwatch.model import TEXT_FIELDS, Posting, TextField
from classifiers.lexicon import Lexicon, Occurrences, Span
from classifiers.pattern import Pattern, Sequence
from classifiers.words import Words, words_of

NEAR = 6
"""Most words between two parts of a pattern that are to stand near each other."""


@dataclass(frozen=True, slots=True)
class Move:
    """A compiled step: a term's number, the gap before it, whether it may be missing."""

    term: int
    gap: int
    optional: bool


@dataclass(frozen=True, slots=True)
class Compiled:
    """A pattern whose terms are numbers of one lexicon; `negative`: it negates by itself."""

    source: str
    negative: bool
    near: tuple[tuple[Move, ...], ...]
    present: tuple[tuple[Move, ...], ...]
    absent: tuple[tuple[Move, ...], ...]
    needs: frozenset[int]


def compile_pattern(pattern: Pattern, lexicon: Lexicon, negations: frozenset[str]) -> Compiled:
    """Enter a pattern's terms into the lexicon."""
    near, present, absent = (
        tuple(_moves(sequence, lexicon) for sequence in sequences)
        for sequences in (pattern.near, pattern.present, pattern.absent)
    )
    needs = {m.term for moves in near + present for m in moves if not m.optional}
    negative = not negations.isdisjoint(pattern.words())
    return Compiled(pattern.source, negative, near, present, absent, frozenset(needs))


def _moves(sequence: Sequence, lexicon: Lexicon) -> tuple[Move, ...]:
    return tuple(Move(lexicon.add(step.term), step.gap, step.optional) for step in sequence)


@dataclass(frozen=True)
class Page:
    """One text field: its words, and where each term stands among them."""

    field: TextField
    words: Words
    occurrences: Occurrences

    def spans(self, moves: tuple[Move, ...]) -> list[Span]:
        """Return where a sequence stands, the first words first."""
        spans = list(self.occurrences.get(moves[0].term, ()))
        for move in moves[1:]:
            if not spans:
                break
            spans = self._extended(spans, move)
        return spans

    def _extended(self, spans: list[Span], move: Move) -> list[Span]:
        places = self.occurrences.get(move.term, [])
        found = list(spans) if move.optional else []
        for start, end in spans:
            at = bisect_left(places, (end, 0))
            while at < len(places) and places[at][0] <= end + move.gap:
                if self.words.sentences[places[at][0]] == self.words.sentences[start]:
                    found.append((start, places[at][1]))
                at += 1
        return sorted(set(found))

    def near(self, left: list[Span], right: list[Span]) -> list[Span]:
        """Return the spans that cover a left and a right one of one sentence, close together."""
        found = []
        for start, end in left:
            at = bisect_left(right, (start - NEAR - 8, 0))
            while at < len(right) and right[at][0] <= end + NEAR:
                other = right[at]
                at += 1
                apart = max(other[0] - end, start - other[1])
                if 0 <= apart <= NEAR and self._same_sentence(start, other[0]):
                    found.append((min(start, other[0]), max(end, other[1])))
        return found

    def _same_sentence(self, one: int, other: int) -> bool:
        return self.words.sentences[one] == self.words.sentences[other]

    def raw(self, span: Span) -> tuple[int, int]:
        """Return a span's place in the text, in code points."""
        return self.words.starts[span[0]], self.words.ends[span[1] - 1]


@dataclass(frozen=True)
class Reading:
    """All pages of a posting."""

    posting: Posting
    pages: tuple[Page, ...]

    @cached_property
    def terms(self) -> frozenset[int]:
        """The numbers of the terms that stand anywhere in the posting."""
        return frozenset(term for page in self.pages for term in page.occurrences)

    def matches(self, pattern: Compiled) -> Iterable[tuple[Page, Span]]:
        """Yield where a pattern stands."""
        if not pattern.needs <= self.terms:
            return
        if any(not self._anywhere(moves) for moves in pattern.present):
            return
        if any(self._anywhere(moves) for moves in pattern.absent):
            return
        for page in self.pages:
            spans = page.spans(pattern.near[0])
            for moves in pattern.near[1:]:
                spans = page.near(spans, page.spans(moves)) if spans else spans
            yield from ((page, span) for span in spans)

    def _anywhere(self, moves: tuple[Move, ...]) -> bool:
        return any(page.spans(moves) for page in self.pages)


def read(posting: Posting, lexicon: Lexicon) -> Reading:
    """Return a posting's reading."""
    pages = []
    for field in TEXT_FIELDS:
        words = words_of(getattr(posting, field))
        pages.append(Page(field, words, lexicon.occurrences(words)))
    return Reading(posting, tuple(pages))
