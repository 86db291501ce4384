"""Pieces of a run of digits, and how near two of them stand. Shared by `digits` and `spelt`."""

import re
from itertools import pairwise
from typing import NamedTuple

from enrichment.numerals import FILLERS

FEWEST_DIGITS = 7
LETTERS = "olisbz"
_GAP = re.compile(r"[^0-9a-z₹$€£%\u0600-\u06ff\u0900-\u0dff]{0,12}")
_MOST_NEWLINES = 2
_USUAL_GAPS = frozenset({" ", "-", ".", "", ", ", "/", " - ", "  "})


class Piece(NamedTuple):
    """Digits read from `start:end` of the plain view, and how they were written there."""

    digits: str
    start: int
    end: int
    style: str


Run = list[Piece]


def near(view: str, edge: int, start: int) -> bool:
    """Whether what stands between two pieces may stand inside one number."""
    if view[edge:start] in _USUAL_GAPS:
        return True
    if view[edge:start].strip() in FILLERS:
        return True
    fits = _GAP.fullmatch(view, edge, start) is not None
    return fits and view.count("\n", edge, start) <= _MOST_NEWLINES


def gaps_of(pieces: list[Piece], view: str) -> list[str]:
    """Return what stands between the pieces."""
    return [view[left.end : right.start] for left, right in pairwise(pieces)]
