"""The numbers that the learned models see: hashed n-grams of sounds beside the encoder's vector.

Hashing (Weinberger et al. 2009) needs no vocabulary, so the words of training postings are in no
file that adwatch ships. Slots are those of scikit-learn's HashingVectorizer, whose import would
take longer than everything else that an assessment loads.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import mmh3
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
SLOTS = 1 << 14
GRAMS = 2 * SLOTS
"""Slots of a text: those of letters within words, then those of words and pairs of words."""
LENGTHS = range(2, 6)
"""Letters of an n-gram; the spaces around a word are letters too."""


@dataclass(frozen=True, slots=True)
class Grams:
    """The n-grams of a text: which of the slots are filled, and with what."""

    slots: NDArray[np.intp]
    values: Floats


def grams(sounds: str) -> Grams:
    """Return a text's n-grams, each half of length one (or empty, for a text without words)."""
    words = sounds.lower().split()
    letters = set().union(*map(_letters, words))
    pairs = {_slot(word) for word in words} | {_slot(" ".join(pair)) for pair in pairwise(words)}
    return Grams(
        np.array([*sorted(letters), *(SLOTS + slot for slot in sorted(pairs))], dtype=np.intp),
        np.concatenate([_of_length_one(letters), _of_length_one(pairs)]),
    )


def _of_length_one(slots: set[int]) -> Floats:
    return np.full(len(slots), 1 / np.sqrt(max(len(slots), 1)), dtype=np.float32)


@lru_cache(maxsize=1 << 15)
def _letters(word: str) -> frozenset[int]:
    """Return the slots of a word's n-grams; of one that is shorter, the whole word's."""
    padded = f" {word} "
    return frozenset(map(_slot, _pieces(padded)))


def _pieces(padded: str) -> Iterable[str]:
    for length in LENGTHS:
        for start in range(max(1, len(padded) - length + 1)):
            yield padded[start : start + length]


def _slot(text: str) -> int:
    return abs(mmh3.hash(text.encode(), signed=True)) % SLOTS
