"""Which language a posting is in: en, ml, hi, ta, or Malayalam and Hindi in Latin letters.

Script decides where a script belongs to one language. Latin words are weighed by a letter n-gram
model (`data/romanised.json`, trained by `build/language.py`); romanised advertisements borrow half
their nouns from English, so a third of romanised words is enough. Names of places and persons say
nothing about the language and are left out.
"""

import math
from functools import lru_cache
from typing import NamedTuple

from enrichment import tables
from enrichment.context import Context
from enrichment.gazetteer import NAMES

_SCRIPTS = (("\u0d00", "\u0d7f", "ml"), ("\u0900", "\u097f", "hi"), ("\u0b80", "\u0bff", "ta"))
_ROMANISED = {"ml": "ml-Latn", "hi": "hi-Latn"}
_NATIVE_SHARE = 0.25
_ROMANISED_SHARE = 0.3
_MOST_WORDS = 200
_FEWEST_WORDS = 2
_LIKELY = 0.6
_TABLE = tables.document("romanised")
_GRAMS: dict[str, list[float]] = _TABLE["ngrams"]
_BIAS: list[float] = _TABLE["bias"]
_LONGEST_GRAM = 4
_ENGLISH = tables.words("english")
_MANGLISH, _HINGLISH = tables.words("reviewed/manglish"), tables.words("reviewed/hinglish")
_GIVEN = tables.words("reviewed/given_names")


class Span(NamedTuple):
    """A stretch of the plain view in one language."""

    start: int
    end: int
    lang: str


def language(read: list[Context]) -> str:
    """Return the language of a posting's fields together; empty without a letter to judge by."""
    words = [word for context in read for word, _, _ in context.words if not word[0].isdigit()]
    letters = sum(map(len, words))
    if not letters:
        return ""
    odd = [word for word in words if not word.isascii()]
    native = {
        lang: sum(len(word) for word in odd if low <= word[0] <= high)
        for low, high, lang in _SCRIPTS
    }
    most = max(native, key=lambda lang: native[lang])
    if native[most] >= _NATIVE_SHARE * letters:
        return most
    return _latin_language([word for word in words if word.isascii()])


def spans(context: Context) -> list[Span]:
    """Return the stretches of one language in a text, word by word joined, for mixed texts."""
    found: list[Span] = []
    for word, start, end in context.words:
        lang = _word_language(word)
        if lang and found and found[-1].lang == lang:
            found[-1] = found[-1]._replace(end=end)
        elif lang:
            found.append(Span(start, end, lang))
    return found


def _word_language(word: str) -> str:
    for low, high, lang in _SCRIPTS:
        if low <= word[0] <= high:
            return lang
    likely = likelihood(word) if word.isascii() and word.isalpha() else None
    if likely is None:
        return ""
    english, malayalam, hindi = likely
    if english >= max(malayalam, hindi):
        return "en"
    return _ROMANISED["ml" if malayalam > hindi else "hi"]


def _latin_language(words: list[str]) -> str:
    telling = [likely for word in words[:_MOST_WORDS] if (likely := likelihood(word))]
    for which, lang in ((1, "ml-Latn"), (2, "hi-Latn")):
        other = 3 - which
        total = sum(each[which] for each in telling)
        certain = sum(each[which] > _LIKELY for each in telling)
        enough = certain >= _FEWEST_WORDS or any(each[which] == 1 for each in telling)
        most = total >= sum(each[other] for each in telling)
        if enough and most and total >= _ROMANISED_SHARE * len(telling):
            return lang
    return "en" if words else ""


@lru_cache(maxsize=50_000)
def likelihood(word: str) -> tuple[float, float, float] | None:
    """Return how likely a Latin word is English, romanised Malayalam, romanised Hindi (sum 1).

    None for single letters and for names of places and persons: they say nothing.
    """
    if len(word) == 1 or word in _GIVEN or word in NAMES:
        return None
    listed = (word in _ENGLISH, word in _MANGLISH, word in _HINGLISH)
    if sum(listed) == 1:
        return tuple(map(float, listed))  # type: ignore[return-value]
    english, malayalam, hindi = _BIAS
    padded = f" {word} "
    grams = {
        padded[start : start + length]
        for length in range(1, _LONGEST_GRAM + 1)
        for start in range(len(padded) - length + 1)
    }
    for gram in grams:
        weights = _GRAMS.get(gram)
        if weights:
            english += weights[0]
            malayalam += weights[1]
            hindi += weights[2]
    most = max(english, malayalam, hindi)
    odds = [math.exp(each - most) for each in (english, malayalam, hindi)]
    total = sum(odds)
    return odds[0] / total, odds[1] / total, odds[2] / total
