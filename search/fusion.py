"""Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): one order from several."""

from collections import defaultdict
from collections.abc import Iterable

DAMPING = 60
"""The paper's constant: how little the first places outweigh the next ones."""


def fused(rankings: Iterable[Iterable[str]]) -> list[str]:
    """Return all ids, best first: each ranking adds 1 / (60 + place); ties in order of the ids."""
    points: dict[str, float] = defaultdict(float)
    for ranking in rankings:
        for place, key in enumerate(dict.fromkeys(ranking), 1):
            points[key] += 1 / (DAMPING + place)
    return sorted(points, key=lambda key: (-points[key], key))
