"""Registration numbers of recruiting agents, as the enrichment read them."""

from collections.abc import Iterator

from classifiers.indicator import Parts
from classifiers.reading import Meant, Place, Reading


def find(reading: Reading, meant: Meant, parts: Parts) -> Iterator[Place]:
    """Yield numbers of the kind that the Protector General of Emigrants gives."""
    for mention in reading.posting.mentions:
        if mention.kind == "licence" and mention.attributes.get("type") == "ra":
            yield from reading.place_of(mention)
