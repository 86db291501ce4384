"""Work abroad, as the enrichment read the place, offered without a recruiting agent's number."""

from collections.abc import Iterator

from classifiers.indicator import Parts
from classifiers.reading import Meant, Place, Reading, apart

NEAR = 12
"""Most words between the place and the words that offer work there."""


def find(reading: Reading, meant: Meant, parts: Parts) -> Iterator[Place]:
    """Yield the first place abroad that work is offered in."""
    if any(reading.any_of(parts["licence"])):
        return
    offers = list(reading.any_of(parts["offer"], meant))
    for mention in reading.posting.mentions:
        abroad = mention.kind == "place" and mention.attributes.get("country") not in ("IN", "")
        if abroad and mention.attributes.get("role") != "origin":
            for place in reading.place_of(mention):
                if meant(*place, ()) and _offered(place, offers):
                    yield place
                    return


def _offered(place: Place, offers: list[Place]) -> bool:
    distances = [apart(place, offer) for offer in offers if offer[0] is place[0]]
    if place[0].field == "title":
        return bool(offers)
    return any(words is not None and words <= NEAR for words in distances)
