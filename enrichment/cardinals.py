"""Numbers that are spelt out, "one lakh fifty thousand", "പതിനായിരം", "ढाई हज़ार", as amounts.

Telephone numbers in words are read digit by digit and elsewhere (`enrichment.spelt`).
"""

from decimal import Decimal
from typing import NamedTuple

from enrichment import tables
from enrichment.context import Context
from enrichment.numerals import DIGITS, NUMERALS, WEAK
from enrichment.phrases import reading

_MONEY, _NUMBERS = tables.mapping("money"), tables.mapping("numbers")
SCALES = {word: int(scale) for word, scale in reading(_MONEY["scales"]).items()}
_WHOLE = {word: int(value) for word, value in reading(_NUMBERS["whole"]).items()}
_FRACTIONS = {word: Decimal(value) for word, value in reading(_NUMBERS["fractions"]).items()}
_ADDED = {word: Decimal(value) for word, value in reading(_NUMBERS["added"]).items()}
_LONG_SCALES = {word: scale for word, scale in SCALES.items() if len(word) > 1}
MULTIPLES = _LONG_SCALES.keys() | _WHOLE.keys()
"""Words that only spelt-out amounts hold: hundred, lakh, പതിനായിരം."""
_LARGEST, _LAKH, _HUNDRED, _TENS = 10**12, 10**5, 100, 10
_GAPS = frozenset({" ", "-", "", " - "})

_COUNTING = frozenset({"one", "oru", "ek", "do", "das", "ഒരു", "ஒரு", "एक", "दो", "bees", "tees"})
_FIRST_WORDS = frozenset({*MULTIPLES, *_FRACTIONS, *_ADDED, *NUMERALS} - (WEAK - _COUNTING))


class Cardinal(NamedTuple):
    """A number in words; `scaled` if it holds a hundred, a thousand or more."""

    value: Decimal
    start: int
    end: int
    scaled: bool


def cardinals(context: Context) -> list[Cardinal]:
    """Return the numbers of a text that are spelt out in words, in order."""
    found: list[Cardinal] = []
    words = context.words
    last = 0
    for place, (word, _, _) in enumerate(words):
        if place < last or word not in _FIRST_WORDS:
            continue
        reader = _Reader()
        last = place
        while last < len(words) and _joined(context, place, last) and reader.take(words[last][0]):
            last += 1
        if reader.value and not (
            context.word(place - 1)[:1].isdigit() and _touches(context, place)
        ):
            end = words[last - 1][2]
            found.append(Cardinal(reader.value, words[place][1], end, reader.scaled))
    return found


def _joined(context: Context, first: int, place: int) -> bool:
    return place == first or _touches(context, place)


def _touches(context: Context, place: int) -> bool:
    return context.gap(place) in _GAPS


class _Reader:
    """Adds number words up until one does not go on from those before it."""

    def __init__(self) -> None:
        self.total = self.part = self.added = Decimal(0)
        self.scaled = False
        self.taken = 0
        self.least = _LARGEST

    @property
    def value(self) -> Decimal:
        """The number so far; "two lakh fifty" is said for two lakh fifty thousand."""
        short = self.least >= _LAKH and _TENS <= self.part < _HUNDRED and self.total
        return self.total + (self.part * self.least / _HUNDRED if short else self.part)

    def take(self, word: str) -> bool:
        """Add a word; False if it does not belong to the number."""
        went_on = self._scale(word) or self._whole(word) or self._count(word)
        self.taken += went_on
        return went_on

    def _scale(self, word: str) -> bool:
        scale = _LONG_SCALES.get(word)
        if scale is None or scale >= self.least:
            return False
        if scale == _HUNDRED:
            self.part = (self.part or Decimal(1)) * scale
        else:
            self.total += (self.part or Decimal(1)) * scale
            self.part, self.least = Decimal(0), scale
        self.scaled = True
        return True

    def _whole(self, word: str) -> bool:
        whole = _WHOLE.get(word)
        if whole is None or whole >= self.least or self.part:
            return False
        self.total += whole
        self.least = _HUNDRED * _TENS if whole >= _HUNDRED * _TENS else _HUNDRED
        self.scaled = True
        return True

    def _count(self, word: str) -> bool:
        if word in _FRACTIONS and not self.part:
            self.part = _FRACTIONS[word]
        elif word in _ADDED and not self.part:
            self.added = _ADDED[word]
        elif word in NUMERALS and NUMERALS[word].digits != "0":
            return self._number(word)
        else:
            return False
        return True

    def _number(self, word: str) -> bool:
        value = int(NUMERALS[word].digits)
        unit_goes_on = self.part and self.part % _TENS == 0 and word in DIGITS and value
        tens_go_on = self.part and self.part % _HUNDRED == 0
        if self.part and not (unit_goes_on or tens_go_on):
            return False
        self.part += value + self.added
        self.added = Decimal(0)
        return True
