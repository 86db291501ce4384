"""The pattern language of indicator files, made to be reviewed by people who do not program.

    passport                 the word, also in its plural, misspelt in a small way, or disguised
    keep*                    a word that begins so: keep, keeps, keeping
    *illa                    a word that ends so: vangilla, edukkilla
    (keep|hold|take)         one of these
    [very] young             a word that may be there
    <girl>                   any word of the class "girl" of the vocabulary, in any language
    <number>  <number 18-20> a number, a number in a range
    send .. photo            up to three words between
    send ... photo           up to eight words between
    passport NEAR keep       both within six words, in either order (verbs often come last)
    typing job WITH laos     the second stands anywhere in the posting
    gold loan WITHOUT girl   the second stands nowhere in the posting

Everything but WITH and WITHOUT stays inside one sentence.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from classifiers.words import cut

Language = Literal["en", "ml", "hi", "ta", "ml-Latn", "hi-Latn", "any"]
Part = Literal["whole", "beginning", "ending"]
GAPS = {"..": 3, "...": 8}

_PART = re.compile(r"<[^<>]+>|\.{2,3}|[()|\[\]]|[^\s()|\[\]<>]+")
_RANGE = re.compile(r"<number(?: (?P<low>\d+)-(?P<high>\d+))?>")


class Written(NamedTuple):
    """One word as a pattern writes it: the whole word, its beginning or its ending."""

    text: str
    language: Language
    part: Part


class Number(NamedTuple):
    """Any number between two, both included."""

    low: float
    high: float


Phrase = tuple[Written | Number, ...]
Term = frozenset[Phrase]
"""Alternative phrases; each is one or more words in a row."""
Vocabulary = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Step:
    """A term, after at most `gap` other words; may be missing when `optional`."""

    term: Term
    gap: int = 0
    optional: bool = False


Sequence = tuple[Step, ...]
Group = tuple[Sequence, ...]
"""Sequences that stand near each other."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What is to be found, and what else must or must not stand in the posting."""

    source: str
    found: Group
    present: tuple[Group, ...] = ()
    absent: tuple[Group, ...] = ()


class PatternError(ValueError):
    """A pattern that cannot be read; says which and why."""


def parse(source: str, language: Language, vocabulary: Vocabulary) -> Pattern:
    """Return a pattern.

    Raises:
        PatternError: unknown class, unbalanced bracket, nothing to match.

    """
    first, *rest = re.split(r"\s(WITHOUT|WITH)\s", source)
    others = [
        (w, _group(p, language, vocabulary)) for w, p in zip(rest[::2], rest[1::2], strict=True)
    ]
    return Pattern(
        source,
        _group(first, language, vocabulary),
        tuple(group for word, group in others if word == "WITH"),
        tuple(group for word, group in others if word == "WITHOUT"),
    )


def parse_phrase(source: str, language: Language, vocabulary: Vocabulary) -> Term:
    """Return an entry of a vocabulary: words in a row, alternatives, names of other classes.

    Raises:
        PatternError: also for what only a pattern may hold: gaps, optional words, NEAR, WITH.

    """
    (step,) = _sequence(f"({source})", language, vocabulary)
    return step.term


def _group(source: str, language: Language, vocabulary: Vocabulary) -> Group:
    return tuple(_sequence(part, language, vocabulary) for part in source.split(" NEAR "))


def _sequence(source: str, language: Language, vocabulary: Vocabulary) -> Sequence:
    reader = _Reader(source, language, vocabulary)
    steps = tuple(_joined(reader.steps()))
    if not steps or steps[0].optional:
        raise PatternError(f"{source!r}: a pattern begins with a word that must be there")
    return steps


def _joined(steps: Iterator[Step]) -> Iterator[Step]:
    """Join plain words in a row to one phrase: rarer, so faster to find."""
    waiting: Step | None = None
    for step in steps:
        if waiting and _is_plain(waiting) and _is_plain(step) and not step.gap:
            waiting = Step(frozenset({_only(waiting) + _only(step)}), waiting.gap)
            continue
        if waiting:
            yield waiting
        waiting = step
    if waiting:
        yield waiting


def _is_plain(step: Step) -> bool:
    return len(step.term) == 1 and not step.optional


def _only(step: Step) -> Phrase:
    return next(iter(step.term))


@cache
def _phrase(part: str, language: Language) -> Phrase | None:
    """Read one part; "walk-in" is two words in a row, as texts are cut too. None: is no word."""
    bare = part.strip("*")
    words = cut(bare)
    if not words or "".join(words) != bare.replace("-", ""):
        return None
    *whole, last = words
    kind: Part = "beginning" if part.endswith("*") else "whole"
    if part.startswith("*"):
        kind = "ending"
    return (*(_word(word, language, "whole") for word in whole), _word(last, language, kind))


def _word(word: str, language: Language, part: Part) -> Written | Number:
    if word.isdecimal():
        return Number(float(word), float(word))
    return Written(word, language, part)


class _Reader:
    """Reads one sequence from left to right."""

    def __init__(self, source: str, language: Language, vocabulary: Vocabulary) -> None:
        self._source = source
        self._parts = _PART.findall(source)
        self._at = 0
        self._language = language
        self._vocabulary = vocabulary

    def steps(self) -> Iterator[Step]:
        """Yield the steps."""
        gap = 0
        while self._at < len(self._parts):
            part = self._next()
            if part in GAPS:
                gap = GAPS[part]
                continue
            if part == "[":
                yield Step(self._alternatives("]"), gap, optional=True)
            else:
                yield Step(self._term(part), gap)
            gap = 0
        if gap:
            raise PatternError(f"{self._source!r}: ends with a gap")

    def _next(self) -> str:
        if self._at >= len(self._parts):
            raise PatternError(f"{self._source!r}: a bracket is not closed")
        self._at += 1
        return str(self._parts[self._at - 1])

    def _alternatives(self, closing: str) -> Term:
        phrases: set[Phrase] = set()
        current: set[Phrase] = {()}
        while (part := self._next()) != closing:
            if part == "|":
                phrases |= current
                current = {()}
            else:
                tails = self._term(part)
                current = {head + tail for head in current for tail in tails}
        phrases |= current
        if () in phrases:
            raise PatternError(f"{self._source!r}: an empty alternative")
        return frozenset(phrases)

    def _term(self, part: str) -> Term:
        if part == "(":
            return self._alternatives(")")
        if part in (")", "[", "]", "|") or part in GAPS:
            raise PatternError(f"{self._source!r}: {part!r} cannot stand here")
        if found := _RANGE.fullmatch(part):
            low, high = found["low"] or 0, found["high"] or "inf"
            return frozenset({(Number(float(low), float(high)),)})
        if part.startswith("<"):
            return self._class(part[1:-1])
        return frozenset({self._written(part)})

    def _written(self, part: str) -> Phrase:
        phrase = _phrase(part, self._language)
        if phrase is None:
            raise PatternError(f"{self._source!r}: {part!r} is not a word")
        return phrase

    def _class(self, name: str) -> Term:
        try:
            return self._vocabulary[name]
        except KeyError as error:
            raise PatternError(f"{self._source!r}: no class {name!r} in the vocabulary") from error
