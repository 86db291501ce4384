"""Words and phrases of the data tables, made ready for look-up and for patterns.

A table lists words with spaces between them; an underscore stands for a space inside a phrase.
"""

import re
from collections.abc import Callable, Iterable, Mapping

from enrichment.normalise import plain

LETTER = r"a-z\u0900-\u0963\u0970-\u0dff"
"""Inside of a character class: a letter of the plain view, marks of Indian scripts included."""
START, END = rf"(?<![{LETTER}])", rf"(?![{LETTER}])"


def spellings(listed: str) -> list[str]:
    """Return the phrases of a list in the plain view."""
    return [phrase.replace("_", " ") for phrase in plain(listed).text.split()]


def word_set(listed: str) -> frozenset[str]:
    """Return the phrases of a list, to look words up in."""
    return frozenset(spellings(listed))


def reading(table: Mapping[str, str]) -> dict[str, str]:
    """Return what each phrase means, from a table of meaning and list of phrases."""
    return {phrase: meaning for meaning, listed in table.items() for phrase in spellings(listed)}


def any_of(phrases: Iterable[str]) -> str:
    """Return a pattern that matches any of the phrases, the longest first.

    Those with the same first letter stand together: `re` then passes over most of them at once.
    """
    rests: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=len, reverse=True):
        rests.setdefault(phrase[0], []).append(re.escape(phrase[1:]))
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in rests.items())


def choosing(table: Mapping[str, str]) -> Callable[[str], str]:
    """Return what makes a pattern of a list of the table, by its key, that matches any phrase."""
    return lambda key: any_of(spellings(table[key]))
