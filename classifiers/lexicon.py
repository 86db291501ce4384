"""Finds where the terms of all patterns stand in a text, all at once.

Every written word is compared once per process: a word's atoms (which pattern words it is) are
cached, so that a posting costs one dictionary look-up a word, however many patterns there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain

from classifiers.pattern import Number, Part, Phrase, Term, Written
from classifiers.spelling import Script, english_words, readings, script_of, sound
from classifiers.words import Form, Words

SHORTEST_SOUND_ACROSS_SCRIPTS = 5
"""Shorter words of an Indian language sound like too many English ones."""
SHORTEST_PART = 3
SHORTEST_STEM = 5
OTHER_SCRIPT: dict[str, Script] = {"ml-Latn": "Mlym", "hi-Latn": "Deva"}
"""The native script of what a language writes in Latin letters."""

Span = tuple[int, int]
"""First word, and the word after the last."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where each term stands, by the term's number, in order.

    `loose`: those that end in a word of which only the beginning was given.
    """

    spans: dict[int, list[Span]]
    loose: frozenset[tuple[int, Span]]

    def __getitem__(self, term: int) -> list[Span]:
        """Return where a term stands."""
        return self.spans.get(term, [])


@dataclass(slots=True)
class _Space:
    """One way of comparing words: by the whole, the beginning or the ending; atom numbers."""

    whole: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    beginning: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    ending: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def enter(self, key: str, part: Part, atom: int) -> None:
        table = {"whole": self.whole, "beginning": self.beginning, "ending": self.ending}[part]
        table[key].append(atom)

    def atoms(self, key: str) -> Iterable[int]:
        yield from self.whole.get(key, ())
        for length in range(SHORTEST_PART, len(key) + 1):
            yield from self.beginning.get(key[:length], ())
            if length < len(key):
                yield from self.ending.get(key[-length:], ())


@dataclass(slots=True)
class _Node:
    """A place in the tree of phrases: the words that may follow, the terms that end here.

    `loose` when only the beginning of the last word is given: "pidikk*" is also "pidikkilla".
    """

    loose: bool = False
    following: dict[int, "_Node"] = field(default_factory=dict)
    ended: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Step:
    """What some words in a row are: terms that end with them, phrases that may go on.

    `loose`: the terms that end only in words of which the beginning was given.
    """

    terms: frozenset[int]
    loose: frozenset[int]
    going: tuple[_Node, ...]


def _step(nodes: Iterable[_Node], atoms: frozenset[int]) -> _Step:
    """Return what the next word makes of the phrases that have come so far."""
    reached = [node.following[atom] for node in nodes for atom in node.following.keys() & atoms]
    if not reached:
        return _NOTHING
    terms = frozenset().union(*(node.ended for node in reached))
    firm = (node.ended for node in reached if not node.loose)
    return _Step(terms, terms.difference(*firm), tuple(node for node in reached if node.following))


_NOTHING = _Step(frozenset(), frozenset(), ())


class Lexicon:
    """An index of terms. Add all of them, then look for them."""

    def __init__(self) -> None:
        """Begin empty."""
        self._terms: dict[Term, int] = {}
        self._atoms: dict[Written | Number, int] = {}
        self._numbers: list[tuple[Number, int]] = []
        self._english = _Space()
        self._sounds: dict[Script, _Space] = defaultdict(_Space)
        self._romanised = _Space()
        self._tree = _Node()
        self._known: dict[Form, tuple[frozenset[int], _Step]] = {}

    def add(self, term: Term) -> int:
        """Return the number of a term, which it has from now on."""
        if term not in self._terms:
            number = self._terms[term] = len(self._terms)
            for phrase in term:
                self._add_phrase(phrase, number)
        return self._terms[term]

    def _add_phrase(self, phrase: Phrase, term: int) -> None:
        node = self._tree
        for word in phrase:
            atom = self._atoms.get(word)
            if atom is None:
                atom = self._enter(word)
            after = node.following.get(atom)
            if after is None:
                loose = isinstance(word, Written) and word.part == "beginning"
                after = node.following[atom] = _Node(loose)
            node = after
        node.ended.append(term)

    def _enter(self, word: Written | Number) -> int:
        atom = self._atoms[word] = len(self._atoms)
        if isinstance(word, Number):
            self._numbers.append((word, atom))
        else:
            self._write(word, atom)
        return atom

    def _write(self, word: Written, atom: int) -> None:
        for space, key in self._keys(word):
            space.enter(key, word.part, atom)

    def _keys(self, word: Written) -> Iterable[tuple[_Space, str]]:
        """Yield how a word is compared: native and romanised writing match each other by sound."""
        script = script_of(word.text)
        if script == "Latn" and word.language not in OTHER_SCRIPT:
            yield self._english, readings(word.text)[0]
            return
        key = _stem(word, script)
        yield self._sounds[script], key
        if script == "Latn":
            yield self._romanised, readings(word.text)[0]
        if len(key) >= SHORTEST_SOUND_ACROSS_SCRIPTS:
            yield self._sounds[OTHER_SCRIPT.get(word.language, "Latn")], key

    def occurrences(self, words: Words) -> Occurrences:
        """Return where each term stands; a phrase does not run over the end of a sentence."""
        spans: dict[int, list[Span]] = defaultdict(list)
        loose: set[tuple[int, Span]] = set()
        for span, step in self._steps(words):
            for term in step.terms:
                spans[term].append(span)
            loose.update((term, span) for term in step.loose)
        return Occurrences(spans, frozenset(loose))

    def _steps(self, words: Words) -> Iterator[tuple[Span, _Step]]:
        """Yield all words in a row that begin or make a phrase, in order."""
        known = [self._known_of(form) for form in words.forms]
        sentences, count = words.sentences, len(known)
        for start, (_, step) in enumerate(known):
            end = start + 1
            yield (start, end), step
            while step.going and end < count and sentences[end] == sentences[start]:
                step = _step(step.going, known[end][0])
                end += 1
                yield (start, end), step

    def _known_of(self, form: Form) -> tuple[frozenset[int], _Step]:
        """Return the atoms of a word, and what it is by itself."""
        known = self._known.get(form)
        if known is None:
            atoms = frozenset(self._compare(form))
            known = self._known[form] = atoms, _step([self._tree], atoms)
        return known

    def _compare(self, form: Form) -> Iterable[int]:
        if form.number is not None:
            yield from (a for n, a in self._numbers if n.low <= form.number <= n.high)
        elif form.script != "Latn":
            yield from self._sounds[form.script].atoms(form.sound)
        else:
            yield from chain.from_iterable(map(self._english.atoms, form.plain))
            if form.plain[0] in english_words():
                yield from self._romanised.atoms(form.plain[0])
            else:
                yield from self._sounds["Latn"].atoms(form.sound)


def _stem(word: Written, script: Script) -> str:
    """Return a word's sound; a beginning that ends in a consonant may go on with any vowel.

    In Malayalam and Tamil such a letter carries an "a" of its own: "വയ്ക്ക*" is also വയ്ക്കും.
    """
    key = sound(word.text)
    open_ended = word.part == "beginning" and script in ("Mlym", "Taml")
    if open_ended and word.text[-1].isalpha() and len(key) > SHORTEST_STEM and key.endswith("a"):
        return key[:-1]
    return key
