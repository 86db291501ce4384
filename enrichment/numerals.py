"""Words that stand for digits in six languages, from data/numbers.yml, ready to look up."""

import re
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
FILLERS = frozenset(_spellings(_TABLE["fillers"]))

_SHORTEST_GLUED = 6
_GLUED = re.compile("|".join(sorted((*DIGITS, *REPEATS), key=len, reverse=True)))

GLUED_BEGINNINGS = frozenset(word[:2] for word in (*DIGITS, *REPEATS))


def unglue(word: str) -> str:
    """Return the digits of number words written as one (`onpathettu`), or an empty string.

    Longest spelling first with no going back: linear, and enough for the words that people join.
    """
    if len(word) < _SHORTEST_GLUED or word[:2] not in GLUED_BEGINNINGS:
        return ""
    digits = ""
    position = 0
    repeat = 1
    while position < len(word):
        match = _GLUED.match(word, position)
        if match is None:
            return ""
        position = match.end()
        if match.group() in REPEATS:
            repeat = REPEATS[match.group()]
            continue
        digits += DIGITS[match.group()].digits * repeat
        repeat = 1
    return digits if len(digits) > 1 else ""
