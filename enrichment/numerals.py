"""Words that stand for digits in six languages, from data/numbers.yml, ready to look up."""

from functools import lru_cache
from typing import NamedTuple

from enrichment import tables
from enrichment.normalise import plain


class Numeral(NamedTuple):
    """`digits` that a word stands for; a `tens` word (ninety) may take a unit word after it."""

    digits: str
    tens: bool = False


def _spellings(listed: str) -> set[str]:
    """Return the plain spellings; a final bare consonant is also written with a short `u`."""
    words = {plain(word).text for word in listed.split()}
    words |= {word[:-1] + "ു" for word in words if word.endswith("്")}
    return words | {word[:-1] + "ு" for word in words if word.endswith("்")}


def _reading(group: dict[str, str], tens: bool = False) -> dict[str, Numeral]:
    return {
        word: Numeral(digits, tens)
        for digits, listed in group.items()
        for word in _spellings(listed)
    }


_TABLE = tables.mapping("numbers")
DIGITS = _reading(_TABLE["digits"])
NUMERALS = {
    **_reading(_TABLE["hindi_pairs"]),
    **_reading(_TABLE["teens"]),
    **_reading(_TABLE["tens"], tens=True),
    **DIGITS,
}
REPEATS = {
    word: int(count) for count, listed in _TABLE["repeats"].items() for word in _spellings(listed)
}
WEAK = frozenset(_spellings(_TABLE["weak"]))
FILLERS = frozenset(_spellings(_TABLE["fillers"]))

_SHORTEST_GLUED, LONGEST_GLUED = 6, 80
_LONGEST_SPELLING = max(map(len, (*DIGITS, *REPEATS)))
_SHORTEST_SPELLING = 2
GLUED_BEGINNINGS = frozenset(word[:2] for word in (*DIGITS, *REPEATS))


@lru_cache(maxsize=4096)
def unglue(word: str) -> str:
    """Return the digits of number words written as one (`onpathettu`), or an empty string."""
    if not _SHORTEST_GLUED <= len(word) <= LONGEST_GLUED or word[:2] not in GLUED_BEGINNINGS:
        return ""
    digits = ""
    repeat = 1
    for part in _parts(word):
        if part in REPEATS:
            repeat = REPEATS[part]
        else:
            digits += DIGITS[part].digits * repeat
            repeat = 1
    return digits if len(digits) > 1 else ""


def _parts(word: str) -> list[str]:
    """Return the number words that make up a word, as few as possible; empty if none do."""
    best: list[list[str] | None] = [None] * len(word) + [[]]
    for start in range(len(word) - _SHORTEST_SPELLING, -1, -1):
        for length in range(_SHORTEST_SPELLING, min(_LONGEST_SPELLING, len(word) - start) + 1):
            rest = best[start + length]
            part = word[start : start + length]
            if rest is None or (part not in DIGITS and part not in REPEATS):
                continue
            found = best[start]
            if found is None or len(rest) + 1 < len(found):
                best[start] = [part, *rest]
    return best[0] or []
