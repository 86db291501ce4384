"""Reads runs of digits however they are written: figures, words in six languages, letters.

`runs(context)` returns the chains of digit pieces that stand close enough together to be one number
or several; what the digits mean is for the caller (`extractors.phones`) to say. Most texts hold
figures alone and are read without looking at each word; `enrichment.spelt` reads the others.
"""

import re
from collections.abc import Iterator

from enrichment import tables
from enrichment.context import Context
from enrichment.numerals import LONGEST_GLUED, NUMERALS, REPEATS, unglue
from enrichment.pieces import FEWEST_DIGITS, LETTERS, Piece, Run, near
from enrichment.spelt import spelt_runs

_FIGURES = re.compile("[0-9]+")
_DIGIT_WORDS = NUMERALS.keys() | REPEATS.keys()
_SPACED = "".join(chr(code) if chr(code).isalpha() else " " for code in range(128))
_LETTER_AMONG = re.compile(rf"[0-9][^0-9a-z\n]{{1,3}}[{LETTERS}](?![a-z])")
_FEWEST_SPOKEN = 3
_FEWEST_FIGURES = 3
_FEWEST_SINGLE = 3
_SHORTEST_JOINED = 8
_MOST_KEPT = 32_768
_LONGEST_MEASURE = 6
_CUES = tables.mapping("phones")
_LETTERS_AFTER = re.compile(rf"[{LETTERS}]{{1,4}}(?![a-z])")
_LETTERS_BEFORE = re.compile(rf"(?<![a-z])[{LETTERS}]{{1,4}}$")
_WORD_AFTER = re.compile(r"[^\w\n]{0,3}([a-z/]+|[\u0900-\u0dff]+)")
_UNITS = frozenset(_CUES["units"].split())
_BEFORE = frozenset(_CUES["before"].split()) | frozenset("₹$€£")
_BEFORE_ENDS = frozenset(word[-1] for word in _BEFORE)
_LAST_WORD = re.compile(r"[a-z]*.$", re.DOTALL)
_LONGEST_WORD = 16
_BESIDE = " .,-()[]*_/0123456789"
_DATE_OR_TIME = re.compile(
    r"(?<![0-9])(?:"
    r"(?<![0-9][-/.])[0-3]?[0-9]([-/.])[01]?[0-9]\1(?:19|20)[0-9]{2}(?![-/.]?[0-9])"
    r"|(?:19|20)[0-9]{2}([-/.])[01]?[0-9]\2[0-3]?[0-9](?![-/.]?[0-9])"
    r"|[01]?[0-9][:.][0-5][0-9](?= ?[ap]\.?m\b)"
    r"|[012]?[0-9]:[0-5][0-9](?![:0-9])"
    r"|[0-9]{1,3}(?:,[0-9]{2,3}){1,2}(?![,0-9])"
    r")"
)


class _Spoken(dict[str, int]):
    """Counts a word as a digit word, several (`nineeight`) or none; known ones cost a look-up."""

    def __missing__(self, word: str) -> int:
        if len(word) > LONGEST_GLUED:
            return 0
        joined = len(word) >= _SHORTEST_JOINED and unglue(word) != ""
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[word] = (word in _DIGIT_WORDS) + (_FEWEST_SPOKEN if joined else 0)
        return self[word]


_SPOKEN = _Spoken()


def runs(context: Context) -> list[Run]:
    """Return the chains of pieces with enough digits to be a telephone number, in order."""
    view = context.plain.text
    figures = [match.span() for match in _FIGURES.finditer(view)]
    digits = sum([end - start for start, end in figures])
    spoken = _spoken(view)
    if digits < _FEWEST_FIGURES and spoken < _FEWEST_SPOKEN:
        return []
    spelt = _is_spelt(view, figures, spoken)
    if digits < FEWEST_DIGITS and not spelt:
        return []
    chains = spelt_runs(context) if spelt else list(_figure_runs(view, figures))
    return [part for chain in chains for part in _parts(chain, view)]


def _spoken(view: str) -> int:
    """Return how many words stand for digits, cheaply; joined ones (`nineeight`) count as many."""
    if view.isascii():
        words = view.translate(_SPACED).split()
    else:
        words = view.replace(",", " ").replace(".", " ").replace("-", " ").split()
    return sum(map(_SPOKEN.__getitem__, words))


def _is_spelt(view: str, figures: list[tuple[int, int]], spoken: int) -> bool:
    """Whether words or letters stand for digits: several, or some beside figures."""
    if spoken >= _FEWEST_SPOKEN:
        return True
    single = 0
    for start, end in figures:
        after = view[end : end + 1]
        if after and after in LETTERS and _LETTERS_AFTER.match(view, end):
            return True
        if start and view[start - 1] in LETTERS and _has_letters_before(view, start):
            return True
        if (spoken or after.isalpha()) and _has_word_beside(view, start, end):
            return True
        single += end - start == 1
    return single >= _FEWEST_SINGLE and _LETTER_AMONG.search(view) is not None


def _has_letters_before(view: str, start: int) -> bool:
    return _LETTERS_BEFORE.search(view[max(start - 6, 0) : start]) is not None


def _has_word_beside(view: str, start: int, end: int) -> bool:
    after = view[end : end + _LONGEST_WORD].lstrip(_BESIDE).split(None, 1)
    if after and after[0].rstrip(_BESIDE) in _DIGIT_WORDS:
        return True
    before = view[max(start - _LONGEST_WORD, 0) : start].rstrip(_BESIDE).rsplit(None, 1)
    return bool(before) and before[-1].lstrip(_BESIDE) in _DIGIT_WORDS


def _figure_runs(view: str, figures: list[tuple[int, int]]) -> Iterator[Run]:
    """Yield the runs of a text whose digits are all figures."""
    run: Run = []
    edge = count = 0
    for start, end in figures:
        if run and not near(view, edge, start):
            if count >= FEWEST_DIGITS:
                yield run
            run, count = [], 0
        run.append(Piece(view[start:end], start, end, "figures"))
        edge = end
        count += end - start
    if count >= FEWEST_DIGITS:
        yield run


def _parts(run: Run, view: str) -> Iterator[Run]:
    """Yield the parts of a run between dates, times, grouped amounts and measures."""
    if len(run) == 1:
        yield run
        return
    taken = [match.span() for match in _DATE_OR_TIME.finditer(view, run[0].start, run[-1].end + 4)]
    part: Run = []
    for piece in run:
        dated = taken and any(begin <= piece.start < end for begin, end in taken)
        if dated or _is_measure(piece, view):
            if part:
                yield part
            part = []
        else:
            part.append(piece)
    if part:
        yield part


def _is_measure(piece: Piece, view: str) -> bool:
    """Whether a figure belongs to a unit or a currency beside it: 25 yrs, Rs 5000."""
    if len(piece.digits) > _LONGEST_MEASURE or piece.style != "figures":
        return False
    after = _WORD_AFTER.match(view, piece.end)
    if after and after[1] in _UNITS:
        return True
    before = view[max(piece.start - _LONGEST_WORD, 0) : piece.start].rstrip(" .:")
    return before != "" and before[-1] in _BEFORE_ENDS and _LAST_WORD.search(before)[0] in _BEFORE  # type: ignore[index]
