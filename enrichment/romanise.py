"""Writes words of Malayalam, Devanagari and Tamil script in Latin letters, as people chat.

Not a scholarly transliteration: long and short vowels fall together and the unspoken vowels of
Hindi are dropped. Place names that are spelt by custom (കോഴിക്കോട്, `kozhikode`) come from the
table of places. Source of the letters: data/romanise.yml.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from enrichment import tables

INDIC_WORD = re.compile(r"[\u0900-\u0963\u0b80-\u0be5\u0d00-\u0d65\u0d7a-\u0d7f]+")


class Piece(NamedTuple):
    """Latin letters and the characters `start:end` of the word that they stand for."""

    latin: str
    start: int
    end: int


class _Unit(NamedTuple):
    """A consonant (or cluster) with its vowel, or a lone vowel or mark; "a" may be `implied`."""

    consonant: str
    vowel: str
    start: int
    end: int
    implied: bool = False


class _Script(NamedTuple):
    consonants: dict[str, str]
    others: dict[str, str]
    signs: dict[str, str]
    virama: str


def _script(name: str) -> _Script:
    table = tables.mapping("romanise")[name]
    return _Script(
        {**table["letters"], **table["clusters"]},
        {**table["vowels"], **table["marks"]},
        {**table["signs"], table["virama"]: ""},
        table["virama"],
    )


_MALAYALAM, _HINDI, _TAMIL = _script("malayalam"), _script("hindi"), _script("tamil")
_LONGEST_CLUSTER = 3


@lru_cache(maxsize=16384)
def romanise_word(word: str) -> tuple[Piece, ...]:
    """Return the Latin pieces of a word of one Indian script (see `INDIC_WORD`), in order."""
    if word[0] >= "\u0d00":
        units = _spoken_malayalam(_units(word, _MALAYALAM), word)
    elif word[0] >= "\u0b80":
        units = _units(word, _TAMIL)
    else:
        units = _without_schwa(_units(word, _HINDI))
    return tuple(Piece(unit.consonant + unit.vowel, unit.start, unit.end) for unit in units)


def _units(word: str, script: _Script) -> list[_Unit]:
    units = []
    position = 0
    while position < len(word):
        length, latin = _consonant(word, position, script)
        end = position + length
        if latin is None:
            units.append(_Unit("", script.others.get(word[position], ""), position, end))
        elif end < len(word) and word[end] in script.signs:
            units.append(_Unit(latin, script.signs[word[end]], position, end + 1))
            end += 1
        else:
            units.append(_Unit(latin, "a", position, end, implied=True))
        position = end
    return units


def _consonant(word: str, position: int, script: _Script) -> tuple[int, str | None]:
    for length in range(min(_LONGEST_CLUSTER, len(word) - position), 0, -1):
        latin = script.consonants.get(word[position : position + length])
        if latin is not None:
            return length, latin
    return 1, None


def _without_schwa(units: list[_Unit]) -> list[_Unit]:
    """Drop the vowels that Hindi does not speak: the last, and those in vowel-consonant _ syllable.

    Source: Choudhury, Basu and Sarkar 2004, "A Diachronic Approach for Schwa Deletion in Hindi".
    """
    result = list(units)
    for place in range(len(units) - 1, 0, -1):
        after = result[place + 1] if place + 1 < len(result) else None
        before_syllable = after is None or bool(after.consonant and after.vowel)
        if units[place].implied and units[place - 1].vowel and before_syllable:
            result[place] = units[place]._replace(vowel="")
    return result


def _spoken_malayalam(units: list[_Unit], word: str) -> list[_Unit]:
    """Speak a single ട inside a word as `d` and a final bare consonant with a short `u`."""
    result = [
        unit._replace(consonant="d")
        if place and word[unit.start : unit.end].strip("ടാിീുൂെേൊോൈ്") == "" and unit.consonant == "t"
        else unit
        for place, unit in enumerate(units)
    ]
    last = result[-1]
    if word[-1] == "്" and last.consonant not in ("d", ""):
        result[-1] = last._replace(vowel="u")
    return result
