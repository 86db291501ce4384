"""Reads runs of digits that are written in words or letters, alone or among figures."""

from enrichment.context import Context, Word
from enrichment.numerals import (
    DIGITS,
    FILLERS,
    GLUED_BEGINNINGS,
    LONGEST_GLUED,
    NUMERALS,
    REPEATS,
    WEAK,
    unglue,
)
from enrichment.pieces import FEWEST_DIGITS, LETTERS, Piece, Run, near

_LETTER_DIGITS = str.maketrans("olisbz", "011582")
_DIGIT_WORDS = NUMERALS.keys() | REPEATS.keys()
_DIGITS_OR_LETTERS = DIGITS.keys() | set(LETTERS)
_SHORTEST_GLUED = 6
_MOST_LETTERS = 4
_AFAR = 9
_SPACED_OUT = 4
_MOST_KEPT = 32_768


def spelt_runs(context: Context) -> list[Run]:
    """Return the chains of pieces of a text with enough digits to be a telephone number."""
    found: list[Run] = []
    words, view = context.words, context.plain.text
    run: Run = []
    after = edge = 0
    for place in [at for at, word in enumerate(words) if _MATTERS[word[0]]]:
        if place < after:
            continue
        if run and place > after:
            run = _closed(run, found)
        word, _, end = words[place]
        piece, used = _piece(words, place, len(run)) if _may_count(word) else (None, 1)
        if piece is not None:
            if run and not near(view, edge, piece.start):
                run = _closed(run, found)
            run.append(piece)
            edge = piece.end
        elif run and word in FILLERS:
            edge = end
        elif run:
            run = _closed(run, found)
        after = place + used
    _closed(run, found)
    return found


class _Matters(dict[str, bool]):
    """Whether a word may stand for digits or between them; known ones cost a look-up."""

    def __missing__(self, word: str) -> bool:
        matters = _may_count(word) or word in FILLERS
        if len(word) > LONGEST_GLUED:
            return matters
        if len(self) >= _MOST_KEPT:
            self.clear()
        self[word] = matters
        return matters


_MATTERS = _Matters()


def _may_count(word: str) -> bool:
    return (
        word[0] in "0123456789"
        or word in _DIGIT_WORDS
        or not word.strip(LETTERS)
        or (len(word) >= _SHORTEST_GLUED and word[:2] in GLUED_BEGINNINGS)
    )


def _closed(run: Run, found: list[Run]) -> Run:
    """Keep the run if it has enough digits; return a new empty one."""
    if sum([len(piece.digits) for piece in run]) >= FEWEST_DIGITS:
        found.append(run)
    return []


def _piece(words: list[Word], place: int, running: int) -> tuple[Piece | None, int]:
    """Return the piece that begins at this word, if any, and how many words were used."""
    word, start, end = words[place]
    if word[0] in "0123456789":
        return Piece(word, start, end, "figures"), 1
    after = words[place + 1] if place + 1 < len(words) else ("", end + _AFAR, end + _AFAR)
    if word in NUMERALS:
        return _numeral(words[place], after)
    if word in REPEATS:
        return _repeated(words[place], after)
    if len(word) <= _MOST_LETTERS and not word.strip(LETTERS):
        before = words[place - 1] if place else ("", -_AFAR, -_AFAR)
        return _letters(words[place], before, after, running), 1
    digits = unglue(word)
    return (Piece(digits, start, end, "words") if digits else None), 1


def _numeral(here: Word, after: Word) -> tuple[Piece, int]:
    """Read a number word; ninety takes the unit after it."""
    word, start, end = here
    numeral = NUMERALS[word]
    unit = DIGITS.get(after[0]) if numeral.tens and after[1] - end <= 1 else None
    if unit is not None and unit.digits != "0":
        return Piece(numeral.digits[0] + unit.digits, start, after[2], "words"), 2
    return Piece(numeral.digits, start, end, "weak" if word in WEAK else "words"), 1


def _repeated(here: Word, after: Word) -> tuple[Piece | None, int]:
    """Read "double nine", "triple 4"."""
    word, start, end = here
    digit = _single_digit(after[0])
    if digit and after[1] - end <= 2:
        return Piece(digit * REPEATS[word], start, after[2], "words"), 2
    return None, 1


def _single_digit(word: str) -> str:
    if len(word) == 1 and word in "0123456789o":
        return word.translate(_LETTER_DIGITS)
    numeral = DIGITS.get(word)
    return numeral.digits if numeral else ""


def _letters(here: Word, before: Word, after: Word, running: int) -> Piece | None:
    """Read letters as the digits that they look like, if they touch figures or stand among them."""
    word, start, end = here
    touches = (before[2] == start and before[0].isdigit()) or (
        after[1] == end and after[0].isdigit()
    )
    single = len(word) == 1 or not word.strip("o")
    followed = after[0].isdigit() or after[0] in _DIGITS_OR_LETTERS
    among = single and ((running and followed) or running >= _SPACED_OUT)
    if touches or among:
        return Piece(word.translate(_LETTER_DIGITS), start, end, "letters")
    return None
