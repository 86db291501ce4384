"""Ages from 18 to 20 of the person on offer, as the enrichment read them in figures or words."""

from collections.abc import Iterator

from classifiers.indicator import Parts
from classifiers.reading import Meant, Place, Reading, apart

YOUNGEST, OLDEST = 18, 20


def find(reading: Reading, meant: Meant, parts: Parts) -> Iterator[Place]:
    """Yield ages below 21, unless they are a bound for clients ("over 18 only")."""
    clients = list(reading.any_of(parts["client"]))
    for mention in reading.posting.mentions:
        if mention.kind == "age" and YOUNGEST <= float(mention.value) <= OLDEST:
            for place in reading.place_of(mention):
                of_client = any(apart(place, other) in (0, 1) for other in clients)
                if _of_the_offered(reading, place, mention.attributes.get("bound")) and (
                    not of_client and meant(*place, ())
                ):
                    yield place


def _of_the_offered(reading: Reading, place: Place, bound: object) -> bool:
    """Say whether an age is one's own; a lower bound is, when an upper bound follows (18-25)."""
    if bound != "min":
        return bound is None
    others = (m for m in reading.posting.mentions if m.attributes.get("bound") == "max")
    return any(apart(place, other) in (0, 1) for m in others for other in reading.place_of(m))
