"""Which postings an officer should label next: those that would teach the model most.

Uncertain first (score near the threshold of the medium band), and each unlike those already taken
(farthest-first in the encoder's space; Sener and Savarese 2018).
"""

from collections.abc import Sequence

import numpy as np

from adwatch.model import Posting
from adwatch.vectors import unpack
from classifiers.score import load_rules

POOL = 10
"""How many times as many uncertain postings are looked at as are proposed."""


def proposals(postings: Sequence[Posting], count: int) -> list[Posting]:
    """Return at most `count` assessed postings, the most informative first."""
    pool = sorted(postings, key=_certainty)[: count * POOL]
    if not pool:
        return []
    vectors = np.stack([unpack(posting.embedding) for posting in pool])
    taken, farness = [0], 1 - vectors @ vectors[0]
    while len(taken) < min(count, len(pool)):
        farthest = int(np.argmax(farness))
        taken.append(farthest)
        farness = np.minimum(farness, 1 - vectors @ vectors[farthest])
        farness[taken] = -np.inf
    return [pool[place] for place in taken]


def _certainty(posting: Posting) -> tuple[float, str]:
    """Return the distance of the score from the threshold at which officers are told."""
    return abs(posting.score - load_rules().bands["medium"]), posting.id
