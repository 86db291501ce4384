"""Reads runs of digits however they are written: figures, words in six languages, letters.

`runs(context)` returns the chains of digit pieces that stand close enough together to be one
number or several; what the digits mean is for the caller (`extractors.phones`) to say.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from enrichment import tables
from enrichment.context import Context, Word
from enrichment.numerals import DIGITS, FILLERS, NUMERALS, REPEATS, unglue

_LETTER_DIGITS = str.maketrans("olisbz", "011582")
_GAP = re.compile(r"[^0-9a-z₹$€£%\u0600-\u06ff\u0900-\u0dff]{0,12}")
_MOST_NEWLINES = 2
_FARTHEST = 4
_MOST_LETTERS = 4
_DIGIT_WORDS = NUMERALS.keys() | REPEATS.keys()
_FEWEST_DIGITS = 7
_LONGEST_MEASURE = 6
_CUES = tables.mapping("phones")
_UNITS = frozenset(_CUES["units"].split())
_BEFORE = frozenset(_CUES["before"].split())
_DATE_OR_TIME = re.compile(
    r"(?<![0-9])(?:"
    r"(?<![0-9][-/.])[0-3]?[0-9]([-/.])[01]?[0-9]\1(?:19|20)[0-9]{2}(?![-/.]?[0-9])"
    r"|(?:19|20)[0-9]{2}([-/.])[01]?[0-9]\2[0-3]?[0-9](?![-/.]?[0-9])"
    r"|[01]?[0-9][:.][0-5][0-9](?= ?[ap]\.?m\b)"
    r"|[012]?[0-9]:[0-5][0-9](?![:0-9])"
    r"|[0-9]{1,3}(?:,[0-9]{2,3}){1,2}(?![,0-9])"
    r")"
)


class Piece(NamedTuple):
    """Digits read from `start:end` of the plain view, and how they were written there."""

    digits: str
    start: int
    end: int
    style: str


def runs(context: Context) -> list[list[Piece]]:
    """Return the chains of pieces with enough digits to be a telephone number, in order."""
    found: list[list[Piece]] = []
    for first, last in _stretches(context.words):
        _read(context, first, last, found)
    return [part for run in found for part in _without_dates(run, context.plain.text)]


def _stretches(words: list[Word]) -> Iterator[tuple[int, int]]:
    """Yield the first and last places of stretches that may hold enough digits, cheaply judged."""
    digits = [
        (place, word)
        for place, (word, _, _) in enumerate(words)
        if word[0] in "0123456789" or word in _DIGIT_WORDS or unglue(word)
    ]
    first = last = -_FARTHEST - 1
    count = 0
    for place, word in digits:
        if place - last > _FARTHEST:
            if count >= _FEWEST_DIGITS:
                yield first, last
            first, count = place, 0
        last = place
        count += len(word)
    if count >= _FEWEST_DIGITS:
        yield first, last


def _read(context: Context, first: int, last: int, found: list[list[Piece]]) -> None:
    """Read the pieces of one stretch and keep its runs."""
    words, text = context.words, context.plain.text
    run: list[Piece] = []
    place, edge = max(first - 1, 0), 0
    while place <= min(last + 1, len(words) - 1):
        piece, used = _piece(words, place, bool(run))
        word, _, end = words[place]
        if piece is None and run and word in FILLERS:
            edge = end
        elif piece is None or _is_measure(words, place, piece, text):
            run = _closed(run, found)
        else:
            if run and not _near(text, edge, piece.start):
                run = _closed(run, found)
            run.append(piece)
            edge = piece.end
        place += used
    _closed(run, found)


def _closed(run: list[Piece], found: list[list[Piece]]) -> list[Piece]:
    """Keep the run if it has enough digits; return a new empty one."""
    if sum(len(piece.digits) for piece in run) >= _FEWEST_DIGITS:
        found.append(run)
    return []


def _without_dates(run: list[Piece], text: str) -> Iterator[list[Piece]]:
    """Yield the parts of a run between dates, times and grouped amounts."""
    taken = [match.span() for match in _DATE_OR_TIME.finditer(text, run[0].start, run[-1].end + 4)]
    part: list[Piece] = []
    for piece in run:
        if any(begin <= piece.start < end for begin, end in taken):
            if part:
                yield part
            part = []
        else:
            part.append(piece)
    if part:
        yield part


def _near(text: str, edge: int, start: int) -> bool:
    return (
        _GAP.fullmatch(text, edge, start) is not None
        and text.count("\n", edge, start) <= _MOST_NEWLINES
    )


def _piece(words: list[Word], place: int, running: bool) -> tuple[Piece | None, int]:
    """Return the piece that begins at this word, if any, and how many words were used."""
    word, start, end = words[place]
    if word[0] in "0123456789":
        return Piece(word, start, end, "figures"), 1
    numeral = NUMERALS.get(word)
    following = words[place + 1] if place + 1 < len(words) else ("", end + 9, end + 9)
    if numeral is not None:
        unit = DIGITS.get(following[0]) if numeral.tens and following[1] - end <= 1 else None
        if unit is not None:
            return Piece(numeral.digits[0] + unit.digits, start, following[2], "words"), 2
        return Piece(numeral.digits, start, end, "words"), 1
    if word in REPEATS:
        digit = _single_digit(following[0])
        if digit and following[1] - end <= 2:
            return Piece(digit * REPEATS[word], start, following[2], "words"), 2
        return None, 1
    if len(word) <= _MOST_LETTERS and not word.strip("olisbz"):
        return _letters(words, place, running), 1
    digits = unglue(word)
    return (Piece(digits, start, end, "words") if digits else None), 1


def _single_digit(word: str) -> str:
    if len(word) == 1 and word in "0123456789o":
        return word.translate(_LETTER_DIGITS)
    numeral = DIGITS.get(word)
    return numeral.digits if numeral else ""


def _letters(words: list[Word], place: int, running: bool) -> Piece | None:
    """Read letters as the digits that they look like, if they touch figures or stand among them."""
    word, start, end = words[place]
    before = words[place - 1] if place else ("", -9, -9)
    after = words[place + 1] if place + 1 < len(words) else ("", end + 9, end + 9)
    touches = (before[2] == start and before[0].isdigit()) or (
        after[1] == end and after[0].isdigit()
    )
    among = running and len(word) == 1 and (after[0].isdigit() or after[0] in DIGITS)
    if touches or among:
        return Piece(word.translate(_LETTER_DIGITS), start, end, "letters")
    return None


def _is_measure(words: list[Word], place: int, piece: Piece, text: str) -> bool:
    """Whether a figure belongs to a unit or a currency beside it: 25 yrs, Rs 5000."""
    if piece.style != "figures" or len(piece.digits) > _LONGEST_MEASURE:
        return False
    if place + 1 < len(words):
        word, start, _ = words[place + 1]
        if word in _UNITS and not text[piece.end : start].strip(" ."):
            return True
    if place:
        word, _, end = words[place - 1]
        if word in _BEFORE and not text[end : piece.start].strip(" .:"):
            return True
    return text[max(piece.start - 2, 0) : piece.start].strip()[-1:] in tuple("₹$€£")
