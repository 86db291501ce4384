"""Contacts that the enrichment could read only by undoing a disguise.

The extractors say in `attributes["disguise"]` how a number or address was written. Spaces and
dashes are ordinary, and a number with digits left out is no contact.
"""

from collections.abc import Iterator

from classifiers.indicator import Parts
from classifiers.reading import Meant, Place, Reading

HIDDEN = ("words", "letters", "native", "symbols")


def find(reading: Reading, meant: Meant, parts: Parts) -> Iterator[Place]:
    """Yield where a disguised contact stands, meant as an offer or not."""
    for mention in reading.posting.mentions:
        if mention.attributes.get("disguise") in HIDDEN:
            yield from reading.place_of(mention)
