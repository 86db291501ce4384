"""Weighs what stands around a word: is it a person's name? A linear model, summed part by part."""

from functools import lru_cache

from enrichment import tables
from enrichment.context import Context
from enrichment.names.features import PARTS, Key, candidates, keys, read

_MODEL = tables.document("names/model")
_WEIGHTS: dict[str, float] = _MODEL["weights"]
_THRESHOLD: float = -_MODEL["bias"]


def names(context: Context) -> list[int]:
    """Return the places of the words that are names of persons."""
    reading = read(context)
    found: list[int] = []
    for place in candidates(reading):
        parts = keys(place, reading, found[-1] if found else -1)
        if sum(_part(which, key) for which, key in enumerate(parts)) > _THRESHOLD:
            found.append(place)
    return found


@lru_cache(maxsize=131_072)
def _part(which: int, key: Key) -> float:
    return sum(_WEIGHTS.get(feature, 0.0) for feature in PARTS[which](*key))
