"""The numbers that the learned models see: hashed n-grams of sounds beside the encoder's vector.

Hashing (Weinberger et al. 2009) needs no vocabulary, so the words of training postings are in no
file that adwatch ships.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer

Floats = NDArray[np.float32]
SLOTS = 1 << 14
GRAMS = 2 * SLOTS
"""Columns of `grams`: letters within words, then words and pairs of words."""
_LETTERS = HashingVectorizer(
    analyzer="char_wb", ngram_range=(2, 5), n_features=SLOTS, alternate_sign=False, binary=True
)
_WORDS = HashingVectorizer(
    token_pattern=r"\S+",  # noqa: S106 - no password
    ngram_range=(1, 2),
    n_features=SLOTS,
    alternate_sign=False,
    binary=True,
)


def grams(sounds: Sequence[str]) -> csr_matrix:
    """Return one row a text, each half of length one (or zero, for a text without words)."""
    return csr_matrix(
        hstack([_LETTERS.transform(sounds), _WORDS.transform(sounds)]), dtype=np.float32
    )
