"""What changed between the versions of a posting, word by word: pure functions."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal, NamedTuple

from pydantic import AwareDatetime

from search.versions import Version

MOST_WORDS = 2000
"""Comparing takes time that grows with the square; longer texts are shown whole, old and new."""
_WORD = re.compile(r"\s*\S+|\s+")


class Change(NamedTuple):
    """A run of words that stayed, went or came."""

    kind: Literal["same", "old", "new"]
    text: str


class Revision(NamedTuple):
    """One change of the words: when the new ones were first captured, and the difference."""

    captured_at: AwareDatetime | None
    title: list[Change]
    text: list[Change]


def revisions(versions: Sequence[Version]) -> list[Revision]:
    """Return how each version differs from the one before, the newest first."""
    return [
        Revision(new.captured_at, changes(old.title, new.title), changes(old.text, new.text))
        for old, new in reversed(list(pairwise(versions)))
    ]


def changes(old: str, new: str) -> list[Change]:
    """Return the difference; what is not new joins to the old text, what is not old to the new."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return [Change("same", new)] if old == new else _replaced(old, new)
    result: list[Change] = []
    matcher = SequenceMatcher(None, before, after)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            result.append(Change("same", "".join(before[a:b])))
        else:
            result += _replaced("".join(before[a:b]), "".join(after[c:d]))
    return result


def _replaced(old: str, new: str) -> list[Change]:
    return [change for change in (Change("old", old), Change("new", new)) if change.text]
