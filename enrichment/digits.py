"""Reads runs of digits however they are written: figures, words in six languages, letters.

`runs(context)` returns the chains of digit pieces that stand close enough together to be one
number or several; what the digits mean is for the caller (`extractors.phones`) to say.
"""

import re
from typing import NamedTuple

from enrichment import tables
from enrichment.context import Context, Word
from enrichment.numerals import DIGITS, FILLERS, NUMERALS, REPEATS, unglue

_LETTER_DIGITS = str.maketrans("olisbz", "011582")
_GAP = re.compile(r"[^0-9a-z₹$€£%\u0600-\u06ff\u0900-\u0dff]{0,12}")
_MOST_NEWLINES = 2
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
    words, text = context.words, context.plain.text
    found: list[list[Piece]] = []
    run: list[Piece] = []
    place = edge = 0
    while place < len(words):
        piece, used = _piece(words, place, bool(run))
        word, _, end = words[place]
        if piece is None and run and word in FILLERS:
            edge = end
        elif piece is None or _is_measure(words, place, piece, text):
            run = _closed(run, found, text)
        else:
            if run and not _near(text, edge, piece.start):
                run = _closed(run, found, text)
            run.append(piece)
            edge = piece.end
        place += used
    _closed(run, found, text)
    return found


def _closed(run: list[Piece], found: list[list[Piece]], text: str) -> list[Piece]:
    """Keep the run if it has enough digits; return a new empty one."""
    if sum(len(piece.digits) for piece in run) < _FEWEST_DIGITS:
        return []
    taken = [match.span() for match in _DATE_OR_TIME.finditer(text, run[0].start, run[-1].end + 4)]
    part: list[Piece] = []
    for piece in run:
        if any(begin <= piece.start < end for begin, end in taken):
            found.append(part)
            part = []
        else:
            part.append(piece)
    found.append(part)
    found[:] = [each for each in found if each]
    return []


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
    if not word.strip("olisbz"):
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
