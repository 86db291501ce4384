"""Everything that the assessment looks for, compiled into one lexicon, once a process."""

import gc
from dataclasses import dataclass
from functools import cache

from classifiers.category import Cues, load_cues
from classifiers.context import Context, load_context
from classifiers.indicator import Detector, load_detectors
from classifiers.learned.view import COMMUNITY
from classifiers.lexicon import Lexicon
from classifiers.vocabulary import load_vocabulary


@dataclass(frozen=True, slots=True)
class Book:
    """The lexicon and all that refers to it."""

    lexicon: Lexicon
    cues: Cues
    context: Context
    detectors: tuple[Detector, ...]
    community: int
    """The term of words for nationality, religion, caste and region."""


@cache
def load_book() -> Book:
    """Return the book; the files are read at the first call."""
    # Nothing of this becomes garbage, and to look for it would take a third of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _book(Lexicon())
    finally:
        if collecting:
            gc.enable()


def _book(lexicon: Lexicon) -> Book:
    return Book(
        lexicon,
        load_cues(lexicon),
        load_context(lexicon),
        load_detectors(lexicon),
        lexicon.add(load_vocabulary()[COMMUNITY]),
    )
