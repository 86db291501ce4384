"""The pattern language of indicator files, made to be reviewed by people who do not program.

    passport                 the word, also in its plural, misspelt in a small way, or disguised
    keep*                    a word that begins so: keep, keeps, keeping
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
from typing import Literal

from classifiers.words import words_of

Language = Literal["en", "ml", "hi", "ta", "ml-Latn", "hi-Latn", "any"]
GAPS = {"..": 3, "...": 8}

_PART = re.compile(r"<[^<>]+>|\.{2,3}|[()|\[\]]|[^\s()|\[\]<>]+")
_RANGE = re.compile(r"<number(?: (?P<low>\d+)-(?P<high>\d+))?>")


@dataclass(frozen=True, slots=True)
class Written:
    """One word as a pattern writes it."""

    text: str
    language: Language
    begins: bool


@dataclass(frozen=True, slots=True)
class Number:
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


@dataclass(frozen=True, slots=True)
class Pattern:
    """Sequences near each other, and what else must or must not stand in the posting."""

    source: str
    near: tuple[Sequence, ...]
    present: tuple[Sequence, ...] = ()
    absent: tuple[Sequence, ...] = ()

    def words(self) -> set[str]:
        """Return the written words of the part that is to be found."""
        return {word for sequence in self.near for step in sequence for word in words_in(step.term)}


def words_in(term: Term) -> set[str]:
    """Return all written words of a term."""
    return {word.text for phrase in term for word in phrase if isinstance(word, Written)}


class PatternError(ValueError):
    """A pattern that cannot be read; says which and why."""


def parse(source: str, language: Language, vocabulary: Vocabulary) -> Pattern:
    """Return a pattern.

    Raises:
        PatternError: unknown class, unbalanced bracket, nothing to match.

    """
    parts = re.split(r"\s(WITHOUT|WITH)\s", source)
    near = tuple(_sequence(p, language, vocabulary) for p in parts[0].split(" NEAR "))
    rest = [
        (word, _sequence(p, language, vocabulary))
        for word, p in zip(parts[1::2], parts[2::2], strict=True)
    ]
    return Pattern(
        source,
        near,
        tuple(sequence for word, sequence in rest if word == "WITH"),
        tuple(sequence for word, sequence in rest if word == "WITHOUT"),
    )


def parse_phrase(source: str, language: Language, vocabulary: Vocabulary) -> Term:
    """Return an entry of a vocabulary: words in a row, or the name of another class."""
    steps = _sequence(source, language, vocabulary)
    if len(steps) != 1:
        raise PatternError(f"{source!r}: an entry of a class is words in a row or one <class>")
    return steps[0].term


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
                yield Step(self._alternatives(")") if part == "(" else self._term(part), gap)
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
                current = {head + tail for head in current for tail in self._term(part)}
        phrases |= current
        if () in phrases:
            raise PatternError(f"{self._source!r}: an empty alternative")
        return frozenset(phrases)

    def _term(self, part: str) -> Term:
        if part in ("(", ")", "[", "]", "|") or part in GAPS:
            raise PatternError(f"{self._source!r}: {part!r} cannot stand here")
        if found := _RANGE.fullmatch(part):
            low, high = found["low"] or 0, found["high"] or "inf"
            return frozenset({(Number(float(low), float(high)),)})
        if part.startswith("<"):
            return self._class(part[1:-1])
        return frozenset({self._written(part)})

    def _written(self, part: str) -> Phrase:
        """Read one part; "walk-in" is two words in a row, as texts are cut too."""
        bare = part.removesuffix("*")
        found = words_of(bare)
        cut = [bare[start:end] for start, end in zip(found.starts, found.ends, strict=True)]
        if not cut or "".join(cut) != bare.replace("-", ""):
            raise PatternError(f"{self._source!r}: {part!r} is not a word")
        last = len(cut) - 1
        return tuple(
            Number(float(word), float(word))
            if word.isdecimal()
            else Written(word, self._language, at == last and part.endswith("*"))
            for at, word in enumerate(cut)
        )

    def _class(self, name: str) -> Term:
        try:
            return self._vocabulary[name]
        except KeyError as error:
            raise PatternError(f"{self._source!r}: no class {name!r} in the vocabulary") from error
