"""Writes Malayalam and Hindi words that stand in Latin letters in their own script.

The encoder has read far more of a language in its own script: measured on the training postings
(docs/model-card.md), romanised ones are told apart better this way. Letters are in native.yml.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, get_args

from pydantic import Field

from adwatch import yamlfile
from adwatch.model import Frozen
from enrichment.language import likelihood

FILE = Path(__file__).with_name("native.yml")
Romanised = Literal["ml-Latn", "hi-Latn"]
LIKELY = 0.5
"""How likely a word must be of the language to be written in its script."""
LONGEST = 4
"""Most Latin letters that stand for one sound."""


class Letters(Frozen):
    """One script: what Latin letters stand for."""

    consonants: Mapping[str, str]
    vowels: Mapping[str, tuple[str, str]]
    last: Mapping[str, str]
    joiner: str


class NativeFile(Frozen):
    """The content of native.yml."""

    source: str
    malayalam: Letters = Field(alias="ml-Latn")
    hindi: Letters = Field(alias="hi-Latn")


@cache
def _letters() -> dict[str, Letters]:
    file = yamlfile.load(FILE, NativeFile)
    return dict(zip(get_args(Romanised), (file.malayalam, file.hindi), strict=True))


@lru_cache(maxsize=1 << 15)
def native(word: str, lang: str) -> str:
    """Return a word of a posting in `lang` in native script, if it is romanised; else as it is.

    >>> native("kutti", "ml-Latn")
    'കുട്ടി'
    """
    if lang not in _letters() or not (word.isascii() and word.isalpha()):
        return word
    likely = likelihood(word.lower())
    position = 1 + get_args(Romanised).index(lang)
    if likely is None or likely[position] <= LIKELY:
        return word
    return _written(word.lower(), _letters()[lang])


def _written(word: str, letters: Letters) -> str:
    parts, after_consonant, position = "", False, 0
    while position < len(word):
        sound = _sound(word, position, letters)
        position += len(sound)
        last = position == len(word)
        if sound in letters.vowels:
            alone, sign = letters.vowels[sound]
            parts += (letters.last.get(sound, sign) if last else sign) if after_consonant else alone
        elif last and not after_consonant and sound in letters.last:
            parts += letters.last[sound]
        else:
            parts += letters.joiner * after_consonant + letters.consonants.get(sound, sound)
        after_consonant = sound in letters.consonants
    return parts


def _sound(word: str, position: int, letters: Letters) -> str:
    """Return the longest letters at a place that stand for one sound."""
    for length in range(LONGEST, 1, -1):
        sound = word[position : position + length]
        if sound in letters.consonants or sound in letters.vowels:
            return sound
    return word[position]
