"""Work abroad, as the enrichment read the place, offered without a recruiting agent's number.

A place abroad and a job are not enough: a cafe in Valletta that hires in Valletta recruits nobody
abroad. The posting must speak of the way there (visa, ticket, agent, "we send"), or to readers in
India.
"""

from collections.abc import Iterator

from classifiers.indicator import Parts
from classifiers.reading import Meant, Place, Reading, apart

NEAR = 12
"""Most words between the place and the words that offer work there."""
INDIAN_LANGUAGES = frozenset({"ml", "hi", "ta", "ml-Latn", "hi-Latn"})


def find(reading: Reading, meant: Meant, parts: Parts) -> Iterator[Place]:
    """Yield work abroad in words, and the first place abroad that work is offered in."""
    found = [*reading.any_of(parts["work_abroad"], meant), *_places_offered(reading, meant, parts)]
    licensed = found and any(reading.any_of(parts["licence"], meant))
    if found and not licensed and _recruits(reading, meant, parts):
        yield from found


def _places_offered(reading: Reading, meant: Meant, parts: Parts) -> list[Place]:
    """Return the first place abroad, as the enrichment read it, beside words that offer work."""
    places = [
        place
        for mention in reading.posting.mentions
        if mention.kind == "place"
        and mention.attributes.get("country") not in ("IN", "")
        and mention.attributes.get("role") != "origin"
        for place in reading.place_of(mention)
        if meant(*place, ())
    ]
    offers = list(reading.any_of(parts["offer"], meant)) if places else []
    return [place for place in places if _offered(place, offers)][:1]


def _recruits(reading: Reading, meant: Meant, parts: Parts) -> bool:
    """Say whether the posting speaks of the way abroad, or to readers in India."""
    posting = reading.posting
    if posting.lang in INDIAN_LANGUAGES or any(reading.any_of(parts["voice"], meant)):
        return True
    return any(
        mention.attributes.get("country") == "IN" or mention.attributes.get("region") == "IN"
        for mention in posting.mentions
        if mention.kind in ("place", "phone")
    )


def _offered(place: Place, offers: list[Place]) -> bool:
    distances = [apart(place, offer) for offer in offers if offer[0] is place[0]]
    if place[0].field == "title":
        return bool(offers)
    return any(words is not None and words <= NEAR for words in distances)
