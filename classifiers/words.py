"""Cuts a text into words, each with its place in the original, its sentence and its clause.

Words are what patterns match, so spans of findings begin and end at words of the original text.
Letters set apart ("g i r l s") are one word, or several known ones ("f r e e v i s a");
a number glued to a unit ("19yrs") is two; pictographs count as words because some are used as code.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from classifiers.spelling import INDIC, Script, english_words, readings, script_of, sound

LONGEST_TEXT = 20_000
"""Code points of a text that are read; an advertisement that is longer says it before that."""

LONGEST_PART = 16
"""Letters of a word that is looked for among letters set apart."""

_LETTER = r"[^\W\d_]"
_TOKEN = re.compile(
    rf"(?P<apart>(?<![\w{INDIC}]){_LETTER}([ .\-_*]){_LETTER}(?:\2{_LETTER})+(?![\w{INDIC}]))"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    rf"|(?P<word>(?:[@$](?=\w))?{_LETTER}(?:!(?={_LETTER}))?(?:[^\W_]|[{INDIC}\u0300-\u036f\u200b-\u200d@$*’'](?=\w)"
    rf"|[{INDIC}\u200c\u200d])*)"
    r"|(?P<picture>[\u2600-\u27bf\U0001f300-\U0001faff])"
    r"|(?P<end>[!?।\n;|•]|\.(?=\s|$))"
    r"|(?P<pause>[,:–—]| - )"
)
_NO_SENTENCE_END = frozenset("rs no nos dr mr mrs ms st approx ph mob tel lic reg regd pvt".split())
_NOT_LETTERS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Form:
    """What one written word is compared by; equal written words share one."""

    plain: tuple[str, ...]
    sound: str
    script: Script
    number: float | None


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words in order; the lists run in parallel."""

    text: str
    forms: list[Form]
    starts: list[int]
    ends: list[int]
    sentences: list[int]
    clauses: list[int]

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self.forms)


def words_of(text: str) -> Words:
    """Return the words of a text; linear in its length."""
    words = Words(text, [], [], [], [], [])
    sentence = clause = 0
    previous = ""
    for token in _TOKEN.finditer(text, 0, min(len(text), LONGEST_TEXT)):
        kind, raw = token.lastgroup, token.group()
        if kind == "end":
            abbreviation = raw == "." and previous.casefold() in _NO_SENTENCE_END
            sentence, clause = sentence + (not abbreviation), clause + 1
        elif kind == "pause":
            clause += 1
        else:
            for start, end in _parts(raw) if kind == "apart" else [(0, len(raw))]:
                words.forms.append(form_of(raw[start:end]))
                words.starts.append(token.start() + start)
                words.ends.append(token.start() + end)
                words.sentences.append(sentence)
                words.clauses.append(clause)
        previous = raw
    return words


@lru_cache(maxsize=1 << 12)
def _parts(apart: str) -> tuple[tuple[int, int], ...]:
    """Return where known words begin and end among letters that are set apart by one character."""
    letters = apart[::2].casefold()
    ways: list[tuple[int, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - LONGEST_PART), end - 1):
            way = ways[start]
            if way is not None and letters[start:end] in english_words():
                best = ways[end]
                if best is None or len(way) + 1 < len(best):
                    ways[end] = (*way, end)
    cuts = ways[-1] or (len(letters),)
    return tuple((2 * a, 2 * b - 1) for a, b in pairwise((0, *cuts)))


def cut(text: str) -> list[str]:
    """Return the words of a text as they are written."""
    return [t.group() for t in _TOKEN.finditer(text) if t.lastgroup not in ("end", "pause")]


@lru_cache(maxsize=1 << 16)
def form_of(raw: str) -> Form:
    """Return the form of one written word."""
    if raw[0].isdecimal():
        return Form((raw,), raw, "Latn", _number(raw))
    if raw[1:2] and raw[1] in " .-_*":
        raw = _NOT_LETTERS.sub("", raw)
    return Form(tuple(_singulars(readings(raw))), sound(raw), script_of(raw), None)


def _number(raw: str) -> float | None:
    """Read 1,50,000 and 12.50 alike; what is no number (an address, a date) is None."""
    try:
        return float(raw.replace(",", ""))
    except ValueError:
        return None


def _singulars(written: list[str]) -> list[str]:
    """Add the singular of regular English plurals and drop the possessive."""
    bare = [reading.removesuffix("'s") for reading in written]
    singular = [r[:-1] for r in bare if len(r) > 3 and r.endswith("s") and not r.endswith("ss")]
    return list(dict.fromkeys([*bare, *singular]))
