"""Finds the phrases of a data table among the words of a text, the longest first."""

from collections.abc import Mapping
from typing import NamedTuple

from enrichment.context import Context, words_of
from enrichment.phrases import spellings

_GAPS = frozenset(" -./'*x&")


class Hit(NamedTuple):
    """A phrase found: what it means and its first and last place among the words."""

    meaning: str
    first: int
    last: int


class Lookup:
    """Phrases by their first word."""

    def __init__(self, table: Mapping[str, str]) -> None:
        """Take a table of meaning and list of phrases, as `phrases.reading` does."""
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for meaning, listed in table.items():
            for phrase in spellings(listed):
                first, *rest = (word for word, _, _ in words_of(phrase))
                self._phrases.setdefault(first, []).append((tuple(rest), meaning))
        for listed_phrases in self._phrases.values():
            listed_phrases.sort(key=lambda each: -len(each[0]))
        # Sets are compared from the smaller one, a dictionary word by word.
        self._firsts = frozenset(self._phrases)

    def find(self, context: Context) -> list[Hit]:
        """Return the phrases of a text in order, none overlapping."""
        if context.vocabulary.isdisjoint(self._firsts):
            return []
        found: list[Hit] = []
        for place, (word, _, _) in enumerate(context.words):
            if word in self._phrases and not (found and place <= found[-1].last):
                found += self._longest(place, context)
        return found

    def _longest(self, place: int, context: Context) -> list[Hit]:
        for rest, meaning in self._phrases[context.words[place][0]]:
            follows = range(place + 1, place + 1 + len(rest))
            if all(
                context.word(at) == word and _GAPS.issuperset(context.gap(at))
                for at, word in zip(follows, rest, strict=True)
            ):
                return [Hit(meaning, place, place + len(rest))]
        return []
