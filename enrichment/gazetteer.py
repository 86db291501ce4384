"""The places that adwatch knows and how their names are written, indexed for look-up.

Built at import from data/places.tsv and the case endings of data/places.yml. A name is looked up by
its first word; a single word that is no name is tried without a Malayalam or Tamil case ending.
"""

from functools import lru_cache
from typing import Literal, NamedTuple

from enrichment import tables
from enrichment.context import words_of
from enrichment.normalise import folded, plain
from enrichment.sounds import key

Role = Literal["offered_at", "destination", "origin"]


class Place(NamedTuple):
    """A place; `district` only in Kerala, coordinates in degrees (WGS 84) where known."""

    name: str
    kind: str
    district: str
    state: str
    country: str
    lat: float | None
    lon: float | None


class Name(NamedTuple):
    """A spelling: the words after the first, the places so called, whether it is also a word."""

    rest: tuple[str, ...]
    places: tuple[Place, ...]
    ambiguous: bool


class Inflected(NamedTuple):
    """A name with a case ending: the places and the role that the ending gives them."""

    name: Name
    role: Role | None


_ROLES: dict[str, Role | None] = {
    "at": "offered_at",
    "to": "destination",
    "from": "origin",
    "any": None,
}
CUES = tables.mapping("places")
_SHORTEST_STEM = 3
_LATIN_VOWELS = "aeiouy"


def _load() -> dict[str, list[Name]]:
    """Return the names by first word, longest first."""
    spelt: dict[tuple[str, ...], list[tuple[Place, bool]]] = {}
    for row in tables.rows("places"):
        place = Place(
            row["name"], row["kind"], row["district"], row["state"], row["country"],
            float(row["lat"]) if row["lat"] else None, float(row["lon"]) if row["lon"] else None,
        )  # fmt: skip
        for spelling in row["spellings"].split(";"):
            words = tuple(word for word, _, _ in words_of(plain(spelling.rstrip("?")).text))
            spelt.setdefault(words, []).append((place, spelling.endswith("?")))
    names: dict[str, list[Name]] = {}
    for words, found in spelt.items():
        places = tuple(place for place, _ in found)
        ambiguous = any(marked for _, marked in found)
        names.setdefault(words[0], []).append(Name(words[1:], places, ambiguous))
    for listed in names.values():
        listed.sort(key=lambda name: -len(name.rest))
    return names


NAMES = _load()


def _endings(script: str) -> dict[str, dict[str, Role | None]]:
    return {
        ending: {
            plain(suffix).text: _ROLES[role]
            for role, listed in roles.items()
            for suffix in listed.split()
        }
        for ending, roles in CUES["endings"][script].items()
    }


_MALAYALAM, _LATIN, _TAMIL = map(_endings, ("malayalam", "latin", "tamil"))
_CHILLU = {"ർ": "ര", "ൻ": "ന", "ൽ": "ല", "ൾ": "ള", "ൺ": "ണ"}


def _stems(word: str) -> list[tuple[str, dict[str, Role | None]]]:
    """Return the stems of a name, each with the endings that it takes."""
    last = word[-1]
    if "\u0d00" <= last <= "\u0d7f":
        return _malayalam_stems(word, last)
    if "\u0b80" <= last <= "\u0bff":
        if word.endswith("ம்"):
            return [(word[:-2], _TAMIL["ம்"])]
        return [(word[:-1], _TAMIL["consonant"]) if last == "்" else (word, _TAMIL["vowel"])]
    return _latin_stems(word, last) if last.isascii() else []


def _malayalam_stems(word: str, last: str) -> list[tuple[str, dict[str, Role | None]]]:
    if last == "ം":
        return [(word[:-1], _MALAYALAM["ം"])]
    if last in _CHILLU:
        return [(word[:-1] + _CHILLU[last], _MALAYALAM["consonant"])]
    if last == "്":
        stems = [(word[:-1], _MALAYALAM["consonant"])]
        return [*stems, (word[:-1], _MALAYALAM["ട്"])] if word.endswith("ട്") else stems
    return [(word, _MALAYALAM["vowel"])]


def _latin_stems(word: str, last: str) -> list[tuple[str, dict[str, Role | None]]]:
    stems = [(word, _LATIN["vowel" if last in _LATIN_VOWELS else "consonant"])]
    if last == "e":
        stems.append((word[:-1], _LATIN["consonant"]))
    if word.endswith(("am", "om")):
        stems.append((word[:-2], _LATIN["am"]))
    if word.endswith(("ad", "ode", "od", "ade")):
        stems.append((word.rstrip("e")[:-1], _LATIN["d"]))
    return stems


def _all_stems() -> dict[str, list[tuple[dict[str, Role | None], Name]]]:
    stems: dict[str, list[tuple[dict[str, Role | None], Name]]] = {}
    for first, listed in NAMES.items():
        for name in listed:
            if not name.rest and len(first) >= _SHORTEST_STEM:
                for stem, endings in _stems(first):
                    stems.setdefault(stem, []).append((endings, name))
    return stems


_STEMS = _all_stems()
_SHORTEST_SOUND = 5


def _sounds() -> dict[str, Name]:
    """Return the Kerala names of one word by how they sound, places of one sound together."""
    listed_words = map(tables.words, ("reviewed/manglish", "reviewed/hinglish"))
    ordinary = {key(word) for words in listed_words for word in words}
    places: dict[str, dict[Place, None]] = {}
    for first, listed in NAMES.items():
        for name in listed:
            if first.isascii() and not name.rest and name.places[0].district:
                places.setdefault(key(first), {}).update(dict.fromkeys(name.places))
    return {
        sound: Name((), tuple(found), ambiguous=True)
        for sound, found in places.items()
        if len(sound) >= _SHORTEST_SOUND and sound not in ordinary
    }


_SOUNDS = _sounds()
_SOUND_ENDINGS: tuple[tuple[str, dict[str, Role | None]], ...] = (
    ("", {**_LATIN["consonant"], **_LATIN["vowel"]}),
    ("am", _LATIN["am"]),
)


@lru_cache(maxsize=32_768)
def sounding(word: str) -> Inflected | None:
    """Return the Kerala place that a word of any script sounds like, case ending off if need be."""
    latin = folded(word)
    name = _SOUNDS.get(key(latin))
    if name:
        return Inflected(name, None)
    for cut in range(len(latin) - 2, _SHORTEST_SOUND - 1, -1):
        for restored, endings in _SOUND_ENDINGS:
            name = _SOUNDS.get(key(latin[:cut] + restored)) if latin[cut:] in endings else None
            if name:
                return Inflected(name, endings[latin[cut:]] or "offered_at")
    return None


# The last two letters of every ending: most words are passed over by them.
LAST_LETTERS = frozenset(
    suffix[-2:]
    for table in (_MALAYALAM, _LATIN, _TAMIL)
    for each in table.values()
    for suffix in each
    if len(suffix) > 1
)


def canonical(spelling: str) -> str:
    """Return the English name of the place so spelt, or the spelling where none is known."""
    words = tuple(word for word, _, _ in words_of(plain(spelling).text))
    for name in NAMES.get(words[0], ()) if words else ():
        if name.rest == words[1:]:
            return name.places[0].name
    return spelling


def inflected(word: str) -> Inflected | None:
    """Return the name that a word is with a case ending taken off, longest stem first."""
    for cut in range(len(word) - 1, _SHORTEST_STEM - 1, -1):
        for endings, name in _STEMS.get(word[:cut], ()):
            if word[cut:] in endings:
                return Inflected(name, endings[word[cut:]])
    return None
